"""What a person's consent allows on a day. Plain Python; models and actions of cms/ ask here."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class What(StrEnum):
    """What of a person may be published."""

    WORDS = "words"
    PICTURE = "picture"
    RECORDING = "recording"


class Lacks(StrEnum):
    """Why something may not be shown."""

    NO_CONSENT = "no_consent"
    WITHDRAWN = "withdrawn"
    RUN_OUT = "run_out"
    NOT_YET = "not_yet"
    NOT_TEXT = "not_text"
    NOT_PICTURE = "not_picture"
    NOT_RECORDING = "not_recording"
    NOT_HERE = "not_here"


@dataclass(frozen=True)
class Consent:
    """What somebody allowed: from when, until when (the last day), and what it covers."""

    given_on: date
    until: date | None
    withdrawn_on: date | None
    text: bool
    picture: bool
    recording: bool
    on_site: bool


def lacks(consent: Consent | None, today: date, what: What) -> Lacks | None:
    """Why words, a picture, or voice and film of this person may not stand on the site today; None when they may."""
    if consent is None:
        return Lacks.NO_CONSENT
    checks = (
        (consent.withdrawn_on is not None and consent.withdrawn_on <= today, Lacks.WITHDRAWN),
        (consent.until is not None and consent.until < today, Lacks.RUN_OUT),
        (consent.given_on > today, Lacks.NOT_YET),
        (not consent.on_site, Lacks.NOT_HERE),
        (what is What.PICTURE and not consent.picture, Lacks.NOT_PICTURE),
        (what is What.RECORDING and not consent.recording, Lacks.NOT_RECORDING),
        (what is What.WORDS and not consent.text, Lacks.NOT_TEXT),
    )
    return next((why for failed, why in checks if failed), None)
