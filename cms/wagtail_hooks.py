"""Editors' screens beyond pages: consents, whose withdrawal acts at once, the glossary, hard words, printed guides."""

from django.shortcuts import render
from django.urls import path
from django.utils.cache import add_never_cache_headers
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.consents import carry_out
from cms.facts import admin as fact_screens  # noqa: F401 - registers the screens of facts
from cms.models import Consent, Term
from cms.printed.panel import PrintedPanel, anything_failed, try_again
from cms.reading_panel import warn_of_hard_words
from cms.translation import admin as translation_screens  # noqa: F401 - registers the screens of translations


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


@hooks.register("before_serve_document")
def withhold_file_without_consent(document, request):
    """A voice or a film of a person is gone at its own address too; editors get it longer, to take it away."""
    if not document.may_be_shown and not request.user.is_staff:
        answer = render(request, "404.html", status=404)
        add_never_cache_headers(answer)
        return answer
    return None


hooks.register("after_create_page", warn_of_hard_words)
hooks.register("after_edit_page", warn_of_hard_words)


@hooks.register("register_admin_urls")
def printed_addresses():
    return [path("printed/<int:pk>/again/", try_again, name="printed_try_again")]


@hooks.register("construct_homepage_panels")
def printed_on_the_first_page(request, panels):
    if anything_failed():
        panels.append(PrintedPanel())
