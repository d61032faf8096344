"""The writers of employers and openings, one transaction each; files of openings come in through jobs.imports.

Each notes in the same transaction what the search index must read again.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.models import Agency
from corridors.models import Corridor
from foundation import clock, trail
from jobs.imports import new_public_ids
from jobs.models import Employer, Opening
from jobs.recruitments import remember
from jobs.rules import employer_key
from reference.actions import write_names
from reference.models import Name, Place
from search import outbox

POSTED = trail.declare("jobs.posted", _("Opening written"))
REVISED = trail.declare("jobs.revised", _("Draft changed"))
PUBLISHED = trail.declare("jobs.published", _("Opening published"))
CLOSED = trail.declare("jobs.closed", _("Opening closed"))


@transaction.atomic
def record_employer(
    name: str,
    country: str,
    *,
    city: str = "",
    region: Place | None = None,
    trading_name: str = "",
    names: Mapping[str, str] | None = None,
    example: bool = False,
) -> Employer:
    """The employer of this name and place, made when it is new. `names` = {language: name}; safe to repeat."""
    employer, _ = Employer.objects.get_or_create(
        key=employer_key(country, name, city, region.code if region else ""),
        defaults={
            "name": name,
            "trading_name": trading_name,
            "country": country,
            "city": city,
            "region": region,
            "example": example,
        },
    )
    _write_names(Name.Kind.EMPLOYER, employer.key, names)
    return employer


@transaction.atomic
def post_opening(
    agency: Agency,
    corridor: Corridor,
    employer: Employer,
    title: str,
    *,
    titles: Mapping[str, str] | None = None,
    actor: User | None = None,
    **details,
) -> Opening:
    """Write a draft for a vetted agency on a corridor. `titles` = {language: title}; `details` are columns of Opening.

    The same draft sent twice is written once. Raises ValidationError, naming the columns, when they contradict each
    other. Publishing is a step of its own.
    """
    Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    same = {**details, "corridor": corridor, "employer": employer, "title": title}
    held = Opening.objects.filter(agency=agency, state=Opening.State.DRAFT.value, source="", **same).first()
    if held:
        return held
    opening = Opening(
        public_id=new_public_ids(1)[0],
        employer=employer,
        agency=agency,
        corridor=corridor,
        origin=corridor.origin,
        destination=corridor.destination,
        channel=corridor.channel,
        basis=Opening.Basis.VETTED_AGENCY.value,
        state=Opening.State.DRAFT.value,
        title=title,
        example=details.pop("example", False) or agency.example,
        **details,
    )
    opening.full_clean()
    opening.save(force_insert=True)
    _write_names(Name.Kind.OPENING, opening.public_id, titles)
    trail.record(POSTED, opening, actor=actor, agency=agency.public_id, corridor=corridor.code)
    return opening


@transaction.atomic
def revise_draft(
    opening: Opening, corridor: Corridor, employer: Employer, *, actor: User | None = None, **details
) -> Opening:
    """Change a draft. Raises ValueError once it is published: who applied relied on what it said, so write a new one.

    Raises ValidationError, naming the columns, when they contradict each other.
    """
    opening = _locked(opening)
    if opening.state != Opening.State.DRAFT:
        raise ValueError("Only a draft can be changed.")
    told = {
        **details,
        "corridor": corridor,
        "employer": employer,
        "origin": corridor.origin,
        "destination": corridor.destination,
        "channel": corridor.channel,
    }
    for column, value in told.items():
        setattr(opening, column, value)
    opening.full_clean()
    opening.save(update_fields=list(told))
    trail.record(REVISED, opening, actor=actor, corridor=corridor.code)
    return opening


@transaction.atomic
def publish_opening(opening: Opening, *, actor: User | None = None) -> Opening:
    """Publish a draft today. Whether anybody sees it is judged each time it is asked for, not here. Safe to repeat."""
    opening = _locked(opening)
    if opening.state == Opening.State.PUBLISHED:
        return opening
    if opening.state == Opening.State.CLOSED:
        raise ValueError("A closed opening stays closed: write a new one.")
    opening.state, opening.published_on = Opening.State.PUBLISHED.value, clock.today()
    opening.full_clean()
    opening.save(update_fields=["state", "published_on"])
    remember([opening.pk])
    trail.record(PUBLISHED, opening, actor=actor)
    outbox.note_change([opening.public_id])
    return opening


@transaction.atomic
def close_opening(opening: Opening, *, actor: User | None = None) -> Opening:
    """Close an opening for good, also when its list had closed it till its row is back. Safe to repeat."""
    opening = _locked(opening)
    if opening.state == Opening.State.CLOSED and not opening.closed_by_list:
        return opening
    opening.state, opening.closed_on, opening.closed_by_list = Opening.State.CLOSED.value, clock.today(), False
    opening.save(update_fields=["state", "closed_on", "closed_by_list"])
    trail.record(CLOSED, opening, actor=actor)
    outbox.note_change([opening.public_id])
    return opening


def _locked(opening: Opening) -> Opening:
    return Opening.objects.select_for_update().get(pk=opening.pk)


def _write_names(kind: str, key: str, names: Mapping[str, str] | None) -> None:
    write_names(
        Name(kind=kind, key=key, language=language, text=text, source="as told by the employer")
        for language, text in (names or {}).items()
    )
