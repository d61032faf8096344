"""`manage.py reseal` frees an old key: it finds every field that holds sealed text, and what it writes tells no more than before."""

import ast
import base64
import secrets
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from agencies.actions.review_moves import SEALED, move_reviews, words_context
from agencies.actions.reviews import send_review
from agencies.models import ReviewBatch, ReviewText
from cms import paper
from cms.models import LibraryPage, PublicationPage
from foundation.seal import needs_resealing, unseal
from portal.management.commands.reseal import TABLES
from tests.cms.make import make_shelf
from tests.make import TODAY, make_agency, make_cards, make_corridor, make_rate, make_report, make_user

ROOT = Path(__file__).parents[2]
# These seal for others: their callers say which field.
FOR_OTHERS = {"foundation/seal.py", "foundation/resealing.py", "support/sealing.py"}


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name]


def text_fields(wanted, field: ast.expr) -> set[tuple[str, str]]:
    """The text fields of these models that the argument may mean: the one it names, or any."""
    named = {field.value} if isinstance(field, ast.Constant) else None
    return {
        (model._meta.label, each.name)
        for model in wanted
        for each in model._meta.concrete_fields
        if isinstance(each, models.TextField) and (named is None or each.name in named)
    }


def sealed_fields() -> set[tuple[str, str]]:
    """(model, field) of all that the product seals, read off the places where it does."""
    found = set()
    for config in apps.get_app_configs():
        folder = Path(config.path)
        if folder.parent != ROOT:
            continue
        for path in sorted(folder.rglob("*.py")):
            where, tree = path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())
            seals, places, into = (calls(tree, name) for name in ("seal", "context_of", "seal_into"))
            assert where in FOR_OTHERS or not seals or places, (
                f"{where} seals, and does not say for which row and field"
            )
            for call in [] if where in FOR_OTHERS else places:
                label, _row, field = call.args
                found |= text_fields([apps.get_model(label.value)], field)
            for call in into:
                found |= text_fields(config.get_models(), call.args[1])
    return found


def test_reseal_knows_every_field_that_holds_sealed_text():
    told = {(model._meta.label, field) for model, field in chain(TABLES, SEALED)}
    assert sealed_fields() == told and len(told) == 11


def a_key(name: str) -> str:
    return f"{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def order_in_the_file() -> list:
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT "id" FROM "agencies_reviewtext" ORDER BY {place}')
        return cursor.fetchall()


@pytest.mark.django_db
def test_reports_keep_their_words_and_counts_when_the_old_key_is_gone(settings, capsys):
    old, new = a_key("k1"), a_key("k2")
    settings.FIELD_KEYS = old
    make_rate("THB", "35")
    corridor, agency = make_corridor(), make_agency()

    def send(cards, first: int):
        for number, card in enumerate(cards, first):
            send_review(card, make_report(agency, corridor, words=f"Words {number}"), f"page {number}", TODAY)

    send(make_cards(20), 0)
    move_reviews(TODAY)
    settings.FIELD_KEYS = f"{new},{old}"
    send(make_cards(6), 20)
    move_reviews(TODAY)
    settings.FIELD_KEYS = old  # a process that was not restarted yet
    send(make_cards(4), 26)
    settings.FIELD_KEYS = f"{new},{old}"
    before = order_in_the_file()
    call_command("reseal")
    told = capsys.readouterr().out
    # The first sheet got no report since; the second has its counts, and the detectors theirs, under the new key already.
    for field, count in (
        ("SealedReview.sealed", 4),
        ("ReviewBatch.tallies", 1),
        ("SealedTally.sealed", 0),
        ("ReviewText.sealed", 20),
    ):
        assert f"agencies.{field}: {count} sealed anew, 0 " in told
    # What was sealed anew stands where chance put it, and not apart from what was not.
    after = order_in_the_file()
    assert sorted(after) == sorted(before) and after != before
    settings.FIELD_KEYS = new
    words = {unseal(row.sealed, words_context(row)) for row in ReviewText.objects.all()}
    assert words == {f"Words {number}" for number in range(26)}
    assert len({len(batch.tallies) for batch in ReviewBatch.objects.exclude(tallies="")}) == 1
    for model, field in SEALED:
        assert not any(map(needs_resealing, model.objects.exclude(**{field: ""}).values_list(field, flat=True)))
    send(make_cards(1), 30)
    assert move_reviews(TODAY).moved == 5


@pytest.mark.django_db
def test_addresses_of_printed_copies_open_with_the_new_key_alone(settings):
    settings.FIELD_KEYS = old = a_key("k1")
    library = make_shelf().add_child(instance=LibraryPage(title="Library", slug="library"))
    leaflet = library.add_child(instance=PublicationPage(title="Leaflet", slug="leaflet", year=2026, on_paper=True))
    request = paper.ask(leaflet, paper.Wish("Ma Hnin", "12 Bogyoke Road", 2, "my"), "s" * 22, TODAY)
    settings.FIELD_KEYS = f"{(new := a_key('k2'))},{old}"
    call_command("reseal")
    settings.FIELD_KEYS = new
    assert paper.read_address(request, make_user()) == ("Ma Hnin", "12 Bogyoke Road")
