"""What the feed calls new: words that we did not say before, and not that somebody read them again."""

from datetime import timedelta

import pytest

from corridors import actions
from corridors.loading import load_folder
from corridors.models import CorridorStatus, CostItem
from corridors.news import law_news, notice_news, route_news
from corridors.open_tables import TABLES
from foundation import clock
from tests.cut_content import cut_content
from tests.fact_people import make_editor, publish_amount

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(tmp_path, monkeypatch):
    """The facts of one route; call it to let days pass."""
    load_folder(cut_content(tmp_path))
    start, passed = clock.now(), []
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=sum(passed)))
    monkeypatch.setattr(clock, "today", lambda: (start + timedelta(days=sum(passed))).astimezone(clock.BANGKOK).date())
    return passed.append


def fee() -> CostItem:
    return CostItem.objects.current().get(corridor__code="MM-TH-MOU", name="Thai work visa, two years")


def everything() -> list:
    return [told("en", clock.today(), 50) for told in (route_news, notice_news, law_news)]


def since(row: CostItem) -> str:
    table = next(table for table in TABLES if table.name == "costs")
    column = next(column for column in table.columns if column.name == "known_from")
    return column.read(next(each for each in table.rows(None) if each.key == row.key))


def test_a_fact_that_was_read_again_is_no_news(told):
    before, said = everything(), since(fee())
    assert before[0] and before[1]
    told(9)
    for row in (fee(), CorridorStatus.objects.current().filter(source__isnull=False).first()):
        actions.confirm_fact(type(row), row.key, make_editor())
    assert everything() == before
    assert since(fee()) == said


def test_other_words_are_news_even_after_a_check_and_so_are_old_words_said_anew(told):
    old = fee()
    told(9)
    actions.confirm_fact(CostItem, old.key, make_editor())
    told(1)
    publish_amount(fee(), 731)
    changed = clock.now()
    assert since(fee()) == changed and everything()[0][0].moment == changed
    told(1)
    actions.confirm_fact(CostItem, old.key, make_editor())
    assert since(fee()) == changed
    told(1)
    left = actions.NOT_TOLD - {"corridor"} | {"id", "key"}
    values = {
        field.name: getattr(old, field.name) for field in CostItem._meta.concrete_fields if field.name not in left
    }
    source = (old.source.title, old.source.url, old.source.dated)
    actions.publish_facts(CostItem, [actions.Told(old.key, values, source)])
    assert since(fee()) == clock.now()
