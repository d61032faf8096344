"""The demo's vouches rest on what a real one must rest on."""

import pytest

from agencies.rules.vouching import Answer, Looked, Principle, looked_refusals
from portal.demo.registry import seed_agency, seed_csos
from portal.demo.world import AGENCIES
from tests.make import TODAY, make_corridor, make_user

pytestmark = pytest.mark.django_db


def test_an_invented_vouch_would_be_taken_at_the_desk():
    told = AGENCIES[0]
    for code in told.corridors:
        make_corridor(code)
    agency = seed_agency(0, told, TODAY, seed_csos(TODAY), (make_user(), make_user()))
    vouches = list(agency.vouches.all())
    assert len(vouches) == 2
    for vouch in vouches:
        answers = {Principle(key): Answer(one["answer"]) for key, one in vouch.checklist.items()}
        looked = Looked(answers, vouch.visited, vouch.interviewed, vouch.evidence)
        assert looked_refusals(looked, vouch.given, vouch.expires) == ()
