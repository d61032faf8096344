"""Strings as files for outside translators: gettext PO and XLIFF 1.2, written and read. Knows no page.

What a file says of a string: its key, the English, the translation, and whether the translator is sure.
"""

import re
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

import polib
from django.utils.translation import gettext as _

MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Entry:
    """One string. `then` is the English that the translation was made from, where that is another; `line` counts from 1."""

    key: str
    source: str
    target: str = ""
    unsure: bool = False
    then: str = ""
    note: str = ""
    line: int = 0


class FileError(ValueError):
    """The file as a whole cannot be read; a sentence for the person who brought it."""


def write_po(entries: list[Entry], language: str) -> str:
    """A PO file. A string whose English changed is fuzzy, with the English it was made from."""
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for each in entries:
        file.append(
            polib.POEntry(
                msgctxt=each.key,
                msgid=each.source,
                msgstr=each.target,
                comment=each.note,
                flags=["fuzzy"] if each.unsure else [],
                previous_msgid=each.then or None,
            )
        )
    return f"{file}\n"


def write_xliff(entries: list[Entry], language: str) -> str:
    """The same as XLIFF 1.2."""
    told = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">',
        f'<file original="pages" datatype="plaintext" source-language="en" target-language={quoteattr(language)}><body>',
    ]
    for each in entries:
        told.append(f'<trans-unit id={quoteattr(each.key)} xml:space="preserve">')
        told.append(f"<source>{escape(each.source)}</source>")
        state = "needs-review-translation" if each.unsure else "translated" if each.target else "new"
        told.append(f'<target state="{state}">{escape(each.target)}</target>')
        if each.note:
            told.append(f"<note>{escape(each.note)}</note>")
        told.append("</trans-unit>")
    return "\n".join([*told, "</body></file></xliff>\n"])


def read(content: bytes) -> list[Entry]:
    """Every string of a PO or XLIFF file. Raises FileError."""
    if len(content) > MOST_BYTES:
        raise FileError(_("The file is larger than 2 MB. Part it."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(_("This file is not UTF-8. Save it as UTF-8.")) from error
    return _read_xliff(text) if text.lstrip().startswith("<") else _read_po(text)


def _read_po(text: str) -> list[Entry]:
    try:
        # The empty line keeps polib from taking the text for the name of a file.
        file = polib.pofile(f"\n{text}", wrapwidth=0)
    except (OSError, ValueError, IndexError, UnicodeError) as error:
        where = re.search(r"line (\d+)", str(error))
        if where:
            told = _("This is no PO file that we can read: look at line %(line)s.") % {"line": int(where[1]) - 1}
            raise FileError(told) from error
        raise FileError(_("This is no PO or XLIFF file that we can read.")) from error
    return [
        Entry(
            each.msgctxt or "",
            each.msgid,
            each.msgstr,
            each.fuzzy,
            each.previous_msgid or "",
            line=max(each.linenum - 1, 1),
        )
        for each in file
        if not each.obsolete
    ]


class _Xliff:
    """Reads XLIFF as a stream of tags; a document type is refused, so that nothing in it can grow or be fetched."""

    def __init__(self):
        self.entries, self.unit, self.within = [], None, ""
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _refuse(self, *args):
        raise FileError(_("This XLIFF file declares a document type. Save it without one."))

    def _start(self, name, attrs):
        name = name.rpartition(" ")[2]
        if name == "trans-unit":
            self.unit = {
                "key": attrs.get("id", ""),
                "source": "",
                "target": "",
                "line": self.parser.CurrentLineNumber,
                "unsure": False,
            }
        elif name in ("source", "target") and self.unit is not None:
            self.within = name
            self.unit["unsure"] |= attrs.get("state", "").startswith("needs-")
        elif self.within:
            raise FileError(
                _("Line %(line)s: tags inside a string are written as text (&lt;b&gt;).")
                % {"line": self.parser.CurrentLineNumber}
            )

    def _end(self, name):
        name = name.rpartition(" ")[2]
        if name == self.within:
            self.within = ""
        elif name == "trans-unit" and self.unit is not None:
            self.entries.append(Entry(**self.unit))
            self.unit = None

    def _words(self, text):
        if self.within:
            self.unit[self.within] += text


def _read_xliff(text: str) -> list[Entry]:
    reader = _Xliff()
    try:
        # The text is Unicode by now, whatever its first line says.
        reader.parser.Parse(re.sub(r"^\s*<\?xml[^>]*\?>", lambda found: "\n" * found[0].count("\n"), text), True)
    except expat.ExpatError as error:
        told = _("This is no XLIFF file that we can read: look at line %(line)s.") % {"line": error.lineno}
        raise FileError(told) from error
    return reader.entries
