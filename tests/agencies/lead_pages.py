"""What tests of reports and of adverts share: forms as a page carries them, a planted word, the code on the answer."""

import re
from datetime import date

from django.db import connection

TODAY = date(2026, 11, 22)
MARKER = "KRATHONG-PLANTED-9471"


def page_key(client, address) -> dict:
    """The hidden fields of a form as the page carries them."""
    text = client.get(address).content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("stamp", "submission")}


def sent(client, address, **typed):
    return client.post(address, {**page_key(client, address), **typed})


def code_on(response) -> str:
    return re.search(r'class="receipt"><bdi>([0-9 \u00a0]+)<', response.content.decode())[1]


def dump() -> str:
    """Every cell of every table, as a thief of the database would read it."""
    with connection.cursor() as cursor:
        told = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            told.append(str(cursor.fetchall()))
    return "".join(told)
