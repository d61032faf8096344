"""The agency's desk: introductions sent to it, one letter at a time, and its answer. Officers of that agency only."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from foundation import clock
from foundation.contacts import ReplyBy
from jobs import introductions
from jobs.consent import consent_text
from jobs.desk_tables import introduction_table, state_of
from jobs.forms import AnswerForm
from jobs.introduction_models import Introduction, Outcome
from jobs.permissions import handles_introduction
from reference.names import language_name


@login_required
@never_cache
def show_introductions(request):
    """All introductions of the agencies this user is an officer of: waiting ones first, oldest first."""
    today = clock.today()
    return introduction_table(request, today).answer("jobs/introductions.html")


@login_required
@never_cache
def show_introduction(request, pk):
    """Read one letter (recorded each time) and answer it. Other agencies' people find nothing here."""
    today = clock.today()
    kept = Introduction.objects.kept(today).select_related("opening", "agency__organisation")
    introduction = get_object_or_404(kept, pk=pk)
    if not handles_introduction(request.user, introduction):
        raise Http404
    context = {"introduction": introduction, "state": state_of(introduction, today)}
    if not introductions.may_be_read(introduction, today):
        return render(request, "jobs/introduction.html", {**context, "withheld": True}, status=403)
    is_open = introduction.state == Introduction.State.OPEN and today < introduction.closes
    way = introductions.reply_way(introduction)
    form = AnswerForm(request.POST or None, reply_by=way) if is_open else None
    if request.method == "POST":
        if form is None:
            messages.warning(request, _("This introduction is closed. Your answer was not sent."))
            return redirect("introduction", pk)
        if form.is_valid():
            return _answer(request, introduction, form, today)
    letter = introductions.read_letter(introduction, request.user, today)
    answer = introductions.answer_of(introduction)
    context |= {
        "letter": letter,
        "reply_by": ReplyBy(letter.reply_by).label if letter else "",
        "letter_language": language_name(letter.language, get_language() or "en") if letter else "",
        "consent": consent_text(introduction.agency.name, introduction.consent),
        "answer": answer,
        "outcome": Outcome(answer.outcome).label if answer else "",
        "form": form,
    }
    return render(request, "jobs/introduction.html", context, status=422 if form and form.is_bound else 200)


def _answer(request, introduction, form, today):
    try:
        introductions.answer(introduction, form.reply(), request.user, today)
        messages.success(request, _("Your answer is sealed. The worker reads it with the receipt code."))
    except introductions.NoLongerOpen:
        messages.warning(request, _("This introduction is closed. Your answer was not sent."))
    return redirect("introduction", introduction.pk)
