"""The letter of an invitation: the only place where its link stands. The members' desk calls `send_invitation`."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Invitation

logger = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, secret: str, language: str) -> bool:
    """Send the link in the language; False when the mail server did not take the letter."""
    with override(language):
        told = {
            "organisation": invitation.organisation.name,
            "expires": invitation.expires,
            "link": settings.SITE_URL.rstrip("/") + reverse("invitation", args=[secret]),
            "site": settings.SITE_NAME,
        }
        letter = EmailMessage(
            subject=_("Invitation to %(site)s") % {"site": settings.SITE_NAME},
            body=render_to_string("accounts/invitation_letter.txt", told),
            to=[invitation.email],
        )
    try:
        return letter.send() > 0
    except (SMTPException, OSError) as error:
        # Its words hold an address.
        logger.warning("An invitation was not taken by the mail server: %s", type(error).__name__)
        return False
