"""The worker's pages of an introduction: the letter, its receipt, and reading the answer. No account and no cookie.

These views are exempt from CSRF tokens on purpose. A CSRF token protects a power the browser carries by itself, a session;
these pages ask no session anything. What is typed into them is the only power they have: a letter, or a receipt code.
Floods are held off by the signed time of QuietForm and by foundation.limits.
"""

from datetime import timedelta

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from agencies.actions.leads import by_receipt, withdraw_lead
from corridors.notices import notice_of
from foundation import clock, limits
from jobs import introductions
from jobs.forms import IntroduceForm
from jobs.introduction_models import DAYS_UNTIL_CLOSED, Introduction, Outcome
from jobs.introductions import IntroductionRefused, Refusal
from jobs.showing import opening_or_404
from jobs.titles import titles_of

HOUR = 3600
# Many phones share one address behind a mobile operator, so a client may send more than one person would. An agency's
# count starts anew each hour: a flood from a few addresses must not silence it for a day.
LETTERS_A_CLIENT, LETTERS_AN_AGENCY = 20, 150
# What each refusal looks like to a browser: gone, or there but not possible.
_STATUS = {Refusal.HIDDEN: 410}


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def introduce(request, public_id):
    """The letter to an agency; sent, its answer is the page with the receipt code, which stands nowhere else.

    The code is shown by the POST itself, because after a redirect it would have to be in an address or a cookie.
    """
    opening = opening_or_404(public_id)
    today = clock.today()
    form = IntroduceForm(request.POST or None, agency=_agency_name(opening), language=get_language() or "en")
    if request.method == "POST" and form.is_valid():
        submission = form.cleaned_data["submission"]
        code = introductions.already_sent(opening, submission)
        if code:
            return _sent_again(request, opening, form, code, today)
        if busy := _too_many(request, opening):
            return _busy(request, opening, form, busy)
        try:
            code = introductions.introduce(opening, form.letter(), submission, today)
        except IntroductionRefused as refused:
            return _refused(request, opening, refused.code)
        return render(request, "jobs/introduced.html", _introduced_context(opening, code, today))
    if why := introductions.refusal(opening, today):
        return _refused(request, opening, why)
    status = 422 if form.is_bound else 200
    return render(request, "jobs/introduce.html", _form_context(opening, form, today), status=status)


def _form_context(opening, form, today) -> dict:
    notice = notice_of(opening.corridor, today, get_language() or "en")
    return {"opening": opening, "form": form, "title": _title(opening), "notice": notice}


def _introduced_context(opening, code: str, today) -> dict:
    closes = today + timedelta(days=DAYS_UNTIL_CLOSED)
    return {"opening": opening, "title": _title(opening), "code": code, "today": today, "closes": closes}


def _sent_again(request, opening, form, code: str, today):
    """The receipt of a page that was sent before; other words than those the agency has are never passed over."""
    sent = introductions.letter_sent(opening, form.cleaned_data["submission"])
    context = _introduced_context(opening, code, today)
    context["old_words"] = sent is not None and sent != form.letter()
    context["taken_back"] = sent is None
    return render(request, "jobs/introduced.html", context, status=409 if context["taken_back"] else 200)


def _title(opening):
    return titles_of([opening], get_language() or "en")[opening.pk]


def introduction_of_receipt(request, asked):
    """The page of an introduction under a receipt code, None when the code is no introduction's. For the receipt door."""
    today = clock.today()
    introduction = introductions.by_receipt(asked.code, today)
    if introduction is None:
        return None
    if asked.step == "withdraw":
        introductions.withdraw(introduction, today)
        introduction.refresh_from_db()
    return render(request, "jobs/receipt_read.html", _receipt_context(introduction, asked, today))


def lead_of_receipt(request, asked):
    """A report or an advert under a receipt code: whether a person looks, and taking the words back. For the door."""
    today = clock.today()
    lead = by_receipt(asked.code, today)
    if lead is None:
        return None
    if asked.step == "withdraw":
        lead = withdraw_lead(lead, today)
    context = {"lead": lead, "code": asked.code, "confirm": asked.step == "ask" and lead.words}
    return render(request, "agencies/report_read.html", context)


def _receipt_context(introduction: Introduction, asked, today) -> dict:
    answer = introductions.answer_of(introduction)
    is_open = introduction.state == Introduction.State.OPEN
    return {
        "introduction": introduction,
        "title": _title(introduction.opening),
        "state": introduction.state,
        "waits": is_open and today < introduction.closes,
        "letter": introductions.letter_of(introduction),
        "answer": answer,
        "outcome": Outcome(answer.outcome).label if answer else "",
        "code": asked.code,
        "confirm": asked.step == "ask" and introduction.state != Introduction.State.WITHDRAWN,
        "still_shown": introductions.refusal(introduction.opening, today) is None,
    }


def _too_many(request, opening) -> str:
    """A sentence when one more letter may not be sent this hour, "" when it may. Counted by client and by agency; the
    client first, so that one flood does not use up an agency's hour.
    """
    if not limits.allow("jobs.introduce", limits.client_key(request), limit=LETTERS_A_CLIENT, seconds=HOUR):
        return _("Very many letters came from your network in this hour. Yours was not sent yet.")
    if not limits.allow("jobs.introduce.agency", str(opening.agency_id), limit=LETTERS_AN_AGENCY, seconds=HOUR):
        return _("Very many letters came to this agency in this hour. Yours was not sent yet.")
    return ""


def _busy(request, opening, form, sentence: str):
    """The same page with every word still in it, and how long to wait; nothing of the letter was kept."""
    wait = limits.seconds_left(HOUR)
    context = {**_form_context(opening, form, clock.today()), "busy": sentence, "minutes": -(-wait // 60)}
    response = render(request, "jobs/introduce.html", context, status=429)
    response["Retry-After"] = str(wait)
    return response


def _refused(request, opening, why: Refusal):
    if why is Refusal.HIDDEN:
        return _to_its_page(opening) if request.method in ("GET", "HEAD") else _fell(request, opening)
    return render(request, "jobs/introduce_refused.html", {"opening": opening, "why": why.value}, status=200)


def _to_its_page(opening):
    """The opening's own page says why it is not shown."""
    return redirect("opening", opening.public_id)


def _fell(request, opening):
    return render(request, "jobs/introduce_refused.html", {"opening": opening, "why": "hidden"}, status=410)


def _agency_name(opening) -> str:
    return opening.agency.name if opening.agency else ""
