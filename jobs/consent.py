"""What a worker agrees to when asking to be introduced, word for word and by version. Forms and letters call this."""

from django.utils.translation import gettext_lazy as _

# A version once used is never rewritten: a changed text gets the next number and becomes the current one.
CONSENTS = {
    1: _(
        "Give my name, my contact and my message to %(agency)s, and to nobody else. "
        "I can take them back with my receipt code. "
        "They are deleted 30 days after the answer, or after 60 days without one."
    ),
}
CURRENT_CONSENT = 1


def consent_text(agency: str, version: int = CURRENT_CONSENT) -> str:
    """The sentence a worker agrees to, in the reader's language, with the agency's name in it."""
    return str(CONSENTS[version]) % {"agency": agency}
