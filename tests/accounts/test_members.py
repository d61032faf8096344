"""The members' desk: whose people one looks after, how they leave, lost second factors, open sessions."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, MemberSession, Membership, Organisation
from accounts.permissions import acts_for
from foundation.models import TrailEntry
from partners.actions import accredit_cso, register_cso
from partners.signals import cso_changed
from tests.make import TODAY, make_membership, make_organisation, make_second_factor, make_user

pytestmark = pytest.mark.django_db


def enter(user) -> Client:
    """A browser of somebody who is signed in with a second factor."""
    if not Authenticator.objects.filter(user=user).exists():
        make_second_factor(user)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ours():
    return make_organisation()


@pytest.fixture
def officer(ours):
    return make_membership(organisation=ours).user


@pytest.fixture
def registrar():
    return make_membership(organisation=make_organisation(kind="desk")).user


def everything(membership, invitation) -> list[str]:
    return [
        reverse("members", args=[membership.organisation_id]),
        reverse("end_membership", args=[membership.pk]),
        reverse("end_invitation", args=[invitation.pk]),
    ]


def test_an_officer_of_another_organisation_finds_nothing_and_changes_nothing(officer):
    from accounts.invitations import invite

    theirs = make_membership()
    invitation, _ = invite(theirs.organisation, "x@example.org", "reader", theirs.user)
    stranger = enter(officer)
    before = TrailEntry.objects.count()
    for address in everything(theirs, invitation):
        assert stranger.get(address).status_code == 404
        posted = stranger.post(address, {"email": "y@example.org", "role": "officer", "language": "en"})
        assert posted.status_code == 404
    assert TrailEntry.objects.exclude(action="portal.refused").count() == before
    assert TrailEntry.objects.count() > before
    assert Invitation.objects.get().ended_at is None
    theirs.refresh_from_db()
    assert theirs.until is None


def test_a_reader_looks_after_nobody(ours):
    reader = make_membership(organisation=ours, role="reader")
    client = enter(reader.user)
    assert client.get(reverse("members", args=[ours.pk])).status_code == 404
    assert ours.name not in client.get(reverse("organisations")).content.decode()


def test_an_officer_comes_straight_to_the_own_organisation(officer, ours):
    client = enter(officer)
    assert client.get(reverse("organisations"))["Location"] == reverse("members", args=[ours.pk])
    make_membership(user=officer)
    assert ours.name in client.get(reverse("organisations")).content.decode()


def test_a_registrar_finds_every_organisation(registrar, ours):
    client = enter(registrar)
    page = client.get(reverse("organisations"), {"words": ours.name}).content.decode()
    assert reverse("members", args=[ours.pk]) in page
    assert client.get(reverse("members", args=[ours.pk])).status_code == 200
    assert client.get(reverse("organisations"), {"words": "\0"}).status_code == 200


def test_a_registrar_enrols_an_agency_once_and_comes_to_its_people(registrar, officer):
    client, address = enter(registrar), reverse("organisations")
    page = client.post(address, {"name": " River\u202e  Bend "})["Location"]
    enrolled = Organisation.objects.get(name="River Bend", kind="agency")
    assert page == reverse("members", args=[enrolled.pk])
    assert client.post(address, {"name": "river bend"})["Location"] == page
    assert client.post(address, {"name": "\u202e?"}).status_code == 422
    assert enter(officer).post(address, {"name": "Another"}).status_code == 403
    assert Organisation.objects.filter(kind="agency").count() == 1


def test_who_left_is_out_at_the_next_request(officer, ours):
    leaving = make_membership(organisation=ours)
    gone = enter(leaving.user)
    assert gone.get(reverse("members", args=[ours.pk])).status_code == 200
    client = enter(officer)
    assert client.get(reverse("end_membership", args=[leaving.pk])).status_code == 200
    assert acts_for(leaving.user, ours)  # asking is not doing
    client.post(reverse("end_membership", args=[leaving.pk]))
    assert not acts_for(leaving.user, ours)
    assert gone.get(reverse("members", args=[ours.pk])).status_code == 404
    leaving.refresh_from_db()
    assert leaving.until == TODAY


def test_two_submits_end_a_membership_once(officer, ours):
    leaving = make_membership(organisation=ours)
    client, to = enter(officer), reverse("end_membership", args=[leaving.pk])
    client.post(to)
    client.post(to)
    assert TrailEntry.objects.filter(action="accounts.member_left").count() == 1


def test_the_last_officer_is_warned_and_may_still_leave(officer, ours):
    own = Membership.objects.get(user=officer)
    client = enter(officer)
    assert "no officer" in client.get(reverse("end_membership", args=[own.pk])).content.decode()
    assert client.post(reverse("end_membership", args=[own.pk]))["Location"] == reverse("desk")
    assert not acts_for(officer, ours)


def test_the_floors_above_hear_once_when_a_cso_s_people_change(ours, officer):
    cso = accredit_cso(register_cso("Heard", "faith", organisation=ours), TODAY.replace(month=1), None)
    heard = []

    def hear(sender, cso, **kwargs):
        heard.append(cso.pk)

    cso_changed.connect(hear)
    try:
        enter(officer).post(reverse("end_membership", args=[make_membership(organisation=ours).pk]))
    finally:
        cso_changed.disconnect(hear)
    assert heard == [cso.pk]


def test_a_registrar_resets_a_lost_second_factor_and_ends_the_sessions(registrar, officer):
    theirs = enter(officer)
    client, to = enter(registrar), reverse("reset_second_factor", args=[officer.pk])
    assert client.get(to).status_code == 200
    unsaid = client.post(to, {})
    assert unsaid.status_code == 422
    assert client.post(to, {"checked": "trust me"}).status_code == 422
    assert Authenticator.objects.filter(user=officer).exists()
    client.post(to, {"checked": "called_back"})
    assert not Authenticator.objects.filter(user=officer).exists()
    assert theirs.get(reverse("desk"))["Location"].startswith(reverse("account_login"))
    entry = TrailEntry.objects.get(action="accounts.second_factor_reset")
    assert (entry.actor, entry.facts) == (str(registrar.pk), {"checked": "called_back", "taken": 1})
    theirs.force_login(officer)
    assert theirs.get(reverse("desk"))["Location"] == reverse("mfa_activate_totp")


def test_nobody_else_resets_a_second_factor(registrar, officer, ours):
    colleague = make_membership(organisation=ours)
    root = make_membership(user=make_user(is_superuser=True)).user
    make_second_factor(colleague.user)
    make_second_factor(root)
    stranger = make_user()
    make_second_factor(stranger)
    tries = [(officer, colleague.user), (registrar, registrar), (registrar, root), (registrar, stranger)]
    for who, whose in tries:
        to = reverse("reset_second_factor", args=[whose.pk])
        client = enter(who)
        assert client.get(to).status_code == 404
        assert client.post(to, {"checked": "met"}).status_code == 404
        assert Authenticator.objects.filter(user=whose).exists()


def test_one_sees_and_ends_one_s_own_sessions_and_nobody_else_s(officer):
    here, there, third = enter(officer), enter(officer), enter(officer)
    other = enter(make_membership().user)
    page = here.get(reverse("sessions")).content.decode()
    assert page.count('name="session"') == 2
    assert not any(row.session_key in page for row in MemberSession.objects.all())
    from accounts.sessions import handle

    here.post(reverse("sessions"), {"session": handle(other.session.session_key)})
    assert SESSION_KEY in other.session and other.get(reverse("desk")).status_code == 200
    here.post(reverse("sessions"), {"session": handle(there.session.session_key)})
    assert there.get(reverse("desk")).status_code == 302
    assert third.get(reverse("desk")).status_code == 200
    here.post(reverse("sessions"))
    assert third.get(reverse("desk")).status_code == 302
    assert here.get(reverse("sessions")).status_code == 200


def test_a_session_row_holds_no_address_and_no_device(client):
    user = make_user(password="a long enough pass phrase")
    client.post(
        "/en/account/login/",
        {"login": user.username, "password": "a long enough pass phrase"},
        REMOTE_ADDR="203.0.113.9",
        HTTP_USER_AGENT="PlantedPhone/1.0",
    )
    (row,) = MemberSession.objects.filter(user=user)
    told = str(row.get_decoded())
    assert "203.0.113.9" not in told and "PlantedPhone" not in told
    assert {field.name for field in row._meta.fields} == {"session_key", "session_data", "expire_date", "user"}
    assert "Signed in on" in client.get(reverse("sessions")).content.decode()
