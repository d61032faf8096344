"""Dossiers: one content has one digest anywhere, what changes is all that differs, a kill loses nothing, nothing hidden is told."""

import csv
import io
import json
import re
import subprocess
import zlib
from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from agencies.actions import impose_sanction
from agencies.actions.merging import merge_agencies
from agencies.models import StandingChange
from audits import tasks, working
from audits.actions.dossiers import ask_dossier, retry_dossier, run_dossier
from audits.content import content_of
from audits.models import Dossier, SupplierEntry
from audits.models.work import MOST_ATTEMPTS, SILENT
from audits.paper import COLUMNS, csv_of, drawable, html_of
from audits.picture import supply
from audits.rules.coverage import METHOD_VERSION
from foundation import clock
from foundation.canonical import canonical, digest_of
from jobs.actions import publish_opening
from jobs.models import Opening
from jobs.recruitment_models import Recruitment
from jobs.recruitments import remember
from tests.audits.make import apply, list_of
from tests.audits.world import SupplyWorld
from tests.make import TODAY, make_opening, make_user, make_vetted_agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return SupplyWorld()


def ask(world, as_of: date = TODAY, country: str = "", recipient: str = "Jane Auditor") -> Dossier:
    made = ask_dossier(world.brand, as_of, country, recipient, "en", world.auditor)
    made.refresh_from_db()
    return made


def content(made: Dossier) -> dict:
    return json.loads(made.content)


def test_a_dossier_holds_json_with_its_digest_csv_and_a_tagged_pdf(world):
    made = ask(world)
    assert (made.state, made.per_cent) == ("done", 100)
    assert digest_of(content(made)) == made.digest
    assert canonical(content(made)).decode() == made.content
    lines = csv_of(content(made)).lstrip("\ufeff").strip().split("\r\n")
    assert lines[0] == ",".join(COLUMNS) and len(lines) == 4
    pdf = bytes(made.pdf)
    parts = [zlib.decompress(part) for part in re.findall(rb"stream\n(x.*?)\nendstream", pdf, re.DOTALL)]
    assert pdf.startswith(b"%PDF") and any(b"/StructTreeRoot" in part and b"/Lang" in part for part in parts)


def test_each_page_of_the_pdf_names_the_recipient_and_says_where_everything_comes_from(world):
    rows = [(f"Golden Kite Garment {number}", "TH", "99 Moo 3, Samut Sakhon", "", "60") for number in range(60)]
    apply(world.brand, world.auditor, list_of(*rows), whole=False)
    made = ask(world, recipient="Jane <Auditor> ဒေါ်လှ")
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=bytes(made.pdf), capture_output=True, check=True)
    pages = told.stdout.decode().replace("\u200b", "").rstrip("\f").split("\f")
    # Extraction reorders the Burmese letters that are drawn before their consonant (docs/browser.md).
    assert len(pages) > 2 and all("Made for Jane <Auditor>" in page for page in pages)
    assert all(f"{number} / {len(pages)}" in page for number, page in enumerate(pages, 1))
    text = " ".join(" ".join(pages).split())
    for heading in ("Contents", "Suppliers", "Agencies", "What is not known", "Method", "Sources"):
        assert heading in text
    assert f"Version {METHOD_VERSION};" in text and "Nobody here checked it." in text and made.digest[:20] in text
    assert f"/agencies/{world.agency.public_id}/correct/" in text.replace(" ", "")


def test_a_table_has_a_line_for_each_work_that_has_prices_of_its_own(world):
    (told,) = content(ask(world))["agencies"]
    route = told["routes"][0]
    two = [{**route["prices"][0], "work": "5131"}, route["prices"][0]]
    changed = {**content(ask(world)), "agencies": [{**told, "routes": [{**route, "prices": two}]}]}
    lines = list(csv.DictReader(io.StringIO(csv_of(changed).lstrip("\ufeff"))))
    assert [line["work"] for line in lines if line["agency"]] == ["5131", two[1]["work"]]
    assert {line["law_contested"] for line in lines if line["agency"]} <= {"yes", "no"}
    assert [line["jobs"] for line in lines if line["agency"]] == ["1", "1"]


def test_a_history_longer_than_is_told_ends_where_it_is_cut(world, monkeypatch):
    monkeypatch.setattr("audits.picture.MOST_HISTORY", 2)
    StandingChange.objects.all().delete()
    for day, word in ((1, "vetted"), (2, "suspended"), (3, "vetted"), (4, "conditional"), (5, "conditional")):
        StandingChange.objects.create(
            agency=world.agency, corridor=world.corridor, standing=word, on=TODAY.replace(day=day), reasons=[],
            rules_version=1, known_at=clock.now() - timedelta(days=20 - day),
            replaced_at=clock.now() if day < 5 else None,
        )  # fmt: skip
    (told,) = supply(world.brand, TODAY, clock.now()).agencies
    assert told.history_on(world.corridor.pk) == (
        (TODAY.replace(day=4), "conditional"), (TODAY.replace(day=3), "vetted"),
    )  # fmt: skip


