"""The only writers of corridors/: a fact is published as a new version, the one before is closed, nothing is lost.

The desk publishes through corridors.proposals, where a second person decides; `manage.py load_corridors` calls
`load_facts` through corridors.loading.
"""

import calendar
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from corridors import lines, permissions
from corridors.models import (
    Corridor,
    CorridorStatus,
    ExchangeRate,
    Fact,
    FeeCeiling,
    Helpline,
    MinimumWage,
    Right,
    Source,
)
from corridors.signals import corridor_changed, helplines_changed, rights_changed
from foundation import clock, trail
from foundation.partial import PartialDate

PUBLISHED = trail.declare("corridors.fact_published", _("Published a fact of migration"))
WITHDRAWN = trail.declare("corridors.fact_withdrawn", _("Withdrew a fact of migration"))
CHECKED = trail.declare("corridors.fact_checked", _("Checked a fact of migration: nothing changed"))
DELETED = trail.declare("corridors.corridor_deleted", _("Deleted a corridor that nothing used"))
LOADED = trail.declare("corridors.loaded", _("Loaded facts of migration"))

DESK = "desk"
# Facts that are not one corridor's, and that sheets and standings of any corridor may rest on.
EVERYWHERE = (ExchangeRate, FeeCeiling, MinimumWage)
# Months after which a fact reads "not recently checked" (decisions of the product).
REVIEW_MONTHS = {CorridorStatus: 6, Helpline: 3}
REVIEW_MONTHS_ELSE = 12
# Columns that this module fills, not a row.
NOT_TOLD = {
    "digest",
    "collection",
    "known_from",
    "known_to",
    "first_day",
    "last_day",
    "review_on",
    "checked_on",
    "checked_by",
    "source",
    "corridor",
}


class CheckRefused(Exception):  # noqa: N818 - a refusal with a sentence, not a fault
    """Why a fact cannot be marked as checked, as a sentence for editors."""


class CorridorInUse(Exception):  # noqa: N818 - a refusal with a list, not a fault
    """Why a corridor cannot be deleted: `uses` = [(what it is called, how many)]."""

    def __init__(self, uses: list[tuple[str, int]]):
        super().__init__(", ".join(f"{name}: {count}" for name, count in uses))
        self.uses = uses


@dataclass(frozen=True)
class Told:
    """What somebody says a fact is: its key, its columns, and (title, address, date) of the source, or None."""

    key: str
    values: dict
    source: tuple[str, str, str] | None
    line: int = 0


@dataclass
class Outcome:
    """Keys by what became of them. `others` were changed since by another collection, and are left as they are."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    corridors: set[int] = field(default_factory=set)
    everywhere: bool = False
    destinations: set[str] = field(default_factory=set)
    helplines: bool = False

    def add_news_of(self, other: "Outcome") -> None:
        """What the other moved is told with this one."""
        self.corridors |= other.corridors
        self.everywhere |= other.everywhere
        self.destinations |= other.destinations
        self.helplines |= other.helplines

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated or self.withdrawn)


def publish_facts(model: type[Fact], told: list[Told]) -> Outcome:
    """Publish what the desk says: the current version of each key is closed and the new one inserted, inside the
    caller's transaction, which then records and announces it. Same again: no change. Unlike a folder loaded again, the
    desk means what it says even when it has said it before.

    Raises IntegrityError when a fact breaks a truth of the tables.
    """
    return _tell(model, told, DESK, clock.now(), {}, always=True)


def unsaved(model: type[Fact], told: Told) -> Fact:
    """The fact that is told, with the days between which it holds; nothing is written."""
    start, end = told.values.get("effective_from", ""), told.values.get("effective_to", "")
    return model(
        key=told.key,
        first_day=PartialDate.parse(start).earliest if start else None,
        last_day=PartialDate.parse(end).latest if end else None,
        **told.values,
    )


def close_facts(model: type[Fact], keys: Iterable[str]) -> Outcome:
    """Close the current versions of these keys, inside the caller's transaction."""
    outcome = Outcome()
    _close(list(model.objects.current().filter(key__in=list(keys))), clock.now(), outcome)
    return outcome


