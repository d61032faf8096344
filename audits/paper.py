"""A dossier as a tagged PDF and as CSV, both from its JSON alone. audits.actions.dossiers and the pages call it."""

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
from foundation.money import Money
from foundation.pdf import draw
from foundation.sheet_writing import csv_text

COLUMNS = (
    "supplier", "address", "country", "os_id", "number", "workers", "employer", "finding", "reports",
    "reports_per_cent_at_most", "agency_number", "agency", "route", "standing", "standing_since", "standing_until",
    "law_low", "law_high", "law_currency", "agency_says", "agency_currency", "workers_median", "workers_currency",
    "workers_reports",
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
    agencies = {agency["number"]: _told_agency(agency, language) for agency in content["agencies"]}
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
    }
    return render_to_string("audits/paper.html", context)


def pdf_of(content: dict, digest: str, dossier: Dossier, beat: Callable[[], None] | None = None) -> bytes:
    """The tagged PDF. Raises BrokenPDF. `beat` is called at least once a page."""
    return draw(html_of(content, digest, dossier), beat=beat)


def csv_of(content: dict) -> str:
    """One line for each supplier, agency and route; a supplier without an agency has one line."""
    agencies = {agency["number"]: agency for agency in content["agencies"]}
    rows = []
    for one in content["suppliers"]:
        employer = one["employer"]
        start = [
            one["name"], one["address"], one["country"], one["os_id"], one["number"], one["workers"],
            employer["name"] if employer else "", one["finding"], one["reports"], one["reports_per_cent_at_most"],
        ]  # fmt: skip
        for recruiter in one["recruiters"] or [None]:
            rows.append(start + _cells(agencies[recruiter["agency"]], recruiter["route"]) if recruiter else start)
    return csv_text(COLUMNS, ([*row, *[""] * (len(COLUMNS) - len(row))] for row in rows))


def _cells(agency: dict, code: str) -> list:
    route = next(one for one in agency["routes"] if one["route"] == code)
    standing, price = route["standing"] or {}, (route["prices"] or [{}])[0]
    low, high, says = (price.get(name) or {} for name in ("law_low", "law_high", "agency_says"))
    paid = price.get("workers_paid") or {}
    return [
        agency["number"], agency["name"], code, standing.get("word", ""), standing.get("since", ""),
        standing.get("until") or "", low.get("amount", ""), high.get("amount", ""), low.get("currency", ""),
        says.get("amount", ""), says.get("currency", ""), paid.get("median", ""), paid.get("currency", ""),
        paid.get("reports", ""),
    ]  # fmt: skip


def _told_agency(agency: dict, language: str) -> dict:
    routes = []
    for route in agency["routes"]:
        standing = route["standing"]
        routes.append(
            {
                "code": route["route"],
                "name": NAMES[Standing(standing["word"])] if standing else None,
                "still": standing and standing["still_holds"],
                "since": _day(standing and standing["since"]),
                "reasons": [say(_reason(told), language) for told in standing["reasons"]] if standing else [],
                "history": [(_day(one["since"]), HISTORY_WORDS[one["standing"]]) for one in route["history"]],
                "prices": [_told_price(price) for price in route["prices"]],
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
        recruiters.append({"agency": agency, "route": route})
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


def _told_price(price: dict) -> dict:
    paid = price["workers_paid"]
    return {
        "law": (_money(price["law_low"]), _money(price["law_high"])),
        "agency": _money(price["agency_says"]),
        "median": Money(Decimal(paid["median"]), paid["currency"]) if paid else None,
        "reports": paid["reports"] if paid else 0,
        "published": _day(paid["published"]) if paid else None,
    }


def _gaps(counts: dict[str, int]) -> list[tuple]:
    return [(words, counts[code]) for code, words in GAPS.items() if counts[code]]


def _reason(told: dict) -> Reason:
    return Reason(Code(told["code"]), told["evidence"], _day(told["day"]))


def _money(told: dict | None) -> Money | None:
    return Money(Decimal(told["amount"]), told["currency"]) if told else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
