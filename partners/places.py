"""Places that CSOs work in, by code: Myanmar's townships, the provinces of other countries, and what each is called."""

from collections.abc import Iterable

from django.db.models import CharField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from reference.models import Name, Place
from reference.names import country_name, names_of

# Where we hold townships; elsewhere a province is the smallest place we know.
WITH_TOWNSHIPS = ("MM",)
COUNTRIES = ("MM", "KH", "LA", "TH")


def workable():
    """The places a CSO can say it works in."""
    inner = Q(country__in=WITH_TOWNSHIPS, kind="township")
    outer = Q(country__in=COUNTRIES, kind="province") & ~Q(country__in=WITH_TOWNSHIPS)
    return Place.objects.filter(inner | outer)


def place_names(codes: Iterable[str], language: str) -> dict[str, str]:
    """{code: name in the language, English where it has none}: two queries at most."""
    codes = set(codes)
    told = names_of(Name.Kind.PLACE, codes, language)
    if nameless := codes - told.keys():
        told |= dict(Place.objects.filter(code__in=nameless).values_list("code", "name_en"))
    return told


def read_as(code: str, english: str, language: str):
    """A column with a place's name in the language, English where it has none: sorted as it is read, in the rows' own query."""
    told = Name.objects.filter(kind=Name.Kind.PLACE, field=Name.Field.NAME, language=language, key=OuterRef(code))
    return Coalesce(Subquery(told.values("text")[:1]), english, output_field=CharField())


def grouped_places(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """[(state or country, [(code, name), …]), …] for a list to choose from: three queries."""
    rows = list(workable().values_list("code", "country", "parent_id"))
    named = place_names({code for code, _, _ in rows} | {above for _, _, above in rows if above}, language)
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, country, above in rows:
        title = country_name(country, language)
        if above:
            title = f"{title}: {named[above]}"
        groups.setdefault(title, []).append((code, named[code]))
    return [(title, sorted(places, key=lambda one: one[1])) for title, places in groups.items()]
