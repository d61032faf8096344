"""The rubric by table, the sixty profiles, and the command that measures /match/ with them."""

import json
import re
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from jobs import reading
from jobs.management.commands import evaluate_matching
from jobs.match_views import Answer
from jobs.profiles import FILE, first_day, last_day, read_profiles
from jobs.rubric import Grade, Needs, OpeningFacts, Why, grade
from search import outbox
from search.engine import engine
from search.query import PARAMETERS, OpeningQuery
from tests.make import TODAY, make_corridor, make_disclosure, make_opening, make_rate

COOK = OpeningFacts(
    number="1",
    occupation="5120",
    origin="MM",
    destination="TH",
    wage=Decimal(320),
    cost=Decimal("0.2"),
    starts=date(2027, 1, 10),
    housing=True,
    vetted=True,
    languages=("th",),
    experience_months=6,
)
NEEDS = Needs(
    origin="MM",
    countries=("TH",),
    does=("5120",),
    would_do=("9412",),
    speaks=("my", "th"),
    pays_months=Decimal("0.25"),
    can_start=date(2027, 1, 1),
    must_start_by=date(2027, 1, 31),
    needs_housing=True,
    vetted_only=True,
    lowest_wage=Decimal(300),
    hoped_wage=Decimal(310),
    experience_months=12,
)


@pytest.mark.parametrize(
    ("changes", "mark", "why"),
    [
        ({}, Grade.FITS, ()),
        ({"origin": ""}, Grade.FITS, ()),
        ({"languages": ()}, Grade.FITS, ()),
        ({"occupation": "9412"}, Grade.ALMOST, (Why.NEAR_WORK,)),
        ({"occupation": "512"}, Grade.ALMOST, (Why.NEAR_WORK,)),
        ({"languages": ("th", "en")}, Grade.ALMOST, (Why.LANGUAGE,)),
        ({"wage": Decimal(305)}, Grade.ALMOST, (Why.LESS_THAN_HOPED,)),
        ({"experience_months": 24}, Grade.ALMOST, (Why.EXPERIENCE,)),
        ({"occupation": "7212"}, Grade.OTHER, (Why.OTHER_WORK,)),
        ({"occupation": ""}, Grade.OTHER, (Why.OTHER_WORK,)),
        ({"occupation": "9412", "languages": ("en",)}, Grade.OTHER, (Why.NEAR_WORK, Why.LANGUAGE)),
        ({"experience_months": 24, "languages": ("en",)}, Grade.OTHER, (Why.LANGUAGE, Why.EXPERIENCE)),
        ({"origin": "KH"}, Grade.NEVER, (Why.OTHER_ORIGIN,)),
        ({"destination": "MY"}, Grade.NEVER, (Why.OTHER_COUNTRY,)),
        ({"cost": Decimal("0.26")}, Grade.NEVER, (Why.TOO_DEAR,)),
        ({"cost": None}, Grade.NEVER, (Why.COST_UNKNOWN,)),
        ({"starts": date(2026, 12, 31)}, Grade.NEVER, (Why.TOO_EARLY,)),
        ({"starts": date(2027, 2, 1)}, Grade.NEVER, (Why.TOO_LATE,)),
        ({"starts": None}, Grade.NEVER, (Why.START_UNKNOWN,)),
        ({"housing": False}, Grade.NEVER, (Why.NO_HOUSING,)),
        ({"housing": None}, Grade.NEVER, (Why.NO_HOUSING,)),
        ({"wage": Decimal(299)}, Grade.NEVER, (Why.TOO_LITTLE_PAY,)),
        ({"wage": None}, Grade.NEVER, (Why.TOO_LITTLE_PAY,)),
        ({"vetted": False}, Grade.NEVER, (Why.NOT_VETTED,)),
        ({"cost": None, "origin": "LA"}, Grade.NEVER, (Why.OTHER_ORIGIN, Why.COST_UNKNOWN)),
    ],
)
def test_an_opening_is_graded_by_what_the_person_needs(changes, mark, why):
    assert grade(NEEDS, replace(COOK, **changes)) == (mark, why)


@pytest.mark.parametrize(
    ("needs", "changes", "mark"),
    [
        (Needs(origin="MM", speaks=("th",), experience_months=6), {}, Grade.FITS),
        (Needs(origin="MM"), {"cost": None, "starts": None, "wage": None, "housing": None, "vetted": False}, Grade.ALMOST),
        (Needs(origin="MM", cost_must_be_known=True), {"cost": None}, Grade.NEVER),
        (Needs(origin="MM", cost_must_be_known=True, speaks=("th",)), {"experience_months": 0}, Grade.FITS),
    ],
)  # fmt: skip
def test_who_asks_for_little_is_served_by_much(needs, changes, mark):
    changes = {"experience_months": 0, **changes} if mark is Grade.ALMOST else changes
    assert grade(needs, replace(COOK, **changes))[0] == mark


