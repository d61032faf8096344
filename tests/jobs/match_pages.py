"""What tests of /match/ share: an index, the text of a page, priced openings, the hits and the answers on it."""

import html
import re

from django.conf import settings

from jobs.indexing import everything
from search.engine import engine
from tests.make import make_disclosure, make_opening

LANGUAGES = [code for code, _ in settings.LANGUAGES]

PROFILE = {
    "prefer_occupation": ["5120", "9412"],
    "prefer_language": ["my", "th"],
    "origin": "MM",
    "destination": ["MY", "TH"],
    "cost_to": "0.5",
    "start_from": "2027-01-01",
    "start_to": "2027-03-31",
    "housing": "1",
    "basis": "vetted_agency",
    "wage_from": "300",
}
FIRST_HIT = '<article class="hit'


def index() -> None:
    engine().rebuild(everything())


def page(client, address: str = "/en/match/", **asked) -> str:
    """The text of a page that must answer 200."""
    response = client.get(address, asked)
    assert response.status_code == 200, response.status_code
    return html.unescape(response.content.decode())


def priced(amount, **given):
    """A visible opening of an agency that says what its workers pay, in baht."""
    opening = make_opening(**given)
    make_disclosure(opening.agency, opening.corridor, amount)
    return opening


def hits(text: str) -> list[str]:
    """The openings on a page, in order."""
    return [hit.split("</article>")[0] for hit in text.split(FIRST_HIT)[1:]]


def controls(text: str) -> set[tuple[str, str]]:
    """(name, value) of everything the form would send as it stands."""
    form = re.search(r'<form action="/\w\w/match/">.*?</form>', text, re.DOTALL)[0]
    inputs = [tag for tag in re.findall(r"<input [^>]*>", form) if 'type="hidden"' in tag or " checked" in tag]
    sent = {(re.search(r'name="([^"]*)"', tag)[1], re.search(r'value="([^"]*)"', tag)[1]) for tag in inputs}
    for name, options in re.findall(r'<select [^>]*name="([^"]*)">(.*?)</select>', form, re.DOTALL):
        sent |= {(name, value) for value in re.findall(r'value="([^"]*)" selected', options)}
    return {pair for pair in sent if pair[1]}
