"""Forms name routes in words, and offer an agency those of its country."""

import pytest

from agencies.desk_forms import FeesForm
from agencies.known_sources import known_sources
from tests.make import TODAY, make_agency, make_corridor

pytestmark = pytest.mark.django_db


def test_an_agency_is_offered_the_routes_of_its_country_by_name_and_none_is_chosen():
    for code in ("BD-MY-AGENCY", "MM-TH-MOU", "KH-MM-AGENCY"):
        make_corridor(code)
    choices = list(FeesForm(today=TODAY, agency=make_agency(country="MM")).fields["corridor"].choices)
    assert choices[0][0] == ""
    words = [str(label) for _, label in choices[1:]]
    assert [word.rpartition("(")[2] for word in words] == ["KH-MM-AGENCY)", "MM-TH-MOU)"]
    assert words[1].startswith("Myanmar (Burma) → Thailand")


def test_an_agency_of_a_country_without_a_route_is_offered_all():
    make_corridor("MM-TH-MOU")
    assert len(FeesForm(today=TODAY, agency=make_agency(country="NP")).fields["corridor"].choices) == 2


def test_a_folder_of_one_s_own_adds_lists_that_registrars_may_upload(settings, tmp_path):
    told = '[source]\nid="mm-x"\ncountry="MM"\nregulator="R"\nretrieved=2026-01-01\nlicence="L"\n[key]\ncolumns="n"\n'
    (tmp_path / "mm_x.toml").write_text(told + '[columns]\nname="n"\n')
    settings.REGISTER_SOURCES = str(tmp_path)
    known_sources.cache_clear()
    try:
        assert {"mm_x", "bd_manning_agents"} <= known_sources().keys()
    finally:
        known_sources.cache_clear()
