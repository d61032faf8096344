"""Translations: drift string by string, files out and in, the mark of the unread, who may do what, English said where it stands in."""

import json

import polib
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from wagtail.models import Locale, Page

from cms.models import ArticlePage, EditedPage, Reading, StoryPage, Translation
from cms.planting import plant_tree
from cms.translation import actions, files
from cms.translation.admin import keep_english_out_of_many, keep_english_out_of_translations
from cms.translation.coverage import coverage_of
from cms.translation.drift import State, latest, lines_of, page_types, standings
from cms.translation.groups import READERS, TRANSLATORS, plant_translator_groups
from cms.translation.permissions import languages_of
from cms.translation.strings import raw_of, words_of
from foundation.reports import RowProblem
from tests.cms.test_pages import PATHS
from tests.make import make_second_factor, make_user

pytestmark = pytest.mark.django_db
OTHERS = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def article(language: str = "en") -> ArticlePage:
    return ArticlePage.objects.get(slug="passport", locale__language_code=language)


def somebody(kind: str, language: str = "my"):
    user = make_user(is_staff=True)
    user.groups.add(plant_translator_groups()[kind.format(language)])
    make_second_factor(user)
    return user


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def change_the_english(paragraph: str = "<p>Ask twice.</p>") -> ArticlePage:
    page = article()
    raw = raw_of(page)
    raw[0]["value"]["text"] = paragraph
    page.body = json.dumps(raw)
    page.save_revision().publish()
    return article()


def test_what_is_planted_is_joined_string_by_string_in_every_language(planted):
    for language in OTHERS:
        for standing in standings(language):
            assert standing.twin is not None, (language, standing.english)
            assert {line.state for line in standing.lines} <= {State.SAME}, (language, standing.english.slug)
            assert standing.unread


def test_an_english_edit_shows_as_drift_of_its_string_alone_until_it_is_translated_or_said_to_hold(planted):
    english = change_the_english()
    twin = article("my")
    drifted = [line for line in lines_of(english, latest(twin)) if line.state == State.DRIFTED]
    assert [line.now for line in drifted] == ["<p>Ask twice.</p>"]
    assert "Say the day on which you asked" in drifted[0].then and drifted[0].own
    actions.keep(english, twin, {}, somebody(TRANSLATORS), still=(drifted[0].words.path,))
    assert {line.state for line in lines_of(english, latest(article("my")))} == {State.SAME}


def test_a_block_put_before_another_leaves_that_one_translated(planted):
    page = article()
    raw = raw_of(page)
    page.body = json.dumps([{"type": "call_out", "value": {"tone": "warn", "words": "First this."}, "id": "a-b"}, *raw])
    page.save_revision().publish()
    states = [line.state for line in lines_of(article(), latest(article("my")))]
    assert states.count(State.MISSING) == 1 and State.DRIFTED not in states
    actions.keep(article(), article("my"), {"body.a-b.words": "ပထမ"}, somebody(TRANSLATORS))
    assert [item["type"] for item in raw_of(latest(article("my")))] == ["call_out", *(item["type"] for item in raw)]
    assert {line.state for line in lines_of(article(), latest(article("my")))} == {State.SAME}


def test_a_block_that_only_the_translation_has_stays_where_it_stood(planted):
    twin = article("my")
    own = {"type": "call_out", "value": {"tone": "warn", "words": "ကိုယ်ပိုင်"}, "id": "own"}
    twin.body = json.dumps([own, *raw_of(twin)])
    twin.save_revision().publish()
    english = change_the_english()
    path = next(line.words.path for line in lines_of(english, latest(article("my"))) if line.state == State.DRIFTED)
    actions.keep(english, article("my"), {path: "<p>နှစ်ခါမေးပါ။</p>"}, somebody(TRANSLATORS))
    assert next(item["id"] for item in raw_of(latest(article("my")))) == "own"


def test_a_file_that_comes_back_as_it_went_changes_nothing(planted):
    before = Page.objects.values_list("pk", "latest_revision_id").order_by("pk")
    was = list(before)
    for language in OTHERS:
        entries, user = actions.entries_of(language), somebody(TRANSLATORS, language)
        assert len(entries) > 50
        for write in (files.write_po, files.write_xliff):
            report = actions.bring(files.read(write(entries, language).encode()), language, user)
            assert (report.read, report.updated, report.rejected) == (len(entries), 0, 0), report.problems[:3]
            assert report.is_balanced and report.warnings == []
    assert list(before) == was


