"""The worker's pages of reviews: type the card's code, tell the journey, take a report back. No account and no cookie.

Exempt from CSRF tokens on purpose, as the pages of introductions are: they ask no session anything, and the digits that are
typed are the only power they have. Floods are held off by QuietForm and foundation.limits.
"""

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from agencies.actions.reviews import already_sent, card_batch, send_review, withdraw_review
from agencies.review_forms import CardForm, ReviewForm, TakeBackForm
from agencies.review_wording import REFUSALS
from agencies.rules.review_refusals import ReviewRefused
from foundation import clock, codes, limits

WINDOW = 600
# Thirty people of one village may report over one network. Of ten thousand cards, so many guesses an address find one in a
# month.
TRIES_A_CLIENT = 180
# Cards that are none, an address and window: a village's slips of the finger, and no more guesses.
WRONG_A_CLIENT = 30


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review_door(request):
    """The digits of a card, for those who do not scan it."""
    form = CardForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _door(request, form, 422 if form.is_bound else 200)
    if not _may_try(request):
        return _busy(request, form)
    try:
        card_batch(form.cleaned_data["code"], clock.today())
    except ReviewRefused as refused:
        _note_wrong(request)
        return _door(request, form, 404, refused)
    return redirect("review", codes.normalise(form.cleaned_data["code"]))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request, code):
    """One report for one card; sent, its answer is the page with the receipt code, which stands nowhere else."""
    today, language = clock.today(), get_language() or "en"
    if not _may_try(request):
        return _busy(request, CardForm())
    submission = request.POST.get("submission", "")[:40]
    try:
        batch = card_batch(code, today)
    except ReviewRefused as refused:
        receipt = already_sent(code, submission) if submission else None
        if not receipt:
            _note_wrong(request)
        return _sent(request, receipt, again=True) if receipt else _door(request, CardForm(), 404, refused)
    form = ReviewForm(request.POST or None, today=today, language=language, corridor=batch.corridor)
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, send_review(code, form.report(), form.cleaned_data["submission"], today))
        except ReviewRefused as refused:
            return _door(request, CardForm(), 409, refused)
    context = {"form": form, "code": codes.normalise(code)}
    return render(request, "agencies/review.html", context, status=422 if form.is_bound else 200)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review_withdraw(request):
    """Take a report back with its receipt code; the code travels in the body of a POST only."""
    form = TakeBackForm(request.POST or None)
    context = {"form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "agencies/review_withdraw.html", context, status=422 if form.is_bound else 200)
    if not _may_try(request):
        return render(request, "agencies/review_withdraw.html", {**context, "busy": True}, status=429)
    if not withdraw_review(form.cleaned_data["code"]):
        return render(request, "agencies/review_withdraw.html", {**context, "not_found": True}, status=404)
    return render(request, "agencies/review_withdraw.html", {"done": True})


def _may_try(request) -> bool:
    client = limits.client_key(request)
    if limits.is_spent("agencies.review.wrong", client, limit=WRONG_A_CLIENT, seconds=WINDOW):
        return False
    return limits.allow("agencies.review", client, limit=TRIES_A_CLIENT, seconds=WINDOW)


def _note_wrong(request) -> None:
    limits.allow("agencies.review.wrong", limits.client_key(request), limit=WRONG_A_CLIENT, seconds=WINDOW)


def _door(request, form, status, refused: ReviewRefused | None = None):
    context = {"form": form, "refused": REFUSALS[refused.reason] if refused else ""}
    return render(request, "agencies/review_door.html", context, status=status)


def _busy(request, form):
    """Nothing was sent; the browser's way back still holds what was typed."""
    response = render(request, "agencies/review_door.html", {"form": form, "busy": True}, status=429)
    response["Retry-After"] = str(limits.seconds_left(WINDOW))
    return response


def _sent(request, receipt: str, again: bool = False):
    return render(request, "agencies/review_sent.html", {"receipt": receipt, "again": again})
