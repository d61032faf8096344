"""Upward news of this floor: `members_changed` is sent by accounts.actions with `organisation`, and heard in partners."""

from django.dispatch import Signal

members_changed = Signal()
