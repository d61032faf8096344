"""Open data: the page that lists the tables, and each table as CSV and JSON, today's or as known on a past day.

The tables themselves are described by the floors that own the facts; this module only serves them, in a stream.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import condition, require_safe

from agencies.asked_day import asked_day
from agencies.open_tables import TABLES as REGISTRY_TABLES
from corridors.open_tables import TABLES as MIGRATION_TABLES
from foundation import clock
from foundation.open_tables import Table, as_csv, as_json, dictionary_csv

TABLES: dict[str, Table] = {table.name: table for table in (*MIGRATION_TABLES, *REGISTRY_TABLES)}
TITLES: dict[str, Promise] = {
    "corridors": _("Routes"),
    "costs": _("Costs"),
    "steps": _("Steps"),
    "ceilings": _("What the law lets an agency charge"),
    "wages": _("Minimum wages"),
    "rates": _("Exchange rates"),
    "statuses": _("Which routes are open"),
    "rights": _("Rights"),
    "helplines": _("Helplines"),
    "surveys": _("What surveys found"),
    "registers": _("Register of agencies"),
    "licences": _("Licences"),
}
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
_TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
# Frictionless' words for our kinds of columns; a partial day is text to a machine.
_KINDS = {"number": "number", "day": "date", "moment": "datetime", "yes or no": "boolean"}


@dataclass(frozen=True)
class Listed:
    """One table on the page, with its addresses; `changed`: when its rows last changed."""

    table: Table
    title: Promise
    csv: str
    json: str
    changed: datetime | None


@require_safe
def show_open_data(request):
    """What there is, under which terms, and a past day to choose."""
    today = clock.today()
    asked = asked_day(request.GET.get("as_of", ""), today)
    listed = [
        Listed(
            table, TITLES[name], _address(table, "csv", asked.day), _address(table, "json", asked.day), table.changed()
        )
        for name, table in TABLES.items()
    ]
    context = {"tables": listed, "as_of": asked, "today": today, "licence": LICENCE_ADDRESS, "past": asked.day}
    return render(request, "portal/open_data.html", context)


def _etag(request, name: str, form: str) -> str | None:
    table = TABLES.get(name)
    if table is None or form not in _TYPES:
        return None
    told = f"{name}.{form} {request.GET.get('as_of', '')} {settings.SITE_URL} {table.version()}"
    return f'"{hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]}"'


def _changed(request, name: str, form: str) -> datetime | None:
    table = TABLES.get(name)
    return table.changed() if table and form in _TYPES else None


@require_safe
@condition(etag_func=_etag, last_modified_func=_changed)
def table_file(request, name: str, form: str):
    """One table. `?as_of=2026-05-01`: as it was known at the end of that day. A day that cannot be read is refused."""
    table = TABLES.get(name)
    if table is None or form not in _TYPES:
        raise Http404
    with translation.override("en"):
        asked = asked_day(request.GET.get("as_of", ""), clock.today())
        if asked.problem:
            told = "as_of is no past day written as 2026-05-01.\n"
            return HttpResponseBadRequest(told, content_type="text/plain; charset=utf-8")
    day = asked.day if table.history else None
    lines = as_csv(table, day) if form == "csv" else as_json(table, _about(table, day), day)
    response = StreamingHttpResponse(lines, content_type=_TYPES[form])
    dated = f"-{day.isoformat()}" if day else ""
    response["Content-Disposition"] = f'inline; filename="fair-passage-{name}{dated}.{form}"'
    return _open(response)


@require_safe
def dictionary_file(request):
    """Every column of every table in words."""
    return _open(HttpResponse(dictionary_csv(TABLES.values()), content_type=_TYPES["csv"]))


@require_safe
def package(request):
    """All tables with their columns and terms as a Frictionless data package, for machines."""
    told = {
        "name": "fair-passage",
        "title": settings.SITE_NAME,
        "homepage": settings.SITE_URL,
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE_ADDRESS}],
        "resources": [_resource(table) for table in TABLES.values()],
    }
    return _open(JsonResponse(told))


def _resource(table: Table) -> dict:
    fields = [
        {"name": column.name, "type": _KINDS.get(column.kind, "string"), "description": column.meaning}
        | ({"constraints": {"enum": list(column.values)}} if column.values else {})
        | {"hxl": column.hxl}
        for column in table.columns
    ]
    return {
        "name": table.name,
        "title": table.title,
        "description": f"{table.about} {table.terms}".strip(),
        "path": settings.SITE_URL + _address(table, "csv", None),
        "format": "csv",
        # The tags stand in the second row.
        "dialect": {"headerRows": [1, 2]},
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _about(table: Table, day: date | None) -> dict:
    return {
        "table": table.name,
        "title": table.title,
        "about": table.about,
        "licence": table.licence,
        "terms": table.terms,
        "attribution": settings.SITE_NAME,
        "dictionary": settings.SITE_URL + reverse("open_data_dictionary"),
        "as_of": day.isoformat() if day else None,
    }


def _address(table: Table, form: str, day: date | None) -> str:
    query = f"?as_of={day.isoformat()}" if day and table.history else ""
    return reverse("open_data_file", args=[table.name, form]) + query


def _open(response):
    """For everybody and every site's pages; asked anew each time, so that a changed fee is seen at once."""
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return response
