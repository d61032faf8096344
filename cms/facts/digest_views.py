"""Turns the weekly letter on and off for the person who presses the button."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cms.facts.policy import for_readers
from corridors import letters


@require_POST
@for_readers
def choose_letters(request):
    """`wanted` = yes or anything else."""
    wanted = request.POST.get("wanted") == "yes"
    letters.choose_letters(request.user, wanted)
    messages.success(request, _("You get the weekly letter.") if wanted else _("You get the weekly letter no more."))
    return redirect("wagtailadmin_home")
