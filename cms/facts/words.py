"""What the kinds of facts are called, and the heading of a screen, for the editors' screens."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

NAMES = {
    "corridors": _("Corridors"),
    "cost_items": _("Costs"),
    "timeline_steps": _("Steps"),
    "fee_ceilings": _("Fee ceilings"),
    "minimum_wages": _("Minimum wages"),
    "exchange_rates": _("Exchange rates"),
    "corridor_status": _("Route notices"),
    "helplines": _("Helplines"),
    "rights": _("Rights"),
    "survey_benchmarks": _("Surveys"),
}


def fact_in_words(row) -> str:
    """A fact by its key, which says what it is about: `MM-TH-MOU · visa · Thai work visa …`."""
    return " · ".join(part for part in str(row).split("|") if part)


def proposal_in_words(proposal) -> str:
    """What a list calls a proposal: `Costs 12`."""
    return f"{NAMES[proposal.file]} {proposal.pk}"


def plain_number(value: Decimal | None) -> str:
    """500.0000 as 500; unknown as a blank."""
    return "" if value is None else format(value.normalize(), "f")


def heading_of(title: str, subtitle="", icon: str = "doc-full") -> dict:
    """What Wagtail's base template shows at the top."""
    return {
        "header_title": title,
        "page_title": title,
        "page_subtitle": subtitle,
        "header_icon": icon,
    }


def crumbs(*steps: tuple[str, str]) -> list[dict]:
    """Breadcrumbs below the admin's home: (address, label)."""
    return [{"url": url, "label": label} for url, label in steps]
