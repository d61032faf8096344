"""What tests of the pages of reports share: what a worker types, how it is sent, the receipt on the answer."""

import re

from django.test import Client

from tests.agencies.lead_pages import page_key
from tests.make import make_second_factor, sign_in

LANGUAGES = ("en", "my", "km", "lo", "th")


def told(agency, corridor, /, **given) -> dict:
    return {
        "corridor": corridor.code,
        "agency": agency.public_id,
        "month": "2026-05",
        "fees": "all",
        "paid_recruitment_fee": "12,000",
        "receipt_recruitment_fee": "8000",
        "currency_recruitment_fee": "THB",
        "told_costs": "no",
        "same_job": "yes",
        **given,
    }


def send(client, card, data, keys=None):
    address = f"/en/review/{card}/"
    return client.post(address, {**(keys or page_key(client, address)), **data})


def receipt_on(response) -> str:
    found = re.search(r"(?:\d{4} ){3}\d{4}", response.content.decode())
    return found[0] if found else ""


def signed_in(user) -> Client:
    if not user.authenticator_set.exists():
        make_second_factor(user)
    return sign_in(user)
