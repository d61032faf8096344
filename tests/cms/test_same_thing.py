"""Who changes a fact is told when it has ended, and what else is published about the same thing."""

import html
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cms.facts import proposal_views
from cms.facts.words import fact_in_words
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


def page_of(fact, go_live_on=None, file="cost_items", replaces=None, **more) -> str:
    """What a second person reads about a change of that fact."""
    editor, told = make_editor(), cells.cells_of(fact) | {"source_date": "2026-11-01"} | more
    change = Change(told, fact.key if replaces is None else replaces)
    proposal = proposals.draft(file, [change], "New notice.", editor, go_live_on)
    proposals.send(proposal.pk, editor)
    return seen(make_approver(), reverse("facts_proposal", args=[proposal.pk]))


def test_what_takes_a_live_fee_from_readers_does_not_say_that_it_moves_nothing(visas):
    page = page_of(visas[500], effective_to="2026-11-01")
    assert "This ends it as of 2026-11-01" in page and "moves nothing" not in page
    assert "No total, time or standing moves." not in page
    page = page_of(visas[500], date(2027, 2, 1), effective_to="2027-01-15")
    assert "This ends it as of 2027-01-15" in page and "What it moves on 2027-02-01" in page
    page = page_of(visas[2000], effective_to="2023-10-10")
    assert "This fact ended on 2023-10-10: it moves nothing that readers see today" in page
    page = page_of(visas[500], replaces="", item_name="Thai work visa", effective_to="2026-11-01")
    assert "This fact ended on 2026-11-01: it moves nothing that readers see today" in page


def test_the_days_on_which_a_later_price_moves_something_are_named(visas):
    page = page_of(visas[500], replaces="", effective_from="2027-01-01", amount_max="700")
    assert "What it moves on 2026-11-22" in page and "What it moves on 2027-01-01" in page and "A gap" not in page
    today, later = page.split("What it moves on 2027-01-01")
    assert "No total, time or standing moves." in today and "No total, time or standing moves." not in later


def test_a_gap_between_the_old_price_and_the_new_one_is_told_in_words(visas):
    page = page_of(visas[500], effective_from="2027-01-01")
    assert "A gap: from 2026-11-22 to 2026-12-31 neither the old nor the new one holds" in page
    assert "Have it published on 2027-01-01 to leave no gap." in page
    page = page_of(visas[500], date(2027, 1, 1), effective_from="2027-01-01")
    assert "A gap" not in page and "What it moves on 2027-01-01" in page and "2026-11-22 W" not in page


def test_the_fact_that_is_replaced_is_not_told_as_another_that_holds(visas):
    page = page_of(visas[500], effective_from="2025")
    assert "THB 500 · holds today" not in page and "THB 2000 · ended on 2023-11-10" in page
    editor = make_editor()
    new = cells.cells_of(visas[500]) | {"item_name": "Thai work visa", "source_date": "2026-11-01"}
    changes = [Change(new), Change({}, visas[500].key, withdraws=True)]
    proposal = proposals.draft("cost_items", changes, "New notice.", editor)
    page = seen(editor, reverse("facts_proposal", args=[proposal.pk]))
    assert "THB 500 · holds today" not in page


def test_a_second_person_sees_every_row_a_page_at_a_time(visas, monkeypatch):
    monkeypatch.setattr(proposal_views, "ROWS_A_PAGE", 2)
    editor = make_editor()
    facts = list(CostItem.objects.current().filter(source__isnull=False, evidence="read").order_by("key")[:5])
    changes = [
        Change(cells.cells_of(fact) | {"note": "Read again.", "source_date": "2026-11-01"}, fact.key, line=line)
        for line, fact in enumerate(facts)
    ]
    proposal = proposals.draft("cost_items", changes, "A round of checks.", editor)
    url, approver = reverse("facts_proposal", args=[proposal.pk]), make_approver()
    found = 0
    for number, told in ((1, "Rows 1–2 of 5"), (2, "Rows 3–4 of 5"), (3, "Rows 5–5 of 5")):
        page = seen(approver, f"{url}?p={number}")
        assert "What changes: 5 facts" in page and told in page
        shown = facts[2 * number - 2 : 2 * number]
        assert all(fact_in_words(fact) in page for fact in shown) and page.count("Read again.") == len(shown)
        found += len(shown)
    assert "Rows 1–2 of 5" in seen(approver, f"{url}?p=nonsense")
    assert found == 5


@pytest.mark.parametrize("name", [name for name in cells.BY_NAME if name != "corridors"])
def test_every_kind_opens_its_screens_with_its_neighbours(own_facts, db, name):
    editor, model = make_editor(), cells.BY_NAME[name].model
    for fact in (model.objects.current().first(), model.objects.current().last()):
        seen(editor, reverse("facts_fact", args=[name, fact.pk]))
        seen(editor, reverse("facts_propose", args=[name, fact.pk]))
