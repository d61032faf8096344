"""Asking for help in three short steps, without an account, a cookie or a script. Nothing is kept until it is sent.

Earlier answers travel in the form itself, so that a step back loses nothing and no address holds them. Exempt from CSRF
tokens like all forms that carry no session's power; see jobs.introduction_views.
"""

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from corridors.lines import lines_for
from foundation import clock, limits
from foundation.quiet import QUIET_NAMES
from support.actions.asking import AskedBefore, ask_for_help
from support.forms import TAKEN_BACK, HowForm, WhatForm, WhereForm, WriteForm, letter_of

HOUR, ASKED_A_CLIENT = 3600, 20
STEPS = (WhatForm, WhereForm, HowForm)


@csrf_exempt
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """`step` of a POST says which step to show next (1 to 3) or `send`; what is missing shows its own step first."""
    if request.method != "POST":
        return _page(request, 1, WhatForm(), {})
    told = request.POST
    step = told.get("step", "1")
    wanted = len(STEPS) + 1 if step == "send" else int(step) if step in ("1", "2", "3") else 1
    filled = [form(told) for form in STEPS[: wanted - 1]]
    for number, form in enumerate(filled, 1):
        if not form.is_valid():
            return _page(request, number, form, told, status=422)
    if wanted <= len(STEPS):
        form = STEPS[wanted - 1]
        return _page(
            request, wanted, form(initial={name: told[name] for name in form.base_fields if name in told}), told
        )
    if not limits.allow("support.ask", limits.client_key(request), limit=ASKED_A_CLIENT, seconds=HOUR):
        return _page(request, len(STEPS), filled[-1], told, status=429, minutes=-(-limits.seconds_left(HOUR) // 60))
    return _send(request, *filled)


def _send(request, what: WhatForm, where: WhereForm, how: HowForm):
    """The receipt is shown by the POST itself: after a redirect it would have to be in an address or a cookie."""
    told = {**what.cleaned_data, **where.cleaned_data, **how.cleaned_data}
    try:
        code = ask_for_help(
            told["request"],
            told["country"],
            (get_language() or "en")[:2],
            letter_of(what, where, how),
            told["phrase"],
            told["submission"],
            clock.today(),
        )
    except AskedBefore as before:
        return _asked_before(request, before, what, where, how)
    context = {"code": code, "phrase": bool(told["phrase"]), "on_site": not told["contact"]}
    return render(request, "support/asked.html", context)


def _asked_before(request, before: AskedBefore, *forms):
    """The receipt of a page that was sent before; what was changed since is in a form that sends it as a message."""
    how = forms[-1]
    if not before.case.letter:
        how.send_anew()
        how.add_error(None, TAKEN_BACK)
        return _page(request, len(STEPS), how, request.POST, status=422)
    changed = [(form, name) for form in forms for name in form.fields if name in before.changed - {"phrase"}]
    context = {
        **again_context(before, "\n".join(filter(None, (_say_changed(form, name) for form, name in changed)))),
        "typed": how.cleaned_data["phrase"],
        "phrase": bool(before.case.phrase),
        "on_site": not before.first.get("contact"),
    }
    return render(request, "support/asked.html", context)


def again_context(before: AskedBefore, words: str) -> dict:
    """What a receipt says of a page sent again with other words, and these words as the message they can be sent as."""
    return {
        "code": before.code,
        "again": True,
        "other_phrase": "phrase" in before.changed,
        "write": WriteForm(initial={"words": words}) if words else None,
    }


def _say_changed(form, name: str) -> str:
    """One changed answer as a line of a message, "" when it was emptied."""
    value = form.cleaned_data[name]
    if not value or name == "words":
        return value
    shown = dict(getattr(form.fields[name], "choices", ())).get(value, value)
    return f"{form.fields[name].label} – {shown}"


def _page(request, number: int, form, told, status: int = 200, minutes: int = 0):
    language = get_language() or "en"
    lines = lines_for(language, clock.today()) if number == 1 else []
    others = [each for place, each in enumerate(STEPS, 1) if place != number]
    carried = [
        (name, told[name]) for each in others for name in each.base_fields if name in told and name not in QUIET_NAMES
    ]
    context = {
        "form": form,
        "number": number,
        "last": number == len(STEPS),
        "before": number - 1,
        "following": number + 1,
        "steps": len(STEPS),
        "carried": carried,
        "mine": [line for line in lines if language in line.languages] or lines,
        "minutes": minutes,
    }
    response = render(request, "support/ask.html", context, status=status)
    if status == 429:
        response["Retry-After"] = str(minutes * 60)
    return response
