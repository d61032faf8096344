"""What waits at the demo's desks: invented reports, a look-alike of a suspended example, a claim. `seed_demo` calls it."""

from datetime import date, timedelta

from accounts.actions import found_organisation
from accounts.models import Organisation, User
from agencies.actions import register_agency, set_contacts
from agencies.actions.claims import ask_to_claim, decide_claim
from agencies.actions.leads import Words, keep_advert, report_concern
from agencies.actions.likeness import record_pairs
from agencies.actions.suspending import answer_appeal, appeal_sanction, in_force, propose_sanction
from agencies.actions.uploading import take_upload
from agencies.finding import find_pairs
from agencies.models import Agency, ClaimRequest, Lead, LookAlike, RegisterUpload, Sanction, SanctionProposal
from foundation import clock
from portal.demo.registry import marked, seat

REPORTS = (
    (("debt_bondage", "deception"), "Example: at the border they asked for 300 dollars more."),
    (("retention_of_identity_documents",), "Example: the office keeps our passports in a drawer."),
)
ADVERT = "Example: factory work in Bangkok, 900 baht a day, no papers needed. Call +1 202 555 0199"


UPLOAD = "example_agencies"
NEW_ON_THE_LIST = ("Paper Lantern Manpower", "Tin Roof Services", "Second Bridge Employment")
CLAIMED = "Open Window Manpower"


def seed_registrar(today: date, suspected: Agency, claimant: User, registrar: User) -> None:
    """A list whose difference waits, a claim to decide, a suspension that a second person must confirm."""
    if not RegisterUpload.objects.exists():
        take_upload("example.csv", _list(), UPLOAD, retrieved=today, complete=False, by=registrar, today=today)
    if not ClaimRequest.objects.exists():
        _claim(today, claimant, registrar)
    if not SanctionProposal.objects.exists():
        reason = "Example: two workers say their papers are kept."
        propose_sanction(suspected, reason=reason, ends=today + timedelta(days=60), by=registrar, today=today)


def _list() -> bytes:
    """Three invented agencies as an invented regulator's list names them."""
    lines = ["agency_id,licence_no,company_reg_no,name,address,country,as_of"]
    lines += [
        f"EX-{number},EX-{number},EX-{number}-X,{marked(name)},{number} Example Street,MY,"
        for number, name in enumerate(NEW_ON_THE_LIST, start=1)
    ]
    return ("\n".join(lines) + "\n").encode()


def _claim(today: date, claimant: User, registrar: User) -> None:
    """Somebody asks to act for an agency that nobody acts for yet, after a first try that was refused."""
    agency = register_agency(marked(CLAIMED), "MM", address="40 Example Street", example=True)
    organisation = found_organisation(marked(CLAIMED), Organisation.Kind.AGENCY, "MM", example=True)
    seat(claimant, organisation, today)
    with clock.lived_on(tried := today - timedelta(days=6)):
        first = ask_to_claim(agency, organisation, evidence="Example: it is ours.", by=claimant, today=tried)
    with clock.lived_on(decided := today - timedelta(days=4)):
        answer = "Example: please say how we can see that it is yours."
        decide_claim(first, approve=False, answer=answer, by=registrar, today=decided)
    ask_to_claim(agency, organisation, evidence="Example: our licence hangs in the office.", by=claimant, today=today)


def seed_desk(today: date, agencies: list[Agency], suspended: Agency, officer: User, third: User) -> None:
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
        _appeals(sanction, today, officer, third)


def _appeals(sanction: Sanction, today: date, officer: User, third: User) -> None:
    """A first appeal that was answered, and a second one that waits."""
    with clock.lived_on(first := today - timedelta(days=15)):
        appeal = appeal_sanction(sanction, words="Example: it was one person's mistake.", by=officer, today=first)
    with clock.lived_on(answered := today - timedelta(days=11)):
        words = "Example: show us that every worker has the passport back."
        answer_appeal(appeal, lift=False, words=words, by=third, today=answered)
    appeal_sanction(sanction, words="Example: we gave all papers back.", by=officer, today=today)


def _twin(suspended: Agency, today: date) -> None:
    """An agency under nearly the suspended one's name, at its address."""
    name = marked(f"{suspended.name.rpartition(' (')[0]} Services")
    if not Agency.objects.filter(name=name, example=True).exists():
        twin = register_agency(name, suspended.country, address=suspended.address, example=True)
        set_contacts(twin, [("phone", "+1 202 555 0190")], today)
