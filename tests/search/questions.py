"""Questions as people type them, for property tests: words of a document cut, joined, mistyped or in Zawgyi; filters."""

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from bench.openings import DESTINATIONS, OCCUPATIONS
from search.document import OpeningDocument
from search.query import OpeningQuery

ZAWGYI_COOK = "ထမင္းခ်က္"
SAID = (
    *(name for _, names in OCCUPATIONS for name in names),
    *(name for _, names in DESTINATIONS for name in names),
    ZAWGYI_COOK, "ေဆာက္လုပ္ေရး", "farmworker", "farm worker", "cooks in japan", "work", "the job", "งาน", "ကို", "H-2A", "က",
    "!!!", "zzzz", "six days a week", "Ébène", "x" * 60, "ທີ່", "ဆ ာ", "2", "meals",
)  # fmt: skip


def words_near(document: OpeningDocument) -> st.SearchStrategy[str]:
    """What somebody might type who looks for this document, or for another."""
    held = " ".join((*(title for _, title in document.titles), document.employer, document.text)).split()
    # Control characters and half pairs are taken out where a question is read, and no database row may hold a NUL.
    any_text = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=6)
    parts = st.one_of(st.sampled_from(SAID), st.sampled_from(held), st.sampled_from(held).map(str.upper), any_text)
    return st.lists(st.one_of(parts, parts.flatmap(_mistyped)), max_size=4).map(" ".join)


@st.composite
def _mistyped(draw, word: str) -> str:
    """One or two slips of a finger."""
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(word)))
        slip = draw(st.sampled_from(("lost", "more", "other", "turned", "joined")))
        letter = draw(st.sampled_from("aeklnorst"))
        before, after = word[:at], word[at:]
        word = {
            "lost": before + after[1:],
            "more": before + letter + after,
            "other": before + letter + after[1:],
            "turned": before + after[1:2] + after[:1] + after[2:],
            "joined": word.replace(" ", "", 1),
        }[slip]
    return word


def _some(*values: str):
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(sorted).map(tuple)


def questions(document: OpeningDocument) -> st.SearchStrategy[OpeningQuery]:
    """Questions of which many are answered by this document."""
    days = st.sampled_from((None, None, date(2026, 6, 1), date(2026, 9, 30), document.start))
    return st.builds(
        OpeningQuery,
        words=st.one_of(st.just(""), words_near(document)),
        origin=_some("MM", "KH", "ID", *document.origins),
        destination=_some("TH", "JP", document.destination),
        channel=_some("MOU", "EPS", document.channel),
        occupation=_some("5", "51", "9211", document.occupation[:1], document.occupation[:3], document.occupation),
        wage_from=st.sampled_from((None, None, Decimal(500), Decimal("1234.567891"), document.wage_usd)),
        cost_to=st.sampled_from((None, None, Decimal(0), Decimal("0.8"), document.cost_months)),
        start_from=days,
        start_to=days,
        housing=st.sampled_from((None, None, True, False)),
        agency=_some(*filter(None, ("000017", document.agency))),
        basis=_some("vetted_agency", "certified_order"),
    )
