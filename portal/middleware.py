"""Headers by path: a strict policy for people's pages, Wagtail's own needs for its admin, and no answer kept unasked."""

import re

from django.conf import settings
from django.utils.cache import add_never_cache_headers

STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; "
    "script-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Wagtail's listing and editor pages carry inline script and style; its admin is for staff behind a second factor.
ADMIN = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'self'"
)
# Pages whose forms carry a session: with "no-referrer" the browser sends "Origin: null" and Django's CSRF check
# must refuse it. Neither policy tells any other site anything.
SIGNED_IN = re.compile(r"^/(?:admin|[a-z]{2}/(?:account|desk))/")


class SafeHeaders:
    """Adds Content-Security-Policy, Referrer-Policy, Permissions-Policy and Cache-Control to every response."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        path = request.path
        admin = path.startswith("/admin/")
        response.setdefault("Content-Security-Policy", ADMIN if admin else STRICT)
        response["Referrer-Policy"] = "same-origin" if SIGNED_IN.match(path) else "no-referrer"
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()")
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        # What waits at a desk, and one's own account: on a shared computer nobody may read it after the sign-out.
        if SIGNED_IN.match(path) and not admin:
            add_never_cache_headers(response)
        # Standings change between two requests. Told nothing, browsers keep some answers for ever: "410 Gone" among them.
        response.setdefault("Cache-Control", "no-cache")
        if settings.PORTAL_TODAY:
            response["X-Robots-Tag"] = "noindex"
        return response
