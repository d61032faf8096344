"""Printed guides: two pages in five languages with the facts inside, never an old one as today's, never half a file."""

import json
import os
import re
import subprocess
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cms.actions import plant_home
from cms.management.commands.make_pdfs import work_off
from cms.models import CorridorGuidePage, CorridorIndexPage, PrintedSheet
from cms.printed import making, views
from cms.printed.telling import FACTS_FILE, tell
from corridors import cells, proposals
from corridors.bundle import mark_of, rows_about
from corridors.loading import load_folder
from corridors.models import Corridor, CostItem
from corridors.open_tables import TABLES
from corridors.proposals import Change
from foundation import clock, open_tables
from foundation.pdf import BrokenPDF, DoesNotFit
from tests import fact_people
from tests.cms.make import make_editor
from tests.cut_content import cut_content

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "my", "km", "lo", "th")
LEAFLET = "/en/corridors/MM-TH-MOU/leaflet.pdf"
TODAY = date(2026, 11, 22)
# The day after the last of the visa fee of the facts.
VISA_ENDS = date(2027, 11, 11)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Files of one test alone, and numbered facts of one route."""
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "facts").mkdir()
    load_folder(cut_content(tmp_path / "facts"))


@pytest.fixture
def corridor() -> Corridor:
    return Corridor.objects.get(code="MM-TH-MOU")


@pytest.fixture
def quick(monkeypatch):
    """Drawings that take no time: the text of the sheet itself. Returns the list of what was drawn."""
    drawn = []

    def draw(htmls, pages, attached):
        drawn.append(htmls[0])
        return b"%PDF " + htmls[0].encode(), 0

    monkeypatch.setattr(making, "draw_to_fit", draw)
    return drawn


def broken(monkeypatch):
    def fails(*args):
        raise BrokenPDF("a sign without a glyph")

    monkeypatch.setattr(making, "draw_to_fit", fails)


def rises(amount: str) -> None:
    """Two people publish a new visa fee."""
    fee = CostItem.objects.current().get(corridor__code="MM-TH-MOU", name="Thai work visa, two years")
    said = cells.cells_of(fee) | {"source_title": "Gazette", "source_date": "2026-11-01"}
    change = Change(said | {"amount_min": amount, "amount_max": amount}, fee.key)
    editor, approver = fact_people.make_editor(), fact_people.make_approver()
    sent = proposals.send(proposals.draft("cost_items", [change], "It has risen.", editor).pk, editor)
    proposals.approve(sent.pk, approver, sent.edits, "Seen")


def told_by(command: str, pdf: bytes, *more: str) -> str:
    return subprocess.run([command, *more], input=pdf, capture_output=True, check=True).stdout.decode()


def text_of(pdf: bytes) -> str:
    return told_by("pdftotext", pdf, "-raw", "-", "-").replace("\u200b", "").replace("\u2060", "")


def facts_in(pdf: bytes, folder) -> dict:
    (folder / "sheet.pdf").write_bytes(pdf)
    subprocess.run(["pdfdetach", "-savefile", FACTS_FILE, "-o", folder / "out.json", folder / "sheet.pdf"], check=True)
    return json.loads((folder / "out.json").read_text())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["leaflet", "card"])
def test_a_sheet_has_two_tagged_pages_its_fonts_and_the_way_back(client, corridor, language, form):
    answer = client.get(f"/{language}/corridors/MM-TH-MOU/{form}.pdf")
    assert (answer.status_code, answer["Content-Type"], len(answer.cookies)) == (200, "application/pdf", 0)
    pdf = answer.content
    assert len(pdf) <= 400_000
    about = told_by("pdfinfo", pdf, "-")
    assert re.search(r"Tagged: +yes", about) and re.search(r"Pages: +2\n", about)
    assert b"pdfuaid:part" in pdf or "pdfuaid" in told_by("pdfinfo", pdf, "-meta", "-")
    fonts = told_by("pdffonts", pdf, "-").splitlines()[2:]
    assert fonts and all(line.split()[-5:-2][0] == "yes" for line in fonts), fonts
    text = "".join(text_of(pdf).split())
    assert f"/{language}/corridors/MM-TH-MOU/" in text
    assert mark_of(rows_about(corridor), TODAY).upper() in text
    assert "1-800-010-18" in text


@pytest.mark.parametrize("form", ["leaflet", "card"])
def test_what_is_attached_is_what_open_data_says_of_this_route(client, corridor, tmp_path, form):
    facts = facts_in(client.get(f"/en/corridors/MM-TH-MOU/{form}.pdf").content, tmp_path)
    for name in ("costs", "steps", "statuses"):
        table = next(each for each in TABLES if each.name == name)
        published = json.loads("".join(open_tables.as_json(table, {"about": ""})))["rows"]
        assert facts["tables"][name] == [row for row in published if row["corridor"] == "MM-TH-MOU"] != []
    assert set(facts["tables"]) == {table.name for table in TABLES}
    on = date.fromisoformat(facts["as_of"])
    assert facts["mark"] == mark_of(facts["tables"], on) == mark_of(rows_about(corridor), TODAY)
    assert (on, facts["licence"]) == (TODAY, "CC BY 4.0")


def test_facts_of_other_countries_do_not_travel_with_it(corridor):
    rows = rows_about(corridor)
    assert {row["country"] for row in rows["wages"]} <= {"TH"}
    assert {row["destination"] for row in rows["rights"]} <= {"TH"}
    assert {(row["origin"], row["destination"]) for row in rows["ceilings"]} <= {
        ("MM", "TH"), ("MM", ""), ("", "TH"), ("", "")
    }  # fmt: skip


def test_each_figure_names_its_source_its_day_and_that_nobody_looked_since(client):
    text = " ".join(text_of(client.get(LEAFLET).content).split())
    assert "Bangkok Post: lower visa fees for migrant workers from Nov 11" in text
    assert "not checked since" in text and "not verified" in text
    assert "Facts as they were known on 22 November 2026" in text


def test_the_editor_s_words_stand_on_it_in_english_where_there_are_no_others(corridor, quick):
    home = plant_home()["en"]
    index = home.add_child(instance=CorridorIndexPage(title="Ways", slug="corridors", locale=home.locale))
    body = [("text", {"heading": "Ask first", "text": "<p>Ask who is behind it.</p>"})]
    page = CorridorGuidePage(
        title="Guide", slug="x", locale=home.locale, corridor=corridor, intro="In short", body=body
    )
    index.add_child(instance=page)
    said = tell(corridor, "leaflet", "my", date(2026, 11, 22)).htmls()[0]
    assert "In short" in said and "Ask who is behind it." in said and 'lang="en"' in said
    before = tell(corridor, "leaflet", "en", date(2026, 11, 22)).digest
    assert making.make(tell(corridor, "leaflet", "en", date(2026, 11, 22)))
    page.intro = "In other words"
    page.save_revision().publish()
    assert PrintedSheet.objects.exclude(stale_since=None).count() == 1
    assert tell(corridor, "leaflet", "en", date(2026, 11, 22)).digest != before


def test_the_same_facts_are_drawn_once_and_another_day_changes_nothing(client, quick, on_day):
    assert client.get(LEAFLET).content == client.get(LEAFLET).content
    on_day(date(2026, 11, 23))
    answer = client.get(LEAFLET)
    assert len(quick) == 1 and "2026-11-22" in answer["Content-Disposition"]
    assert client.get(LEAFLET, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_an_approved_fee_is_on_the_sheet_at_once_in_every_language(client, quick):
    for language in LANGUAGES:
        client.get(f"/{language}/corridors/MM-TH-MOU/leaflet.pdf")
    rises("1987")
    for language, said in zip(LANGUAGES, ("1,987", "၁,၉၈၇", "1,987", "1.987", "1,987"), strict=True):
        assert said in client.get(f"/{language}/corridors/MM-TH-MOU/leaflet.pdf").content.decode(), language
    assert len(quick) == 2 * len(LANGUAGES)
    assert len(list(making.folder().iterdir())) == len(LANGUAGES), "the old files are gone"


def test_the_guide_links_the_sheets_with_their_size_and_day_until_a_fact_moves(client, quick):
    for form in ("leaflet", "card"):
        client.get(f"/en/corridors/MM-TH-MOU/{form}.pdf")
    page = client.get("/en/corridors/MM-TH-MOU/").content.decode()
    assert LEAFLET in page and "facts of 22 November 2026" in page
    rises("1987")
    page = client.get("/en/corridors/MM-TH-MOU/").content.decode()
    assert LEAFLET in page and "facts of" not in page


def test_an_old_file_is_never_given_as_that_of_a_day_and_only_by_its_own_name(client, quick, monkeypatch):
    read = datetime(2026, 11, 22, 2, 7, tzinfo=UTC)
    with monkeypatch.context() as morning:
        morning.setattr(clock, "now", lambda: read)
        old = client.get(LEAFLET).content
    assert re.search(r"Facts as they were known on 22 November 2026, 0?9:07", old.decode()), (
        "of one day there may be two"
    )
    rises("1987")
    broken(monkeypatch)
    answer = client.get(LEAFLET)
    page = answer.content.decode()
    assert answer.status_code == 503 and answer["Retry-After"] and answer["Content-Type"].startswith("text/html")
    assert "22 November 2026" in page and "Something has changed since." in page
    assert client.get(LEAFLET + re.search(r'href="(\?of=[^"]+)"', page)[1]).content == old
    for other in ("2026-11-22", "2026-11-21", "", "x"):
        assert client.get(f"{LEAFLET}?of={other}").status_code == 503


def test_what_failed_leaves_the_old_file_tells_staff_why_and_is_made_at_their_word(client, quick, monkeypatch):
    client.get(LEAFLET)
    kept = PrintedSheet.objects.get()
    rises("1987")
    broken(monkeypatch)
    client.get(LEAFLET)
    row = PrintedSheet.objects.get()
    assert (row.file, row.facts_of) == (kept.file, kept.facts_of) and (making.folder() / row.file).exists()
    assert row.failed_why == "broken" and row.failed_since is not None
    staff = Client()
    staff.force_login(make_editor())
    page = staff.get("/admin/").content.decode()
    assert "MM-TH-MOU · Leaflet · en" in page and "a letter without a shape" in page and "22 November 2026" in page
    again = reverse("printed_try_again", args=[row.pk])
    assert "It failed again." in staff.post(again, follow=True).content.decode()
    assert PrintedSheet.objects.get().failed_since == row.failed_since, "since when it fails"
    monkeypatch.setattr(making, "draw_to_fit", lambda htmls, pages, attached: (b"%PDF new", 0))
    page = staff.post(again, follow=True).content.decode()
    assert "The PDF is made" in page and "could not be made" not in page
    assert client.get(LEAFLET).content == b"%PDF new"
    assert staff.get(again).status_code == 405
    assert client.post(again).status_code == 302


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (DoesNotFit("x"), "too long"),
        (BrokenPDF("x"), "broken"),
        (OSError(28, "No space left on device"), "disk"),
        (ValueError("x"), "other"),
    ],
)
def test_every_failure_has_its_word_and_none_is_tried_at_each_request(client, quick, monkeypatch, error, why):
    tried = []

    def fails(*args):
        tried.append(1)
        raise error

    monkeypatch.setattr(making, "draw_to_fit", fails)
    assert [client.get(LEAFLET).status_code for _ in range(3)] == [503] * 3
    assert PrintedSheet.objects.get().failed_why == why and len(tried) == 1
    PrintedSheet.objects.update(failed_at=timezone.now() - timedelta(hours=1))
    client.get(LEAFLET)
    assert len(tried) == 2
    rises("1987")
    client.get(LEAFLET)
    assert len(tried) == 3, "other facts are another try"


def test_a_file_that_is_not_whole_takes_nobody_s_place(client, quick, monkeypatch):
    old = client.get(LEAFLET).content
    rises("1987")

    def full(descriptor):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        assert client.get(LEAFLET).status_code == 503
    assert [path.read_bytes() for path in making.folder().iterdir()] == [old]


def test_a_reader_who_comes_while_another_is_drawn_is_told_to_come_again(client, quick, monkeypatch):
    monkeypatch.setattr(views, "SECONDS_TO_WAIT", 0)
    with making._drawing:
        answer = client.get(LEAFLET)
    assert answer.status_code == 503 and "being made" in answer.content.decode()
    assert client.get(LEAFLET).status_code == 200


def test_who_asks_without_end_is_asked_to_wait_but_not_for_what_is_there(client, quick, monkeypatch):
    monkeypatch.setattr(views, "DRAWN", 1)
    assert [client.get(LEAFLET).status_code for _ in range(3)] == [200] * 3
    assert client.get("/my/corridors/MM-TH-MOU/leaflet.pdf").status_code == 503


def test_a_file_that_somebody_deleted_is_made_again(client, quick):
    client.get(LEAFLET)
    for path in making.folder().iterdir():
        path.unlink()
    assert client.get(LEAFLET).status_code == 200


def test_the_command_makes_all_sheets_once_and_says_what_failed(quick, monkeypatch, capsys):
    call_command("make_pdfs", "--json")
    assert json.loads(capsys.readouterr().out) == {"made": 10, "current": 0, "rests": 0, "failed": 0}
    call_command("make_pdfs", "--corridor", "mm-th-mou", "--json")
    assert json.loads(capsys.readouterr().out)["current"] == 10
    with pytest.raises(CommandError, match="no corridor"):
        call_command("make_pdfs", "--corridor", "XX")
    rises("1987")
    broken(monkeypatch)
    for wanted in ({"failed": 10, "rests": 0}, {"failed": 0, "rests": 10}):
        with pytest.raises(CommandError):
            call_command("make_pdfs", "--json")
        assert json.loads(capsys.readouterr().out).items() >= wanted.items()


def test_the_worker_makes_what_a_fact_moved_and_leaves_what_failed_alone(quick, monkeypatch):
    call_command("make_pdfs", verbosity=0)
    assert not making.marked()
    rises("1987")
    assert len(making.marked()) == 10
    work_off(threading.Event(), whole=False)
    assert len(quick) == 20 and not making.marked() and "1,987" in quick[10]
    rises("1988")
    with monkeypatch.context() as patched:
        broken(patched)
        work_off(threading.Event(), whole=False)
    assert not making.marked() and PrintedSheet.objects.exclude(failed_since=None).count() == 10
    rises("1989")
    assert len(making.marked()) == 10, "moved again, so worth a try"
    work_off(threading.Event(), whole=False)
    assert not PrintedSheet.objects.exclude(failed_since=None).exists()


def test_a_change_that_is_rolled_back_marks_nothing(quick, client):
    client.get(LEAFLET)
    with transaction.atomic():
        rises("1987")
        transaction.set_rollback(True)
    assert not making.marked()


def test_what_is_marked_while_it_is_drawn_stays_marked(client, corridor, monkeypatch):
    def draw(htmls, pages, attached):
        making.mark_stale(corridor)
        return b"%PDF", 0

    monkeypatch.setattr(making, "draw_to_fit", draw)
    client.get(LEAFLET)
    assert len(making.marked()) == 1


def test_files_that_no_row_points_to_are_swept_after_an_hour(client, quick):
    client.get(LEAFLET)
    for name, age in (("left.pdf", 7200), (".part.123", 7200), ("fresh.pdf", 5)):
        (making.folder() / name).write_bytes(b"x")
        os.utime(making.folder() / name, (timezone.now().timestamp() - age,) * 2)
    assert making.sweep() == 2
    assert {path.name for path in making.folder().iterdir()} == {PrintedSheet.objects.get().file, "fresh.pdf"}


def test_a_printed_mark_says_whether_the_facts_are_still_those(client, corridor):
    with translation.override("en"):
        to = reverse("guide_printed", args=["MM-TH-MOU", mark_of(rows_about(corridor), TODAY).upper()])
    assert "Nothing has changed" in client.get(to).content.decode()
    rises("1987")
    assert "Do not rely on your sheet" in client.get(to).content.decode()


def test_a_printed_mark_stands_while_days_pass_and_falls_with_a_fact_that_ends_by_its_own_date(
    client, corridor, on_day
):
    def says(mark: str) -> str:
        return client.get(f"/en/corridors/MM-TH-MOU/printed/{mark}/").content.decode()

    last = VISA_ENDS - timedelta(days=1)
    sheet, then, after = (tell(corridor, "card", "en", day) for day in (TODAY, last, VISA_ENDS))
    assert sheet.mark == then.mark != after.mark and then.digest != after.digest
    on_day(last)
    assert "Nothing has changed" in says(sheet.mark)
    on_day(VISA_ENDS)
    assert "Do not rely on your sheet" in says(sheet.mark) and "Nothing has changed" in says(after.mark)


@pytest.mark.parametrize(
    ("fact", "changes"),
    [
        ({"effective_from": "2027-03"}, [date(2027, 3, 1)]),
        ({"effective_to": "2026"}, [date(2027, 1, 1)]),
        ({"effective_from": "2027-03-02", "effective_to": "2027-03-02"}, [date(2027, 3, 2), date(2027, 3, 3)]),
        ({"effective_from": "2020", "effective_to": ""}, []),
        ({"effective_from": "", "effective_to": None}, []),
        ({"code": "MM-TH-MOU"}, []),
    ],
)
def test_a_mark_is_another_on_the_days_alone_on_which_a_fact_begins_or_ends(fact, changes):
    days = [TODAY + timedelta(days=number) for number in range(200)]
    marks = [mark_of({"costs": [fact]}, day) for day in days]
    assert [day for day, mark, before in zip(days[1:], marks[1:], marks, strict=False) if mark != before] == changes


def test_who_looks_again_and_finds_the_same_does_not_change_the_mark(corridor):
    before = mark_of(rows_about(corridor), TODAY)
    for row in CostItem.objects.current().filter(corridor=corridor):
        row.review_on = date(2028, 1, 1)
        row.save()
    assert mark_of(rows_about(corridor), TODAY) == before
