"""The front door (which language?) and the pages shown when something is not there."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language_from_request
from django.views.decorators.vary import vary_on_headers

from portal.search_engines import CLOSED, may_be_indexed


@vary_on_headers("Accept-Language")
def choose_language(request):
    """Send a first visitor to the language their phone asks for, English when it asks for none of ours."""
    language = get_language_from_request(request)
    return redirect(f"/{language if language in dict(settings.LANGUAGES) else 'en'}/")


def sign_in_for_admin(request):
    """Wagtail sends here whoever may not see its admin: strangers sign in, members of other desks are told so at once,
    since the sign-in page would send them straight back.
    """
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect(f"{reverse('account_login')}?{request.GET.urlencode()}")


def tell_robots(request):
    """Search engines may read people's pages; receipts, letters, desks and staff pages are none. Examples: nothing."""
    closed = ("/",) if settings.PORTAL_DEMO else CLOSED
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    if may_be_indexed():
        lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap_index')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def not_found(request, exception=None):
    """A page that is not there, with the ways on."""
    return render(request, "404.html", status=404)


def bad_request(request, exception=None):
    """A request that makes no sense, with the ways on."""
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    """A page this person may not see."""
    return render(request, "403.html", status=403)


def form_not_proved(request, reason=""):
    """A form without the token of a page of ours: how to send it again. Nothing of it is shown, it may be a stranger's."""
    return render(request, "403_csrf.html", status=403)


def server_error(request):
    """Something broke here: the page says so without the database and without what every other page asks for."""
    return HttpResponse(render_to_string("500.html", {"site_name": settings.SITE_NAME}), status=500)
