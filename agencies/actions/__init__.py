"""Every write of the registry that means something: one verb each, one transaction each, all ending in reassess."""

from agencies.actions.evidence import Item, disclose_fees, vouch_for, withdraw_vouch
from agencies.actions.gravity import close_concern, impose_sanction, lift_sanction, open_concern, raise_concern
from agencies.actions.payments import Part, publish_payment_figure
from agencies.actions.refused import Refused
from agencies.actions.registration import (
    claim_agency,
    correct_agency,
    correct_contacts,
    grant_licence,
    name_agency,
    register_agency,
    set_contacts,
)
from agencies.actions.standing import reassess, reassess_due, reassess_many
from agencies.actions.vouching import Word, declare_tie, drop_draft, give_vouch, save_draft

__all__ = [
    "Item",
    "Part",
    "Refused",
    "Word",
    "claim_agency",
    "close_concern",
    "correct_agency",
    "correct_contacts",
    "declare_tie",
    "disclose_fees",
    "drop_draft",
    "give_vouch",
    "grant_licence",
    "impose_sanction",
    "lift_sanction",
    "name_agency",
    "open_concern",
    "publish_payment_figure",
    "raise_concern",
    "reassess",
    "reassess_due",
    "reassess_many",
    "register_agency",
    "save_draft",
    "set_contacts",
    "vouch_for",
    "withdraw_vouch",
]