def test_for_whom_and_in_which_language_changes_no_digest(world):
    one, other = ask(world), ask_dossier(world.brand, TODAY, "", "Somebody else", "my", world.auditor)
    other.refresh_from_db()
    assert one.digest == other.digest and bytes(one.pdf) != bytes(other.pdf)


def test_a_suspension_is_all_that_differs_in_the_next_dossier(world):
    before = ask(world)
    impose_sanction(world.agency, by="regulator", reason="Licence suspended", starts=TODAY, ends=None)
    after = ask(world)
    old, new = content(before), content(after)
    (was,), (now,) = old["agencies"], new["agencies"]
    assert was["routes"][0]["standing"]["word"] == "vetted"
    assert now["routes"][0]["standing"]["word"] == "suspended"
    assert (old["suppliers"][0]["finding"], new["suppliers"][0]["finding"]) == ("supported", "trouble")
    for told in (old, new):
        told["suppliers"][0].pop("finding")
        told["agencies"][0]["routes"][0].pop("standing")
        told["agencies"][0]["routes"][0].pop("history")
    assert old == new
    assert after.digest != before.digest
    world.brand.refresh_from_db()
    again = digest_of(content_of(supply(world.brand, TODAY, before.known)))
    assert again == before.digest


def test_the_command_tells_the_digest_of_the_same_question(world, capsys):
    made = ask(world)
    call_command("dossier_hash", "Good Shirts", as_of=TODAY.isoformat(), known=made.known.isoformat())
    assert capsys.readouterr().out.strip() == made.digest


def test_the_digest_hangs_on_no_row_number_and_no_order(world):
    made = ask(world)
    rows = list(
        SupplierEntry.objects.values(
            "supplier_id", "name", "address", "country", "os_id", "number", "workers", "known_at"
        )
    )
    SupplierEntry.objects.all().delete()
    SupplierEntry.objects.bulk_create([SupplierEntry(pk=9000 - at, **row) for at, row in enumerate(rows)])
    assert digest_of(content_of(supply(world.brand, TODAY, made.known))) == made.digest


def waiting(world) -> Dossier:
    return Dossier.objects.create(
        brand=world.brand, as_of=TODAY, known=clock.now(), recipient="J", language="en", asked_by=world.auditor,
        asked=clock.now(),
    )  # fmt: skip


def kill(made: Dossier) -> None:
    """What kill -9 leaves: running, and silent."""
    Dossier.objects.filter(pk=made.pk).update(beat=clock.now() - SILENT - timedelta(seconds=1))


def test_a_dossier_whose_worker_was_killed_is_taken_up_again(world):
    made = waiting(world)
    assert working.take_up(Dossier, made.pk).attempt == 1
    assert working.take_up(Dossier, made.pk) is None
    assert tasks.take_up_abandoned() == 0
    kill(made)
    assert tasks.take_up_abandoned() == 1
    made.refresh_from_db()
    assert (made.state, made.attempt) == ("done", 2)


def test_what_a_worker_dies_of_three_times_is_given_up_and_can_be_tried_again(world):
    made = waiting(world)
    working.take_up(Dossier, made.pk)
    Dossier.objects.filter(pk=made.pk).update(attempt=MOST_ATTEMPTS)
    kill(made)
    assert tasks.take_up_abandoned() == 0
    made.refresh_from_db()
    assert made.state == "failed"
    assert retry_dossier(made) and not retry_dossier(made)
    made.refresh_from_db()
    assert made.state == "done"


def test_a_dead_worker_that_wakes_up_writes_nothing_any_more(world):
    made = waiting(world)
    first = working.take_up(Dossier, made.pk)
    kill(made)
    working.release_abandoned(Dossier)
    with pytest.raises(working.Overtaken):
        working.finish(first, content="{}", digest="0" * 64)
    run_dossier(made.pk)
    made.refresh_from_db()
    assert made.state == "done" and made.content != "{}"


def test_a_worker_that_wakes_up_after_a_person_tried_again_finds_its_number_gone(world):
    made = waiting(world)
    first = working.take_up(Dossier, made.pk)
    kill(made)
    assert working.retry(made)
    second = working.take_up(Dossier, made.pk)
    assert second.attempt > first.attempt
    with pytest.raises(working.Overtaken):
        working.beat(first, 1, 2)
    working.beat(second, 1, 2)


def test_a_dossier_whose_worker_died_before_it_began_is_queued_again(world):
    made = waiting(world)
    assert tasks.take_up_abandoned() == 0
    Dossier.objects.filter(pk=made.pk).update(asked=clock.now() - SILENT - timedelta(seconds=1))
    assert tasks.take_up_abandoned() == 1
    made.refresh_from_db()
    assert made.state == "done"


