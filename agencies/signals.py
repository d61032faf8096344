"""Upward news of this floor: `agency_changed` (with `agency`) from actions.standing, `concern_raised` (with `concern`).

Both are sent inside the transaction of the change, so that what hears them writes in the same one.
"""

from django.dispatch import Signal

agency_changed = Signal()
concern_raised = Signal()
