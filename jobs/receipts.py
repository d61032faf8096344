"""Receipt codes of introductions: shown to the worker once, kept only as a keyed hash. jobs.introductions calls this."""

from foundation import receipts

_SALT = "jobs.receipts"


def submission_key(submission: str, opening_id: int) -> str:
    """What a form's one-time key becomes in the table: bound to the opening, and not to be turned back (64 hex)."""
    return receipts.submission_key(_SALT, submission, str(opening_id))


def receipt_code(submission: str, opening_id: int) -> str:
    """The 16 digits for a submission: the same again when the same page is sent twice, unguessable without our key."""
    return receipts.receipt_code(_SALT, submission, str(opening_id))


def receipt_hash(code: str) -> str:
    """What is stored of a code (64 hex)."""
    return receipts.receipt_hash(_SALT, code)


def receipt_hashes(code: str) -> list[str]:
    """The hashes a code may be stored under: with today's key and with the keys before it."""
    return receipts.receipt_hashes(_SALT, code)