def test_no_fact_and_no_need_is_of_sex_age_or_religion():
    names = {field.name for kind in (OpeningFacts, Needs) for field in fields(kind)}
    for forbidden in ("sex", "gender", "age", "birth", "religion", "marital", "ethnic", "race"):
        assert not any(forbidden in name.split("_") for name in names)
    told = re.compile(
        r"\b(sex|gender|aged?|years old|young|religio\w*|muslim|buddhist|christian|marri\w*|wom[ae]n|m[ae]n|fe?male|husband|wife"
        r"|mother|father|sister|brother|son|daughter|s?he|her|his|him)\b",
        re.IGNORECASE,
    )  # fmt: skip
    assert told.findall(FILE.read_text(encoding="utf-8")) == []


# The profiles


def test_there_are_sixty_profiles_of_people_from_three_countries():
    profiles = read_profiles(TODAY)
    assert len({profile.id for profile in profiles}) == len(profiles) == 60
    origins = [profile.needs.origin for profile in profiles]
    assert {origin: origins.count(origin) for origin in origins} == {"MM": 24, "KH": 19, "LA": 17}
    assert len({profile.who for profile in profiles}) == 60


def test_every_profile_asks_what_the_form_can_send_and_keeps_to_its_needs():
    for profile in read_profiles(TODAY):
        assert profile.question.keys() <= PARAMETERS
        query, problems = OpeningQuery.from_params(profile.question, profile.language)
        needs = profile.needs
        assert problems == (), profile.id
        assert query.origin == (needs.origin,)
        assert query.destination == tuple(sorted(needs.countries))
        assert (query.start_from, query.start_to) == (needs.can_start, needs.must_start_by)
        assert query.cost_to == (Decimal(999) if needs.cost_must_be_known else needs.pays_months)
        assert (query.wage_from, bool(query.housing)) == (needs.lowest_wage, needs.needs_housing)
        assert set(needs.does) <= set(query.preferred("occupation")) <= {*needs.does, *needs.would_do}


@pytest.mark.parametrize(
    ("ahead", "today", "first", "last"),
    [
        ("+2", date(2026, 11, 25), date(2027, 1, 1), date(2027, 1, 31)),
        ("+3", date(2026, 11, 30), date(2027, 2, 1), date(2027, 2, 28)),
        ("+1", date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 31)),
        ("+0", date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_days_are_months_from_today(ahead, today, first, last):
    assert (first_day(ahead, today), last_day(ahead, today)) == (first, last)


@pytest.mark.parametrize("line", ["", "[]", "{", '{"id": "x"}', '{"id":"x","who":"","language":"my","needs":{"from":"MM","can_start":"soon"},"question":{}}'])  # fmt: skip
def test_a_profile_that_cannot_be_read_is_named_by_its_line(line):
    good = FILE.read_text(encoding="utf-8").splitlines()[0]
    with pytest.raises(ValueError, match="Line 2 "):
        read_profiles(TODAY, [good, line])


# The command


def told(**options) -> dict:
    out = StringIO()
    call_command("evaluate_matching", json=True, stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.fixture
def market(index):
    """A few openings that suit some of the profiles."""
    from reference.models import Occupation

    make_rate("THB", "32.5")
    for code in ("5120", "9412", "7212"):
        Occupation.objects.get_or_create(code=code, defaults={"level": 4, "title_en": f"Occupation {code}"})
    corridor = make_corridor("MM-TH-AGENCY")
    for code, amount in (("5120", 0), ("9412", 0), ("7212", 0), ("5120", 9000)):
        opening = make_opening(
            corridor=corridor, occupation_id=code, starts=date(2027, 1, 20), housing=True, title=f"Work {code}"
        )
        make_disclosure(opening.agency, corridor, amount)
    outbox.rebuild()


@pytest.mark.django_db
def test_the_page_is_measured_beside_two_plainer_ways(market):
    found = told()
    assert found["openings"] == 4
    origins = {"match MM", "match KH", "match LA"}
    assert set(found) == {"openings", "grades", "match", "newest", "titles"} | origins
    assert sum(found[name]["profiles"] for name in origins) == 60
    assert sum(found["grades"].values()) == 60 * 4
    match = found["match"]
    assert match["violations"] == 0 < found["titles"]["violations"]
    assert match["ndcg_10"] > found["newest"]["ndcg_10"] - 1e-9
    assert 0 < match["fits_10"] <= match["fits_10_at_best"]
    assert match["profiles"] == 60 and 0 < match["with_a_fit"] <= 60 - match["with_nothing"]


@pytest.mark.django_db
def test_the_worst_served_are_listed_with_what_came_and_what_could_have(market):
    out = StringIO()
    call_command("evaluate_matching", worst=2, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("60 profiles over 4 openings: ")
    assert len(lines) == 10 and re.match(r"(mm|kh|la)-\d\d  [01]\.\d{3}  .*\(best [12]", lines[-1])


@pytest.mark.django_db
def test_one_opening_that_must_never_come_fails_the_command(market, monkeypatch):
    def careless(params, language, today):
        query, problems = OpeningQuery.from_params({**params, "cost_to": ""}, language)
        return Answer(query, problems, reading.find(query, today))

    monkeypatch.setattr(evaluate_matching, "answer_to", careless)
    with pytest.raises(CommandError, match="openings came that must never come"):
        told()


@pytest.mark.django_db
def test_without_openings_the_command_says_what_to_do():
    engine().clear()
    with pytest.raises(CommandError, match="seed_demo"):
        told()
