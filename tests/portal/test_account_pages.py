"""All of allauth's pages stand in this site's frame and work under its strict policy."""

import re
from pathlib import Path

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from portal import borrowed_words
from tests.make import make_second_factor, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough pass phrase"

STRANGER = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
STRANGER += ["account_reset_password_from_key_done", "account_inactive", "account_email_verification_sent"]
SIGNED_IN = ["account_logout", "account_email", "account_change_password", "account_reauthenticate", "mfa_index"]
SIGNED_IN += ["mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn"]
WITH_FACTOR = ["mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_reauthenticate"]


def is_framed(response) -> str:
    """The body, after checking frame, language and policy."""
    assert response.status_code == 200, response.get("Location", response.status_code)
    body = response.content.decode()
    assert re.search(r'<html lang="en"', body) and 'class="skip"' in body and "site.css" in body
    assert body.count("<h1") == 1
    assert not re.search(r"\sstyle=|\son\w+=|<style", body)
    assert not re.search(r"<script(?![^>]*(src=\"/static/|type=\"application/json\"))", body)
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    return body


@pytest.fixture
def member(client):
    """Signed in through the form, and the password given once more, so that nothing asks for it again."""
    user = make_user(password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    assert client.post("/en/account/login/", {"login": user.username, "password": PASSWORD}).status_code == 302
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return user


@pytest.mark.parametrize("name", STRANGER)
def test_a_stranger_s_account_pages_are_framed(client, name):
    is_framed(client.get(reverse(name)))


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_member_s_account_pages_are_framed(client, member, name):
    is_framed(client.get(reverse(name)))


@pytest.mark.parametrize("name", WITH_FACTOR)
def test_pages_of_the_second_factor_are_framed(client, member, name):
    make_second_factor(member)
    RecoveryCodes.activate(member)
    is_framed(client.get(reverse(name)))


def test_the_second_step_is_framed_and_offers_a_way_back(client):
    user = make_user(password=PASSWORD)
    make_second_factor(user)
    client.post("/en/account/login/", {"login": user.username, "password": PASSWORD})
    body = is_framed(client.get(reverse("mfa_authenticate")))
    assert 'autocomplete="one-time-code"' in body and 'form="logout-from-stage"' in body


def test_the_secret_can_be_typed_where_no_camera_is(client, member):
    body = is_framed(client.get(reverse("mfa_activate_totp")))
    assert re.search(r'id="authenticator_secret"[^>]*value="[A-Z2-7]{16,}"', body)
    assert 'src="data:image/svg+xml' in body


def test_a_wrong_password_is_told_beside_the_form(client):
    body = is_framed(client.post("/en/account/login/", {"login": "nobody", "password": "wrong"}))
    assert 'role="alert"' in body


def test_a_reset_link_leads_to_a_framed_form_and_a_stale_one_says_so(client):
    user = make_user(password=PASSWORD)
    keys = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    response = client.get(reverse("account_reset_password_from_key", kwargs=keys), follow=True)
    assert 'type="password"' in is_framed(response)
    stale = client.get(reverse("account_reset_password_from_key", kwargs={**keys, "key": "stale-link"}))
    is_framed(stale)


# allauth's templates that a member meets and that we have not written anew.
MET = (
    "account/account_inactive", "account/base_reauthenticate", "account/email", "account/logout", "account/password_change",
    "account/password_reset_from_key", "account/password_reset_from_key_done", "account/reauthenticate",
    "mfa/reauthenticate", "mfa/recovery_codes/base", "mfa/recovery_codes/generate", "mfa/recovery_codes/index",
    "mfa/totp/activate_form", "mfa/totp/base", "mfa/totp/deactivate_form", "mfa/webauthn/add_form",
)  # fmt: skip
_TOLD = re.compile(
    r"""\{% trans(?:late)? ["'](.+?)["'] %\}|\{% blocktrans(?:late)?[^%]*%\}(.+?)\{% (?:plural|end)""", re.S
)


@pytest.mark.parametrize("name", MET)
def test_the_words_of_allauth_that_a_member_meets_are_in_our_catalogues(name):
    ours = (Path(borrowed_words.__file__)).read_text()
    ours = re.sub(r"""["']\s+["']""", "", ours)
    for one, other in _TOLD.findall(get_template(f"{name}.html").template.source):
        text = re.sub(r"\{\{ ?(\w+) ?\}\}", r"%(\1)s", one or other)
        assert text in ours, text


def test_signing_up_says_what_the_account_is_for_and_leads_to_saved_searches(client):
    body = is_framed(client.get(reverse("account_signup")))
    assert "An account for saved searches" in body and "you need no account" in body and "do not sign up here" in body
    told = {"username": "seeker", "email": "seeker@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(reverse("account_signup"), told)["Location"] == reverse("saved_searches")
    client.post(reverse("account_logout"))
    again = client.post(reverse("account_login"), {"login": "seeker", "password": PASSWORD})
    assert again["Location"] == reverse("saved_searches")


def test_a_forgotten_password_says_whom_to_ask(client):
    for name in ("account_reset_password", "account_reset_password_done"):
        body = is_framed(client.get(reverse(name)))
        assert "ask its officer, or the registrar who invited you" in body and "contact us" not in body


def test_a_security_key_is_offered_only_to_who_has_one(client):
    user = make_user(password=PASSWORD)
    make_second_factor(user)
    client.post("/en/account/login/", {"login": user.username, "password": PASSWORD})
    body = is_framed(client.get(reverse("mfa_authenticate")))
    assert "security key" not in body and "JavaScript" not in body


@pytest.mark.parametrize("language", ["en", "my", "km", "lo", "th"])
def test_a_form_without_its_token_is_told_how_to_send_it_again_and_nothing_is_echoed(language):
    client = Client(enforce_csrf_checks=True)
    typed = {"login": "PLANTED", "password": "PLANTED"}
    answer = client.post(f"/{language}/account/login/", typed)
    body = answer.content.decode()
    assert answer.status_code == 403 and "PLANTED" not in body and "CSRF" not in body
    assert f'<html lang="{language}"' in body and "site.css" in body and not answer.cookies
