"""News of corridors/ for the floors above: sent by corridors.actions alone, inside the transaction of the change."""

from django.dispatch import Signal

# Sent with `corridor`: a Corridor whose own facts changed, or None when a rate, a wage or a ceiling did.
corridor_changed = Signal()
# Sent with `destination`, the code of a country whose rights changed. No figure rests on them.
rights_changed = Signal()
# Sent when any helpline changed.
helplines_changed = Signal()
