"""Who wants the weekly letter on facts and pages to look at again, and that nobody gets it twice in a week.

cms.facts.digest writes the letter and asks here; the editors' screen turns it on and off.
"""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from corridors import permissions
from corridors.proposal_models import ReviewLetter


def wants_letters(user) -> bool:
    """Whether this person gets the letter."""
    return ReviewLetter.objects.filter(user=user).exists()


def choose_letters(user, wanted: bool) -> None:
    """Turn the letter on or off. Raises PermissionDenied for those who may not read facts."""
    if not permissions.may_read(user):
        raise PermissionDenied(_("You may not do this with facts of migration."))
    if wanted:
        ReviewLetter.objects.get_or_create(user=user)
    else:
        ReviewLetter.objects.filter(user=user).delete()


def waiting(today: date) -> list[ReviewLetter]:
    """Those who have not been told this week and may still read facts."""
    monday = monday_of(today)
    rows = ReviewLetter.objects.select_related("user").exclude(told_week__gte=monday).order_by("pk")
    return [row for row in rows if permissions.may_read(row.user)]


def claim(letter: ReviewLetter, today: date) -> bool:
    """Count the letter as sent just before it is handed over: who is killed in between tells nobody twice."""
    monday = monday_of(today)
    return bool(ReviewLetter.objects.filter(pk=letter.pk).exclude(told_week__gte=monday).update(told_week=monday))


def give_back(letter: ReviewLetter) -> None:
    """The mail server did not take it: the next run tries again."""
    ReviewLetter.objects.filter(pk=letter.pk).update(told_week=letter.told_week)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())
