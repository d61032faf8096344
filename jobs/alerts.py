"""The only writers of saved searches: save, keep, stop, e-mail on and off, a new address, purge. Pages, jobs.alert_mail
and `purge` call them; jobs.alert_matching writes what is told, jobs.alert_mail what is sent.

Nothing but a purge is recorded in the trail: it keeps its entries for ever, and a search is nobody's business later.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from foundation import clock, purges, trail
from foundation.contacts import tells_number
from jobs.alert_matching import anchor_for, columns_of, note_appearances, one_at_a_time
from jobs.alert_models import DAYS_TELLING_KEPT, Anchor, SavedSearch, Telling, week_of
from jobs.alert_secrets import new_secret, secret_hash, secret_hashes, secret_of, submission_hash
from search import anchors
from search.engine import EngineUnavailable, engine
from search.metrics import timed_question
from search.query import OpeningQuery

PURGED = trail.declare("jobs.saved_searches_purged", _("Saved searches deleted by age"))
# Its number may be given out again; with all the rest it is the same search.
GONE = purges.declare(
    "jobs.saved_search",
    SavedSearch,
    lambda keys: _delete(SavedSearch.objects.filter(pk__in=keys)),
    columns=("pk", "saved", "submission", "account", "question", "after"),
)
ADDRESS_GIVEN_UP = purges.declare(
    "jobs.saved_search_address", SavedSearch, lambda keys: _give_up_addresses(keys), columns=("secret",)
)
MOST_A_PERSON = 50
PURGE_BATCH = 500


class TooManySearches(Exception):  # noqa: N818 - it says what happened
    """This account has as many as it may have; nothing was stored."""


class TellsContact(Exception):  # noqa: N818 - it says what the words do
    """The words hold a phone number or an e-mail address, and a saved search stands in clear; nothing was stored."""


def save_search(query: OpeningQuery, submission: str, today: date) -> str:
    """Save a question for nobody in particular and return its secret; the same page sent twice gives the same, and sent
    after the search was stopped a new search with another secret. Raises TellsContact.
    """
    _refuse_contacts(query)
    known_words = words_known(query.words)
    with transaction.atomic():
        sent = SavedSearch.objects.filter(submission=submission_hash(submission))
        search = sent.first()
        if search is None:
            search = _new(query, known_words, today)
            # Of use to nobody: the secret is derived from the number that this row is about to get.
            search.secret, search.submission = secret_hash(new_secret()), submission_hash(submission)
            try:
                with transaction.atomic():
                    search.save(force_insert=True)
                    secret = secret_of(submission, search.pk)
                    SavedSearch.objects.filter(pk=search.pk).update(secret=secret_hash(secret))
            except IntegrityError:
                # Two sendings of one page at the same moment: the other one won.
                search = sent.first()
                if search is None:
                    raise
    return secret_of(submission, search.pk)


def save_for(account: User, query: OpeningQuery, by_email: bool, today: date) -> SavedSearch:
    """Save a question for an account; one it has already is kept for longer, and its e-mail set. Raises TooManySearches,
    TellsContact.
    """
    _refuse_contacts(query)
    known_words = words_known(query.words)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=account.pk)
        own = SavedSearch.objects.live(today).filter(account=account)
        search = own.filter(question=written(query)).select_for_update().first()
        if search is None:
            if own.count() >= MOST_A_PERSON:
                raise TooManySearches
            search = _new(query, known_words, today)
            search.account, search.by_email = account, by_email
            search.save(force_insert=True)
        else:
            search.renewed, search.language, search.by_email = week_of(today), query.language, by_email
            # These two alone: a whole row would bring back an address that was just given up.
            search.save(update_fields=["renewed", "language"])
            set_by_email(search, by_email)
    return search


def _refuse_contacts(query: OpeningQuery) -> None:
    """Not `tells_contact`: whoever looks for work at a line, or for an employer's site, tells nobody's whereabouts."""
    if tells_number(query.words) or "@" in query.words:
        raise TellsContact


def _new(query: OpeningQuery, known_words: Iterable[str], today: date) -> SavedSearch:
    # First of all, since it chooses before it takes the lock that the anchor needs too.
    latest = note_appearances(today)
    columns = columns_of(query, known_words)
    return SavedSearch(
        language=query.language,
        question=written(query),
        known_words=" ".join(known_words),
        saved=today,
        renewed=week_of(today),
        after=latest,
        anchor=anchor_for(columns.pop("needs")),
        read_by=anchors.VERSION,
        **columns,
    )


def written(query: OpeningQuery) -> str:
    """A question as `SavedSearch.question` keeps it: its address, of no particular page and without wishes, which put
    hits in order and leave none out.
    """
    return urlencode(replace(query, page=1, preferences=()).to_params())


def words_known(words: str) -> list[str]:
    """The Latin words of a question that openings hold as they are typed, so that no other word is taken for them.

    Empty when the engine does not answer: then a typing error is allowed in each.
    """
    try:
        with timed_question():
            return sorted(engine().known_words(words)) if words.strip() else []
    except EngineUnavailable:
        return []


def by_secret(secret: str, today: date) -> SavedSearch | None:
    """What belongs to a secret. None for a wrong one, a stopped one, and one past its keeping alike.

    The look-up is by keyed hash: its time tells nothing about how close a guess came.
    """
    return SavedSearch.objects.live(today).filter(secret__in=secret_hashes(secret)).first()


def keep(search: SavedSearch, today: date) -> None:
    """Somebody reads it: keep it for longer. Written at most once a week, and no day but that week's Monday."""
    if search.renewed < week_of(today):
        search.renewed = week_of(today)
        SavedSearch.objects.filter(pk=search.pk).update(renewed=search.renewed)


