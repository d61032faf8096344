"""Every table of every desk: filtered, sorted and taken away in one way; what must never be a file is none; few queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.desk_tables import written
from foundation.models import TrailEntry
from partners.models import CSO
from tests.make import TODAY
from tests.world import World

pytestmark = pytest.mark.django_db
# Name of the page, place of the role among World.browsers(), whether the table may be a file.
TABLES = {
    "vouches": (2, False), "ambassadors": (2, True), "sessions_held": (2, True), "cases": (2, False),
    "members": (2, False), "introductions": (4, False), "own_openings": (4, True), "csos": (5, True),
    "organisations": (5, False), "registry_leads": (5, False), "registry_adverts": (5, False), "claims": (5, True),
    "look_alikes": (5, False), "register_uploads": (5, True), "held_reviews": (5, False), "cso_network": (2, True),
    "review_sheets": (2, True), "concerns": (5, False), "sanctions": (5, True), "recall_cards": (5, True),
    "registry_corrections": (5, False),
}  # fmt: skip


@pytest.fixture
def desks():
    world = World()
    browsers = world.browsers()
    args = {name: [world.cso.pk] for name in ("cso_network", "ambassadors", "sessions_held")}
    args |= {"members": [world.cso.organisation_id]}
    return {name: (browsers[who], reverse(name, args=args.get(name, [])), file) for name, (who, file) in TABLES.items()}


def test_every_table_sorts_by_every_column_and_takes_any_junk(desks):
    for name, (browser, address, _) in desks.items():
        table = browser.get(address).context["table"]
        orders = [order for order, _ in table.orders]
        assert orders, name
        for asked in [*orders, "password", "-", "pk;drop", "\0"]:
            assert browser.get(address, {"sort": asked, "page": "9" * 30}).status_code == 200, (name, asked)
        for field in table.filters.filters:
            for typed in ("\0", "x" * 5000, "1" * 30, "<b>", "%"):
                assert browser.get(address, {field: typed}).status_code == 200, (name, field)


def test_a_file_has_the_rows_of_its_page_and_what_may_be_none_is_refused(desks):
    for name, (browser, address, may) in desks.items():
        page, before = browser.get(address), TrailEntry.objects.filter(action="foundation.table_exported").count()
        answer = browser.get(address, {"file": "csv"})
        assert answer.status_code == (200 if may else 403), name
        after = TrailEntry.objects.filter(action="foundation.table_exported").count()
        assert after - before == may
        if may:
            assert len(answer.content.decode().splitlines()) - 1 == page.context["page"].paginator.count, name
        else:
            assert str(page.context["table"].no_file) in page.content.decode(), name
            assert "file=csv" not in page.content.decode()


def test_the_registrars_file_of_csos_names_only_those_that_are_named_in_public(desks):
    browser, address, _ = desks["csos"]
    CSO.objects.create(name="House of Light", kind="faith", public=True)
    text = browser.get(address, {"file": "csv"}).content.decode()
    assert "House of Light" in text and "House," not in text


def test_each_table_takes_at_most_twelve_queries(desks):
    for name, (browser, address, _) in desks.items():
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        assert len(asked) <= 12, (name, len(asked), [one["sql"][:70] for one in asked])


def test_cells_are_written_for_machines():
    assert [written(value) for value in (True, False, None, TODAY, 7, "x")] == ["1", "0", "", "2026-11-22", "7", "x"]
