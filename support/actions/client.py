"""What a client does with the receipt: find the case, write, answer whether it is done, keep, take back, delete, rank needs."""

from datetime import date

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from foundation import clock, codes, purges, receipts, trail
from support.actions.asking import SALT, phrase_of
from support.actions.referring import HANDING_GONE
from support.actions.stepping import locked, take
from support.actions.writing import write
from support.models import Case, CaseMessage, CaseNeed
from support.rules.needs import ranking_problem
from support.rules.states import OPEN, Step

WROTE = trail.declare("support.client_wrote", "Client wrote")
DECIDED = trail.declare("support.client_decided", "Client answered whether the case is done")
KEPT = trail.declare("support.case_kept_longer", "Client chose how long a case is kept")
WITHDRAWN = trail.declare("support.case_withdrawn", "Client took a case back")
DELETED = trail.declare("support.case_words_deleted", "Words of a case deleted for the client")
RANKED = trail.declare("support.needs_ranked", "Client ranked needs")
LETTER_GONE = purges.declare("support.letter", Case, lambda keys: Case.objects.filter(pk__in=keys).update(letter=""))
MESSAGE_GONE = purges.declare("support.message", CaseMessage)
TAKEN_BACK = purges.declare(
    "support.case_taken_back",
    Case,
    lambda keys: [withdraw_case(case, clock.today()) for case in Case.objects.filter(pk__in=keys)],
)
_NOBODYS = make_password(None)


def by_receipt(typed: str, phrase: str, today: date) -> Case | None:
    """What belongs to a code and its phrase. None for wrong, unknown, without its phrase, and past keeping alike.

    The look-up is by keyed hash, and one slow hash is compared whatever was found: the time tells nothing.
    """
    hashes = receipts.receipt_hashes(SALT, codes.normalise(typed) or "none")
    case = Case.objects.kept(today).select_related("organisation").filter(receipt__in=hashes).first()
    fits = check_password(phrase_of(phrase), case.phrase if case and case.phrase else _NOBODYS)
    return case if case and (fits or not case.phrase) else None


@transaction.atomic
def client_writes(case: Case, words: str, submission: str, today: date) -> CaseMessage:
    """A message of the client; a closed case opens again. Once a page. Raises Unlawful when it was taken back."""
    case = locked(case)
    message, new = write(case, CaseMessage.Side.CLIENT, words, submission, today)
    if new:
        take(case, Step.WRITE, today)
        trail.record(WROTE, case)
    return message


@transaction.atomic
def client_decides(case: Case, done: bool, today: date) -> Case:
    """The client says whether the case is done. Raises Unlawful when nobody asked."""
    case = take(locked(case), Step.AGREE if done else Step.GO_ON, today)
    trail.record(DECIDED, case)
    return case


@transaction.atomic
def keep_longer(case: Case, keep: bool) -> Case:
    """Keep a case for longer after it is closed, up to the hard maximum, or no longer than others."""
    case = locked(case)
    if case.keep != keep:
        case.keep = keep
        case.save(update_fields=["keep"])
        trail.record(KEPT, case)
    return case


@transaction.atomic
def withdraw_case(case: Case, today: date) -> Case:
    """Stop the help: nobody works at it any more, every referral is revoked, all words are deleted. Safe to repeat."""
    case = locked(case)
    if case.state in OPEN:
        TAKEN_BACK.note(Case.objects.filter(pk=case.pk))
        case = take(case, Step.WITHDRAW, today)
        trail.record(WITHDRAWN, case)
    return empty(case)


@transaction.atomic
def empty(case: Case) -> Case:
    """Delete all words of a case at once; what remains says only that it was. Safe to repeat."""
    case = locked(case)
    if case.letter or case.messages.exists():
        LETTER_GONE.note(Case.objects.filter(pk=case.pk))
        case.letter = ""
        MESSAGE_GONE.purge(case.messages.all())
        HANDING_GONE.purge(case.referrals.all())
        case.save(update_fields=["letter"])
        trail.record(DELETED, case)
    return case


@transaction.atomic
def rank_needs(case: Case, ranked: list[str]) -> None:
    """Keep the client's own order of needs, codes from the first place on. Raises ValueError for a wrong order."""
    if ranking_problem(ranked):
        raise ValueError("One need in two places, or an empty place between two.")
    case = locked(case)
    wanted = [code for code in ranked if code]
    case.needs.filter(given=None).delete()
    case.needs.update(rank=None)
    for rank, need in enumerate(wanted, 1):
        CaseNeed.objects.update_or_create(case=case, need=need, defaults={"rank": rank})
    trail.record(RANKED, case)
