"""Pages kept on a phone: which may be, for how long, what a copy says of itself; the page to choose it and to undo it.

Nothing is kept before somebody presses the button on /phone/. A page is kept only when its view stands in MAY_BE_KEPT and
its address fits static/worker.js: two lists of what may, none of what may not. What members see is never kept.
"""

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from foundation import clock

# How many days a copy may be read at most. A job's own last day, when it comes earlier, ends its copy.
MAY_BE_KEPT = {"corridor_list": 90, "corridor": 90, "help": 90, "phone": 365, "opening": 14}
# What a copy needs to look like itself.
LOOK = ("site.css", "mark.svg", "phone.js")
ICONS = (("mark-192.png", "192x192", "any"), ("mark-512.png", "512x512", "any maskable"))


class KeptPages:
    """Middleware: tells the worker of a phone, which asks with X-Keep, until when it may keep a page and what to say of it.

    A view may shorten the time by `response.last_day_kept`, a date on which its page must be gone.
    """

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if "X-Keep" in request.headers:
            _say_how_long(request, response)
        return response


def _say_how_long(request, response) -> None:
    match = request.resolver_match
    days = MAY_BE_KEPT.get(match.view_name) if match else None
    if (
        days is None
        or response.status_code != 200
        or request.GET
        or request.method != "GET"
        or request.user.is_authenticated
    ):
        return
    today = clock.today()
    until = min(today + timedelta(days=days), getattr(response, "last_day_kept", None) or date.max)
    if until <= today:
        return
    line = render_to_string("portal/kept_line.html", {"kind": match.view_name, "today": today, "until": until})
    response["X-Kept-Line"] = quote(line.strip())
    # Days begin and end in Bangkok.
    response["X-Kept-At"], response["X-Kept-Until"] = _midnight(today), _midnight(until)


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00+07:00"


@require_safe
def show_phone(request):
    """Keep pages on this phone, see which are kept, forget them. `?page=` names one more page to keep."""
    own = f"/{get_language()}/"
    asked = request.GET.get("page", "")[:200]
    wanted = asked if _may_be_kept(asked) else ""
    paths = [reverse("phone"), reverse("help"), reverse("corridor_list"), *([wanted] if wanted else [])]
    context = {"paths": " ".join(dict.fromkeys(paths)), "wanted": wanted, "is_job": wanted.startswith(own + "jobs/")}
    return render(request, "portal/phone.html", context)


def _may_be_kept(path: str) -> bool:
    """Whether this is the address of a page that may be kept, in the language of the page that asks."""
    try:
        return path.startswith(f"/{get_language()}/") and resolve(path).view_name in MAY_BE_KEPT
    except Resolver404:
        return False


@csrf_exempt
@never_cache
@require_POST
def forget_phone(request):
    """Clear whatever this site left in this browser: copies, the worker, cookies. By a header, so no script is needed.

    No CSRF token, since nothing on the server changes and no session is needed; another site's form is refused.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return HttpResponse(status=403)
    response = render(request, "portal/phone_forgotten.html")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@require_safe
def show_manifest(request):
    """What makes the site installable, in the reader's language. Its name is the site's, which tells nobody anything."""
    icons = [{"src": static(name), "sizes": size, "type": "image/png", "purpose": use} for name, size, use in ICONS]
    manifest = {
        "id": "/",
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "description": _("What a job abroad pays, what it costs, and whom to call."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": f"/{get_language()}/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": icons,
    }
    return JsonResponse(manifest, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@cache
def _worker(look: tuple[str, ...]) -> str:
    text = Path(finders.find("worker.js")).read_text(encoding="utf-8")
    name = sha256("\n".join((*look, text)).encode()).hexdigest()[:12]
    return f'const LOOK = {json.dumps(look)}, LOOK_NAME = "look-{name}";\n{text}'


@require_safe
def show_worker(request):
    """The service worker, at the root because it may only serve what lies beneath it."""
    return HttpResponse(_worker(tuple(static(name) for name in LOOK)), content_type="text/javascript; charset=utf-8")
