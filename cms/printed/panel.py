"""Staff's entry on printed guides: which could not be made, why in words, since when, and a button to try again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_required
from wagtail.admin.ui.components import Component

from cms.models import PrintedSheet
from cms.printed import making
from foundation.figures import format_day

MOST = 20


class PrintedPanel(Component):
    """On the first page of Wagtail's admin, only while something failed."""

    name = "printed"
    template_name = "cms/printed/panel.html"
    order = 130

    def get_context_data(self, parent_context):
        failed = PrintedSheet.objects.exclude(failed_since=None).select_related("corridor").order_by("failed_since")
        return {
            "failed": failed[:MOST],
            "count": failed.count(),
            "csrf_token": parent_context.get("csrf_token", ""),
        }


def anything_failed() -> bool:
    return PrintedSheet.objects.exclude(failed_since=None).exists()


@require_POST
@permission_required("wagtailadmin.access_admin")
def try_again(request, pk: int):
    """Make one sheet anew, now."""
    sheet = get_object_or_404(PrintedSheet.objects.select_related("corridor"), pk=pk)
    if making.refresh(sheet.corridor, sheet.form, sheet.language, anyway=True) == "failed":
        sheet.refresh_from_db()
        messages.error(request, _("It failed again. %(why)s") % {"why": sheet.get_failed_why_display()})
    else:
        day = format_day(making.sheet_of(sheet.corridor, sheet.form, sheet.language).facts_of, get_language() or "en")
        messages.success(request, _("The PDF is made, with the facts of %(day)s.") % {"day": day})
    return redirect("wagtailadmin_home")
