"""The invented network of the demo: two CSOs with ambassadors and sessions, five more that only cover townships."""

import random
from datetime import date, timedelta

from partners.actions import accredit_cso, register_cso
from partners.models import CSO, Ambassador, Coverage
from partners.network import Told, add_ambassador, cover, decide_naming, report_session, tell_session
from partners.network_models import Material, Topic
from partners.network_rules import Band
from partners.tiles import TILES
from portal.demo.registry import marked
from reference.models import Place

# Without an account: they let the public page show something, which it does from five organisations on.
OTHERS = (
    ("Hill Road Workers' Club", "grassroots"),
    ("River Mouth Rights Group", "grassroots"),
    ("Teak Valley Listeners", "grassroots"),
    ("Two Bridges Circle", "grassroots"),
    ("Weavers' and Sewers' Union", "trade_union"),
)
# States that people leave most for Thailand: everybody here works in some of their townships.
SHARED = ("MMR003", "MMR011", "MMR006", "MMR013", "MMR007")
PSEUDONYMS = ("Morning Star", "Padauk", "Grey Heron", "River Stone", "Jasmine", "North Wind", "Lantern", "Golden Rain")
SPOKEN = (("my",), ("my", "ksw"), ("my", "mnw"), ("my", "th"), ("my", "shn", "th"))


def seed_network(today: date, csos: list[CSO]) -> None:
    """Coverage, ambassadors and sessions, once; the numbers are the same each time, the days follow today."""
    if Coverage.objects.exists() or Ambassador.objects.exists():
        return
    pick = random.Random(53)  # noqa: S311 - the examples must come out the same each time
    others = []
    for name, kind in OTHERS:
        cso = register_cso(marked(name), kind, "MM", example=True)
        others.append(accredit_cso(cso, today - timedelta(days=200), today + timedelta(days=400)))
    for place, cso in enumerate([*csos, *others]):
        cover(cso, _townships(pick, place), today - timedelta(days=120))
    for cso in csos:
        covered = list(Place.objects.filter(pk__in=cso.coverage.values("place")).order_by("pk"))
        _ambassadors(pick, cso, covered, today)
        _sessions(pick, cso, covered, today)
    decide_naming(csos[1], True)


def _townships(pick: random.Random, turn: int) -> set[str]:
    """Some townships of the shared states, and of two states of its own."""
    own = [TILES[(turn * 2 + step) % len(TILES)].code for step in (0, 1)]
    found = set()
    for state in (*SHARED, *own):
        there = list(Place.objects.filter(parent=state, kind="township").order_by("pk").values_list("pk", flat=True))
        found |= set(pick.sample(there, min(len(there), pick.randrange(1, 5))))
    return found


def _ambassadors(pick: random.Random, cso: CSO, covered: list[Place], today: date) -> None:
    for number, pseudonym in enumerate(PSEUDONYMS):
        trained = number % 4 != 3
        told = Told(
            pseudonym=pseudonym,
            kind=Ambassador.Kind.RETURNEE.value if number % 3 else Ambassador.Kind.ORGANISER.value,
            where=Ambassador.Where.ABROAD.value if number % 4 == 1 else Ambassador.Where.HOME.value,
            place=pick.choice(covered),
            languages=pick.choice(SPOKEN),
            topics=tuple(pick.sample(Topic.values, 2)) if trained else (),
            trained=today - timedelta(days=pick.randrange(20, 300)) if trained else None,
            helped=pick.randrange(0, 60),
        )
        add_ambassador(cso, told, f"example-ambassador-{number:03d}", today - timedelta(days=100))


def _sessions(pick: random.Random, cso: CSO, covered: list[Place], today: date) -> None:
    """Some that were held, two that nobody reported yet, one still to come."""
    for number, days in enumerate((-75, -60, -41, -33, -20, -16, -3, 9)):
        topic, place = pick.choice(Topic.values), pick.choice(covered)
        day, key = today + timedelta(days=days), f"example-session-{number:06d}"
        session = tell_session(cso, day, topic, place, "", (), key, today)
        if days < -19:
            material = tuple(pick.sample(Material.values, 2))
            report_session(session, pick.choice([band.value for band in Band][:4]), material, today)
