"""The tables of a CSO's network: townships by P-code, ambassadors, whose files hold neither pseudonym nor township, and sessions."""

from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.desk_tables import Column, DeskTable
from partners.models import CSO, Ambassador, Coverage, EducationSession
from partners.network import covered_on
from partners.network_forms import AmbassadorFilter, CoverageFilter, SessionFilter, spoken
from partners.network_models import Material, Topic
from partners.places import place_names, read_as
from partners.tiles import TILE_OF, TILES
from reference.models import Name
from reference.names import names_of

# A file of people by township on a laptop that is taken away is a list of whom to visit: pseudonym and township stay here.
AMBASSADORS = (
    Column("pseudonym", _("Pseudonym"), sort=("pseudonym",), private=True),
    Column("kind", _("Who"), lambda one: one.get_kind_display(), sort=("kind",)),
    Column("where", _("Where now?"), lambda one: one.get_where_display(), sort=("where",)),
    Column("place", _("Township or province"), sort=("place__name_en",), private=True),
    Column("state", _("State or region"), lambda one: one.state_name, file_only=True),
    Column("languages", _("Speaks"), lambda one: one.speaks),
    Column("topics", _("Trained on"), lambda one: one.knows),
    Column("trained", _("Last trained on"), lambda one: one.trained, sort=("trained",)),
    Column("helped", _("People helped"), lambda one: one.helped, sort=("helped",), number=True),
)
SESSIONS = (
    Column("day", _("Day"), lambda one: one.day, sort=("day",)),
    Column("topic", _("About"), lambda one: one.get_topic_display(), sort=("topic", "day")),
    Column("place", _("Township or province"), lambda one: one.place_name, sort=("place__name_en", "day")),
    Column("state", _("How it stands"), lambda one: one.get_state_display(), sort=("state", "day")),
    Column("people", _("People"), lambda one: one.people, sort=("people", "day")),
    Column("material", _("Material"), lambda one: one.given),
)

# The codes are the P-codes by which aid organisations plan; a file names no organisation.
TOWNSHIPS = (
    Column("code", _("Code of the place"), lambda one: one.place_id, sort=("place_id",)),
    Column("place", _("Township or province"), lambda one: one.place_name, sort=("place_name",)),
    Column("state", _("State or region"), lambda one: one.state_name, sort=("place__parent_id", "place_id")),
    Column("country", _("Country"), lambda one: one.place.country, sort=("place__country", "place_id")),
    Column("since", _("Since"), lambda one: one.since, sort=("since", "place_id")),
)


def township_table(request, cso: CSO, today: date, states: list[tuple[str, str]]) -> DeskTable:
    """Where one CSO works today; `states` are the tiles to choose from, (code, name)."""
    rows = covered_on(today).filter(cso=cso).select_related("place").order_by("place_id")
    rows = rows.annotate(place_name=read_as("place_id", "place__name_en", _reader()))
    return DeskTable(
        request,
        "townships",
        rows,
        TOWNSHIPS,
        "partners/_township_row.html",
        filters=CoverageFilter(request.GET or None, queryset=rows, states=states),
        prepare=lambda found: _in_states(found, dict(states)),
        first="code",
        label=_("Townships and provinces"),
        empty=_("No township yet."),
        stack=True,
    )


def _in_states(rows: list[Coverage], states: dict[str, str]) -> list[Coverage]:
    """Each with the name of its tile; a province elsewhere stands for itself."""
    for one in rows:
        tile = TILE_OF.get(one.place.parent_id)
        one.state_name = states[tile.code] if tile else one.place_name
    return rows


def ambassador_table(request, cso: CSO) -> DeskTable:
    """The living ambassadors of one CSO."""
    rows = Ambassador.objects.filter(cso=cso, until=None).select_related("place__parent").order_by("pseudonym", "pk")
    return DeskTable(
        request,
        "ambassadors",
        rows,
        AMBASSADORS,
        "partners/_ambassador_row.html",
        filters=AmbassadorFilter(request.GET or None, queryset=rows, states=_states()),
        prepare=_named_ambassadors,
        first="pseudonym",
        label=_("Ambassadors"),
        empty=_("No ambassador yet."),
        stack=True,
    )


def session_table(request, cso: CSO) -> DeskTable:
    """All sessions of one CSO."""
    rows = EducationSession.objects.filter(cso=cso).select_related("place").order_by("-day", "pk")
    return DeskTable(
        request,
        "sessions",
        rows,
        SESSIONS,
        "partners/_session_row.html",
        filters=SessionFilter(request.GET or None, queryset=rows),
        prepare=_named_sessions,
        first="-day",
        label=_("Education sessions"),
        empty=_("No session yet."),
        stack=True,
    )


def _named_ambassadors(rows: list[Ambassador]) -> list[Ambassador]:
    topics = dict(Topic.choices)
    for one in _placed(rows):
        one.speaks = ", ".join(spoken(code) for code in one.languages.split())
        one.knows = ", ".join(str(topics.get(code, code)) for code in one.topics.split())
    return rows


def _placed(rows: list) -> list:
    """Each with the name of its place and of the state or region (a province stands for itself) in the reader's language."""
    places = [place for one in rows for place in (one.place, one.place.parent) if place]
    named = {place.pk: place.name_en for place in places}
    named |= names_of(Name.Kind.PLACE, named.keys(), _reader())
    for one in rows:
        above = one.place.parent_id
        tile = TILE_OF.get(above)
        one.place_name = named[one.place_id]
        one.state_name = tile.name(named) if tile else named.get(above, named[one.place_id])
    return rows


def _named_sessions(rows: list[EducationSession]) -> list[EducationSession]:
    material = dict(Material.choices)
    named = place_names({one.place_id for one in rows}, _reader())
    for one in rows:
        one.place_name = named[one.place_id]
        one.given = ", ".join(str(material.get(code, code)) for code in one.material.split())
    return rows


def _states() -> list[tuple[str, str]]:
    named = place_names([tile.code for tile in TILES], _reader())
    return [(tile.code, tile.name(named)) for tile in TILES]


def _reader() -> str:
    return get_language() or "en"
