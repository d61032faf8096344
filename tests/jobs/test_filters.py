"""The filters and the chips of the results page name kinds of work and legal ways in the reader's language."""

import csv
import html

import pytest
from django.utils import translation

from corridors.loading import CONTENT
from corridors.models import Corridor
from corridors.wording import CHANNELS, channel_in_words
from jobs import filters
from jobs.asking import chips_of
from reference.models import Occupation
from search.query import OpeningQuery

LANGUAGES = ("my", "km", "lo", "th")


@pytest.fixture(autouse=True)
def _nothing_remembered():
    filters._groups.cache_clear()
    filters._ways.cache_clear()
    yield
    filters._groups.cache_clear()
    filters._ways.cache_clear()


def control_of(name: str, facets: dict | None = None, **asked) -> str:
    """The text of one control."""
    shown = {each.id: each.control for each in filters.filters_of(OpeningQuery(**asked), facets or {})}
    return html.unescape(shown[f"f_{name}"])


def test_every_channel_of_our_routes_has_a_name():
    with (CONTENT / "corridors.csv").open(encoding="utf-8", newline="") as file:
        channels = {row["channel"] for row in csv.DictReader(file)}
    assert channels <= set(CHANNELS)
    assert len(channels) == 12


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", CHANNELS)
def test_a_channel_has_a_name_of_its_own_in_the_language(code, language):
    with translation.override("en"):
        english = channel_in_words(code)
    with translation.override(language):
        assert channel_in_words(code) not in (code, english)
        assert [channel_in_words(other) for other in CHANNELS].count(channel_in_words(code)) == 1


def test_a_channel_nobody_named_is_its_code():
    assert channel_in_words("NEW") == "NEW"


@pytest.mark.django_db
def test_a_legal_way_is_not_named_after_one_of_its_routes():
    for origin, name in (("MM", "Placement company (P3MI)"), ("ID", "Labour permit through a licensed agency")):
        Corridor.objects.create(
            code=f"{origin}-MY-AGENCY", origin=origin, destination="MY", channel="AGENCY", channel_name=name
        )
    with translation.override("th"):
        control = control_of("channel", {"channel": (("AGENCY", 3),)}, language="th")
        (chip,) = chips_of(OpeningQuery(channel=("AGENCY",), language="th"), "th")
    assert ">ผ่านบริษัทจัดหางานที่มีใบอนุญาต<" in control and "P3MI" not in control and "Labour permit" not in control
    assert chip.text == "ผ่านบริษัทจัดหางานที่มีใบอนุญาต"


@pytest.mark.django_db
def test_a_kind_of_work_is_never_a_bare_code():
    Occupation.objects.create(code="72", level=2, title_en="Metal, machinery and related trades workers")
    asked = OpeningQuery(occupation=("72", "99"))
    control = control_of("occupation", {"occupation": (("72", 24),)}, occupation=asked.occupation)
    assert ">Metal, machinery and related trades workers (24)<" in control
    assert ">kind of work 99<" in control
    assert [chip.text for chip in chips_of(asked, "en")] == [
        "Metal, machinery and related trades workers",
        "kind of work 99",
    ]