def po_of(language: str = "my") -> polib.POFile:
    return polib.pofile(files.write_po(actions.entries_of(language, article().pk), language))


def test_a_file_with_other_words_becomes_a_draft_that_is_marked_when_it_is_published(client, planted):
    file = po_of()
    next(each for each in file if each.msgctxt.endswith("|intro")).msgstr = "အသစ်"
    user = somebody(READERS)
    report = actions.bring(files.read(str(file).encode()), "my", user)
    assert (report.updated, report.rejected) == (1, 0)
    assert article("my").intro != "အသစ်" and latest(article("my")).intro == "အသစ်"
    actions.publish(article(), article("my"), user)
    page = article("my")
    assert page.intro == "အသစ်" and page.unchecked
    with override("my"):
        sentence = gettext("No native speaker has checked this translation yet.")
    assert sentence in client.get("/my/read/articles/passport/").content.decode()


def broken(change) -> tuple[polib.POFile, polib.POEntry]:
    file = po_of()
    entry = next(each for each in file if "<p>" in each.msgid)
    change(file, entry)
    return file, entry


BROKEN = [
    (lambda _file, one: one.flags.append("fuzzy"), "unsure"),
    (lambda _file, one: setattr(one, "msgid", "<p>Else</p>"), "English has changed"),
    (lambda _file, one: setattr(one, "msgctxt", "nothing|intro"), "No published page"),
    (lambda _file, one: setattr(one, "msgstr", "စာ"), "tags"),
    (lambda _file, one: setattr(one, "msgstr", one.msgid.replace("<p>", "<p onclick='x()'>")), "tags"),
    (lambda _file, one: setattr(one, "msgstr", one.msgid + "<script>x()</script>"), "tags"),
    (lambda _file, one: setattr(one, "msgstr", one.msgid.replace("Ask", "%(name)s")), "placeholder"),
    (lambda file, _one: setattr(file[0], "msgstr", "x" * 256), "Too long"),
    (lambda file, one: file.append(polib.POEntry(msgctxt=one.msgctxt, msgid=one.msgid, msgstr=one.msgstr)), "twice"),
]


def test_a_string_that_may_not_be_kept_is_rejected_with_its_line_and_the_reason(planted):
    user = somebody(TRANSLATORS)
    for change, told in BROKEN:
        file, _entry = broken(change)
        text = str(file)
        report = actions.bring(files.read(text.encode()), "my", user)
        assert report.rejected == 1 and told in report.problems[0].reason and report.is_balanced, told
        assert text.splitlines()[report.problems[0].line - 1].startswith(("msgctxt", "#")), told
        assert report.updated == 0


def test_strings_that_a_file_lacks_are_named_and_left_alone(planted):
    file = po_of()
    file.remove(next(each for each in file if each.msgctxt.endswith("|intro")))
    report = actions.bring(files.read(str(file).encode()), "my", somebody(TRANSLATORS))
    assert report.rejected == 0 and len(report.warnings) == 1 and "intro" in report.warnings[0]


NO_FILES = [
    b"",
    b"\xff\xfe",
    b'msgid "a"\nmsgstr "b',
    b"/etc/passwd",
    b"<xliff>",
    b'<!DOCTYPE x [<!ENTITY a "b">]><xliff/>',
    b"<xliff><trans-unit id='a'><source>a<g/></source></trans-unit></xliff>",
    b"PK\x03\x04\x00" * 50,
    b"\x00" * 100,
]


def test_a_file_that_is_none_is_refused_in_words_or_holds_nothing_to_keep(planted):
    client = signed_in(somebody(TRANSLATORS))
    for content in NO_FILES:
        sent = {"file": SimpleUploadedFile("x.po", content), "verb": "keep"}
        answer = client.post(reverse("translation_import", args=["my"]), sent)
        assert answer.status_code == 422 or answer.context["report"].updated == 0, content[:20]
    assert not Page.objects.filter(has_unpublished_changes=True).exists()