def confirm_fact(model: type[Fact], key: str, actor) -> Fact:
    """Somebody read the source again and nothing has changed: the same words as a new version, with a new review date.

    The version before is closed as ever, so that what was known when stays readable. The collection stays what it was:
    a folder that stops telling the fact still withdraws it. For a helpline it says that somebody called. Raises
    PermissionDenied, CheckRefused, or the model's DoesNotExist.
    """
    if not permissions.may_draft(actor):
        raise PermissionDenied(_("Only an editor of facts may say that a fact was checked."))
    with transaction.atomic():
        before = model.objects.select_for_update().current().get(key=key)
        today, now = clock.today(), clock.now()
        if before.checked_on == today:
            return before
        _must_be_checkable(before)
        model.objects.filter(pk=before.pk).update(known_to=now)
        fact = model.objects.get(pk=before.pk)
        fact.pk, fact._state.adding = None, True
        fact.known_from, fact.known_to = now, None
        fact.checked_on, fact.checked_by = today, actor
        fact.review_on = months_after(today, REVIEW_MONTHS.get(model, REVIEW_MONTHS_ELSE))
        if model is Helpline:
            fact.last_called = today
            transaction.on_commit(lines.forget)
        fact.save(force_insert=True)
        trail.record(CHECKED, fact, actor, key=key)
        outcome = Outcome(updated=[key])
        _touch(outcome, fact)
        announce(outcome)
        return fact


def load_facts(model: type[Fact], told: Iterable[Told], collection: str, complete: bool) -> Outcome:
    """Publish what a collection of files says, inside the caller's transaction.

    A row that the collection said before in the same words is unchanged, even when the desk has corrected it since.
    `complete`: facts that this collection told and tells no more are closed.
    """
    told = list(told)
    now = clock.now()
    outcome = _tell(model, told, collection, now, {})
    if complete:
        keys = {each.key for each in told}
        gone = [fact for fact in model.objects.current().filter(collection=collection) if fact.key not in keys]
        _close(gone, now, outcome)
    return outcome


def keep_corridor(
    values: dict, source: tuple[str, str, str] | None, outcome: Outcome, actor=None, proposal: int | None = None
) -> str:
    """Create or update one corridor by its code, inside the caller's transaction: created, updated or unchanged.

    `proposal`: the key of the proposal that says so, which `actor` approved; a loaded folder has neither, and records
    what it creates as a whole.
    """
    by = {} if proposal is None else {"proposal": proposal}
    values = {**values, "source": _source(source, {})}
    found = Corridor.objects.filter(code=values["code"]).first()
    if found is None:
        found = Corridor.objects.create(**values)
        if by:
            trail.record(PUBLISHED, found, actor, key=found.code, **by)
        outcome.corridors.add(found.pk)
        return "created"
    changed = {name: getattr(found, name) for name, value in values.items() if getattr(found, name) != value}
    if not changed:
        return "unchanged"
    for name in changed:
        setattr(found, name, values[name])
    found.save(update_fields=list(changed))
    trail.record(PUBLISHED, found, actor, before={name: str(value) for name, value in changed.items()}, **by)
    outcome.corridors.add(found.pk)
    return "updated"


def delete_corridor(pk: int, actor) -> None:
    """Delete a corridor that nothing has ever pointed to, as one that was made by mistake.

    Facts, openings, standings and pages of it, past ones too, are history that must not go with it: CorridorInUse lists
    them, of every app, whatever it would do by itself when the corridor goes. Raises PermissionDenied as well.
    """
    if not permissions.may_approve(actor):
        raise PermissionDenied(_("Only an approver of facts may delete a corridor."))
    with transaction.atomic():
        corridor = Corridor.objects.select_for_update(of=("self",)).get(pk=pk)
        if uses := uses_of(corridor):
            raise CorridorInUse([(str(relation.related_model._meta.verbose_name_plural), n) for relation, n in uses])
        trail.record(DELETED, f"corridors.Corridor/{corridor.code}", actor, code=corridor.code)
        corridor.delete()


def uses_of(corridor: Corridor) -> list[tuple]:
    """[(relation, how many rows of it)]: all that points to the corridor, from any app, also without a name back.

    Rows that the site writes by itself about every corridor (`made_again` on their model) are no use of it, and go with it.
    """
    counted = []
    for relation in Corridor._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and relation.is_relation) or getattr(relation.related_model, "made_again", False):
            continue
        count = relation.related_model._base_manager.filter(**{relation.field.name: corridor}).count()
        if count:
            counted.append((relation, count))
    return counted


