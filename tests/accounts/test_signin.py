"""The doors: one sign-in with a second factor, none beside it."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.demo.people import code_now
from tests.make import make_membership, make_second_factor, make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough pass phrase"


def sign_in(client, login: str, password: str = PASSWORD):
    return client.post("/en/account/login/", {"login": login, "password": password})


def test_a_member_signs_in_with_password_and_code(client):
    user = make_user(password=PASSWORD)
    make_membership(user=user)
    secret = make_second_factor(user)
    response = sign_in(client, user.username)
    assert response["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    response = client.post(response["Location"], {"code": code_now(secret)})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get("/en/desk/").status_code == 200


def test_the_email_signs_in_as_well(client):
    user = make_user(password=PASSWORD)
    make_second_factor(user)
    assert sign_in(client, user.email)["Location"] == reverse("mfa_authenticate")


def test_a_member_without_a_second_factor_is_led_to_set_one_up(client):
    user = make_membership().user
    client.force_login(user)
    response = client.get("/en/desk/")
    assert response["Location"] == reverse("mfa_activate_totp")
    assert client.get("/en/jobs/")["Location"] == reverse("mfa_activate_totp")


def test_staff_without_a_second_factor_do_not_reach_wagtails_admin(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert client.get("/admin/")["Location"] == reverse("mfa_activate_totp")


@pytest.mark.parametrize("path", ["/admin/account/", "/admin/pages/", "/en/desk/", "/en/jobs/?next=/en/account/"])
def test_no_address_slips_past_the_second_factor(client, path):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert client.get(path)["Location"] == reverse("mfa_activate_totp")


def test_the_address_counted_is_the_one_before_our_proxy(rf, settings):
    from accounts.adapter import AccountAdapter

    settings.PROXY_HOPS = 1
    seen = {
        AccountAdapter().get_client_ip(rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded))
        for forwarded in ("203.0.113.9", "198.51.100.7", "6.6.6.6, 203.0.113.9")
    }
    assert len(seen) == 2  # what the visitor claims in front of it does not count


@pytest.mark.parametrize("door", ["/admin/login/", "/admin/password_reset/"])
def test_wagtails_own_doors_do_not_sign_anybody_in(client, door):
    user = make_user(password=PASSWORD, is_staff=True, is_superuser=True)
    make_second_factor(user)
    response = client.post(door, {"username": user.username, "password": PASSWORD, "next": "/admin/"})
    assert response.status_code in (301, 302)
    assert "/account/" in response["Location"]
    assert "_auth_user_id" not in client.session


def test_the_sixth_wrong_password_is_refused_even_if_right(client):
    user = make_user(password=PASSWORD)
    for _ in range(5):
        assert sign_in(client, user.username, "wrong").status_code == 200
    sign_in(client, user.username)
    assert "_auth_user_id" not in client.session


def test_a_demo_account_does_not_sign_in_where_demos_are_refused(client, settings):
    user = make_user(password=PASSWORD, example=True)
    settings.PORTAL_DEMO = False
    sign_in(client, user.username)
    assert "_auth_user_id" not in client.session


def test_sign_in_needs_its_csrf_token():
    client = Client(enforce_csrf_checks=True)
    assert client.post("/en/account/login/", {"login": "x", "password": "y"}).status_code == 403


def test_the_address_that_limits_are_counted_by_is_not_an_address(rf):
    from accounts.adapter import AccountAdapter

    request = rf.get("/", REMOTE_ADDR="203.0.113.9")
    assert "203.0.113.9" not in AccountAdapter().get_client_ip(request)
    assert AccountAdapter().get_client_ip(request) == AccountAdapter().get_client_ip(request)


def test_who_is_signed_in_and_no_editor_is_told_so_at_the_admin_instead_of_going_round_in_circles(client):
    user = make_membership().user
    make_second_factor(user)
    client.force_login(user)
    assert client.get("/admin/", follow=True).status_code == 403
    client.logout()
    asked = client.get("/admin/", follow=True)
    assert asked.status_code == 200
    assert asked.redirect_chain[-1][0].endswith("/account/login/?next=%2Fadmin%2F")


@pytest.mark.parametrize("language", ["my", "km", "lo", "th"])
def test_what_the_libraries_say_in_a_form_is_said_in_the_language_of_the_page(client, language):
    page = client.post(f"/{language}/receipt/", {"code": ""}).content.decode()
    assert "errorlist" in page
    assert "This field is required." not in page
    door = client.post(f"/{language}/account/login/", {"login": "nobody", "password": "wrong"}).content.decode()
    assert "are not correct" not in door
    assert "Forgot your password?" not in door
    assert "Remember Me" not in door