def test_what_still_stands_in_the_queue_is_not_queued_twice(world, settings):
    settings.TASKS = {**settings.TASKS, "background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    made = ask_dossier(world.brand, TODAY, "", "Jane", "en", world.auditor)
    ask_dossier(world.brand, TODAY, "", "Jane", "en", world.auditor)
    Dossier.objects.filter(pk=made.pk).update(asked=clock.now() - SILENT - timedelta(seconds=1))
    queued = DBTaskResult.objects.filter(task_path=tasks.make_dossier.module_path)
    assert (tasks.take_up_abandoned(), queued.count()) == (0, 2)
    assert DBTaskResult.objects.filter(task_path=tasks.look_after.module_path).count() == 1
    # A worker took it out of the queue and was killed at once.
    queued.filter(args_kwargs__args=[str(made.pk)]).update(status="RUNNING")
    assert (tasks.take_up_abandoned(), queued.count()) == (1, 3)
    assert tasks.take_up_abandoned() == 0


def test_drawing_gives_signs_of_life_and_stops_when_it_was_overtaken(world, monkeypatch):
    monkeypatch.setattr("audits.working._A_BREATH", 0)
    made = waiting(world)
    beats = []
    real = working.beat
    monkeypatch.setattr(working, "beat", lambda work, done, total: beats.append(done) or real(work, done, total))
    run_dossier(made.pk)
    assert len(beats) > 3
    late, drawn = waiting(world), html_of

    def overtaken(*given):
        Dossier.objects.filter(pk=late.pk).update(attempt=9)
        return drawn(*given)

    monkeypatch.setattr("audits.paper.html_of", overtaken)
    run_dossier(late.pk)
    late.refresh_from_db()
    assert (late.state, late.content) == ("running", "")


def test_an_error_while_making_is_a_failed_dossier_and_never_half_of_one(world, monkeypatch):
    made = waiting(world)

    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr("audits.actions.dossiers.pdf_of", broken)
    with pytest.raises(RuntimeError):
        run_dossier(made.pk)
    made.refresh_from_db()
    assert (made.state, made.digest, made.content) == ("failed", "", "")


def test_names_in_scripts_without_a_font_are_told_in_latin_letters(world):
    assert drawable("东莞 Garment") == "DongGuan Garment"
    assert drawable("โรงงาน အထည် រោងចក្រ ໂຮງງານ") == "โรงงาน အထည် រោងចក្រ ໂຮງງານ"
    apply(world.brand, world.auditor, list_of(("东莞成衣厂", "CN", "广东省 مصنع")), whole=False)
    made = ask(world)
    assert made.state == "done" and "东莞成衣厂" in made.content


def digest_then(world, known, on: date = TODAY) -> str:
    return digest_of(content_of(supply(world.brand, on, known)))


def test_an_opening_that_came_later_with_a_day_of_the_past_changes_no_digest_of_before(world):
    known = clock.now()
    was = digest_then(world, known)
    parts = {"employer": world.employer, "agency": world.agency, "corridor": world.corridor}
    make_opening(**parts, published_on=TODAY - timedelta(days=9), known_at=clock.now())
    make_opening(basis="certified_order", employer=world.employer, known_at=clock.now())
    draft = make_opening(**parts, state="draft", published_on=None)
    publish_opening(draft)
    assert digest_then(world, known) == was
    jobs = {one["name"]: one for one in content_of(supply(world.brand, TODAY, clock.now()))["suppliers"]}
    now = jobs["Golden Kite Garment Co., Ltd."]
    assert (now["recruiters"][0]["jobs"], now["jobs_without_agency"]) == (3, 1)


def test_what_a_file_says_anew_of_an_opening_changes_no_digest_of_before(world):
    order = make_opening(basis="certified_order", employer=world.employer)
    known = clock.now()
    was = digest_then(world, known)
    Opening.objects.filter(pk=order.pk).update(employer=world.other, published_on=TODAY - timedelta(days=30))
    remember([order.pk])
    assert digest_then(world, known) == was != digest_then(world, clock.now())
    Opening.objects.filter(pk=order.pk).update(title="Another title", state="closed")
    remember([order.pk])
    assert Recruitment.objects.filter(opening=order).count() == 2


def test_openings_from_before_moments_were_kept_count_as_known_since_their_day(world):
    make_opening(employer=world.employer, state="draft", published_on=None)
    was = digest_then(world, known := clock.now())
    kept = list(Recruitment.objects.values_list("opening", "agency", "published_on", "known_at", "gone_at"))
    Recruitment.objects.all().delete()
    import_module("jobs.migrations.0009_recruitments").remember_what_is_here(apps, None)
    assert list(Recruitment.objects.values_list("opening", "agency", "published_on", "known_at", "gone_at")) == kept
    assert digest_then(world, known) == was


def test_merging_its_agency_changes_no_digest_of_before(world):
    keep, people = make_vetted_agency(name="Grey Heron"), (make_user(), make_user())
    known, yesterday = clock.now(), TODAY - timedelta(days=1)
    was = digest_then(world, known, yesterday)
    merge_agencies(keep, world.agency, proposed_by=people[0], confirmed_by=people[1], today=TODAY)
    assert digest_then(world, known, yesterday) == was
    (told,) = supply(world.brand, TODAY, clock.now()).agencies
    assert told.agency == keep
