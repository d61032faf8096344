"""The demo leaves something waiting at each desk, through the apps' own actions, and a second run adds nothing."""

import pytest

from agencies.actions.uploading import preview
from agencies.models import (
    Agency,
    ClaimRequest,
    PaymentFigure,
    RegisterUpload,
    Review,
    ReviewReply,
    RouteCost,
    SanctionProposal,
    SealedReview,
    Vouch,
    VouchDraft,
)
from portal.demo.desk import seed_registrar
from portal.demo.registry import marked, seed_agency, seed_csos
from portal.demo.reports import PRAISE, PRAISED, TOLD, seed_reports
from portal.demo.vouches import DRAFTED, RENEW, WITHDRAWN, seed_vouch_states
from portal.demo.world import AGENCIES
from tests.make import TODAY, make_corridor, make_rate, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def csos():
    for currency, units in (("THB", "35"), ("MMK", "4000"), ("LAK", "21000")):
        make_rate(currency, units)
    for code in {told.corridor for told in TOLD}:
        make_corridor(code)
    csos = seed_csos(TODAY)
    wanted = {told.agency for told in TOLD} | {PRAISED, RENEW, WITHDRAWN, DRAFTED}
    staff = (make_user(), make_user())
    for number, told in enumerate(AGENCIES):
        if told.name in wanted:
            seed_agency(number, told, TODAY, csos, staff)
    return csos


def test_reports_stand_above_and_below_five_and_planted_praise_is_held(csos):
    officers = {name: make_user() for name in ("Blue Heron Overseas", "Sugar Palm Overseas")}
    registrar = make_user()
    for _ in range(2):
        seed_reports(TODAY, csos, officers, registrar)
    assert Review.objects.count() == PRAISE + sum(told.reports for told in TOLD)
    assert not SealedReview.objects.exists()
    held = Review.objects.held().values_list("agency__name", flat=True)
    assert list(held) == [marked(PRAISED)] * PRAISE
    figures = PaymentFigure.objects.filter(published=TODAY)
    assert {one.agency.name: one.reports for one in figures} == {
        marked(told.agency): told.reports for told in TOLD if told.reports >= 5
    }
    assert {one.corridor.code: one.people for one in RouteCost.objects.all()} == {"MM-TH-MOU": 35, "KH-TH-MOU": 11}
    assert sorted(ReviewReply.objects.values_list("state", flat=True)) == ["shown", "waiting"]


def test_vouches_stand_in_each_state(csos):
    for _ in range(2):
        seed_vouch_states(TODAY, csos[0])
    assert Vouch.objects.get(cso=csos[0], agency__name=marked(WITHDRAWN)).withdrawn
    assert (Vouch.objects.get(cso=csos[0], agency__name=marked(RENEW)).expires - TODAY).days == 25
    assert VouchDraft.objects.get().agency.name == marked(DRAFTED)


def test_a_list_a_claim_and_a_suspension_wait_for_the_registrar(csos):
    claimant, registrar = make_user(), make_user()
    for _ in range(2):
        seed_registrar(TODAY, Agency.objects.get(name=marked(DRAFTED)), claimant, registrar)
    (upload,) = RegisterUpload.objects.all()
    lines = preview(upload).difference.created
    assert len(lines) == 3 and all("(example)" in line.name for line in lines)
    assert ClaimRequest.objects.get(state="waiting").by == claimant
    # An earlier try was refused, so that the claimant has an answer to read.
    assert ClaimRequest.objects.get(state="refused").by == claimant
    assert SanctionProposal.objects.get().proposed_by == registrar
