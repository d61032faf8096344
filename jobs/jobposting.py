"""An opening as schema.org JobPosting, so that other sites may find it. Visible openings only; jobs.views.opening calls it."""

from datetime import date, timedelta

from django.utils.safestring import SafeString

from foundation.structured import data_block
from jobs.models import Opening

_UNITS = {"hour": "HOUR", "day": "DAY", "week": "WEEK", "month": "MONTH", "year": "YEAR"}


def job_posting(opening: Opening, until: date | None, address: str) -> SafeString:
    """The JSON, ready for a `<script type="application/ld+json">`. `until` is exclusive, `address` the page's own."""
    town = {"@type": "PostalAddress", "addressCountry": opening.destination}
    if opening.place_text:
        town["addressLocality"] = opening.place_text
    if opening.place:
        town["addressRegion"] = opening.place.name_en
    posting = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": opening.title,
        "description": _description(opening),
        "url": address,
        "identifier": {"@type": "PropertyValue", "name": "job number", "value": opening.public_id},
        "datePosted": opening.published_on.isoformat() if opening.published_on else None,
        "validThrough": (until - timedelta(days=1)).isoformat() if until else None,
        "directApply": opening.agency_id is not None,
        "employmentType": "TEMPORARY" if opening.ends or opening.contract_months else None,
        "hiringOrganization": _organisation(opening),
        "jobLocation": {"@type": "Place", "address": town},
        "applicantLocationRequirements": {"@type": "Country", "name": opening.origin} if opening.origin else None,
        "baseSalary": _salary(opening),
        "totalJobOpenings": opening.positions,
        "jobStartDate": opening.starts.isoformat() if opening.starts else None,
    }
    return data_block(posting)


def _description(opening: Opening) -> str:
    parts = [opening.title, opening.place_text, opening.requirements, opening.housing_note, opening.deductions]
    return ". ".join(part.strip().rstrip(".") for part in parts if part.strip())[:2000] + "."


def _organisation(opening: Opening) -> dict:
    # A private person has no name here, and schema.org takes the word for that.
    return {"@type": "Organization", "name": opening.employer.name or "confidential"}


def _salary(opening: Opening) -> dict | None:
    unit = _UNITS.get(opening.wage_per)
    if opening.wage_low is None or unit is None:
        return None
    value = {"@type": "QuantitativeValue", "unitText": unit, "minValue": str(opening.wage_low)}
    value["maxValue"] = str(opening.wage_high if opening.wage_high is not None else opening.wage_low)
    return {"@type": "MonetaryAmount", "currency": opening.currency, "value": value}
