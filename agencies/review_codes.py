"""Digits of review cards and of receipts, and the keyed hashes that are kept of them. agencies.actions.reviews calls it."""

from foundation import codes, receipts

CARD_DIGITS, RECEIPT_DIGITS = 12, 16
# A receipt is kept under another hash at each place, so that two places cannot be joined without the code itself.
WAITING, KEPT, WORDS = "waiting", "kept", "words"
_SALT = "agencies.reviews"


def new_card_codes(count: int) -> list[str]:
    """Fresh digits for cards, all different."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[codes.new_code(CARD_DIGITS)] = None
    return list(found)


def card_mark(code: str) -> str:
    """What is stored of a card (64 hex)."""
    return receipts.receipt_hash(f"{_SALT}/card", code)


def card_marks(code: str) -> list[str]:
    """The hashes a card may be stored under: with today's key and with those before it."""
    return receipts.receipt_hashes(f"{_SALT}/card", code)


def batch_key(submission: str) -> str:
    """What the one-time key of a CSO's form becomes in the table."""
    return receipts.submission_key(_SALT, submission, "batch")


def receipt_codes(submission: str, card: str) -> list[str]:
    """The 16 digits for a form sent with a card, today's key first: the same when the same page is sent twice."""
    return receipts.receipt_codes(_SALT, submission, card)


def receipt_mark(code: str, place: str) -> str:
    """What is stored of a receipt at one of WAITING, KEPT and WORDS."""
    return receipts.receipt_hash(f"{_SALT}/{place}", code)


def receipt_marks(code: str, place: str) -> list[str]:
    """The hashes a receipt may be stored under at that place."""
    return receipts.receipt_hashes(f"{_SALT}/{place}", code)
