"""From rows to facts to a verdict: may this opening be shown, until when, and if not, why not.

The opening page, the index and the introduction ask here; lists of openings use Opening.objects.visible.
"""

from datetime import date

from jobs.grounds import Grounds, grounds_on
from jobs.models import Opening
from jobs.rules import OpeningFacts, Verdict, visibility

# The columns facts_of reads; a test loads no other and counts the queries.
FACT_COLUMNS = (
    "state",
    "basis",
    "published_on",
    "apply_by",
    "channel",
    "job_order_number",
    "order_status",
    "order_from",
    "order_until",
    "names_foreign_recruiter",
    "agency_id",
    "corridor_id",
)


def facts_of(opening: Opening, grounds: Grounds) -> OpeningFacts:
    """What the rule needs of one opening."""
    pair = (opening.agency_id, opening.corridor_id)
    return OpeningFacts(
        state=opening.state,
        basis=opening.basis,
        published_on=opening.published_on,
        apply_by=opening.apply_by,
        channel=opening.channel,
        order_number=opening.job_order_number,
        order_status=opening.order_status,
        order_from=opening.order_from,
        order_until=opening.order_until,
        names_foreign_recruiter=opening.names_foreign_recruiter,
        vetted=pair in grounds.vetted,
        vetted_until=grounds.vetted.get(pair),
        route_closed=opening.corridor_id in grounds.closed,
        route_until=grounds.route_until.get(opening.corridor_id),
    )


def verdict_on(opening: Opening, today: date, grounds: Grounds | None = None) -> Verdict:
    """The verdict for today; `grounds` is read when not given."""
    return visibility(facts_of(opening, grounds or grounds_on(today)), today)
