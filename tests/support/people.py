"""Helpers of the tests of cases: a day later, somebody signed in at the desk, and a case that was closed."""

import secrets
from datetime import date, timedelta

from django.test import Client

from support.actions import client as clients
from support.actions import handling
from tests.make import (
    TODAY,
    make_case,
)


def later(days: int) -> date:
    return TODAY + timedelta(days=days)


def at_desk(user) -> Client:
    browser = Client()
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def closed_case(worker, **given):
    case, code = make_case(**given)
    handling.answer(case, "Done.", secrets.token_urlsafe(16), worker, TODAY)
    handling.ask_to_close(case, worker, TODAY)
    clients.client_decides(case, True, TODAY)
    case.refresh_from_db()
    return case, code
