"""The desk of a brand as its auditor uses it, without script: terms, list, matches, picture, dossier; and what others find."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies.models import Lead
from audits.models import Brand, Dossier, Link, SupplierEntry, SupplierList
from tests.audits.make import list_of, make_brand
from tests.audits.world import SupplyWorld
from tests.make import make_membership, make_registrar, make_second_factor, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return SupplyWorld()


def at(name: str, world, *args) -> str:
    return reverse(name, args=[world.brand.pk, *args])


def test_a_registrar_verifies_a_brand_and_finds_the_way_to_invite_its_auditor():
    browser = sign_in(make_registrar())
    told = {"step": "verify", "name": "Good Shirts", "country": "DE", "evidence": "Register seen"}
    page = browser.post(reverse("brands"), told, follow=True).content.decode()
    brand = Brand.objects.get()
    assert reverse("members", args=[brand.organisation_id]) in page and brand.organisation.kind == "brand"
    assert browser.post(reverse("brands"), {"step": "verify"}).status_code == 422
    assert browser.get(reverse("members", args=[brand.organisation_id])).status_code == 200
    assert browser.post(reverse("brands"), {"step": "end", "brand": "x"}).status_code == 404
    browser.post(reverse("brands"), {"step": "end", "brand": str(brand.pk)})
    brand.refresh_from_db()
    assert brand.ended_on


def test_the_terms_come_first_and_are_accepted_with_their_version():
    brand, auditor = make_brand(accepted=False)
    browser, terms = sign_in(auditor), reverse("supply_terms", args=[brand.pk])
    supply = reverse("supply", args=[brand.pk])
    assert browser.get(supply)["Location"] == terms
    browser.post(terms, {"version": "0"})
    assert browser.get(supply)["Location"] == terms
    browser.post(terms, {"version": "1"})
    assert browser.get(supply).status_code == 200


def test_an_auditor_goes_from_upload_to_dossier(world):
    browser = sign_in(world.auditor)
    file = SimpleUploadedFile("autumn.csv", list_of(("Golden Kite Garment Co., Ltd.", "TH", "99 Moo 3, Samut Sakhon")))
    to = browser.post(at("supplier_lists", world), {"file": file})["Location"]
    page = browser.get(to).content.decode()
    assert ("Which column holds what?" in page and 'name="digest"' in page) or 'value="columns"' in page
    to = browser.post(to, {"step": "columns", "name": "Name", "country": "Country", "address": "Address"})["Location"]
    page = browser.get(to)
    digest = page.context["found"].digest
    assert SupplierEntry.objects.current().count() == 3
    assert browser.post(to, {"step": "apply", "digest": "x"}).status_code == 409
    assert browser.post(to, {"step": "apply", "digest": digest}).status_code == 302
    assert browser.post(to, {"step": "apply", "digest": digest}).status_code == 409
    page = browser.get(at("supply", world)).content.decode()
    assert "Blue Heron" in page and "Golden Kite Garment" in page
    to = browser.post(
        at("dossiers", world),
        {"as_of": "2026-11-22", "country": "", "recipient": "Jane"},
        headers={"accept-language": "en"},
    )["Location"]
    page = browser.get(to).content.decode()
    made = Dossier.objects.get()
    assert made.digest in page
    for form in ("json", "csv", "pdf"):
        answer = browser.get(at("dossier_file", world, made.pk, form))
        assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
    assert browser.get(at("dossier_file", world, made.pk, "exe")).status_code == 404


def test_matches_are_confirmed_and_taken_back_on_the_suppliers_page(world):
    browser = sign_in(world.auditor)
    page = at("supplier", world, world.supplier.pk)
    assert "same name" in browser.get(page).content.decode()
    browser.post(page, {"step": "undo", "row": world.link.pk})
    assert not Link.objects.filter(undone_at=None).exists()
    browser.post(page, {"step": "same", "row": world.employer.pk})
    assert Link.objects.filter(undone_at=None, word="same").count() == 1
    for row in ("", "x", "99999999999999999999", "0"):
        assert browser.post(page, {"step": "same", "row": row}).status_code == 404


def test_bad_files_get_a_sentence_and_no_error(world):
    browser = sign_in(world.auditor)
    for name, content in (
        ("a.pdf", b"%PDF-1.7"),
        ("a.csv", b"\xff"),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.csv", b"a" * 11_000_000),
    ):
        answer = browser.post(at("supplier_lists", world), {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422, name
    assert browser.post(at("supplier_lists", world), {}).status_code == 422
    assert SupplierList.objects.filter(applied=None).count() == 0


def test_a_brand_finds_nothing_of_another_even_under_its_own_address(world):
    other, stranger = make_brand()
    browser = sign_in(stranger)
    for name, args in (("supplier", [world.supplier.pk]), ("supplier_list", [SupplierList.objects.get().pk])):
        for brand in (world.brand, other):
            to = reverse(name, args=[brand.pk, *args])
            assert browser.get(to).status_code == 404
            assert browser.post(to, {"step": "undo", "row": world.link.pk}).status_code == 404
    assert Link.objects.get().undone_at is None


def test_a_reader_looks_and_sends_nothing_and_an_ended_brand_has_no_desk(world):
    reader = make_membership(organisation=world.brand.organisation, role="reader").user
    make_second_factor(reader)
    browser = sign_in(reader)
    browser.post(at("supply_terms", world), {"version": "1"})
    page = browser.get(at("supplier", world, world.supplier.pk)).content.decode()
    assert "Take back" not in page
    assert (
        browser.post(at("supplier", world, world.supplier.pk), {"step": "undo", "row": world.link.pk}).status_code
        == 404
    )
    Brand.objects.filter(pk=world.brand.pk).update(ended_on="2026-11-22")
    assert browser.get(at("supply", world)).status_code == 404


def test_a_case_worker_works_at_no_case_of_a_brand_and_finds_nothing_there(world):
    helper = make_membership(organisation=world.brand.organisation, role="case_worker").user
    make_second_factor(helper)
    browser = sign_in(helper)
    assert [browser.get(at(name, world)).status_code for name in ("supply", "supply_terms", "dossiers")] == [404] * 3
    assert reverse("own_brands") not in browser.get(reverse("desk")).content.decode()


def test_a_failed_dossier_says_so_and_is_made_again_at_a_click(world):
    browser = sign_in(world.auditor)
    browser.post(at("dossiers", world), {"as_of": "2026-11-22", "country": "", "recipient": "Jane"})
    Dossier.objects.update(state="failed", digest="", content="")
    made = Dossier.objects.get()
    assert "Make it again" in browser.get(at("dossier", world, made.pk)).content.decode()
    browser.post(at("dossier", world, made.pk))
    made.refresh_from_db()
    assert made.state == "done"
    assert browser.post(at("dossiers", world), {"as_of": "2027-01-01", "recipient": "J"}).status_code == 422


def test_anybody_asks_for_a_correction_without_an_account_and_a_registrar_reads_it(world, client, settings):
    settings.FORM_LEAST_SECONDS = 0
    to = reverse("ask_correction", args=[world.agency.public_id])
    page = client.get(to)
    hidden = {name: page.context["form"][name].value() for name in ("stamp", "submission")}
    answer = client.post(to, {**hidden, "words": "The licence number is L77."})
    assert answer.status_code == 200 and not client.cookies
    lead = Lead.objects.get(kind="correct")
    assert lead.concern is None and "L77" not in lead.words
    browser = sign_in(make_registrar())
    assert world.agency.name in browser.get(reverse("registry_corrections")).content.decode()
    assert "L77" in browser.post(reverse("registry_lead", args=[lead.pk]), {"step": "read"}).content.decode()
    assert client.get(reverse("ask_correction", args=["00000000"])).status_code == 404
