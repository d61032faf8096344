"""The demo's network: something waits, something is public, and a second run adds nothing."""

import pytest

from partners.models import CSO, Ambassador, Coverage, EducationSession
from partners.network_showing import known_on, picture
from portal.demo.network import seed_network
from portal.demo.registry import seed_csos
from reference.actions import load_reference
from tests.make import TODAY

pytestmark = pytest.mark.django_db


def test_the_demo_has_sessions_to_report_and_states_that_the_public_may_see():
    load_reference()
    csos = seed_csos(TODAY)
    counts = []
    for _ in range(2):
        seed_network(TODAY, csos[:2])
        counts.append([model.objects.count() for model in (CSO, Ambassador, Coverage, EducationSession)])
    assert counts[0] == counts[1]
    assert all(EducationSession.objects.filter(cso=cso).to_report(TODAY).exists() for cso in csos[:2])
    assert {tile.csos for tile in picture(known_on(TODAY), public=True)} == {5, None}
    assert all(cso.example for cso in CSO.objects.all())
    assert CSO.objects.filter(public=True).count() == 1
