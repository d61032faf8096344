"""Matches: suggested by machine, decided by people, taken back without a trace being lost; brands apart from each other."""

import pytest

from audits.actions.matching import NotSuggested, confirm_certain, decide, run_matching, undo
from audits.models import Link, MatchRun, Suggestion
from audits.picture import moment_for, supply
from audits.rules.coverage import Finding
from foundation import clock
from jobs.models import Employer
from tests.audits.make import apply, certain_pairs, list_of, make_brand, supplier_called
from tests.audits.world import SupplyWorld
from tests.make import TODAY, make_employer

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return SupplyWorld()


def picture(world):
    return {one.entry.name: one for one in supply(world.brand, TODAY, moment_for(TODAY)).suppliers}


def test_applying_a_list_suggests_employers_with_reasons(world):
    told = Suggestion.objects.get(supplier=world.supplier)
    assert (told.employer, told.certain) == (world.employer, True)
    assert told.reasons == ["same_name", "same_town"]
    near = Suggestion.objects.get(supplier=supplier_called(world.brand, "Round Tabel Foods"))
    assert near.employer == world.other and not near.certain
    assert MatchRun.objects.get().state == "done"


def test_the_picture_goes_from_supplier_to_employer_to_agency_to_route(world):
    found = picture(world)
    one = found["Golden Kite Garment Co., Ltd."]
    ((agency, corridor),) = one.recruiters
    assert (one.employer, agency.agency, corridor) == (world.employer, world.agency, world.corridor)
    assert (one.coverage.finding, one.coverage.reports, one.coverage.per_cent) == (Finding.SUPPORTED, 12, 20)
    assert found["Round Tabel Foods"].coverage.finding is Finding.NOT_MATCHED
    assert found["Unheard Of"].coverage.finding is Finding.NOT_MATCHED


def test_a_match_taken_back_leaves_the_picture_and_stays_in_history(world):
    before = clock.now()
    assert undo(world.link, world.auditor)
    assert not undo(world.link, world.auditor)
    assert picture(world)["Golden Kite Garment Co., Ltd."].link is None
    then = supply(world.brand, TODAY, before)
    assert any(one.link == world.link for one in then.suppliers)
    again = decide(world.supplier, world.employer, "same", world.auditor)
    assert Link.objects.filter(supplier=world.supplier).count() == 2 and again.pk != world.link.pk


def test_one_supplier_is_one_employer_and_only_a_suggested_one(world):
    stranger = make_employer()
    with pytest.raises(NotSuggested):
        decide(world.supplier, stranger, "same", world.auditor)
    with pytest.raises(NotSuggested):
        decide(world.supplier, world.employer, "other", world.auditor)


def test_all_that_is_certain_is_confirmed_at_once_and_nothing_that_was_decided(world):
    undo(world.link, world.auditor)
    assert confirm_certain(world.brand, certain_pairs(world.brand), world.auditor) == 1
    assert confirm_certain(world.brand, certain_pairs(world.brand), world.auditor) == 0
    held = Link.objects.get(supplier=world.supplier, undone_at=None)
    undo(held, world.auditor)
    decide(world.supplier, world.employer, "other", world.auditor)
    assert confirm_certain(world.brand, certain_pairs(world.brand), world.auditor) == 0


def test_an_exact_os_id_is_found_whatever_the_name(world):
    from audits.rules.os_ids import check_sign

    number = "TH2021064A1B2C" + check_sign("TH2021064A1B2C")
    Employer.objects.filter(pk=world.other.pk).update(os_id=number)
    brand, auditor = make_brand()
    apply(brand, auditor, list_of(("Quite Another Name", "TH", "", number)))
    told = Suggestion.objects.get(supplier__brand=brand)
    assert (told.employer, told.score, told.certain, told.reasons) == (world.other, 100, True, ["same_id"])


def test_a_run_that_another_worker_took_over_writes_nothing(world, monkeypatch):
    run = MatchRun.objects.create(brand=world.brand, asked=clock.now())
    Suggestion.objects.all().delete()

    def overtaken(*args):
        MatchRun.objects.filter(pk=run.pk).update(attempt=2)
        return {}

    monkeypatch.setattr("audits.actions.matching.employer_sites", overtaken)
    run_matching(run.pk)
    assert not Suggestion.objects.exists()
    run.refresh_from_db()
    assert run.state == "running"


def test_nothing_of_one_brand_is_in_the_picture_of_another(world):
    brand, auditor = make_brand()
    apply(brand, auditor, list_of(("Golden Kite Garment Co., Ltd.", "TH", "99 Moo 3, Samut Sakhon", "", "60")))
    (one,) = supply(brand, TODAY, moment_for(TODAY)).suppliers
    assert one.link is None
    assert not supply(brand, TODAY, moment_for(TODAY), suppliers=[world.supplier.pk]).suppliers
