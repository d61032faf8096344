"""The addresses that machines ask: health for a balancer, figures for Prometheus. Middleware before all others.

A balancer asks by a network address over plain http, so these answers come before the host is checked and before anyone
is sent to https. That is safe because they hold nothing of the request and nothing secret; every other address is
checked as before.
"""

import hmac
import json

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed

from portal import health, metrics


class ForMachines:
    """Answers /health/live and /health/ready to everybody who gets through to this process, /metrics to who has the
    token. Without the token, or without one in the settings, /metrics is an address like any other that is not there.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = {"/health/live": _live, "/health/ready": _ready, "/metrics": _metrics}.get(request.path_info)
        if answer is None or (answer is _metrics and not _has_token(request)):
            return self.get_response(request)
        response = answer() if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        response["X-Content-Type-Options"] = "nosniff"
        return response


def _live():
    return _told(*health.live())


def _ready():
    return _told(*health.ready())


def _metrics():
    return HttpResponse(metrics.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _told(good: bool, parts: dict) -> HttpResponse:
    return HttpResponse(json.dumps(parts) + "\n", content_type="application/json", status=200 if good else 503)


def _has_token(request) -> bool:
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    given = request.META.get("HTTP_AUTHORIZATION", "").encode("utf-8", "replace")
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given, wanted)
