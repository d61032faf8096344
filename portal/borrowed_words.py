"""Sentences of Django and allauth that people meet on our pages, in languages in which those have none of their own.

Nothing imports it: `makemessages` finds them here, and our catalogues are asked before the libraries' own.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

OF_FORMS = (
    _("This field is required."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Enter a valid date."),
    _("Enter a number."),
    _("Enter a whole number."),
    _("Enter a valid email address."),
    _("Null characters are not allowed."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)
OF_THE_DOOR = (
    _("Username or email"),
    _("Password"),
    _("Remember Me"),
    _("Forgot your password?"),
    _("The username and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("Authenticator code"),
    _("Code"),
    _("Incorrect code."),
    _("Email"),
    _("Password Reset"),
    _("Forgotten your password? Enter your email address below, and we'll send you an email allowing you to reset it."),
    _("Reset My Password"),
    _("Please contact us if you have any trouble resetting your password."),
)