def test_no_way_of_saving_takes_the_mark_off_words_that_nobody_has_read(planted):
    page = article("my")
    page.unchecked = False
    page.save()
    assert article("my").unchecked
    page.intro = "အခြား"
    page.unchecked = False
    page.save_revision().publish()
    assert article("my").unchecked and article("my").intro == "အခြား"


def test_a_reading_holds_for_exactly_the_words_that_were_read(planted):
    user = somebody(READERS)
    actions.confirm(article("my"), "Daw Example, House", user)
    assert not article("my").unchecked and article("my").reviewed_by == "Daw Example, House"
    actions.keep(article(), article("my"), {"intro": "အသစ်"}, user)
    actions.publish(article(), article("my"), user)
    assert article("my").unchecked
    assert Reading.objects.count() == 1


def test_a_begun_translation_holds_no_words_and_is_not_published_before_each_string_is_translated(client, planted):
    article("km").delete()
    user = somebody(READERS, "km")
    twin = actions.begin(article(), Locale.objects.get(language_code="km"), user)
    assert not twin.live and {line.own for line in lines_of(article(), latest(twin))} == {""}
    with pytest.raises(actions.TranslationError, match="still in English"):
        actions.publish(article(), article("km"), user)
    assert '<h1 lang="en">' in client.get("/km/read/articles/passport/").content.decode()
    told = {each.path: each.text.replace("a", "ក") if not each.rich else each.text for each in words_of(article())}
    actions.keep(article(), article("km"), told, user)
    actions.publish(article(), article("km"), user)
    assert article("km").live and article("km").unchecked
    assert '<h1 lang="en">' not in client.get("/km/read/articles/passport/").content.decode()


def test_words_written_against_an_older_draft_are_not_kept_and_not_lost(planted):
    user = somebody(TRANSLATORS)
    seen = article("my").latest_revision_id
    actions.keep(article(), article("my"), {"intro": "ပထမ"}, user)
    address = reverse("translation_page", args=["my", article().pk])
    answer = signed_in(user).post(address, {"seen": seen, "to-intro": "ဒုတိယ"})
    assert answer.status_code == 422 and "ဒုတိယ" in answer.content.decode()
    assert latest(article("my")).intro == "ပထမ"


def test_a_string_that_may_not_be_kept_is_told_beside_it_and_nothing_is_lost(planted):
    user, twin = somebody(TRANSLATORS), article("my")
    given = {f"to-{line.words.path}": line.own for line in lines_of(article(), latest(twin))}
    rich = next(name for name, text in given.items() if "<p>" in text)
    answer = signed_in(user).post(
        reverse("translation_page", args=["my", article().pk]),
        given | {"seen": twin.latest_revision_id, rich: "စာ <b>", "to-title": "ခေါင်းစဉ်"},
    )
    assert answer.status_code == 422
    body = answer.content.decode()
    assert "The tags are not those" in body and "ခေါင်းစဉ်" in body
    assert latest(article("my")).title != "ခေါင်းစဉ်"


def test_a_translator_works_in_one_language_and_publishes_in_none(planted):
    user = somebody(TRANSLATORS)
    assert languages_of(user) == ["my"]
    client, pk = signed_in(user), article().pk
    for name, args in (("translations", ()), ("translation_pages", ["my"]), ("translation_page", ["my", pk])):
        assert client.get(reverse(name, args=args)).status_code == 200
    for args in (["km"], ["en"], ["xx"]):
        assert client.get(reverse("translation_pages", args=args)).status_code in (302, 403)
    seen = article("my").latest_revision_id
    for verb in ("publish", "confirm"):
        client.post(reverse("translation_act", args=["my", pk]), {"verb": verb, "seen": seen, "reader": "Me"})
    assert not Reading.objects.exists() and article("my").latest_revision_id == seen
    with pytest.raises(actions.TranslationError):
        actions.keep(article(), article("km"), {"intro": "x"}, user)
    with pytest.raises(actions.TranslationError):
        actions.bring(actions.entries_of("km"), "km", user)


