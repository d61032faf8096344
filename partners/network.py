"""The only writers of coverage, ambassadors and education sessions: one verb, one transaction each, each in the trail.

The trail tells that something was written, never a pseudonym.
"""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.models import User
from foundation import clock, purges, trail
from partners.models import CSO, Ambassador, Coverage, EducationSession
from reference.models import Place

PSEUDONYM_GONE = purges.declare(
    "partners.ambassador",
    Ambassador,
    lambda keys: [end_ambassador(each, clock.today()) for each in Ambassador.objects.filter(pk__in=keys)],
)


class Refused(Exception):  # noqa: N818 - it says what happened
    """The row is no longer as the person saw it, or the name is taken; the message is a code of partners.wording."""


@dataclass(frozen=True)
class Told:
    """What a CSO tells of an ambassador; languages and topics as codes."""

    pseudonym: str
    kind: str
    where: str
    place: Place
    languages: tuple[str, ...]
    topics: tuple[str, ...] = ()
    trained: date | None = None
    helped: int = 0

    def values(self) -> dict:
        """As the columns of the table."""
        joined = {"languages": " ".join(sorted(self.languages)), "topics": " ".join(sorted(self.topics))}
        return {**vars(self), **joined, "trained": self.trained if self.topics else None}


@transaction.atomic
def decide_naming(cso: CSO, public: bool, actor: User | None = None) -> CSO:
    """The CSO itself says whether its name may stand on the public page of the network. Hidden until it does."""
    cso = CSO.objects.select_for_update(of=("self",)).get(pk=cso.pk)
    if cso.public != public:
        cso.public = public
        cso.save(update_fields=["public"])
        trail.record("partners.naming_decided", cso, actor=actor, public=public)
    return cso


@transaction.atomic
def cover(cso: CSO, places: set[str], today: date, actor: User | None = None) -> tuple[int, int]:
    """The CSO works in exactly these places from today on: (how many are new, how many ended)."""
    CSO.objects.select_for_update(of=("self",)).get(pk=cso.pk)
    open_ones = Coverage.objects.filter(cso=cso, until=None)
    held = set(open_ones.values_list("place_id", flat=True))
    gone = open_ones.filter(place_id__in=held - places)
    ended = gone.filter(since__gte=today).delete()[0] + gone.filter(since__lt=today).update(until=today)
    Coverage.objects.bulk_create(Coverage(cso=cso, place_id=code, since=today) for code in sorted(places - held))
    if ended or places - held:
        trail.record("partners.coverage_changed", cso, actor=actor, new=len(places - held), ended=ended)
    return len(places - held), ended


@transaction.atomic
def add_ambassador(cso: CSO, told: Told, submission: str, today: date, actor: User | None = None) -> Ambassador:
    """A new ambassador; the same form sent twice is one. Raises Refused when the pseudonym is taken."""
    CSO.objects.select_for_update(of=("self",)).get(pk=cso.pk)
    if sent := Ambassador.objects.filter(cso=cso, submission=submission).first():
        return sent
    if Ambassador.objects.filter(cso=cso, pseudonym__iexact=told.pseudonym).exists():
        raise Refused("pseudonym_taken")
    ambassador = _kept(lambda: Ambassador.objects.create(cso=cso, since=today, submission=submission, **told.values()))
    trail.record("partners.ambassador_added", ambassador, actor=actor)
    return ambassador


@transaction.atomic
def revise_ambassador(ambassador: Ambassador, told: Told, edition: int, actor: User | None = None) -> Ambassador:
    """Change what is told. Raises Refused when somebody changed it since `edition`, or the pseudonym is taken."""
    ambassador = Ambassador.objects.select_for_update(of=("self",)).get(pk=ambassador.pk)
    if ambassador.edition != edition or ambassador.until:
        raise Refused("changed_since")
    others = Ambassador.objects.filter(cso=ambassador.cso_id, pseudonym__iexact=told.pseudonym)
    if others.exclude(pk=ambassador.pk).exists():
        raise Refused("pseudonym_taken")
    for name, value in told.values().items():
        setattr(ambassador, name, value)
    ambassador.edition += 1
    _kept(ambassador.save)
    trail.record("partners.ambassador_revised", ambassador, actor=actor)
    return ambassador


@transaction.atomic
def end_ambassador(ambassador: Ambassador, today: date, actor: User | None = None) -> Ambassador:
    """The ambassador has stopped; what was done stays in the counts, under no name."""
    ambassador = Ambassador.objects.select_for_update(of=("self",)).get(pk=ambassador.pk)
    if ambassador.until is None:
        PSEUDONYM_GONE.note(Ambassador.objects.filter(pk=ambassador.pk))
        ambassador.until = max(today, ambassador.since)
        ambassador.pseudonym = f"– {ambassador.pk.hex}"
        ambassador.edition += 1
        ambassador.save(update_fields=["until", "pseudonym", "edition"])
        trail.record("partners.ambassador_ended", ambassador, actor=actor)
    return ambassador


@transaction.atomic
def plan_session(
    cso: CSO, day: date, topic: str, place: Place, submission: str, actor: User | None = None
) -> EducationSession:
    """A session that is to be held; the same form sent twice is one."""
    CSO.objects.select_for_update(of=("self",)).get(pk=cso.pk)
    if sent := EducationSession.objects.filter(cso=cso, submission=submission).first():
        return sent
    session = EducationSession.objects.create(cso=cso, day=day, topic=topic, place=place, submission=submission)
    trail.record("partners.session_planned", session, actor=actor)
    return session


@transaction.atomic
def report_session(
    session: EducationSession, people: str, material: tuple[str, ...], today: date, actor: User | None = None
) -> EducationSession:
    """It was held: how many came, what they got. Raises Refused when it was called off, and ValueError before its day."""
    session = EducationSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.day > today:
        raise ValueError("A session is reported when it was held.")
    if session.state == EducationSession.State.OFF:
        raise Refused("session_off")
    told = (EducationSession.State.HELD.value, people, " ".join(sorted(material)))
    if (session.state, session.people, session.material) != told:
        session.state, session.people, session.material = told
        session.reported = today
        session.save(update_fields=["state", "people", "material", "reported"])
        trail.record("partners.session_reported", session, actor=actor, people=people)
    return session


@transaction.atomic
def tell_session(
    cso: CSO,
    day: date,
    topic: str,
    place: Place,
    people: str,
    material: tuple[str, ...],
    submission: str,
    today: date,
    actor: User | None = None,
) -> EducationSession:
    """Plan a session of a coming day, or report one that was held; the same form sent twice is one."""
    session = plan_session(cso, day, topic, place, submission, actor)
    if people and session.state == EducationSession.State.PLANNED:
        session = report_session(session, people, material, today, actor)
    return session


@transaction.atomic
def call_off_session(session: EducationSession, today: date, actor: User | None = None) -> EducationSession:
    """It was not held. Raises Refused when somebody reported it as held."""
    session = EducationSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.state == EducationSession.State.HELD:
        raise Refused("session_held")
    if session.state == EducationSession.State.PLANNED:
        session.state, session.reported = EducationSession.State.OFF, today
        session.save(update_fields=["state", "reported"])
        trail.record("partners.session_called_off", session, actor=actor)
    return session


def covered_on(day: date):
    """The coverage in force on a day."""
    return Coverage.objects.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))


def _kept(write):
    """What the write gives. Two forms at once with one pseudonym: the table refuses the second. Raises Refused."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        raise Refused("pseudonym_taken")
