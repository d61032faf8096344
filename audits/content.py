"""The content of a dossier as plain values, in a fixed order, without a row number of any database. audits.actions.dossiers asks.

Amounts and counts of workers are those of published figures alone, and nothing is added up over workers but what these say:
no dossier, and no two of them, tell more than the public pages of their days.
"""

from decimal import Decimal

from agencies.models.reviews import LEAST_REPORTS
from agencies.prices import Prices
from agencies.rules import RULES_VERSION
from audits.picture import AgencyThen, Supplied, Supply
from audits.rules.coverage import LEAST_PER_CENT, METHOD_VERSION, Finding
from corridors.rules import CeilingFact
from foundation import clock
from foundation.money import Money

FORMAT = "fair-passage-dossier/1"


def content_of(supply: Supply, country: str = "") -> dict:
    """What audits.actions.dossiers turns into canonical JSON."""
    wanted = {(agency.agency.public_id, corridor.pk) for one in supply.suppliers for agency, corridor in one.recruiters}
    codes = {corridor.pk: corridor.code for one in supply.suppliers for _agency, corridor in one.recruiters}
    return {
        "format": FORMAT,
        "as_of": supply.on,
        "brand": supply.brand.organisation.name,
        "country": country,
        "method": {
            "version": METHOD_VERSION,
            "standing_rules": RULES_VERSION,
            "least_reports": LEAST_REPORTS,
            "least_per_cent": LEAST_PER_CENT,
        },
        "suppliers": [_supplier(one) for one in supply.suppliers],
        "agencies": [
            _agency(
                agency,
                {pk: codes[pk] for number, pk in sorted(wanted) if number == agency.agency.public_id},
                supply.laws,
            )
            for agency in supply.agencies
        ],
        "not_known": not_known(supply),
    }


def not_known(supply: Supply) -> dict[str, int]:
    """How many suppliers there is no answer about, by what is missing."""
    suppliers = supply.suppliers
    return {
        "suppliers": len(suppliers),
        "not_matched": sum(one.link is None for one in suppliers),
        "no_agency": sum(one.coverage.finding is Finding.NO_AGENCY for one in suppliers),
        "insufficient": sum(one.coverage.finding is Finding.INSUFFICIENT for one in suppliers),
        "workers_not_told": sum(one.entry.workers is None for one in suppliers),
        "no_figure": sum(
            any(not agency.reports_on(corridor.pk) for agency, corridor in one.recruiters) for one in suppliers
        ),
    }


def _supplier(one: Supplied) -> dict:
    entry, link = one.entry, one.link
    return {
        "name": entry.name,
        "address": entry.address,
        "country": entry.country,
        "os_id": entry.os_id,
        "number": entry.number,
        "workers": entry.workers,
        "employer": {
            "name": link.employer.name,
            "city": link.employer.city,
            "country": link.employer.country,
            "score": link.score,
            "reasons": link.reasons,
            "confirmed_on": link.decided_at.astimezone(clock.BANGKOK).date(),
        }
        if link
        else None,
        "finding": one.coverage.finding.value,
        "reports": one.coverage.reports,
        "reports_per_cent_at_most": one.coverage.per_cent,
        "jobs_without_agency": one.direct,
        "recruiters": [
            {
                "agency": agency.agency.public_id,
                "route": corridor.code,
                "jobs": one.jobs[agency.agency.pk, corridor.pk].number,
                "first_job": one.jobs[agency.agency.pk, corridor.pk].first,
                "last_job": one.jobs[agency.agency.pk, corridor.pk].last,
            }
            for agency, corridor in one.recruiters
        ],
    }


def _agency(told: AgencyThen, routes: dict[int, str], laws: dict[int, tuple[CeilingFact, ...]]) -> dict:
    return {
        "number": told.agency.public_id,
        "name": told.name,
        "country": told.agency.country,
        "licences": sorted(
            (
                {
                    "regulator": row.regulator,
                    "number": row.number,
                    "status": row.status,
                    "last_day": row.last_day,
                    "list": f"{row.entry.seen.source} {row.entry.seen.retrieved}" if row.entry else "",
                }
                for row in told.then.licences
            ),
            key=lambda row: (row["regulator"], row["number"], row["list"]),
        ),
        "routes": [
            {
                "route": code,
                "standing": _standing(told, pk),
                "history": [{"since": day, "standing": word} for day, word in told.history_on(pk)],
                "laws": sorted((_law(each) for each in laws[pk]), key=lambda law: [str(part) for part in law.values()]),
                "prices": [_price(one) for one in told.prices.get(pk, ())],
            }
            for pk, code in sorted(routes.items(), key=lambda one: one[1])
        ],
    }


def _law(ceiling: CeilingFact) -> dict:
    """Which rule the first of the three prices rests on, and whether somebody read it or only remembers it."""
    return {
        "country": ceiling.country,
        "instrument": ceiling.instrument,
        "section": ceiling.section,
        "evidence": ceiling.evidence.value,
        "source": ceiling.source.title,
        "address": ceiling.source.url,
        "dated": ceiling.source.dated,
    }


def _standing(told: AgencyThen, corridor: int) -> dict | None:
    recorded = told.standing_on(corridor)
    if recorded is None:
        return None
    return {
        "word": recorded.standing.value,
        "since": recorded.on,
        "until": recorded.until,
        "still_holds": recorded.holds,
        "reasons": [
            {"code": reason.code.value, "evidence": reason.evidence, "day": reason.day} for reason in recorded.reasons
        ],
    }


def _price(one: Prices) -> dict:
    figure = one.figure
    return {
        "work": one.disclosure.occupation_id or "" if one.disclosure else "",
        "law_low": _money(one.law.low),
        "law_high": _money(one.law.high),
        "law_contested": one.law.contested,
        "law_unverified": one.law.unverified,
        "agency_says": _money(one.agency),
        "agency_says_since": one.disclosure.valid_from if one.disclosure else None,
        "workers_paid": {
            "low": figure.low,
            "median": figure.median,
            "high": figure.high,
            "currency": figure.currency,
            "reports": figure.reports,
            "period_from": figure.period_from,
            "last_day": one.last_day,
            "published": figure.published,
        }
        if figure
        else None,
    }


def _money(amount: Money | None) -> dict | None:
    if amount is None or not amount.is_known:
        return None
    # What was converted has as many digits as the rate gives; a hundredth is more than anybody pays.
    return {"amount": amount.amount.quantize(Decimal("0.01")), "currency": amount.currency}
