"""A list by upload: what is shown is what is applied, to the row; anything else is refused and writes nothing."""

import io
import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from agencies.actions.uploading import (
    MOST_BYTES,
    AppliedAlready,
    ChangedSince,
    apply_upload,
    format_of,
    preview,
    purge_uploads,
    take_upload,
)
from agencies.models import Agency, FieldChange, Licence, RegisterUpload
from foundation.models import TrailEntry
from foundation.sources import TableError
from tests.make import make_registrar, sign_in

TODAY = date(2026, 11, 22)
HEADING = "agency_id,licence_no,name,address,valid_until,status_note,valid_until_raw,country,as_of"
ROWS = [
    "a1,MLA-001,Golden Anchor,1 Sea Road,2027-03-01,,,BD,2026-11-01",
    "a2,MLA-002,Silver Wave,2 Sea Road,2027-04-01,,,BD,2026-11-01",
    "a3,MLA-003,Blue Harbour,3 Sea Road,not a day,,,BD,2026-11-01",
]


def csv_of(*rows) -> bytes:
    return "\n".join([HEADING, *rows, ""]).encode()


@pytest.fixture
def registrar(db):
    return make_registrar()


def uploaded(registrar, content=None, name="list.csv", source="bd_manning_agents", **given) -> RegisterUpload:
    told = {"retrieved": date(2026, 11, 1), "complete": False, "by": registrar, "today": TODAY, **given}
    return take_upload(name, csv_of(*ROWS) if content is None else content, source, **told)


def applied(registrar, *rows, **given):
    upload = uploaded(registrar, csv_of(*rows), **given)
    return apply_upload(upload, preview(upload).digest, by=registrar, today=TODAY)


def counts():
    return (Agency.objects.count(), Licence.objects.count(), FieldChange.objects.count())


def test_showing_writes_nothing_and_tells_what_applying_does(registrar):
    upload = uploaded(registrar)
    found = preview(upload)
    assert counts() == (0, 0, 0)
    assert [line.name for line in found.difference.created] == ["Golden Anchor", "Silver Wave"]
    assert [(p.line, p.column) for p in found.report.problems] == [(4, "valid_until")]
    assert apply_upload(upload, found.digest, by=registrar, today=TODAY) == found
    assert counts() == (2, 2, 0)


def test_a_change_is_shown_with_what_stood_there_before(registrar):
    applied(registrar, *ROWS[:2])
    changed = ROWS[0].replace("2027-03-01", "2028-03-01").replace("1 Sea Road", "9 Sea Road")
    found = preview(uploaded(registrar, csv_of(changed, ROWS[1])))
    (line,) = found.difference.updated
    assert ("address", "1 Sea Road", "9 Sea Road") in line.changes
    assert ("last_day", "2027-03-01", "2028-03-01") in line.changes
    assert found.report.unchanged == 1


def test_who_vanished_from_a_whole_list_is_shown_and_how_they_would_stand(registrar):
    applied(registrar, *ROWS[:2])
    newer = ROWS[0].replace("2026-11-01", "2026-11-10")
    found = preview(uploaded(registrar, csv_of(newer), complete=True, retrieved=date(2026, 11, 10)))
    assert [line.name for line in found.difference.vanished] == ["Silver Wave"]
    assert [(turn.name, turn.after) for turn in found.difference.turns] == [("Silver Wave", "not_vetted")]


def test_a_registry_that_moved_since_refuses_and_shows_what_it_would_do_now(registrar):
    upload = uploaded(registrar, csv_of(*ROWS[:2]))
    digest = preview(upload).digest
    applied(registrar, ROWS[0])
    before = counts()
    with pytest.raises(ChangedSince) as caught:
        apply_upload(upload, digest, by=registrar, today=TODAY)
    assert counts() == before
    assert [line.name for line in caught.value.preview.difference.created] == ["Silver Wave"]
    apply_upload(upload, caught.value.preview.digest, by=registrar, today=TODAY)


def test_another_file_has_another_digest_even_when_it_would_change_the_same(registrar):
    same = csv_of(*ROWS).replace(b"\n", b"\r\n")
    assert preview(uploaded(registrar)).digest != preview(uploaded(registrar, same)).digest


def test_a_list_is_applied_once_and_its_file_goes(registrar):
    upload = uploaded(registrar)
    digest = preview(upload).digest
    apply_upload(upload, digest, by=registrar, today=TODAY)
    with pytest.raises(AppliedAlready):
        apply_upload(upload, digest, by=registrar, today=TODAY)
    upload.refresh_from_db()
    assert (bytes(upload.content), upload.applied, upload.applied_by) == (b"", TODAY, registrar)
    assert TrailEntry.objects.filter(action="agencies.register_applied").count() == 1