@transaction.atomic
def stop(search: SavedSearch) -> None:
    """Delete a search with all that was told to it. Safe to repeat."""
    _delete(SavedSearch.objects.filter(pk=search.pk))


def set_by_email(search: SavedSearch, wanted: bool) -> None:
    """Begin or end the mails of an account's search; what came before they begin is not mailed. Safe to repeat."""
    with transaction.atomic():
        # Locked first, so that no letter is being put together or put back meanwhile.
        list(SavedSearch.objects.select_for_update().filter(pk=search.pk))
        SavedSearch.objects.filter(pk=search.pk, account__isnull=False).update(by_email=wanted)
        if not wanted:
            Telling.objects.filter(search=search.pk, waits_for_mail=True).update(waits_for_mail=False)


def end_mails_to(account: int, address: str) -> bool:
    """End the mails of all searches of an account whose mailbox is refused for good; False when its address is another
    one by now. Its list then says that no e-mail comes, and has the button that begins them again. Safe to repeat.
    """
    searches = SavedSearch.objects.filter(account=account, account__email=address, by_email=True)
    ended = list(searches.order_by("pk"))
    for search in ended:
        set_by_email(search, False)
    return bool(ended)


def give_address(search: SavedSearch) -> str:
    """A new secret for a search; an address it had before leads nowhere from now on."""
    secret, rows = new_secret(), SavedSearch.objects.filter(pk=search.pk)
    with transaction.atomic():
        ADDRESS_GIVEN_UP.note(rows.exclude(secret=None))
        rows.update(secret=secret_hash(secret))
    return secret


def _give_up_addresses(keys: list) -> None:
    """The new ones are not known any more: whoever had one saves the question again, or signs in."""
    for key in keys:
        SavedSearch.objects.filter(pk=key).update(secret=secret_hash(new_secret()))


def purge_searches(today: date) -> dict[str, int]:
    """Delete what is past its keeping, by date alone: {"searches": n, "tellings": n}. Safe to repeat, and right after a
    backup was restored.
    """
    searches = 0
    while some := list(SavedSearch.objects.past_keeping(today).values_list("pk", flat=True)[:PURGE_BATCH]):
        with transaction.atomic():
            searches += _delete(SavedSearch.objects.filter(pk__in=some))
    told_before = clock.now() - timedelta(days=DAYS_TELLING_KEPT)
    tellings, _rows = Telling.objects.filter(told__lt=told_before).delete()
    with transaction.atomic():
        one_at_a_time()
        Anchor.objects.filter(searches=None).delete()
    if searches or tellings:
        trail.record(PURGED, "jobs.saved_searches", searches=searches, tellings=tellings)
    return {"searches": searches, "tellings": tellings}


def _delete(searches) -> int:
    """Locked first: what is told to them at this moment is then either there to be deleted or never written."""
    held = [search.pk for search in searches.select_for_update().order_by("pk")]
    GONE.note(SavedSearch.objects.filter(pk__in=held))
    SavedSearch.objects.filter(pk__in=held).delete()
    return len(held)
