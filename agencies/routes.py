"""What a route is called: "Myanmar → Thailand, memorandum of understanding". Pages of agencies/ call it."""

from collections.abc import Iterable

from corridors.models import Corridor
from reference.names import country_name, phrases


def route_names(corridors: Iterable[Corridor], language: str) -> dict[int, str]:
    """{corridor id: name in the language}: one query at most."""
    corridors = list(corridors)
    told = phrases({corridor.channel_name for corridor in corridors}, language)
    return {
        corridor.pk: f"{country_name(corridor.origin, language)} → {country_name(corridor.destination, language)}, "
        f"{told.get(corridor.channel_name, corridor.channel_name)}"
        for corridor in corridors
    }
