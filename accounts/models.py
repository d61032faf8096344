"""Who is here: users, organisations, and who acts for which organisation from when to when."""

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in, by user name or e-mail. Jobseekers need no account."""

    username = models.CharField(_("user name"), max_length=60, unique=True, validators=[UnicodeUsernameValidator()])
    email = models.EmailField(_("e-mail"), blank=True)
    first_name = None
    last_name = None
    called = models.CharField(_("name to be called by"), max_length=80, blank=True)
    example = models.BooleanField(default=False, help_text=_("Made by the demo; refused in production."))

    class Meta(AbstractUser.Meta):
        constraints = [
            models.UniqueConstraint(models.functions.Lower("email"), condition=~Q(email=""), name="one_user_an_email"),
        ]

    def get_full_name(self) -> str:
        """The name to be called by, else the user name."""
        return self.called or self.username

    def get_short_name(self) -> str:
        """The same as get_full_name: we hold no other name."""
        return self.get_full_name()

    def live_memberships(self, today):
        """This user's memberships in force on that day, with their organisations."""
        return self.memberships.live(today).select_related("organisation")


class Organisation(models.Model):
    """A body that people act for here: a CSO, an agency, a brand, or a desk of this site."""

    class Kind(models.TextChoices):
        CSO = "cso", _("civil-society organisation")
        AGENCY = "agency", _("recruitment agency")
        BRAND = "brand", _("brand")
        DESK = "desk", _("desk of this site")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    country = models.CharField(_("country"), max_length=2, blank=True)
    example = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class MembershipQuerySet(models.QuerySet):
    def live(self, today):
        """Memberships in force on that day (until is exclusive)."""
        return self.filter(since__lte=today).filter(Q(until=None) | Q(until__gt=today))

    def looking(self, today):
        """Those in force on that day that show what the organisation does. A case worker sees its cases and no more."""
        return self.live(today).filter(role__in=Membership.LOOKING)


class Membership(models.Model):
    """One person's part in one organisation: its role, from a day, until (exclusive) a day."""

    class Role(models.TextChoices):
        OFFICER = "officer", _("officer")
        READER = "reader", _("reader")
        # At a desk of this site: works at cases and is no registrar. At a CSO: works at the cases handed to it.
        CASE_WORKER = "case_worker", _("case worker")

    LOOKING = (Role.OFFICER, Role.READER)

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=12, choices=Role.choices, default=Role.OFFICER.value)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="membership_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"], condition=Q(until=None), name="one_open_membership_an_organisation"
            ),
        ]

    def __str__(self):
        return f"{self.user} · {self.organisation}"


class InvitationQuerySet(models.QuerySet):
    def waiting(self, now):
        """Those that can still be accepted at that moment."""
        return self.filter(accepted_at=None, ended_at=None, expires__gt=now)


class Invitation(models.Model):
    """That somebody may join an organisation within seven days. The link's secret is kept only as a keyed hash.

    Once accepted or ended, the address it was sent to is gone from here.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=12, choices=Membership.Role.choices)
    email = models.EmailField(_("e-mail"), blank=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, related_name="+")
    # Where it takes two people: who asked for it.
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    invited_at = models.DateTimeField()
    expires = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                models.functions.Lower("email"),
                condition=Q(accepted_at=None, ended_at=None),
                name="one_open_invitation_a_person",
            ),
            models.CheckConstraint(condition=Q(expires__gt=F("invited_at")), name="invitation_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(ended_at=None), name="invitation_is_accepted_or_ended"
            ),
            models.CheckConstraint(
                condition=Q(proposed_by=None) | Q(invited_by=None) | ~Q(proposed_by=F("invited_by")),
                name="another_registrar_invites",
            ),
        ]

    def __str__(self):
        return f"{self.organisation_id} {self.role}"


class InvitationProposal(models.Model):
    """That a registrar asks for the first invitation to a CSO: no letter goes before a second one confirms.

    It is gone once that is decided, or after a week.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="invitation_proposals")
    role = models.CharField(_("role"), max_length=12, choices=Membership.Role.choices)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(max_length=8)
    proposed_by = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        ordering = ["proposed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                "organisation", models.functions.Lower("email"), name="one_proposed_invitation_a_person"
            ),
        ]

    def __str__(self):
        return f"{self.organisation_id} {self.role}"


class MemberSession(AbstractBaseSession):
    """A session as Django keeps it, and whose it is, so that people can see and end their own. No address, no device."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, null=True, blank=True, related_name="sessions")

    class Meta(AbstractBaseSession.Meta):
        pass

    @classmethod
    def get_session_store_class(cls):
        from accounts.sessions import SessionStore

        return SessionStore
