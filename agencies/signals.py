"""Upward news of this floor: `agency_changed` (with `agency`) from actions.standing, `concern_raised` (with `concern`),
`agencies_merged` (with `agency`, the one that stays, and the `moment`) from actions.merging.

All are sent inside the transaction of the change, so that what hears them writes in the same one.
"""

from django.dispatch import Signal

agency_changed = Signal()
concern_raised = Signal()
agencies_merged = Signal()
