"""What waits at the demo's desks: invented reports, a look-alike of a suspended example, a claim. `seed_demo` calls it."""

from datetime import date

from accounts.models import User
from agencies.actions import register_agency, set_contacts
from agencies.actions.leads import Words, keep_advert, report_concern
from agencies.actions.likeness import record_pairs
from agencies.actions.suspending import appeal_sanction, in_force
from agencies.finding import find_pairs
from agencies.models import Agency, Lead, LookAlike
from portal.demo.registry import marked

REPORTS = (
    (("debt_bondage", "deception"), "Example: at the border they asked for 300 dollars more."),
    (("retention_of_identity_documents",), "Example: the office keeps our passports in a drawer."),
)
ADVERT = "Example: factory work in Bangkok, 900 baht a day, no papers needed. Call +1 202 555 0199"


def seed_desk(today: date, agencies: list[Agency], suspended: Agency, officer: User) -> None:
    """Something in each queue; what is already there is left as it is."""
    for number, (indicators, text) in enumerate(REPORTS):
        report_concern(agencies[number], Words(indicators, text, "en"), f"example-report-{number}", today)
    if not Lead.objects.filter(kind=Lead.Kind.ADVERT).exists():
        keep_advert(ADVERT, "en", None, "example-advert", today)
    _twin(suspended, today)
    ours = {agency.pk for agency in Agency.objects.filter(example=True)}
    # Invented pairs only: what the command finds among real names is for real registrars.
    pairs = [pair for pair in find_pairs(today) if {pair.suspect, pair.agency} <= ours]
    if not LookAlike.objects.exists():
        record_pairs(pairs, today)
    sanction = suspended.sanctions.filter(by="portal").first()
    if sanction and in_force(sanction, today) and not sanction.appeals.exists():
        appeal_sanction(sanction, words="Example: we gave all papers back.", by=officer, today=today)


def _twin(suspended: Agency, today: date) -> None:
    """An agency under nearly the suspended one's name, at its address."""
    name = marked(f"{suspended.name.rpartition(' (')[0]} Services")
    if not Agency.objects.filter(name=name, example=True).exists():
        twin = register_agency(name, suspended.country, address=suspended.address, example=True)
        set_contacts(twin, [("phone", "+1 202 555 0190")], today)
