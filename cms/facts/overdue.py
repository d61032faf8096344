"""What must be looked at again: facts and pages past their review date. The report, the panel and the letter ask here."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from wagtail.models import Page

from cms.facts.words import NAMES
from cms.models import EditedPage
from corridors.actions import REVIEW_MONTHS_ELSE, months_after
from corridors.files import FILES

PAGES = "pages"


@dataclass(frozen=True)
class Overdue:
    """One line: `kind` is the name of a file, or PAGES; `due` None = it was never dated; `country` may be blank."""

    kind: str
    pk: int
    title: str
    country: str
    due: date | None
    checked: date | None

    @property
    def name(self):
        """The kind in words."""
        return NAMES.get(self.kind, self.kind)

    @property
    def url(self) -> str:
        if self.kind == PAGES:
            return reverse("wagtailadmin_pages:edit", args=[self.pk])
        return reverse("facts_fact", args=[self.kind, self.pk])


def overdue_on(today: date, kinds=(), country: str = "", days: int = 0) -> list[Overdue]:
    """Those past their date by at least `days`, the longest first, what was never dated before all."""
    found = []
    for file in FILES:
        if file.model is not None and (not kinds or file.name in kinds):
            found += _facts(file, today - timedelta(days=days), country)
    if (not kinds or PAGES in kinds) and not country:
        found += _pages(today - timedelta(days=days))
    return sorted(found, key=lambda one: (one.due or date.min, str(one.kind), one.title))


def _facts(file, before: date, country: str) -> list[Overdue]:
    model = file.model
    names = {field.name for field in model._meta.fields}
    places = [n for n in ("country", "origin", "destination") if n in names]
    if "corridor" in names:
        places = ["corridor__origin", "corridor__destination"]
    rows = model.objects.current().filter(Q(review_on=None) | Q(review_on__lt=before))
    # What ended is history: nobody needs to look whether it still holds.
    rows = rows.filter(Q(last_day=None) | Q(last_day__gte=before))
    if country and places:
        wanted = Q()
        for place in places:
            wanted |= Q(**{place: country})
        rows = rows.filter(wanted)
    told = rows.values_list("pk", "key", "review_on", "checked_on", *places)
    return [
        Overdue(
            file.name,
            pk,
            " · ".join(part for part in key.split("|") if part),
            "-".join(p for p in where if p),
            due,
            checked,
        )
        for pk, key, due, checked, *where in told
    ]


def _pages(before: date) -> list[Overdue]:
    """Live pages past their day, which editors' pages know themselves; others are looked at a year after their publication."""
    found = []
    for page in Page.objects.live().filter(depth__gt=1).order_by("pk").specific(defer=False):
        since = page.last_published_at or page.first_published_at or page.latest_revision_created_at
        checked = page.checked_since if isinstance(page, EditedPage) else since and since.date()
        due = (
            page.look_again_on
            if isinstance(page, EditedPage)
            else checked and months_after(checked, REVIEW_MONTHS_ELSE)
        )
        if due is not None and due < before:
            found.append(Overdue(PAGES, page.pk, page.get_admin_display_title(), "", due, checked))
    return found
