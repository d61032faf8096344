"""Takes in a request for help or a complaint about a helper, sealed, and gives the receipt code. Pages call this."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction

from foundation import codes, receipts, trail
from support.models import Case, CaseParty
from support.rules.keeping import due_on
from support.sealing import readable, seal_into

ASKED = trail.declare("support.case_opened", "Help asked for")
SALT = "support.cases"


@dataclass(frozen=True)
class Letter:
    """What somebody wrote: a name to be called by, a ReplyBy value with its contact and hours, a place, words."""

    called: str
    reply_by: str
    contact: str
    when: str
    place: str
    words: str


class AskedBefore(Exception):  # noqa: N818 - it says what happened
    """The page was sent before and says something else by now: what it said first stands, nothing was written.

    `case` is what it opened, `code` its receipt, `first` what it said (empty when that was taken back or cannot be read),
    `changed` the names of what differs, "phrase" among them.
    """

    def __init__(self, case: Case, code: str, first: dict[str, str], changed: set[str]):
        super().__init__()
        self.case, self.code, self.first, self.changed = case, code, first, changed


@transaction.atomic
def ask_for_help(
    request: str, country: str, language: str, letter: Letter, phrase: str, submission: str, today: date
) -> str:
    """Open a case and return its receipt code; the same page sent twice gives the same code. Raises AskedBefore."""
    case = Case(origin=Case.Origin.CLIENT.value, request=request, country=country, language=language)
    return _open(case, letter, phrase, submission, "help", today)


@transaction.atomic
def complain(about: Iterable[CaseParty], case: Case, letter: Letter, submission: str, today: date) -> str:
    """Open a case about these, who hold `case` or held it, for another desk. Raises AskedBefore, and ValueError when
    there are none.
    """
    accused = {one.organisation_id for one in about if one.case_id == case.pk}
    if not accused:
        raise ValueError("A complaint is about somebody who had the case.")
    complaint = Case(origin=Case.Origin.COMPLAINT.value, country=case.country, language=case.language)
    return _open(complaint, letter, "", submission, f"complaint/{case.pk}", today, accused)


def phrase_of(typed: str) -> str:
    """A phrase as it is compared: spaces at the ends, double spaces and capitals make no difference."""
    return " ".join(typed.split()).casefold()


def new_number() -> str:
    """A number no other case has."""
    while Case.objects.filter(number=(number := codes.new_code(8))).exists():
        continue
    return number


def _open(
    case: Case, letter: Letter, phrase: str, submission: str, about: str, today: date, accused: Iterable[int] = ()
) -> str:
    code = receipts.receipt_code(SALT, submission, about)
    key = receipts.submission_key(SALT, submission, about)
    if held := Case.objects.filter(submission=key).first():
        return _asked_again(held, case, letter, phrase, code)
    case.number = new_number()
    case.submission, case.receipt = key, receipts.receipt_hash(SALT, code)
    case.phrase = make_password(phrase_of(phrase)) if phrase_of(phrase) else ""
    case.received = case.last_written = today
    case.due = due_on(case.request, today)
    seal_into(case, "letter", asdict(letter))
    try:
        with transaction.atomic():
            case.save(force_insert=True)
            CaseParty.objects.bulk_create(
                CaseParty(case=case, organisation_id=one, part=CaseParty.Part.ACCUSED.value, since=today)
                for one in sorted(accused)
            )
    except IntegrityError:
        # Two sendings of one page at the same moment: the other one won.
        if held := Case.objects.filter(submission=key).first():
            return _asked_again(held, case, letter, phrase, code)
        raise
    trail.record(ASKED, case)
    return code


def _asked_again(held: Case, case: Case, letter: Letter, phrase: str, code: str) -> str:
    """The code of a page that was sent before. Raises AskedBefore unless it says the same still."""
    sealed = readable(held, "letter")[0]
    first = {"request": held.request, "country": held.country, **sealed} if sealed else {}
    told = {"request": case.request, "country": case.country, **asdict(letter)}
    changed = {name for name, value in told.items() if value != first.get(name, "")}
    typed = phrase_of(phrase)
    if not (check_password(typed, held.phrase) if held.phrase else typed == ""):
        changed.add("phrase")
    if changed:
        raise AskedBefore(held, code, first, changed)
    return code
