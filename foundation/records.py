"""Reads JSON as a heading and rows of text: a list of records, columns by dotted path. foundation.tables asks.

A path such as `address.province` or `licences.0.number` walks through objects and, by number from 0, through lists.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from foundation.reports import RowProblem
from foundation.sources import Source, TableError

MOST_BYTES = 100 * 1024 * 1024
_MISSING = object()


def read_records(path: Path, source: Source) -> tuple[list[str], Iterator[tuple[int, list[str] | RowProblem]]]:
    """(heading, (number of the record from 1, cells, or the problem with it)). Raises TableError.

    `[file] records` of the source is the dotted path of the list; without it the file is the list. The heading holds
    those columns of the source that at least one record has.
    """
    records = _list_in(path, source)
    columns = list(dict.fromkeys([*source.key, *(column for columns in source.columns.values() for column in columns)]))
    heading = [c for c in columns if any(isinstance(r, dict) and _at(r, c) is not _MISSING for r in records)]
    return heading, _rows(records, heading)


def _rows(records: list, heading: list[str]) -> Iterator[tuple[int, list[str] | RowProblem]]:
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            yield number, RowProblem(heading[0] if heading else "", str(record), _("the record is not an object"))
            continue
        try:
            yield number, [_text(column, _at(record, column)) for column in heading]
        except RowProblem as problem:
            yield number, problem


def _list_in(path: Path, source: Source) -> list:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TableError(
                _("%(file)s: is larger than %(most_bytes)s MB.")
                % {"file": path.name, "most_bytes": MOST_BYTES // 1024 // 1024}
            )
        # Numbers stay as they are written: a licence number 0.10 is not 0.1.
        told = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str)
    except OSError as error:
        raise TableError(_("%(file)s: cannot be opened (%(why)s).") % {"file": path.name, "why": error.strerror})
    except UnicodeDecodeError:
        raise TableError(_("%(file)s: is not UTF-8 text.") % {"file": path.name})
    except json.JSONDecodeError as error:
        raise TableError(
            _("%(file)s: is not valid JSON near line %(line)s: %(why)s.")
            % {"file": path.name, "line": error.lineno, "why": error.msg}
        )
    except RecursionError:
        raise TableError(_("%(file)s: is nested too deeply.") % {"file": path.name})
    found = _at(told, source.records) if source.records else told
    if not isinstance(found, list):
        where = source.records or "."
        raise TableError(
            _("%(file)s: “%(where)s” is no list of records. [file] records says where the list stands.")
            % {"file": path.name, "where": where}
        )
    if not found:
        raise TableError(_("%(file)s: has no records.") % {"file": path.name})
    return found


def _at(told, path: str):
    """What stands at a dotted path, or _MISSING. A key that itself holds the dots comes first."""
    if isinstance(told, dict) and path in told:
        return told[path]
    for part in path.split("."):
        if isinstance(told, dict) and part in told:
            told = told[part]
        elif isinstance(told, list) and part.isascii() and part.isdecimal() and int(part) < len(told):
            told = told[int(part)]
        else:
            return _MISSING
    return told


def _text(column: str, value) -> str:
    """A value as it would stand in a CSV file; several plain values are joined with `|`."""
    if value is _MISSING or value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(part, dict | list) for part in value):
        return "|".join(_text(column, part) for part in value)
    if isinstance(value, dict | list):
        raise RowProblem(column, json.dumps(value, ensure_ascii=False)[:200], _("is not one value"))
    return value
