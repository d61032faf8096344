"""A dump of every table, and every log line, after a thousand reports: nothing joins one to a card, a batch, a night or a
person. The dump has no keys; each report is known to the test by what it paid, which no two of them share.
"""

import io
import logging
import re
from itertools import pairwise
from statistics import correlation, fmean

import pytest
from django.db import connection
from django.test import Client

from agencies.actions.review_desk import reject_review, release_review
from agencies.actions.review_moves import move_reviews, words_context
from agencies.actions.reviews import send_review, withdraw_review
from agencies.models import Review, ReviewBatch, ReviewText
from agencies.review_codes import card_mark
from foundation import codes
from foundation.limits import form_stamp
from foundation.seal import unseal
from portal.logs import WithoutTraces
from tests.make import TODAY, make_agency, make_cards, make_corridor, make_cso, make_rate, make_report, make_user

pytestmark = pytest.mark.django_db
REPORTS, BY_PAGE, NIGHTS = 1000, 120, 10
ADDRESS, AGENT, PHONE, NAME = "203.0.113.99", "PlantedPhone/9", "0812345678", "Planted Person"


def dump() -> dict[str, list[tuple]]:
    """{table: rows in the order in which the database gives them}."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = cursor.fetchall()
    return found


def place_in_file() -> str:
    """The column that tells where a database keeps a row: SQLite's grows with each row, PostgreSQL's with the page."""
    return "rowid" if connection.vendor == "sqlite" else "ctid"


def ordered(table: str, column: str, what: str = "*") -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {what} FROM "{table}" ORDER BY {column}')
        return cursor.fetchall()


def ordered_keys(table: str, column: str) -> list:
    return [key for (key,) in ordered(table, column, '"id"')]


def number_of_words(key) -> int:
    """Which report some words belong to: with the key of the site, which a dump lacks."""
    row = ReviewText.objects.get(pk=key)
    return int(unseal(row.sealed, words_context(row)).split()[-1])


def decide(review, number, registrar):
    if number % 2:
        return release_review(review, "asked the CSO", TODAY, actor=registrar)
    return reject_review(review, "written by the agency", actor=registrar)


def cells(tables: dict[str, list[tuple]]):
    return ((table, str(cell)) for table, rows in tables.items() for row in rows for cell in row)


@pytest.fixture
def logged():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(WithoutTraces())
    logging.root.addHandler(handler)
    levels = {name: logging.getLogger(name).level for name in ("", "portal.requests", "django.request")}
    for name in levels:
        logging.getLogger(name).setLevel(logging.INFO)
    yield stream
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.root.removeHandler(handler)


def test_a_dump_and_the_logs_join_no_report_to_anything(settings, logged):
    settings.FORM_LEAST_SECONDS = 0
    make_rate("THB", "35")
    corridor, agencies = make_corridor(), [make_agency() for _ in range(20)]
    officer = make_user(username="planted-officer", email="planted-officer@example.org")
    sheets = [make_cards(50, make_cso(officer=officer), actor=officer) for _ in range(20)]
    drawn = [card for row in zip(*sheets, strict=True) for card in row]
    receipts, phone = [], Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=AGENT)
    for number, card in enumerate(drawn):
        agency = agencies[(number * 7) % 20]
        words = f"{NAME} {PHONE} {number}"
        if number < BY_PAGE:
            receipts.append(by_page(phone, card, agency, corridor, number, words))
        else:
            report = make_report(agency, corridor, paid=str(20_000 + number), words=words)
            receipts.append(send_review(card, report, f"page {number}", TODAY))
        if number % (REPORTS // NIGHTS) == REPORTS // NIGHTS - 1:
            move_reviews(TODAY)
    assert Review.objects.count() == REPORTS and all(codes.is_valid(code) for code in receipts)

    # Some are held, and a registrar lets them count or rejects them.
    registrar, looked_at = make_user(), list(Review.objects.order_by("receipt")[:40])
    for number, review in enumerate(looked_at):
        Review.objects.filter(pk=review.pk).update(state="held", block=None)
        decide(review, number, registrar)

    tables = dump()
    reports = tables["agencies_review"]
    with connection.cursor() as cursor:
        columns = [one.name for one in connection.introspection.get_table_description(cursor, "agencies_review")]
    order = [number_of(row, columns) for row in reports]
    assert sorted(order) == list(range(REPORTS))

    # No card, no receipt, and nothing of a person stands anywhere, in no table and in no log.
    everywhere = "\n".join(cell for _table, cell in cells(tables)) + logged.getvalue()
    for secret in (ADDRESS, AGENT, PHONE, NAME, *drawn[::37], *map(card_mark, drawn[::37]), *receipts[::37]):
        assert secret not in everywhere, secret
    assert "planted-officer" not in "".join(cell for table, cell in cells(tables) if not table.startswith("accounts_"))

    # A report's own key and hash stand in its row alone: no log, trail, index or words know it.
    own = {columns.index("id"), columns.index("receipt")}
    keys = {str(row[at]) for row in reports for at in own}
    others = {cell for table, cell in cells(tables) if table != "agencies_review"}
    keys |= {key.replace("-", "") for key in keys}
    assert not keys & others and not keys & {cell.replace("-", "") for cell in others}
    told = "\n".join(others).replace("-", "") + logged.getvalue()
    assert not any(key in told for key in sorted(keys)[::50])

    # The order of rows tells neither the order in which they came, nor the night, nor the batch.
    assert abs(rank_correlation(order)) < 0.16
    assert abs(rank_correlation([number // (REPORTS // NIGHTS) for number in order])) < 0.16
    assert abs(rank_correlation([number % 20 for number in order])) < 0.16
    # Nor does any other order: by the place in the file, by key, by hash; and the words stand in an order of their own.
    for column in (place_in_file(), '"id"', '"receipt"'):
        told = [number_of(row, columns) for row in ordered("agencies_review", column)]
        words = [number_of_words(key) for key in ordered_keys("agencies_reviewtext", column)]
        assert sorted(told) == sorted(words) == list(range(REPORTS))
        arrival_of_words = dict(zip(words, range(REPORTS), strict=True))
        for found in (told, words, [arrival_of_words[number] for number in told]):
            assert abs(rank_correlation(found)) < 0.16, column
            assert abs(rank_correlation([number // (REPORTS // NIGHTS) for number in found])) < 0.16, column
            assert sum(two - one == 1 for one, two in pairwise(found)) < 10, "neighbours come from neighbours"
    assert len(tables["agencies_reviewtext"]) == REPORTS

    # No row speaks of a single report at a time: the trail counts nights.
    assert not tables["agencies_reviewtoken"] and not tables["agencies_sealedreview"]
    moved = [row for row in tables["foundation_trailentry"] if "agencies.reviews_moved" in map(str, row)]
    assert len(moved) == NIGHTS
    dated = re.compile(r"\d{4}-\d\d-\d\d")
    assert not any(dated.search(str(cell)) for row in reports for cell in row)
    # A batch knows how many were used, and the sealed counts are as long as any other's.
    assert len({len(batch.tallies) for batch in ReviewBatch.objects.all()}) == 1

    assert withdraw_review(receipts[5])
    assert not Review.objects.filter(items__0__paid="20005").exists()


def by_page(phone, card, agency, corridor, number, words) -> str:
    submission = f"{number:022d}"
    page = phone.post(
        f"/en/review/{card}/",
        {
            "stamp": form_stamp(submission),
            "submission": submission,
            "corridor": corridor.code,
            "agency": agency.public_id,
            "month": "2026-05",
            "fees": "all",
            "paid_recruitment_fee": str(20_000 + number),
            "currency_recruitment_fee": "THB",
            "told_costs": "no",
            "words": words,
        },
    )
    from django.core.cache import cache

    cache.clear()
    return re.search(r"(?:\d{4} ){3}\d{4}", page.content.decode())[0].replace(" ", "")


def number_of(row, columns) -> int:
    return int(re.search(r'"paid": "(\d+)"', str(row[columns.index("items")]).replace("'", '"'))[1]) - 20_000


def rank_correlation(order: list[int]) -> float:
    """Spearman's, between the place of a row and what `order` says of it.

    Equal ones share the middle of their ranks: told apart by their place, they would look like an order. Of a thousand
    shuffled rows it strays by .03, so that .16 is no chance.
    """
    ranks: dict[int, list[int]] = {}
    for rank, value in enumerate(sorted(order)):
        ranks.setdefault(value, []).append(rank)
    return correlation(range(len(order)), [fmean(ranks[value]) for value in order])