def record_load(collection: str, counts: dict) -> None:
    """Write a load that changed something into the audit trail."""
    trail.record(LOADED, f"corridors.collection/{collection}", None, **counts)


def announce(outcome: Outcome) -> None:
    """Tell the floors above: `None` when a rate, wage or ceiling changed, which may touch any corridor, each corridor
    whose own facts changed, each destination whose rights did, and whether helplines did. Surveys are no news to them.
    """
    if outcome.everywhere:
        corridor_changed.send(Corridor, corridor=None)
    for corridor in Corridor.objects.filter(pk__in=outcome.corridors):
        corridor_changed.send(Corridor, corridor=corridor)
    for destination in sorted(outcome.destinations):
        rights_changed.send(Right, destination=destination)
    if outcome.helplines:
        helplines_changed.send(Helpline)


def digest_of(told: Told) -> str:
    """SHA-256 of what is told, so that the same words twice change nothing."""
    plain = {name: value.pk if isinstance(value, Corridor) else value for name, value in told.values.items()}
    text = json.dumps([plain, told.source], sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _must_be_checkable(fact: Fact) -> None:
    if isinstance(fact, Helpline):
        if fact.last_called is None and not fact.given_by_brief:
            raise CheckRefused(
                _("Nobody has called this number yet, so it is hidden. Propose the day of the first call.")
            )
    elif fact.source_id is None or fact.evidence != "read":
        raise CheckRefused(_("Nobody has seen a source for this. Propose the fact with its source instead."))


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _tell(model, told: list[Told], collection: str, now: datetime, sources: dict, *, always: bool = False) -> Outcome:
    """`always`: told again counts even where this collection has said it before and somebody else changed it since."""
    outcome = Outcome()
    keys = [each.key for each in told]
    current = {fact.key: fact for fact in model.objects.current().filter(key__in=keys)}
    said = dict(
        model.objects.filter(key__in=keys, collection=collection)
        .order_by("known_from", "pk")
        .values_list("key", "digest")
    )
    fresh = []
    for each in told:
        digest, before = digest_of(each), current.get(each.key)
        if before is not None and (
            (before.digest == digest and not (always and before.checked_on))
            or (not always and said.get(each.key) == digest)
        ):
            outcome.unchanged.append(each.key)
            if before.digest != digest:
                outcome.others.append(each.key)
            continue
        if before is not None:
            model.objects.filter(pk=before.pk).update(known_to=now)
        (outcome.created if before is None else outcome.updated).append(each.key)
        fresh.append(_version(model, each, digest, collection, now, sources))
        _touch(outcome, fresh[-1])
    model.objects.bulk_create(fresh)
    if fresh and model is Helpline:
        transaction.on_commit(lines.forget)
    return outcome


def _version(model, told: Told, digest: str, collection: str, now: datetime, sources: dict) -> Fact:
    fact = unsaved(model, told)
    fact.digest, fact.collection, fact.known_from = digest, collection, now
    fact.review_on, fact.source = _review_day(model, told), _source(told.source, sources)
    return fact


def _review_day(model, told: Told) -> date | None:
    months = REVIEW_MONTHS.get(model, REVIEW_MONTHS_ELSE)
    if model is Helpline:
        called = told.values.get("last_called")
        return months_after(called, months) if called else None
    dated = told.source[2] if told.source else ""
    return months_after(PartialDate.parse(dated).latest, months) if dated else None


def _source(told: tuple[str, str, str] | None, sources: dict) -> Source | None:
    if told is None:
        return None
    if told not in sources:
        title, url, dated = told
        sources[told] = Source.objects.get_or_create(title=title, url=url, dated=dated)[0]
    return sources[told]


def _close(gone: list[Fact], now: datetime, outcome: Outcome) -> None:
    for fact in gone:
        type(fact).objects.filter(pk=fact.pk).update(known_to=now)
        outcome.withdrawn.append(fact.key)
        _touch(outcome, fact)


def _touch(outcome: Outcome, fact: Fact) -> None:
    if corridor_id := getattr(fact, "corridor_id", None):
        outcome.corridors.add(corridor_id)
    elif isinstance(fact, EVERYWHERE):
        outcome.everywhere = True
    elif isinstance(fact, Right):
        outcome.destinations.add(fact.destination)
    elif isinstance(fact, Helpline):
        outcome.helplines = True
