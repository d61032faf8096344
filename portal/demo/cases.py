"""What waits at the demo's case desk: invented services and cases in several states. `seed_demo` calls it."""

from datetime import date, timedelta

from accounts.actions import found_organisation
from accounts.models import Organisation, User
from support.actions import client, handling, referring
from support.actions.asking import Letter, ask_for_help
from support.actions.directory import assure, keep_service
from support.models import Case, Service

# Numbers of the kind kept for fiction: nobody is called by mistake.
SERVICES = (
    ("Example Migrant Law Clinic", "Help with wage claims", "compensation", "my km th en", "TH"),
    ("Example Border Hospital Fund", "Hospital bills", "health", "my th", "TH"),
    ("Example Women’s House", "A bed for some nights", "shelter", "km th", "TH"),
    ("Example Ipoh Legal Aid", "Advice from a lawyer", "legal_aid", "my en", "MY"),
)
CASES = (
    ("unpaid_wages", "TH", "my", "Example: Ma Hnin", "Mae Sot", "နမူနာ။ နှစ်လစာ လုပ်ခ မရသေးပါ။", -4),
    ("documents_held", "TH", "km", "Example: Sokha", "Rayong", "ឧទាហរណ៍៖ ថៅកែរក្សាទុកលិខិតឆ្លងដែនរបស់ខ្ញុំ។", -1),
    ("new_job", "TH", "my", "Example: Ko Zaw", "Samut Sakhon", "နမူနာ။ အလုပ်သစ် ရှာနေပါသည်။", -2),
    ("change_employer", "MY", "my", "Example: Aung", "Ipoh", "နမူနာ။ အလုပ်ရှင် ပြောင်းချင်ပါသည်။", 0),
    ("health", "TH", "lo", "Example: Noy", "Udon Thani", "ຕົວຢ່າງ: ຂ້ອຍເຈັບຫຼັງຈາກເຮັດວຽກ.", 0),
)


def seed_cases(today: date, worker: User, cso: Organisation) -> list[str]:
    """Services and cases, once; gives the receipt codes of the first ones, for trying the client's side."""
    if Service.objects.exists() or Case.objects.filter(origin=Case.Origin.CLIENT).exists():
        return []
    services = [_service(*told, worker, today) for told in SERVICES]
    desk, codes = worker.memberships.get().organisation, []
    for number, (request, country, language, called, place, words, days) in enumerate(CASES):
        letter = Letter(called, "receipt", "", "", place, words)
        sent = today + timedelta(days=days)
        codes.append(ask_for_help(request, country, language, letter, "", f"example-case-{number:09d}", sent))
    cases = [client.by_receipt(code, "", today) for code in codes]
    handling.assign(cases[2], cso, worker, today)
    handling.answer(
        cases[1], "Example: we know this employer. Are you safe today?", "example-answer-0000000", worker, today, desk
    )
    client.rank_needs(cases[1], ["documents_returned", "change_employer", "recover_wages"])
    referring.ask_to_refer(cases[1], services[0], worker, today)
    return codes


def seed_desk_of_ours(name: str) -> Organisation:
    """A desk of this site with its case workers."""
    held = Organisation.objects.filter(name=name, example=True).first()
    return held or found_organisation(name, Organisation.Kind.DESK, "", example=True)


def _service(organization: str, name: str, kind: str, languages: str, country: str, by: User, today: date) -> Service:
    service = Service(name=name, kind=kind, languages=languages, phone="+1 202 555 0170", email="desk@service.example")
    keep_service(service, organization, [(country, None)], by, example=True)
    return assure(service, by, today)
