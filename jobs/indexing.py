"""Turns openings into search documents, in bulk, and notes which ones a change below concerns.

search.outbox asks `load` and `everything` (registered in jobs.apps); signals of agencies and corridors call `refresh`.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Q

from corridors.reading import rates_on
from foundation import clock
from jobs.costs import Cost, compared, costs_of
from jobs.grounds import Grounds, grounds_on
from jobs.judging import verdict_on
from jobs.models import Opening
from jobs.rules import Verdict, prefixes, tidy_title
from reference.models import Name, Place
from reference.names import all_names, country_name
from search import outbox
from search.document import OpeningDocument

logger = logging.getLogger(__name__)

CHUNK = 1000
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)


def load(keys: list[str]) -> dict[str, OpeningDocument | None]:
    """{public id: document}; an opening that may not be shown is not in it, and so leaves the index."""
    openings = Opening.objects.filter(public_id__in=keys).with_parts()
    return {document.id: document for document in documents_of(openings, clock.today())}


def everything() -> Iterator[OpeningDocument | outbox.Unreadable]:
    """Every document that belongs in the index today; an opening that cannot be read stands in for itself alone."""
    openings = Opening.objects.filter(state=Opening.State.PUBLISHED.value).with_parts().order_by("pk")
    shelf, rows = _Shelf(clock.today()), openings.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from _each(shelf, chunk)


def _each(shelf, chunk: list[Opening]) -> list[OpeningDocument | outbox.Unreadable]:
    try:
        return list(shelf.documents(chunk))
    except DatabaseError:
        raise
    except Exception as error:
        if len(chunk) == 1:
            logger.exception("The opening %s cannot be read for the index", chunk[0].public_id)
            return [outbox.Unreadable(chunk[0].public_id, f"{type(error).__name__}: {error}")]
    return [found for opening in chunk for found in _each(shelf, [opening])]


def refresh(openings) -> None:
    """Note that these openings (a queryset) must be read again; call it in the transaction that changed something."""
    numbers = openings.filter(state=Opening.State.PUBLISHED.value).values_list("public_id", flat=True)
    outbox.note_change(numbers.iterator(chunk_size=CHUNK))


def on_agency_changed(sender, agency, **kwargs) -> None:
    """Standing, fees or names of an agency changed."""
    refresh(Opening.objects.filter(agency=agency))


def on_corridor_changed(sender, corridor=None, **kwargs) -> None:
    """A route opened or closed; without a corridor, a rate or wage changed that any opening may be reckoned with."""
    if corridor is None:
        refresh(Opening.objects.filter(~Q(currency="USD") | Q(agency__isnull=False)))
    else:
        refresh(Opening.objects.filter(corridor=corridor))


def documents_of(openings: Iterable[Opening], today: date) -> Iterator[OpeningDocument]:
    """Documents of those that are shown today, or will be by time alone. A dozen queries a thousand openings."""
    shelf = _Shelf(today)
    openings = iter(openings)
    while chunk := list(islice(openings, CHUNK)):
        yield from shelf.documents(chunk)


class _Shelf:
    """What stays the same for all openings of one run: the grounds, the rates, names of occupations and places."""

    def __init__(self, today: date):
        self.today = today
        self.grounds: Grounds = grounds_on(today)
        self.rates = rates_on(today)
        self.occupations: dict[str, tuple[str, ...]] = {}
        self.places: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self.agencies: dict[str, str] = {}

    def documents(self, chunk: list[Opening]) -> Iterator[OpeningDocument]:
        judged = [(opening, verdict_on(opening, self.today, self.grounds)) for opening in chunk]
        shown = [(opening, verdict) for opening, verdict in judged if verdict.since is not None]
        openings = [opening for opening, _ in shown]
        self.learn(openings)
        costs = costs_of(openings, self.today, self.rates)
        titles = all_names(Name.Kind.OPENING, [opening.public_id for opening in openings]) if openings else {}
        employers = all_names(Name.Kind.EMPLOYER, {opening.employer.key for opening in openings}) if openings else {}
        for opening, verdict in shown:
            yield self.document(
                opening,
                verdict,
                costs[opening.pk],
                titles.get(opening.public_id, ()),
                employers.get(opening.employer.key, ()),
            )

    def document(self, opening: Opening, verdict: Verdict, cost: Cost, titles, employer_names) -> OpeningDocument:
        place_codes, place_names = self.places.get(opening.place_id, ((), ()))
        country = tuple(dict.fromkeys(country_name(opening.destination, language) for language in LANGUAGES))
        wage, months = compared(opening, cost, self.rates)
        employer = opening.employer
        return OpeningDocument(
            id=opening.public_id,
            titles=((opening.title_language, tidy_title(opening.title)), *titles),
            destination=opening.destination,
            basis=opening.basis,
            published=opening.published_on,
            visible_until=verdict.until or date.max,
            visible_from=verdict.since,
            occupation=opening.occupation_id or "",
            occupation_names=self.occupations.get(opening.occupation_id, ()),
            employer=" ".join((employer.name, employer.trading_name, *(text for _, text in employer_names))).strip(),
            agency=opening.agency.public_id if opening.agency else "",
            agency_name=self.agencies[opening.agency.public_id] if opening.agency else "",
            origins=(opening.origin,) if opening.origin else (),
            channel=opening.channel,
            place_codes=place_codes,
            place_names=(*place_names, *country, *((opening.place_text,) if opening.place_text else ())),
            wage_usd=wage,
            cost_months=months,
            start=opening.starts,
            housing=opening.housing,
            languages=tuple(dict.fromkeys((opening.title_language, *(language for language, _ in titles)))),
            languages_needed=opening.languages_asked,
            text=" ".join(
                part
                for part in (
                    opening.requirements,
                    opening.housing_note,
                    opening.wage_note,
                    opening.job_order_number,
                    opening.order_authority,
                    opening.agent_name,
                )
                if part
            ),
        )

    def learn(self, openings: list[Opening]) -> None:
        """Read the names that this chunk needs and no earlier one did."""
        codes = {opening.occupation_id for opening in openings if opening.occupation_id} - self.occupations.keys()
        if codes:
            groups = {code: [group for group in prefixes(code) if len(group) > 1 or code == group] for code in codes}
            names = all_names(Name.Kind.OCCUPATION, {group for all_of in groups.values() for group in all_of})
            titles = {opening.occupation_id: opening.occupation.title_en for opening in openings if opening.occupation}
            for code, all_of in groups.items():
                known = [text for group in reversed(all_of) for _, text in names.get(group, ())]
                self.occupations[code] = tuple(dict.fromkeys((titles[code], *known)))
        self._learn_places({opening.place_id for opening in openings if opening.place_id} - self.places.keys())
        agencies = {opening.agency.public_id: opening.agency.name for opening in openings if opening.agency}
        if unknown := agencies.keys() - self.agencies.keys():
            names = all_names(Name.Kind.AGENCY, unknown)
            for number in unknown:
                self.agencies[number] = " ".join((agencies[number], *(text for _, text in names.get(number, ()))))

    def _learn_places(self, codes: set[str]) -> None:
        """A place with all that it lies in: codes and names, narrowest first."""
        if not codes:
            return
        lines = {code: [code] for code in codes}
        found: dict[str, Place] = {}
        wanted = set(codes)
        while wanted:
            found.update(Place.objects.in_bulk(wanted))
            wanted = {
                found[code].parent_id for code in wanted if code in found and found[code].parent_id
            } - found.keys()
        for line in lines.values():
            while (place := found.get(line[-1])) and place.parent_id:
                line.append(place.parent_id)
        names = all_names(Name.Kind.PLACE, found)
        for code, line in lines.items():
            told = [(found[part].name_en, *(text for _, text in names.get(part, ()))) for part in line if part in found]
            self.places[code] = (tuple(line), tuple(dict.fromkeys(text for texts in told for text in texts)))
