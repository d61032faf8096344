"""What tests of results and openings share: an index of what is visible, the text of a page, openings with a price."""

import html

from jobs.indexing import everything
from jobs.models import Opening
from search.engine import engine
from tests.make import make_disclosure, make_opening


def index() -> None:
    engine().rebuild(everything())


def page(client, address: str, **asked) -> str:
    """The text of a page that must answer 200."""
    response = client.get(address, asked)
    assert response.status_code == 200, response.status_code
    return html.unescape(response.content.decode())


def priced(*amounts, **given) -> Opening:
    """A visible opening of an agency that says what its workers pay."""
    opening = make_opening(**given)
    make_disclosure(opening.agency, opening.corridor, *amounts)
    return opening


def certified(**given) -> Opening:
    return make_opening(basis="certified_order", title="SHEEPHERDER", **given)
