"""Who changes a fact is told when it has ended, and what else is published about the same thing."""

import html
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from corridors import cells, proposals
from corridors.models import CostItem, Fact
from corridors.proposals import Change
from corridors.same_thing import ABOUT, holds, others_of
from tests.fact_people import make_approver, make_editor

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
VISAS = {"corridor__code": "MM-TH-MOU", "item": "visa_two_years"}


@pytest.fixture
def visas(own_facts, db):
    """The visa that costs 500 baht, the older rate of 2,000 baht that has ended, by their amounts."""
    return {int(row.amount_max): row for row in CostItem.objects.current().filter(**VISAS, currency="THB")}


def seen(user, url: str) -> str:
    client = Client()
    client.force_login(user)
    page = client.get(url)
    assert page.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.content.decode())).split())


def test_every_kind_of_fact_says_what_its_rows_are_about_in_columns_that_it_has():
    assert set(ABOUT) == set(Fact.__subclasses__())
    for model, columns in ABOUT.items():
        assert set(columns) <= {field.name for field in model._meta.concrete_fields}


def test_what_holds_today_is_told_before_what_has_ended(visas):
    assert visas[500] in others_of(visas[2000], TODAY) and visas[2000] in others_of(visas[500], TODAY)
    new = CostItem(corridor=visas[500].corridor, item="visa_two_years", key="new")
    assert holds(others_of(new, TODAY)[0], TODAY)
    assert others_of(new, TODAY)[-1] == visas[2000]
    assert others_of(CostItem(corridor=visas[500].corridor, item="nothing else", key="new"), TODAY) == []


@pytest.mark.parametrize("screen", ["facts_fact", "facts_propose"])
def test_an_ended_fact_says_so_and_leads_to_the_one_that_holds(visas, screen):
    editor = make_editor()
    page = seen(editor, reverse(screen, args=["cost_items", visas[2000].pk]))
    assert "This fact ended on 2023-11-10" in page and re.search(r"THB 500 · holds today", page)
    page = seen(editor, reverse(screen, args=["cost_items", visas[500].pk]))
    assert "This fact ended" not in page and re.search(r"THB 2000 · ended on 2023-11-10", page)


def test_who_decides_sees_that_what_is_proposed_has_ended_and_what_holds(visas):
    editor = make_editor()
    told = cells.cells_of(visas[2000]) | {"amount_min": "1900", "amount_max": "1900", "source_date": "2026-11-01"}
    proposal = proposals.draft("cost_items", [Change(told, visas[2000].key)], "New notice.", editor)
    proposals.send(proposal.pk, editor)
    page = seen(make_approver(), reverse("facts_proposal", args=[proposal.pk]))
    assert "This fact ended on 2023-11-10" in page and "THB 500 · holds today" in page


def test_a_new_one_of_a_known_thing_is_shown_beside_what_is_published(visas):
    editor = make_editor()
    told = cells.cells_of(visas[500]) | {
        "item_name": "Thai work visa",
        "amount_max": "700",
        "source_date": "2026-11-01",
    }
    proposal = proposals.draft("cost_items", [Change(told, "")], "New notice.", editor)
    page = seen(editor, reverse("facts_proposal", args=[proposal.pk]))
    assert "THB 500 · holds today" in page and "THB 2000 · ended on 2023-11-10" in page


@pytest.mark.parametrize("name", [name for name in cells.BY_NAME if name != "corridors"])
def test_every_kind_opens_its_screens_with_its_neighbours(own_facts, db, name):
    editor, model = make_editor(), cells.BY_NAME[name].model
    for fact in (model.objects.current().first(), model.objects.current().last()):
        seen(editor, reverse("facts_fact", args=[name, fact.pk]))
        seen(editor, reverse("facts_propose", args=[name, fact.pk]))
