"""Upward news of this floor: `cso_changed` is sent by partners.actions with `cso`, and heard in agencies."""

from django.dispatch import Signal

cso_changed = Signal()
