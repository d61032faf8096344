"""News of corridors/ for the floors above: sent by corridors.actions alone, inside the transaction of the change."""

from django.dispatch import Signal

# Sent with `corridor` (a Corridor, or None when a fact of several corridors changed: a rate, a wage, a ceiling).
corridor_changed = Signal()
