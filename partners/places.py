"""Places that CSOs work in, by code: Myanmar's townships, the provinces of other countries, and what each is called."""

from collections.abc import Iterable

from django.db.models import Q

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
