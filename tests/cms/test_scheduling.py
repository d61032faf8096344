"""Pages go out on the moment that their editors chose; one that may not does not hold up the others."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from wagtail.models import Locale, Page

from cms.consents import withdraw
from cms.models import ArticlePage
from cms.scheduling import publish_due
from foundation import clock
from foundation.models import TrailEntry
from tests.cms.make import make_article, make_consent, make_shelf, make_story

pytestmark = pytest.mark.django_db


def schedule(page, hours: int = -1):
    """As the editor's form does: a moment, approved before it came."""
    page.go_live_at = clock.now() + timedelta(hours=hours)
    revision = page.save_revision()
    revision.approved_go_live_at = page.go_live_at
    revision.save(update_fields=["approved_go_live_at"])


def test_a_page_goes_out_on_its_day_and_is_taken_down_when_its_time_is_over(client, capsys):
    shelf = make_shelf()
    due, later = make_article(shelf, live=False, slug="due"), make_article(shelf, live=False, slug="later")
    over = make_article(shelf, slug="over", expire_at=clock.now() - timedelta(hours=1))
    schedule(due)
    schedule(later, hours=1)
    call_command("publish_pages")
    assert capsys.readouterr().out == "1 pages published, 1 taken down, 0 refused.\n"
    live = set(ArticlePage.objects.live().values_list("pk", flat=True))
    assert due.pk in live and not live & {later.pk, over.pk}
    assert client.get("/en/read/due/").status_code == 200 and client.get("/en/read/over/").status_code == 404
    call_command("publish_pages")
    assert capsys.readouterr().out == "0 pages published, 0 taken down, 0 refused.\n"


def test_a_story_whose_consent_was_taken_back_does_not_go_out_and_holds_up_nobody():
    shelf, consent = make_shelf(), make_consent()
    story, article = make_story(shelf, consent, live=False), make_article(shelf, live=False)
    schedule(story, hours=-2)
    schedule(article)
    withdraw(consent)
    done = publish_due()
    assert (done.published, done.refused) == ([article.pk], [story.pk])
    assert (
        not Page.objects.get(pk=story.pk).live and TrailEntry.objects.filter(action="cms.page_not_published").exists()
    )
    assert publish_due().refused == []


def test_no_way_of_publishing_leaves_an_english_copy_in_another_language_up():
    shelf = make_shelf()
    make_article(shelf)
    burmese = Locale.objects.get(language_code="my")
    shelf.copy_for_translation(burmese)
    copy = ArticlePage.objects.get().copy_for_translation(burmese)
    schedule(copy)
    assert publish_due().refused == [copy.pk]
    # A workflow publishes the revision by itself and asks no hook.
    copy.get_latest_revision().publish()
    assert not Page.objects.get(pk=copy.pk).live
