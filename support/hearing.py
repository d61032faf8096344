"""Hears of grave reports from the registry: each opens a case at once, unpublished, in the same transaction."""

from foundation import clock
from support.actions.concerns import open_concern_case


def on_concern_raised(sender, concern, **kwargs) -> None:
    """A concern came in, from a report, from reviews or from a vouch gravely withdrawn."""
    open_concern_case(concern, clock.today())