def test_the_same_list_as_csv_workbook_and_records_changes_the_same(registrar):
    book = Workbook()
    for row in [HEADING, *ROWS[:2]]:
        book.active.append(row.split(","))
    told = io.BytesIO()
    book.save(told)
    records = [dict(zip(HEADING.split(","), row.split(","), strict=True)) for row in ROWS[:2]]
    files = [csv_of(*ROWS[:2]), told.getvalue(), json.dumps(records).encode()]
    shown = [preview(uploaded(registrar, content, name="any")).difference for content in files]
    assert shown[0] == shown[1] == shown[2]
    assert len(shown[0].created) == 2


BAD = {
    "empty": (b" \n", "is empty"), "pdf": (b"%PDF-1.7 x", "is a PDF"), "old excel": (b"\xd0\xcf\x11\xe0rest", "old or locked"),
    "picture": (b"\x89PNG\r\n", "is a picture"), "program": (b"MZ\x90", "is a program"),
    "page": (b"\n<!DOCTYPE html><html>", "is a web page"), "packed": (b"\x1f\x8b\x08", "is packed"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), BAD.values(), ids=BAD)
def test_what_is_no_list_is_refused_in_words(registrar, content, sentence):
    with pytest.raises(TableError, match=sentence):
        format_of("list", content)
    page = sign_in(registrar).post("/en/desk/registry/lists/", form(content))
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not RegisterUpload.objects.exists()


def test_too_large_a_file_is_refused(registrar):
    page = sign_in(registrar).post("/en/desk/registry/lists/", form(b"x" * (MOST_BYTES + 1)))
    assert "is larger than 10 MB" in page.content.decode()
    assert not RegisterUpload.objects.exists()


def form(content: bytes, name="list.csv", **given) -> dict:
    return {
        "source": "bd_manning_agents",
        "file": SimpleUploadedFile(name, content),
        "retrieved": "2026-11-01",
        **given,
    }


def digest_on(page) -> str:
    return re.search(r'name="digest" value="([0-9a-f]{64})"', page.content.decode())[1]


def test_the_journey_by_pages_shows_applies_and_refuses_a_stale_digest(registrar):
    client = sign_in(registrar)
    page = client.post("/en/desk/registry/lists/", form(csv_of(*ROWS)), follow=True)
    address = page.redirect_chain[-1][0]
    text = page.content.decode()
    assert "Golden Anchor" in text and "not a day" in text and "Rejected rows" in text
    assert Agency.objects.count() == 0
    rejected = client.get(f"{address}rejected.csv").content.decode()
    assert rejected.startswith("line,column,value,reason\n4,valid_until,not a day,")
    forged = client.post(address, {"step": "apply", "digest": "0" * 64})
    assert forged.status_code == 409 and "Nothing was applied" in forged.content.decode()
    assert Agency.objects.count() == 0
    assert client.post(address, {"step": "apply", "digest": digest_on(page)}).status_code == 302
    assert Agency.objects.count() == 2
    again = client.post(address, {"step": "apply", "digest": digest_on(page)})
    assert again.status_code == 409 and Agency.objects.count() == 2
    assert registrar.get_full_name() in client.get(address).content.decode()


def test_a_dropped_list_is_gone_and_an_old_one_is_forgotten(registrar):
    upload = uploaded(registrar)
    client = sign_in(registrar)
    client.post(f"/en/desk/registry/lists/{upload.pk}/", {"step": "drop"})
    assert client.get(f"/en/desk/registry/lists/{upload.pk}/").status_code == 404
    uploaded(registrar)
    assert purge_uploads(date(2026, 12, 5)) == 0
    assert purge_uploads(date(2026, 12, 6)) == 1


@pytest.mark.parametrize(
    "given", [{"retrieved": "2026-11-23"}, {"retrieved": "yesterday"}, {"source": "../../etc/passwd"}, {"source": ""}]
)
def test_a_wrong_form_is_refused(registrar, given):
    assert sign_in(registrar).post("/en/desk/registry/lists/", form(csv_of(*ROWS), **given)).status_code == 422
    assert not RegisterUpload.objects.exists()


@pytest.mark.parametrize("name", ["../../x.csv", "a\x00b", "..", "ก" * 300, "C:\\x\\list.csv", ""])
def test_a_file_name_never_leaves_its_folder(registrar, name):
    upload = uploaded(registrar, name=name)
    assert "/" not in upload.file_name and "\\" not in upload.file_name and upload.file_name.strip(".")
    assert preview(upload).report.created == 2


def test_a_file_of_another_list_names_the_missing_column_and_is_not_kept(registrar):
    page = sign_in(registrar).post("/en/desk/registry/lists/", form(b"a,b\n1,2\n"))
    assert page.status_code == 422
    assert "has no column" in page.content.decode()
    assert not RegisterUpload.objects.exists()
