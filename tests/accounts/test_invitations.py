"""Invitations from the letter to the desk: used once, for seven days, by whom they were sent to."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from accounts import invitations
from accounts.actions import join_organisation
from accounts.models import Invitation, InvitationProposal, Membership, User
from foundation import clock
from foundation.models import TrailEntry
from portal.demo.people import code_now
from tests.make import (
    TODAY,
    make_membership,
    make_organisation,
    make_registrar,
    make_second_factor,
    make_user,
    sign_in,
)

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough pass phrase"
NEW = {"username": "daw.hla", "password1": PASSWORD, "password2": PASSWORD}


def signed_in(client, user) -> User:
    make_second_factor(user)
    client.force_login(user)
    return user


@pytest.fixture
def organisation():
    return make_organisation(name="Workers House")


@pytest.fixture
def officer(client, organisation):
    return signed_in(client, make_membership(organisation=organisation).user)


def ask(client, organisation, email="new@example.org", role="officer", **more):
    return client.post(
        reverse("members", args=[organisation.pk]), {"email": email, "role": role, "language": "en", **more}
    )


def link_in(letter) -> str:
    return "/" + re.search(r"https?://[^/]+/(\S+)", letter.body)[1]


@pytest.fixture
def link(organisation):
    _, secret = invitations.invite(
        organisation, "new@example.org", "officer", make_membership(organisation=organisation).user
    )
    return reverse("invitation", args=[secret])


def test_an_officer_invites_and_the_invited_reaches_the_desk_with_a_second_factor(client, officer, organisation):
    response = ask(client, organisation)
    assert response["Location"] == reverse("members", args=[organisation.pk])
    (letter,) = mail.outbox
    assert letter.to == ["new@example.org"] and organisation.name in letter.body
    link = link_in(letter)
    client.logout()
    page = client.get(link)
    assert page.status_code == 200 and 'autocomplete="new-password"' in page.content.decode()
    response = client.post(link, NEW)
    assert response["Location"] == reverse("desk")
    # The existing gate: nothing but the account's pages until a second factor stands.
    response = client.get(response["Location"])
    assert response["Location"] == reverse("mfa_activate_totp")
    page = client.get(response["Location"])
    assert page.status_code == 200, page["Location"]
    secret = re.search(r'value="([A-Z2-7]{16,})"', page.content.decode())[1]
    client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    desk = client.get(reverse("desk"))
    assert desk.status_code == 200 and organisation.name in desk.content.decode()
    user = User.objects.get(username="daw.hla")
    assert EmailAddress.objects.get(user=user).verified
    assert Membership.objects.get(user=user).since == TODAY


def test_the_link_stands_in_the_letter_alone_and_its_secret_nowhere_in_the_tables(client, officer, organisation):
    page = ask(client, organisation)
    page = client.get(page["Location"]).content.decode()
    secret = link_in(mail.outbox[0]).rstrip("/").rpartition("/")[2]
    assert secret not in page
    held = str(Invitation.objects.values().get()) + str(list(TrailEntry.objects.values()))
    assert secret not in held
    assert "new@example.org" not in str(list(TrailEntry.objects.values()))


def test_opening_the_link_uses_nothing_up(client, link):
    for _ in range(2):
        assert client.get(link).status_code == 200
    assert client.head(link).status_code == 200
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_used_link_says_so_and_makes_no_second_account(client, link):
    client.post(link, NEW)
    client.logout()
    response = client.post(link, {**NEW, "username": "another"})
    assert response.status_code == 410
    assert "used already" in response.content.decode()
    assert not User.objects.filter(username="another").exists()


def test_an_expired_link_says_so_and_writes_nothing(client, link):
    Invitation.objects.update(invited_at=clock.now() - timedelta(days=8), expires=clock.now() - timedelta(seconds=1))
    response = client.post(link, NEW)
    assert response.status_code == 410
    assert "run out" in response.content.decode()
    assert not User.objects.filter(username="daw.hla").exists()
    assert invitations.forget_expired() == 1
    assert invitations.forget_expired() == 0
    assert Invitation.objects.get().email == ""
    assert "run out" in client.get(link).content.decode()


def test_it_lasts_seven_days(link):
    held = Invitation.objects.get()
    assert held.expires - held.invited_at == timedelta(days=7)


@pytest.mark.parametrize("forged", ["a" * 32, "x", "ကခ", "a" * 400, "%00"])
def test_a_forged_link_is_not_known(client, link, forged):
    response = client.post(f"/en/account/invitation/{forged}/", NEW)
    assert response.status_code == 404
    assert not User.objects.filter(username="daw.hla").exists()


def test_one_letter_changed_in_a_real_link_is_not_known(client, link):
    secret = link.rstrip("/").rpartition("/")[2]
    other = ("b" if secret[0] != "b" else "c") + secret[1:]
    assert client.get(reverse("invitation", args=[other])).status_code == 404


def test_a_link_that_was_taken_back_is_dead(client, officer, organisation):
    ask(client, organisation)
    link, held = link_in(mail.outbox[0]), Invitation.objects.get()
    end = reverse("end_invitation", args=[held.pk])
    assert "new@example.org" in client.get(end).content.decode()
    client.post(end)
    assert client.post(end, follow=True).status_code == 200
    client.logout()
    response = client.post(link, NEW)
    assert response.status_code == 410 and "taken back" in response.content.decode()
    assert not User.objects.filter(username="daw.hla").exists()


def test_the_invitation_of_an_officer_who_left_is_dead(client, link, organisation):
    Membership.objects.update(until=TODAY)
    assert client.post(link, NEW).status_code == 410
    assert not User.objects.filter(username="daw.hla").exists()


def test_two_submits_send_one_letter(client, officer, organisation):
    ask(client, organisation)
    again = ask(client, organisation, email="NEW@example.org")
    assert again.status_code == 422
    assert "has an invitation already" in again.content.decode()
    assert len(mail.outbox) == 1
    assert Invitation.objects.count() == 1


def test_a_new_invitation_replaces_one_that_ran_out(client, officer, organisation):
    ask(client, organisation)
    Invitation.objects.update(invited_at=clock.now() - timedelta(days=8), expires=clock.now() - timedelta(days=1))
    assert ask(client, organisation).status_code == 302
    assert Invitation.objects.waiting(clock.now()).count() == 1


def test_somebody_with_an_account_signs_in_and_joins(client, link, organisation):
    user = make_user(email="New@example.org", password=PASSWORD)
    page = client.get(link).content.decode()
    assert f"next={link}" in page
    assert client.post(link, NEW).status_code == 200  # no second account beside the first
    assert User.objects.filter(email__iexact="new@example.org").count() == 1
    client.force_login(user)
    assert organisation.name in client.get(link).content.decode()
    assert client.post(link)["Location"] == reverse("desk")
    assert Membership.objects.get(user=user).role == "officer"


def test_an_account_of_another_address_cannot_use_the_link(client, link):
    user = make_user()
    client.force_login(user)
    assert client.get(link).status_code == 403
    assert client.post(link).status_code == 403
    assert not user.memberships.exists()
    user.email = ""
    user.save()
    assert client.post(link).status_code == 403


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"password2": "something else here"}, "not the same"),
        ({"password1": "short", "password2": "short"}, "at least 12"),
        ({"password1": "new@example.org", "password2": "new@example.org"}, "too similar"),
        ({"username": "<b>x</b>"}, "valid username"),
        ({"username": ""}, "required"),
    ],
)
def test_a_weak_answer_is_told_and_the_link_still_works(client, link, typed, told):
    response = client.post(link, {**NEW, **typed})
    assert response.status_code == 422
    assert told in response.content.decode()
    assert client.post(link, NEW).status_code == 302


def test_a_taken_user_name_is_told(client, link):
    make_user(username="daw.hla")
    response = client.post(link, NEW)
    assert response.status_code == 422
    assert User.objects.filter(username="daw.hla").count() == 1


def test_a_letter_that_no_server_takes_leaves_no_open_invitation(client, officer, organisation, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    response = ask(client, organisation)
    assert response.status_code == 422
    assert "could not be sent" in response.content.decode()
    assert not Invitation.objects.waiting(clock.now()).exists()


def test_no_log_line_keeps_the_secret_of_a_link(link):
    from portal.logs import without_traces

    secret = link.rstrip("/").rpartition("/")[2]
    assert secret not in without_traces(f"GET {link} 200 {secret}")


@pytest.mark.parametrize("email", ["", "no address", "a" * 300 + "@example.org"])
def test_what_is_no_address_is_told(client, officer, organisation, email):
    assert ask(client, organisation, email=email).status_code == 422
    assert not Invitation.objects.exists()


# The first people of a CSO


@pytest.fixture
def registrars():
    return [make_registrar() for _ in range(2)]


def proposed(organisation, registrar) -> str:
    """A registrar asks for an invitation; the page where another one decides."""
    response = ask(sign_in(registrar), organisation)
    assert response.status_code == 302
    return reverse("decide_invitation", args=[InvitationProposal.objects.get().pk])


def test_the_first_invitation_to_a_cso_takes_two_registrars(organisation, registrars):
    page = proposed(organisation, registrars[0])
    assert not mail.outbox and not Invitation.objects.exists()
    first, second = map(sign_in, registrars)
    first.post(page, {"step": "confirm"})
    assert not mail.outbox and InvitationProposal.objects.exists()
    assert page in second.get(reverse("desk")).content.decode()
    assert page not in first.get(reverse("desk")).content.decode()
    assert second.get(page).status_code == 200 and not mail.outbox
    second.post(page, {"step": "confirm"})
    (letter,) = mail.outbox
    assert letter.to == ["new@example.org"] and not InvitationProposal.objects.exists()
    made = Invitation.objects.get()
    assert (made.proposed_by, made.invited_by) == (registrars[0], registrars[1])
    assert "example.org" not in str(list(TrailEntry.objects.values()))


@pytest.mark.parametrize("who", [0, 1])
def test_an_invitation_that_was_asked_for_can_be_refused_and_taken_back(organisation, registrars, who):
    page = proposed(organisation, registrars[0])
    assert sign_in(registrars[who]).post(page, {"step": "refuse"}).status_code == 302
    assert not InvitationProposal.objects.exists() and not mail.outbox
    assert sign_in(registrars[1]).post(page, {"step": "confirm"}).status_code == 404


def test_a_cso_that_has_an_officer_invites_by_itself_alone(organisation, registrars):
    page = proposed(organisation, registrars[0])
    officer = make_membership(organisation=organisation).user
    sign_in(registrars[1]).post(page, {"step": "confirm"})
    assert ask(sign_in(registrars[0]), organisation, email="two@example.org").status_code == 422
    assert not mail.outbox and not Invitation.objects.exists()
    make_second_factor(officer)
    assert ask(sign_in(officer), organisation, email="two@example.org").status_code == 302
    assert len(mail.outbox) == 1


def test_a_registrar_s_link_is_dead_once_somebody_else_is_officer(organisation, registrars):
    sign_in(registrars[1]).post(proposed(organisation, registrars[0]), {"step": "confirm"})
    invitation = Invitation.objects.get()
    assert invitations.why_closed(invitation) is None
    make_membership(organisation=organisation)
    assert invitations.why_closed(invitation) is invitations.Closed.ENDED


@pytest.mark.parametrize("kind", ["desk", "superuser"])
def test_who_serves_a_desk_becomes_no_member_of_a_cso(organisation, officer, client, kind):
    person = make_registrar() if kind == "desk" else make_user(is_superuser=True)
    User.objects.filter(pk=person.pk).update(email="desk@example.org")
    person.refresh_from_db()
    response = ask(client, organisation, email="Desk@example.org")
    assert response.status_code == 422 and "serves a desk" in response.content.decode()
    _, secret = invitations.invite(organisation, "later@example.org", "reader", officer)
    User.objects.filter(pk=person.pk).update(email="later@example.org")
    if kind == "superuser":
        make_second_factor(person)
    assert sign_in(person).post(reverse("invitation", args=[secret])).status_code in (403, 410)
    with pytest.raises(ValueError):
        join_organisation(person, organisation, "officer", TODAY)
    assert organisation.memberships.count() == 1


def test_who_acts_for_a_cso_comes_to_serve_no_desk(officer):
    with pytest.raises(ValueError):
        join_organisation(officer, make_organisation(kind="desk"), "officer", TODAY)


def test_an_invitation_nobody_confirmed_is_gone_after_a_week(organisation, registrars):
    proposed(organisation, registrars[0])
    assert invitations.forget_proposals() == 0
    InvitationProposal.objects.update(proposed_at=clock.now() - timedelta(days=7))
    assert invitations.forget_proposals() == 1
