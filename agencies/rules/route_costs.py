"""How many people who told cost and pay may enter the published cost of a route now. Plain Python; docs/reviews.md argues it."""

from agencies.rules.review_figures import Shown, is_safe, may_enter


def may_join(figure: Shown, waiting: int, reports: int) -> int | None:
    """The most of those waiting that may enter the route's figure; None = it stays as it was published.

    reports: the reports in the route's published blocks that tell every fee, which stand on public pages. Those of them
    that told no pay must be nobody or five and more as well, so some may have to wait for the next lot.
    """
    for count in range(waiting, -1, -1):
        if may_enter(figure, count) and is_safe(reports - figure.members - count):
            return count
    return None
