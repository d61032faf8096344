"""Editors' screens beyond pages: consents, whose withdrawal acts at once, the glossary, printed guides that failed."""

from django.urls import path
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.consents import carry_out
from cms.facts import admin  # noqa: F401 - registers the screens of facts
from cms.models import Consent, Term
from cms.printed.panel import PrintedPanel, anything_failed, try_again


class ConsentViewSet(SnippetViewSet):
    model = Consent
    icon = "lock"
    add_to_admin_menu = True
    list_display = ["alias", "recorded_by", "given_on", "until", "withdrawn_on"]
    search_fields = ["alias"]


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "help"
    list_display = ["word", "meaning", "locale"]
    list_filter = ["locale"]
    search_fields = ["word", "other_forms"]


register_snippet(ConsentViewSet)
register_snippet(TermViewSet)


@hooks.register("after_edit_snippet")
def take_down_what_lost_its_consent(request, instance):
    """A consent that was taken back or narrowed takes down what rested on it, in the same request."""
    if isinstance(instance, Consent):
        carry_out(instance, request.user)


@hooks.register("register_admin_urls")
def printed_addresses():
    return [path("printed/<int:pk>/again/", try_again, name="printed_try_again")]


@hooks.register("construct_homepage_panels")
def printed_on_the_first_page(request, panels):
    if anything_failed():
        panels.append(PrintedPanel())
