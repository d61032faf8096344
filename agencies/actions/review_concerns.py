"""Raises a concern when published reports say that five workers and more met a sign of forced labour.

Asks the very counts that the agency's page shows, so that the concern tells nobody more than the page does.
"""

from collections.abc import Iterable
from datetime import date

from agencies.actions.gravity import raise_concern
from agencies.models import Concern, ReviewBlock, ReviewFigure
from agencies.rules.indicators import sign_in
from agencies.rules.review_figures import LEAST


def raise_from_figures(block: ReviewBlock, rows: Iterable[ReviewFigure], today: date) -> None:
    """Concerns for the signs in what was just published of a block, each once a block.

    Not while another of the same agency, route and sign is still looked into. The caller's transaction is the publication's.
    """
    live = Concern.objects.live().filter(agency=block.agency, corridor=block.corridor)
    known = set(live.values_list("indicator", flat=True))
    for row in rows:
        indicator = sign_in(row.subject, row.cells, LEAST)
        if indicator is None or indicator.value in known:
            continue
        raise_concern(
            block.agency,
            indicator=indicator.value,
            received=today,
            # Nothing to hide: whoever reads the page reads the same counts.
            submission=f"reviews/{block.pk}/{row.subject}",
            corridor=block.corridor,
        )
        known.add(indicator.value)
