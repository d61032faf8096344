"""What people type at the members' desk and on the page of an invitation."""

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from foundation.plain import PlainCharField

# How a registrar made sure that the person is who they say. The words are the trail's.
IDENTITY_CHECKS = [
    ("met", _("I met this person and know them.")),
    ("video", _("I saw this person in a video call and know them.")),
    ("called_back", _("I called this person back on a number we had before.")),
    ("officer", _("Another officer of the organisation, whom I know, confirmed it when I called.")),
]


class EnrolForm(forms.Form):
    """The organisation of an agency, before anybody of it is here."""

    name = PlainCharField(label=_("Name of the agency"), max_length=200)

    def clean_name(self):
        """On one line, with letters."""
        name = " ".join(self.cleaned_data["name"].split())
        if not any(sign.isalnum() for sign in name):
            raise forms.ValidationError(_("Write a name with letters."))
        return name


class InviteForm(forms.Form):
    """Whom to invite, as what, and in which language the letter is."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Membership.Role.choices,
        help_text=_("An officer acts for the organisation and invites others. A reader only looks."),
    )
    language = forms.ChoiceField(label=_("Language of the letter"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = settings.LANGUAGES
        self.fields["language"].initial = get_language()


class NewAccountForm(forms.Form):
    """User name and password of somebody who was invited and has no account yet."""

    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        help_text=_("Others in your organisation see it. It need not be your real name."),
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )
    password1 = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        help_text=_("At least 12 characters. Three or four words that do not belong together are good."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Password again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_username(self):
        """Allowed signs, and not taken."""
        return get_adapter().clean_username(self.cleaned_data["username"])

    def clean(self):
        """Twice the same, and strong enough for allauth's and Django's validators."""
        cleaned = super().clean()
        first, again = cleaned.get("password1"), cleaned.get("password2")
        if first and again and first != again:
            self.add_error("password2", _("This is not the same as the first."))
        elif first:
            try:
                get_adapter().clean_password(first, User(username=cleaned.get("username", ""), email=self.email))
            except forms.ValidationError as wrong:
                self.add_error("password1", wrong)
        return cleaned


class ResetFactorForm(forms.Form):
    """How the registrar made sure who asks."""

    checked = forms.ChoiceField(label=_("How do you know who asks?"), choices=IDENTITY_CHECKS, widget=forms.RadioSelect)
