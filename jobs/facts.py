"""The opening's page fact by fact, in the order a worker asks: what is not known says so. jobs.views.opening calls this."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.figures import format_day, format_number
from foundation.money import Money, format_money
from jobs.models import Opening
from jobs.showing import Wage
from reference.names import country_name, language_name, phrases


@dataclass(frozen=True)
class Fact:
    """A name and what is known; `language` is set when the text stands in another language than the page."""

    name: str
    text: str
    note: str = ""
    language: str = ""


def facts_of(opening: Opening, wage: Wage | None, language: str) -> list[Fact]:
    """Employer, pay, hours, rest, housing, meals, contract, days, what is asked for. Unknown is told, never left out."""
    told = phrases([text for text in _free_texts(opening) if text], language)
    return [
        *_employer(opening, language),
        *_pay(opening, wage, language, told),
        *_hours(opening, language, told),
        *_housing(opening, language, told),
        *_contract(opening, language),
        *_asked(opening, language, told),
    ]


def _free_texts(opening: Opening) -> list[str]:
    return [opening.overtime, opening.deductions, opening.housing_note, opening.requirements]


def _free(name: str, text: str, told: dict, note: str = "") -> Fact:
    """A text of the data: translated where we have it, else as it was written and marked so."""
    return Fact(name, told[text], note) if text in told else Fact(name, text, note, "en")


def _employer(opening, language):
    employer = opening.employer
    name = _("a private person") if employer.individual else employer.name
    if employer.trading_name and employer.trading_name != employer.name:
        name = f"{name} ({employer.trading_name})"
    yield Fact(_("Employer"), name)
    if opening.positions:
        yield Fact(_("Workers wanted"), format_number(opening.positions, language))
    unsaid = _("It does not say from which countries it hires.")
    yield Fact(_("For people from"), country_name(opening.origin, language) if opening.origin else unsaid)


def _pay(opening, wage, language, told):
    if wage is None:
        yield Fact(_("Pay"), _("not known"))
    elif wage.month is None or wage.is_monthly:
        yield Fact(_("Pay"), wage.stated)
    else:
        month = _("about %(money)s a month") % {"money": format_money(wage.month, language)}
        yield Fact(_("Pay"), wage.stated, month)
    if opening.overtime:
        yield _free(_("Overtime"), opening.overtime, told)
    if opening.deductions:
        yield _free(_("Taken off the pay"), opening.deductions, told)
    else:
        yield Fact(_("Taken off the pay"), _("not known"))


def _hours(opening, language, told):
    hours = opening.hours_per_week
    text = _("not known")
    if hours is not None:
        text = _("%(number)s hours a week") % {"number": format_number(hours.normalize(), language)}
    yield Fact(_("Hours"), text)
    rest = opening.rest_days_per_week
    if rest is None:
        yield Fact(_("Rest days"), _("not known"))
    else:
        number = format_number(rest.normalize() + 0, language)
        text = ngettext("%(number)s day a week", "%(number)s days a week", 1 if rest == 1 else 2) % {"number": number}
        yield Fact(_("Rest days"), text)


def _housing(opening, language, told):
    text = {True: _("given"), False: _("not given"), None: _("not known")}
    yield Fact(_("Housing"), text[opening.housing])
    if opening.housing_note:
        yield _free(_("About the housing"), opening.housing_note, told)
    meals = text[opening.meals]
    if opening.meals_charge is not None:
        charge = format_money(Money(opening.meals_charge, opening.currency), language)
        yield Fact(_("Meals"), meals, _("%(money)s a day") % {"money": charge})
    else:
        yield Fact(_("Meals"), meals)


def _contract(opening, language):
    if opening.contract_months:
        months = opening.contract_months
        text = ngettext("%(number)s month", "%(number)s months", 1 if months == 1 else 2)
        yield Fact(_("Contract"), text % {"number": format_number(Decimal(months).normalize() + 0, language)})
    for name, day in (
        (_("First day of work"), opening.starts),
        (_("Last day of work"), opening.ends),
        (_("Last day to apply"), opening.apply_by),
    ):
        if day:
            yield Fact(name, format_day(day, language))


def _asked(opening, language, told):
    if opening.experience_months:
        text = ngettext("%(number)s month", "%(number)s months", opening.experience_months)
        yield Fact(
            _("Experience asked for"), text % {"number": format_number(Decimal(opening.experience_months), language)}
        )
    if opening.languages_asked:
        names = [language_name(code, language) for code in opening.languages_asked]
        yield Fact(_("Languages asked for"), ", ".join(names))
    if opening.requirements:
        yield _free(_("Asked of you"), opening.requirements, told)
