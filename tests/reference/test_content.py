"""Our own reference content: complete in five languages, and safe to load twice."""

import csv
import re

import pytest

from corridors.loading import CONTENT as CORRIDOR_FACTS
from reference.actions import CONTENT, READERS, load_reference, read_names, rows
from reference.models import Crosswalk, Name, Occupation, Place
from reference.names import all_names, country_name, names_of, occupation_names, phrases
from search import zawgyi

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db):
    return load_reference()


def test_loading_twice_changes_nothing(loaded):
    before = list(Name.objects.order_by("pk").values_list())
    assert load_reference() == loaded
    assert list(Name.objects.order_by("pk").values_list()) == before


def test_a_name_checked_by_a_native_speaker_survives_the_next_load(loaded):
    Name.objects.filter(kind="occupation", key="9211", language="my", field="name").update(
        text="စစ်ဆေးပြီး", checked=True
    )
    load_reference()
    assert names_of("occupation", ["9211"], "my") == {"9211": "စစ်ဆေးပြီး"}


def test_every_occupation_named_in_english_is_named_in_all_four_languages():
    english = {(row["kind"], row["key"]) for row in rows("names_en.csv") if row["field"] == "name"}
    assert english
    for language in READERS:
        named = {(name.kind, name.key) for name in read_names(language) if name.field == "name"}
        assert english <= named, language


@pytest.mark.parametrize("language", ["en", *READERS])
def test_every_wide_group_of_occupations_has_a_name(language):
    groups = {row["code"] for row in rows("isco08.csv") if len(row["code"]) <= 2}
    names = {name.key: name.text for name in read_names(language) if (name.kind, name.field) == ("occupation", "name")}
    assert {group for group in groups if not names.get(group, "").strip()} == set()
    assert len(groups) == 53


def test_an_occupation_without_our_name_has_its_english_title(db):
    Occupation.objects.create(code="72", level=2, title_en="Metal trades workers")
    Occupation.objects.create(code="73", level=2, title_en="Handicraft and printing workers")
    Name.objects.create(kind="occupation", key="72", language="en", text="Metal trades")
    Name.objects.create(kind="occupation", key="73", language="my", text="လက်မှုပညာ")
    assert occupation_names(["72", "73", "99"], "th") == {"72": "Metal trades", "73": "Handicraft and printing workers"}


def test_the_four_languages_translate_the_same_phrases():
    keys = [
        {name.key for name in read_names(lang) if name.kind == "phrase" and name.field == "name"} for lang in READERS
    ]
    assert all(held == keys[0] for held in keys)
    assert len(keys[0]) > 350


def test_named_occupations_are_isco_groups(loaded):
    assert set(Name.objects.filter(kind="occupation").values_list("key", flat=True)) <= set(
        Occupation.objects.values_list("code", flat=True)
    )


def test_places_have_their_own_script(loaded):
    assert names_of("place", ["TH-10", "MMR013"], "th")["TH-10"] == "กรุงเทพมหานคร"
    assert Place.objects.get(pk="MMR013").name_en == "Yangon"
    assert names_of("place", ["MMR013"], "km", fallback=True)["MMR013"] == "ရန်ကုန်"


def test_other_spellings_are_of_places_we_know(loaded):
    spelt = set(Name.objects.filter(kind="place", field="alias").values_list("key", flat=True))
    assert spelt
    assert spelt <= set(Place.objects.values_list("code", flat=True))


def test_the_commonest_job_order_codes_lead_to_isco(loaded):
    isco = dict(Crosswalk.objects.filter(scheme="SOC").values_list("code", "isco"))
    assert (isco["45-2092"], isco["45-2093"], isco["37-3011"]) == ("921", "921", "6113")


def test_a_phrase_without_translation_is_left_out(loaded):
    assert phrases(["no such phrase"], "my") == {}
    assert phrases(["no such phrase"], "en") == {}


def test_aliases_come_with_the_names(loaded):
    assert len(all_names("occupation", ["9211"])["9211"]) > 5


@pytest.mark.parametrize("language", ["en", *READERS])
def test_countries_have_a_name_in_the_language(language):
    assert country_name("TH", language) not in ("", "TH")
    assert country_name("QQ", language) == "QQ"


def test_content_says_where_it_comes_from():
    assert "licence" in (CONTENT / "README.md").read_text()


SCRIPTS = {"my": "\u1000-\u109f", "km": "\u1780-\u17ff", "lo": "\u0e80-\u0eff", "th": "\u0e00-\u0e7f"}
# Names that a reader meets on papers as they are, beside those that the English says itself.
LATIN = {"OT", "EPF", "NOC", "Levy", "levy"}


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    """What the facts say in sentences: every right, and what every survey found."""
    told = []
    for name, column in (("rights.csv", "statement"), ("survey_benchmarks.csv", "finding")):
        with (CORRIDOR_FACTS / name).open(newline="") as file:
            told += [row[column] for row in csv.DictReader(file) if row[column]]
    return told


@pytest.mark.parametrize("language", READERS)
def test_every_right_and_finding_is_told_in_the_readers_language_with_its_figures(language, sentences):
    told = {name.key: name.text for name in read_names(language) if name.kind == "phrase" and name.field == "name"}
    for sentence in sentences:
        assert sentence in told, (language, sentence)
        assert set(figures(sentence)) <= set(figures(told[sentence])), (language, sentence, told[sentence])


@pytest.mark.parametrize("language", READERS)
def test_rights_and_findings_are_written_in_one_script_and_not_for_the_zawgyi_font(language, sentences):
    told = {name.key: name.text for name in read_names(language) if name.kind == "phrase" and name.field == "name"}
    for sentence in sentences:
        text = told[sentence]
        assert not re.sub(rf"[{SCRIPTS[language]}A-Za-z0-9\s.,:;'%()/\-]", "", text), (language, text)
        assert set(re.findall("[A-Za-z]{2,}", text)) <= set(re.findall("[A-Za-z]{2,}", sentence)) | LATIN, text
        assert language != "my" or (zawgyi.probability(text) or 0) < 0.05, text


def figures(text: str) -> list[str]:
    """The numbers of a text as they are written: 1,700, 10:00, 1.5."""
    return re.findall(r"\d[\d,:.]*\d|\d", text)