def test_who_translates_nothing_finds_no_screen(planted):
    user = make_user(is_staff=True)
    make_second_factor(user)
    assert languages_of(user) == []
    assert signed_in(user).get(reverse("translations")).status_code in (302, 403)


def test_a_native_reader_confirms_and_publishes_on_the_screen(planted):
    client, pk = signed_in(somebody(READERS)), article().pk
    address = reverse("translation_act", args=["my", pk])
    client.post(address, {"verb": "confirm", "seen": article("my").latest_revision_id, "reader": ""})
    assert article("my").unchecked
    client.post(address, {"verb": "confirm", "seen": article("my").latest_revision_id, "reader": "Daw Example"})
    assert not article("my").unchecked
    page = client.get(reverse("translation_page", args=["my", pk])).content.decode()
    assert "Read by Daw Example" in page
    assert "<script" not in page.split("w-mt-6", 1)[1].split("</form>")[0]


def test_the_list_of_a_language_shows_what_drifted_and_what_is_unread(planted):
    change_the_english()
    client = signed_in(somebody(TRANSLATORS))
    drifted = client.get(reverse("translation_pages", args=["my"]), {"only": "drifted"}).content.decode()
    assert "Your passport stays yours" in drifted and "Five questions" not in drifted
    unread = client.get(reverse("translation_pages", args=["my"]), {"only": "unread"}).content.decode()
    assert "Five questions" in unread


def test_coverage_counts_what_is_there_and_what_nobody_has_read(planted):
    parts = {str(part.name): part for part in coverage_of("my")}
    pages = parts["Pages"]
    assert pages.done == pages.all == pages.unread > 10 and parts["Strings of pages"].percent == 100
    words = parts["Words of the site"]
    assert words.all > 1000 and words.unread == words.done
    article("my").unpublish()
    assert {str(part.name): part for part in coverage_of("my")}["Pages"].percent < 100


def test_every_kind_of_page_is_reached_and_an_alias_is_translated_too(planted):
    assert set(page_types()) >= {ArticlePage, StoryPage} and len(page_types()) == 12
    story = StoryPage.objects.get(slug="example-one", locale__language_code="en")
    assert "alias" in {each.path for each in words_of(story)}
    assert all(issubclass(kind, EditedPage) for kind in page_types())


def test_where_a_page_is_not_translated_every_kind_comes_in_english_and_says_so(client, planted):
    for kind in page_types():
        kind.objects.exclude(locale=Locale.get_default()).update(live=False)
    for language in OTHERS:
        with override(language):
            sentence = gettext("This text is not in your language yet. Here it is in English.")
        for path in PATHS:
            body = client.get(f"/{language}/{path}/").content.decode()
            assert f'<html lang="{language}"' in body and sentence in body and 'lang="en"' in body, (language, path)


def test_a_translation_made_before_its_english_was_remembered_is_joined_by_planting_again(planted):
    Translation.objects.all().delete()
    plant_tree()
    assert {line.state for line in lines_of(article(), latest(article("my")))} == {State.SAME}
    Translation.objects.all().delete()
    change_the_english()
    plant_tree()
    assert {line.state for line in lines_of(article(), latest(article("my")))} == {State.MISSING}


def test_keeping_refuses_words_without_the_tags_of_the_english(planted):
    path = next(each.path for each in words_of(article()) if each.rich)
    with pytest.raises(RowProblem):
        actions.keep(article(), article("my"), {path: "x"}, somebody(TRANSLATORS))
    assert not article("my").has_unpublished_changes


def test_wagtails_own_button_publishes_no_copy_that_is_still_english(planted, rf):
    article("km").delete()
    user = somebody(READERS, "km")
    twin = actions.begin(article(), Locale.objects.get(language_code="km"), user)
    twin.intro = "ខ្មែរ"
    request = rf.post("/")
    request.user = user
    assert keep_english_out_of_translations(request, twin).status_code == 302
    assert latest(article("km")).intro == "ខ្មែរ" and not article("km").live
    assert keep_english_out_of_many(request, "publish", [article("th"), article("km")], None).status_code == 302
    assert keep_english_out_of_many(request, "publish", [article("th"), article()], None) is None
    assert keep_english_out_of_translations(request, article("th")) is None
    assert keep_english_out_of_translations(request, article()) is None
