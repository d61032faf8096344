"""The demo's pages show a partner, channels and a paper in every language, all marked as examples."""

import pytest

from cms.models import MediaFile, PartnersPage
from cms.planting import plant_tree
from portal.demo.pages import seed_pages

pytestmark = pytest.mark.django_db


def test_every_language_shows_examples_of_partners_channels_and_papers_once(client, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    plant_tree()
    english = PartnersPage.objects.get(locale__language_code="en")
    english.save_revision()
    english.save_revision()  # an editor was here: nothing is added
    assert seed_pages() == 3 * len(settings.LANGUAGES) - 1
    assert seed_pages() == 0 and MediaFile.objects.count() == len(settings.LANGUAGES)
    for code, _name in settings.LANGUAGES:
        contact = client.get(f"/{code}/about/contact/").content.decode()
        assert contact.count("https://example.org/viber/") == len(settings.LANGUAGES) and 'class="example"' in contact
        paper = client.get(f"/{code}/read/library/example-leaflet/").content.decode()
        assert paper.count("/documents/") == len(settings.LANGUAGES)
        partners = client.get(f"/{code}/about/partners/").content.decode()
        assert ("<img" in partners.split("<main")[1]) == (code != "en")
    file = MediaFile.objects.get(title="Example leaflet (my)")
    answer = client.get(file.url)
    assert answer.status_code == 200 and "attachment" in answer["Content-Disposition"]
