"""How the sheet is kept for serving: without its comments and blanks, under a hashed name, packed.

The first visit is weighed in packets (docs/look.md); what `static/site.css` explains to its makers is not sent.
"""

import re
from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "site.css"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def without_blanks(css: str) -> str:
    """The same rules. A blank before a colon stays: it is a descendant in a selector."""
    css = re.sub(r"\s+", " ", _COMMENT.sub("", css))
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    return re.sub(r"(?<=[a-z]): (?=[^{}]*[;}])", ":", css).replace(";}", "}").strip()


class LeanStaticFiles(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage, with the sheet made lean before it is named by its content."""

    def post_process(self, paths, dry_run=False, **options):
        if SHEET in paths and not dry_run:
            kept = Path(self.path(SHEET))
            kept.write_text(without_blanks(kept.read_text()))
            # Else the named copy would be made of what the finders have.
            paths = {**paths, SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run, **options)
