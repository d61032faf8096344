"""Takes in a request for help or a complaint about a helper, sealed, and gives the receipt code. Pages call this."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from foundation import codes, receipts, trail
from support.models import Case, CaseParty
from support.rules.keeping import due_on
from support.sealing import seal_into

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


@transaction.atomic
def ask_for_help(
    request: str, country: str, language: str, letter: Letter, phrase: str, submission: str, today: date
) -> str:
    """Open a case and return its receipt code; the same page sent twice gives the same code and keeps the first words."""
    case = Case(origin=Case.Origin.CLIENT.value, request=request, country=country, language=language)
    return _open(case, letter, phrase, submission, "help", today)


@transaction.atomic
def complain(about: Iterable[CaseParty], case: Case, letter: Letter, submission: str, today: date) -> str:
    """Open a case about these, who hold `case` or held it, for another desk. Raises ValueError when there are none."""
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
    if Case.objects.filter(submission=key).exists():
        return code
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
        if Case.objects.filter(submission=key).exists():
            return code
        raise
    trail.record(ASKED, case, origin=case.origin)
    return code
