"""Reads a folder of migration facts, ten CSV files of fixed columns, and hands each row to corridors.actions.

`manage.py load_corridors` and the demo call `load_folder`. A bad row is rejected and named; it never stops the others.
"""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from corridors import actions
from corridors.columns import Columns
from corridors.files import FILES, File
from corridors.known import Known, check_row, description, fact_from, heading_of
from corridors.models import Fact, Step
from foundation.reports import Report, RowProblem
from foundation.sources import TableError
from foundation.tables import read_rows

CONTENT = Path(__file__).resolve().parent / "content"


def load_folder(folder: Path | str = CONTENT, collection: str = "", complete: bool | None = None) -> dict[str, Report]:
    """Load every file of a folder in one transaction; returns a Report a file, in reading order.

    `collection` names the set (default: the folder's name); with `complete`, what this set told before and tells no
    more
    is withdrawn, unless a row of that file was rejected. The product's own content is complete unless told otherwise.
    Raises TableError: a file or a column is missing, or a file cannot be read; then nothing is written.
    """
    folder = Path(folder)
    complete = folder.resolve() == CONTENT if complete is None else complete
    collection = (collection or folder.resolve().name)[:40]
    if collection == actions.DESK:
        raise TableError(f"{folder}: a folder may not be called {actions.DESK!r}, which names what registrars publish.")
    if not folder.is_dir():
        raise TableError(f"{folder}: there is no such folder.")
    for file in FILES:
        if not (folder / f"{file.name}.csv").is_file():
            raise TableError(f"{folder}: has no file {file.name}.csv.")
    with transaction.atomic():
        reports, touched = {}, actions.Outcome()
        known = Known()
        for file in FILES:
            reports[file.name] = _load_file(folder / f"{file.name}.csv", file, collection, complete, known, touched)
        if any(report.created or report.updated or report.vanished for report in reports.values()):
            actions.record_load(collection, {name: report.as_dict() for name, report in reports.items()})
        actions.announce(touched)
    return reports


def _load_file(path, file: File, collection: str, complete: bool, known: Known, touched) -> Report:
    report, told, seen = Report(), [], {}
    for row in read_rows(path, description(file, heading_of(path)), report):
        columns = Columns(row, known)
        try:
            parts, values = file.says(columns)
            source = columns.source(file.dated_column)
            if file.model is None:
                key = values["code"]
            else:
                key = columns.key(parts)
                check_row(file.model, key, values)
            if key in seen:
                raise RowProblem(file.columns.split()[0], key, f"says the same as line {seen[key]}")
            seen[key] = row.line
        except RowProblem as problem:
            report.reject(row.line, problem)
            continue
        told.append(actions.Told(key, values, source, row.line))
    if file.model is None:
        for each in told:
            outcome = actions.keep_corridor(each.values, each.source, touched)
            setattr(report, outcome, getattr(report, outcome) + 1)
        known.read_corridors()
        return report
    outcome = _publish(file.model, told, collection, complete, report)
    if file.model is Step:
        known.read_steps()
    report.created, report.updated = len(outcome.created), len(outcome.updated)
    report.unchanged, report.vanished = len(outcome.unchanged), len(outcome.withdrawn)
    for key in outcome.others:
        report.warn(f"{file.name}: {key} was changed since by somebody else, and is left so.")
    touched.add_news_of(outcome)
    return report


def _publish(model: type[Fact], told: list, collection: str, complete: bool, report: Report) -> actions.Outcome:
    """Publish the rows. Asking the tables about each row is slow, so it is done only once they refused the whole
    file.
    """
    try:
        with transaction.atomic():
            return actions.load_facts(model, told, collection, complete and not report.rejected)
    except IntegrityError:
        kept = []
        for each in told:
            try:
                fact_from(model, each.key, each.values).validate_constraints(exclude={"key", *actions.NOT_TOLD})
                kept.append(each)
            except ValidationError as error:
                report.reject(each.line, RowProblem("the row", each.key, " ".join(error.messages)))
        if len(kept) == len(told):
            raise
        return actions.load_facts(model, kept, collection, False)
