"""A dossier as a tagged PDF and as CSV, both from its JSON and names of kinds of work. audits.actions.dossiers and the pages call it."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from anyascii import anyascii
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from agencies.rules import Code, Reason, Standing
from agencies.wording import NAMES, say
from audits.models import Dossier
from audits.wording import FINDINGS, GAPS, HISTORY_WORDS, SIGNS
from corridors.rules import Evidence
from foundation.money import Money
from foundation.pdf import draw
from foundation.sheet_writing import csv_text
from reference.models import Name, Occupation
from reference.names import names_of

COLUMNS = (
    "supplier", "address", "country", "os_id", "number", "workers", "employer", "match_score", "match_confirmed_on",
    "finding", "reports", "reports_per_cent_at_most", "jobs_without_agency", "agency_number", "agency", "route", "jobs",
    "last_job", "standing", "standing_since", "standing_until", "standing_still_holds", "work", "law_low", "law_high",
    "law_currency", "law_contested", "law_unverified", "agency_says", "agency_currency", "workers_low",
    "workers_median", "workers_high", "workers_currency", "workers_reports",
)  # fmt: skip
# The scripts that the fonts of our PDFs draw; anything else is told in Latin letters, and as it is in the JSON.
_UNDRAWN = re.compile(
    "[^\u0000-\u024f\u0300-\u036f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u1e00-\u1eff\u200b-\u2027\u2030-\u203a\uaa60-\uaa7f]+"
)


def drawable(text: str) -> str:
    """The text with Latin letters in place of scripts that our fonts lack, such as Chinese and Arabic."""
    return " ".join(_UNDRAWN.sub(lambda run: anyascii(run[0]), text).split())


def html_of(content: dict, digest: str, dossier: Dossier) -> str:
    """The page of HTML that the PDF is drawn from, in the language in force."""
    language = translation.get_language() or "en"
    works = _works(content, language)
    agencies = {agency["number"]: _told_agency(agency, language, works) for agency in content["agencies"]}
    suppliers = [_told_supplier(number, one, agencies) for number, one in enumerate(content["suppliers"], 1)]
    context = {
        "language": language,
        "site": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "content": content,
        "brand": drawable(content["brand"]),
        "example": dossier.brand.organisation.example,
        "as_of": date.fromisoformat(content["as_of"]),
        "made": dossier.asked.date(),
        "recipient": drawable(dossier.recipient),
        "digest": digest,
        "suppliers": suppliers,
        "agencies": list(agencies.values()),
        "gaps": _gaps(content["not_known"]),
        "laws": _laws(content),
    }
    return render_to_string("audits/paper.html", context)


def pdf_of(content: dict, digest: str, dossier: Dossier, beat: Callable[[], None] | None = None) -> bytes:
    """The tagged PDF. Raises BrokenPDF. `beat` is called at least once a page."""
    return draw(html_of(content, digest, dossier), beat=beat)


def csv_of(content: dict) -> str:
    """One line for each supplier, agency, route and kind of work with prices of its own; a supplier without an agency has
    one line.
    """
    agencies = {agency["number"]: agency for agency in content["agencies"]}
    rows = []
    for one in content["suppliers"]:
        employer = one["employer"] or {}
        start = [
            one["name"], one["address"], one["country"], one["os_id"], one["number"], one["workers"],
            employer.get("name"), employer.get("score"), employer.get("confirmed_on"), one["finding"], one["reports"],
            one["reports_per_cent_at_most"], one["jobs_without_agency"],
        ]  # fmt: skip
        lines = [line for told in one["recruiters"] for line in _lines(agencies[told["agency"]], told)]
        rows += [start + line for line in lines] or [start]
    return csv_text(COLUMNS, ([*row, *[""] * (len(COLUMNS) - len(row))] for row in rows))


def _lines(agency: dict, told: dict) -> list[list]:
    route = next(one for one in agency["routes"] if one["route"] == told["route"])
    standing = route["standing"] or {}
    start = [
        agency["number"], agency["name"], told["route"], told["jobs"], told["last_job"], standing.get("word"),
        standing.get("since"), standing.get("until"), _truth(standing.get("still_holds")),
    ]  # fmt: skip
    return [start + _cells(price) for price in route["prices"] or [{}]]


def _cells(price: dict) -> list:
    low, high, says = (price.get(name) or {} for name in ("law_low", "law_high", "agency_says"))
    paid = price.get("workers_paid") or {}
    return [
        price.get("work"), low.get("amount"), high.get("amount"), (low or high).get("currency"),
        _truth(price.get("law_contested")), _truth(price.get("law_unverified")), says.get("amount"),
        says.get("currency"), paid.get("low"), paid.get("median"), paid.get("high"), paid.get("currency"),
        paid.get("reports"),
    ]  # fmt: skip


def _truth(told: bool | None) -> str:
    return "" if told is None else "yes" if told else "no"


def _works(content: dict, language: str) -> dict[str, str]:
    """{occupation's code: its name}, of the occupations that have prices of their own."""
    told = {price["work"] for agency in content["agencies"] for route in agency["routes"] for price in route["prices"]}
    titles = dict(Occupation.objects.filter(code__in=told - {""}).values_list("code", "title_en"))
    return {**titles, **names_of(Name.Kind.OCCUPATION, list(titles), language)} if titles else {}


def _laws(content: dict) -> list[tuple[str, list[dict]]]:
    """[(route, the rules its first price rests on)], each route once."""
    found = {route["route"]: route["laws"] for agency in content["agencies"] for route in agency["routes"]}
    return [
        (route, [{**law, **_drawn(law), "recalled": law["evidence"] != Evidence.READ.value} for law in laws])
        for route, laws in sorted(found.items())
        if laws
    ]


def _drawn(law: dict) -> dict[str, str]:
    return {field: drawable(law[field]) for field in ("instrument", "section", "source", "dated")}


def _told_agency(agency: dict, language: str, works: dict[str, str]) -> dict:
    routes = []
    for route in agency["routes"]:
        standing = route["standing"]
        routes.append(
            {
                "code": route["route"],
                "name": NAMES[Standing(standing["word"])] if standing else None,
                "still": standing and standing["still_holds"],
                "since": _day(standing and standing["since"]),
                "reasons": [drawable(say(_reason(told), language)) for told in standing["reasons"]] if standing else [],
                "history": [(_day(one["since"]), HISTORY_WORDS[one["standing"]]) for one in route["history"]],
                "prices": [_told_price(price, works) for price in route["prices"]],
            }
        )
    return {
        "number": agency["number"],
        "name": drawable(agency["name"]),
        "country": agency["country"],
        "licences": [
            {**row, "regulator": drawable(row["regulator"]), "last_day": _day(row["last_day"])}
            for row in agency["licences"]
        ],
        "routes": routes,
    }


def _told_supplier(number: int, one: dict, agencies: dict) -> dict:
    employer = one["employer"]
    recruiters = []
    for told in one["recruiters"]:
        agency = agencies[told["agency"]]
        route = next(route for route in agency["routes"] if route["code"] == told["route"])
        recruiters.append({**told, "agency": agency, "route": route, "last_job": _day(told["last_job"])})
    return {
        **one,
        "place": number,
        "name": drawable(one["name"]),
        "address": drawable(one["address"]),
        "employer_name": drawable(employer["name"]) if employer else "",
        "signs": [SIGNS[sign] for sign in employer["reasons"]] if employer else [],
        "words": FINDINGS[one["finding"]],
        "recruiters": recruiters,
    }


def _told_price(price: dict, works: dict[str, str]) -> dict:
    paid = price["workers_paid"]
    return {
        "work": works.get(price["work"], ""),
        "contested": price["law_contested"],
        "unverified": price["law_unverified"],
        "law": (_money(price["law_low"]), _money(price["law_high"])),
        "agency": _money(price["agency_says"]),
        "median": _paid(paid, "median"),
        "paid": (_paid(paid, "low"), _paid(paid, "high")),
        "reports": paid["reports"] if paid else 0,
        "published": _day(paid["published"]) if paid else None,
    }


def _paid(paid: dict | None, which: str) -> Money | None:
    return Money(Decimal(paid[which]), paid["currency"]) if paid else None


def _gaps(counts: dict[str, int]) -> list[tuple]:
    return [(words, counts[code]) for code, words in GAPS.items() if counts[code]]


def _reason(told: dict) -> Reason:
    return Reason(Code(told["code"]), told["evidence"], _day(told["day"]))


def _money(told: dict | None) -> Money | None:
    return Money(Decimal(told["amount"]), told["currency"]) if told else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
