"""Search over pages: unspaced scripts, order, what may be shown, questions within bounds."""

import io
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.management import call_command
from wagtail.models import Page, PageViewRestriction

from cms import consents
from cms.models import ArticlePage, CorridorGuidePage, PageText, RightsPage
from cms.page_index import keep_everything
from cms.page_search import find, show
from cms.page_tokens import snippet, tokens_of
from cms.planting import plant_tree
from corridors.loading import load_folder
from corridors.models import Right
from corridors.signals import corridor_changed
from tests.cms.make import make_article, make_consent, make_shelf, make_story
from tests.cut_content import cut_content
from tests.make import make_corridor

pytestmark = pytest.mark.django_db

# A sentence as people write it, and words that somebody looking for it types: none of them stands between spaces.
PHRASES = {
    "th": ("ก่อนจ่ายเงินให้นายหน้าควรขอใบเสร็จรับเงินทุกครั้ง", ("นายหน้า", "ใบเสร็จ", "จ่ายเงิน")),
    "lo": ("ກ່ອນຈ່າຍເງິນໃຫ້ນາຍໜ້າຕ້ອງຂໍໃບຮັບເງິນທຸກຄັ້ງ", ("ນາຍໜ້າ", "ໃບຮັບເງິນ", "ຈ່າຍເງິນ")),
    "km": ("មុនបង់ប្រាក់ឱ្យឈ្មួញកណ្តាលត្រូវសុំបង្កាន់ដៃគ្រប់ពេល", ("បង្កាន់ដៃ", "ឈ្មួញកណ្តាល", "បង់ប្រាក់")),
    "my": ("ပွဲစားကိုငွေမပေးမီငွေလက်ခံဖြတ်ပိုင်းအမြဲတောင်းပါ", ("ပွဲစား", "လက်ခံဖြတ်ပိုင်း", "ငွေ")),
}
# Sentences that hold none of those words, only some of their letters.
OTHERS = {"th": "งานบ้าน", "lo": "ວຽກບ້ານ", "km": "ការងារផ្ទះ", "my": "ကျန်းမာပါစေ ချမ်းသာပါစေဟု ငါတို့အားလုံး ဆုတောင်းသည်"}
ZAWGYI = "ပြဲစားကိုေငြမေပးမီေငြလက္ခံျဖတ္ပိုင္းအျမဲေတာင္းပါ"


def titles(words: str, language: str = "en") -> list[str]:
    return [text.title for text, _reading in find(words, language).texts]


def shelf_in(language: str):
    """A shelf in one language, and English's own, of which it is no translation."""
    from cms.actions import plant_home
    from cms.models import ShelfPage

    home = plant_home()[language]
    return home.add_child(instance=ShelfPage(title="Shelf", slug=f"shelf-{language}", locale=home.locale))


@pytest.mark.parametrize("language", PHRASES)
def test_words_inside_an_unspaced_sentence_are_found_where_wagtail_s_own_search_errs(language):
    """Wagtail misses them, or (SQLite with Burmese, whose vowels it drops) finds pages that do not hold them."""
    sentence, words = PHRASES[language]
    shelf = shelf_in(language)
    page = make_article(shelf, title=sentence, slug="a", body=[("quote", {"words": sentence, "said_by": ""})])
    make_article(shelf, title=OTHERS[language], slug="b")
    call_command("update_index", verbosity=0, stdout=io.StringIO())
    wrong = 0
    for word in words:
        wrong += {found.pk for found in Page.objects.live().search(word)} != {page.pk}
        assert titles(word, language) == [sentence], word
    assert wrong >= 2


def test_a_question_typed_for_the_zawgyi_font_finds_unicode_pages():
    from search import zawgyi

    sentence = PHRASES["my"][0]
    assert (zawgyi.probability(ZAWGYI) or 0) > 0.9
    make_article(shelf_in("my"), title="ခေါင်းစဉ်", body=[("quote", {"words": zawgyi.to_unicode(ZAWGYI), "said_by": ""})])
    assert titles(ZAWGYI, "my") == ["ခေါင်းစဉ်"]
    assert sentence


def test_the_title_counts_more_than_the_intro_and_the_intro_more_than_the_body():
    shelf = make_shelf()
    text = [("text", {"heading": "", "text": "<p>Your passport is yours. A passport, a passport.</p>"})]
    make_article(shelf, title="In the body", slug="b", body=text)
    make_article(shelf, title="In the intro", slug="i", intro="Keep your passport.")
    make_article(shelf, title="Your passport", slug="t")
    assert titles("passport") == ["Your passport", "In the intro", "In the body"]
    assert titles("passports") == ["Your passport", "In the intro", "In the body"]


def test_all_words_first_and_some_of_them_only_when_no_page_has_all():
    shelf = make_shelf()
    make_article(shelf, title="Visa fee", slug="a")
    make_article(shelf, title="Visa", slug="b")
    assert titles("visa fee") == ["Visa fee"]
    answer = find("visa hospital", "en")
    assert answer.loosened and {text.title for text, _ in answer.texts} == {"Visa fee", "Visa"}
    assert titles("hospital") == []


@pytest.mark.parametrize(
    ("language", "written", "typed"),
    [
        ("th", "เก็บพาสปอร์ตไว้เอง", "หนังสือเดินทาง"),
        ("my", "ပတ်စပို့ကို ကိုယ်တိုင်သိမ်းပါ", "နိုင်ငံကူးလက်မှတ်"),
        ("km", "រក្សាលិខិតឆ្លងដែនដោយខ្លួនឯង", "ប៉ាស្ព័រ"),
        ("lo", "ເກັບໜັງສືຜ່ານແດນໄວ້ເອງ", "ພາສປອດ"),
        ("en", "Your salary", "wage"),
    ],
)
def test_what_people_call_by_several_names_is_found_by_each(language, written, typed):
    shelf = shelf_in(language)
    make_article(shelf, title=written, slug="a")
    assert titles(typed, language) == [written]


def test_a_loan_word_that_is_cut_into_syllables_is_asked_for_whole():
    """ဓာတ်ပုံ and တစ်ယောက် hold every syllable of ပတ်စပို့ but one, and are no passport."""
    shelf = shelf_in("my")
    make_article(shelf, title="ပတ်စပို့က သင့်ပစ္စည်းပါ", slug="a")
    make_article(shelf, title="ဓာတ်ပုံရိုက်ပြီး ကိုယ်တစ်ယောက်တည်း စပ်စုပါ၊ ပို့ပါ", slug="b")
    ((text, reading),) = find("ပတ်စပို့", "my").texts
    assert text.title == "ပတ်စပို့က သင့်ပစ္စည်းပါ" and reading.needed == ("ပတ်စပို့",)


def test_one_fee_and_many_fees_are_the_same_word():
    shelf = make_shelf()
    make_article(shelf, title="All fees", slug="a")
    make_article(shelf, title="A fee", slug="b")
    assert set(titles("fee")) == set(titles("fees")) == {"All fees", "A fee"}


def test_what_is_not_published_is_not_found_not_even_by_a_stale_row():
    shelf = make_shelf()
    page = make_article(shelf, title="Published word", slug="p")
    page.title = "Drafted word"
    page.save_revision()
    assert titles("published") == ["Published word"] and titles("drafted") == []
    page.get_latest_revision().publish()
    assert titles("published") == [] and titles("drafted") == ["Drafted word"]
    Page.objects.filter(pk=page.pk).update(live=False)
    assert PageText.objects.filter(page=page).exists() and titles("drafted") == []
    Page.objects.filter(pk=page.pk).update(live=True)
    page.refresh_from_db()
    page.unpublish()
    assert not PageText.objects.filter(page=page).exists()


def test_a_restricted_page_is_not_found():
    page = make_article(make_shelf(), title="Behind a door")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert titles("door") == []


def guide_with_a_word() -> CorridorGuidePage:
    make_corridor("MM-TH-MOU")
    plant_tree()
    guide = CorridorGuidePage.objects.get(locale__language_code="en")
    guide.intro = "Mind the zebracrossing."
    guide.save_revision().publish()
    assert len(titles("zebracrossing")) == 1 and len(titles("Myanmar Thailand MOU")) >= 1
    return guide


@pytest.mark.parametrize("closed", ["the guide", "the list of guides", "the whole site"])
def test_the_words_of_a_restricted_guide_are_not_found_and_its_route_still_is(closed):
    guide = guide_with_a_word()
    above = {"the guide": guide, "the list of guides": guide.get_parent(), "the whole site": Page.get_first_root_node()}
    door = PageViewRestriction.objects.create(page=above[closed], restriction_type="login")
    assert titles("zebracrossing") == []
    assert not PageText.objects.filter(intro__contains="zebracrossing").exists()
    assert titles("Myanmar Thailand")[0].startswith("Myanmar (Burma) → Thailand")
    door.delete()
    assert len(titles("zebracrossing")) == 1


def test_a_guide_that_moves_behind_a_door_takes_its_words_with_it():
    guide, shelf = guide_with_a_word(), shelf_in("en")
    PageViewRestriction.objects.create(page=shelf, restriction_type="login")
    before = guide.get_parent()
    guide.move(shelf, pos="last-child")
    assert titles("zebracrossing") == []
    CorridorGuidePage.objects.get(pk=guide.pk).move(Page.objects.get(pk=before.pk), pos="last-child")
    assert len(titles("zebracrossing")) == 1


def test_a_deleted_page_takes_its_words_with_it_and_a_moved_one_is_found_at_its_new_address():
    shelf = make_shelf()
    page = make_article(shelf, title="Somewhere")
    other = shelf.add_child(instance=type(shelf)(title="Other", slug="other", locale=shelf.locale))
    page.move(other, pos="last-child")
    ((text, reading),) = find("somewhere", "en").texts
    assert show(text, reading).address.endswith("/en/read/other/article/")
    ArticlePage.objects.get().delete()
    assert titles("somewhere") == []


def test_a_story_whose_consent_was_taken_back_or_ran_out_is_not_found(on_day):
    consent = make_consent(until=date(2026, 12, 1))
    make_story(make_shelf(), consent, title="A returnee's story")
    assert titles("returnee") == ["A returnee's story"]
    on_day(date(2026, 12, 2))
    assert titles("returnee") == []
    on_day(date(2026, 11, 22))
    consents.withdraw(consent)
    assert titles("returnee") == [] and not PageText.objects.filter(kind="story").exists()


def test_english_pages_without_a_twin_are_found_in_every_language_after_its_own():
    make_article(make_shelf(), title="Passport", slug="english-only")
    make_article(shelf_in("my"), title="Passport နိုင်ငံကူး", slug="own")
    assert titles("passport", "my") == ["Passport နိုင်ငံကူး", "Passport"]
    assert titles("passport", "en") == ["Passport"]


def test_a_route_is_found_by_its_facts_and_by_an_editor_s_words_and_follows_both():
    corridor = make_corridor("MM-TH-MOU")
    plant_tree()
    call_command("reindex_pages", verbosity=0)
    assert titles("Myanmar Thailand")[0].startswith("Myanmar (Burma) → Thailand")
    guide = CorridorGuidePage.objects.get(locale__language_code="en")
    guide.intro = "Mind the zebracrossing."
    guide.save_revision().publish()
    assert len(titles("zebracrossing")) == 1
    guide.delete()
    assert titles("zebracrossing") == []
    corridor.instruments = "Employment Quizzlaw 2026"
    corridor.save()
    corridor_changed.send(type(corridor), corridor=corridor)
    assert len(titles("quizzlaw")) == 1


def test_reindexing_writes_the_same_again_and_forgets_what_is_gone():
    make_corridor("MM-TH-MOU")
    plant_tree()
    call_command("reindex_pages", verbosity=0)
    kept = sorted(PageText.objects.values_list("language", "title", "body_tokens"))
    PageText.objects.all().delete()
    call_command("reindex_pages", verbosity=0)
    assert sorted(PageText.objects.values_list("language", "title", "body_tokens")) == kept
    assert {text.language for text in PageText.objects.filter(door="help")} == {"en", "my", "km", "lo", "th"}


def words_kept() -> dict:
    """What search reads of pages and routes, by what it is about."""
    rows = PageText.objects.filter(door="").values()
    return {(row["page_id"], row["corridor_id"], row["language"]): row | {"id": None} for row in rows}


@pytest.fixture
def folder(tmp_path):
    """The facts of one route, and some of everything else, loaded."""
    cut_content(tmp_path)
    load_folder(tmp_path, complete=True)
    return tmp_path


def test_what_is_planted_at_once_is_written_as_by_reindexing(folder):
    plant_tree()
    planted = words_kept()
    assert {pk is None for pk, _corridor, _language in planted} == {True, False}
    keep_everything()
    assert words_kept() == planted


def change(path, was: str, now: str) -> None:
    """Another word in a file, which is loaded again."""
    text = path.read_text(encoding="utf-8")
    assert was in text
    path.write_text(text.replace(was, now), encoding="utf-8")
    load_folder(path.parent, complete=True)


def test_a_right_that_is_published_or_withdrawn_is_found_or_not_found_at_once(folder):
    plant_tree()
    right = Right.objects.current().first()
    page = RightsPage.objects.get(locale__language_code="en", destination=right.destination)
    change(folder / "rights.csv", right.statement, "You may keep a zebrapass.")
    assert titles("zebrapass") == [page.title]
    assert PageText.objects.filter(body__contains="zebrapass").count() == 5
    change(folder / "rights.csv", "You may keep a zebrapass.", right.statement)
    assert titles("zebrapass") == []


def test_whoever_answers_a_helpline_is_found_at_once(folder):
    change(folder / "helplines.csv", "Issara Institute", "Zebra Institute")
    assert titles("Zebra Institute") == ["Get help"]
    assert not PageText.objects.filter(body__contains="Issara").exists()


def test_the_snippet_is_the_sentence_that_holds_the_words_with_the_words_told_apart():
    parts = snippet(("passport", "fee"), ["Bring water.\nNobody may keep your passport for a fee. Ask."])
    assert parts == [
        ("Nobody may keep your ", False),
        ("passport", True),
        (" for a ", False),
        ("fee", True),
        (".", False),
    ]
    sentence = PHRASES["th"][0]
    assert ("ใบเสร็จ", True) in snippet(("ใบเสร็จ",), [sentence])
    long = "ก" * 400 + "ใบเสร็จ" + "ข" * 400
    assert ("ใบเสร็จ", True) in snippet(("ใบเสร็จ",), [long]) and len(
        "".join(text for text, _ in snippet(("ใบเสร็จ",), [long]))
    ) < 200


def test_tokens_hold_words_of_other_scripts_whole_and_runs_as_they_stand():
    assert tokens_of("Visa fees, ค่าวีซ่า 2026") == " visa fees 2026 visafees fees2026 ค่าวีซ่า "
    assert tokens_of("") == ""


def test_the_page_answers_in_every_language_and_helps_when_nothing_is_found(client):
    make_article(make_shelf(), title="Passport & <visa>", intro="Keep your passport.")
    for language in ("en", "my", "km", "lo", "th"):
        response = client.get(f"/{language}/search/", {"words": "passport"})
        body = response.content.decode()
        assert response.status_code == 200 and not response.cookies
        assert "Passport &amp; &lt;visa&gt;" in body and "Keep your <b>passport</b>." in body
        body = client.get(f"/{language}/search/", {"words": "xyzzy"}).content.decode()
        assert f'href="/{language}/help/"' in body and f'href="/{language}/jobs/?words=xyzzy"' in body


@pytest.mark.parametrize(
    "words",
    ["%", "_", "\x00", "' OR 1=1 --", "a" * 5000, "\ud800", "๏", "၊", "the", "🙂", "\u200b", "งาน" * 900, "e " * 600],
)
def test_whatever_is_typed_gets_a_page(client, words):
    make_article(make_shelf(), title="Passport")
    response = client.get("/en/search/", {"words": words.encode("utf-8", "replace").decode(), "page": "x"})
    assert response.status_code == 200
    assert "Passport</a>" not in response.content.decode()


def test_floods_are_told_to_wait_and_keep_their_words(client):
    # Within one minute, however slow the machine.
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        for _ in range(60):
            assert client.get("/en/search/", {"words": "xyzzy"}).status_code == 200
        response = client.get("/en/search/", {"words": "xyzzy"})
    assert response.status_code == 429 and 'value="xyzzy"' in response.content.decode()
    assert client.get("/en/search/").status_code == 200


def test_a_question_costs_a_bounded_number_of_queries(client, django_assert_max_num_queries):
    shelf = make_shelf()
    for number in range(15):
        make_article(shelf, title=f"Passport {number}", slug=f"a{number}")
    client.get("/en/search/", {"words": "passport"})
    with django_assert_max_num_queries(16):
        client.get("/en/search/", {"words": "passport", "page": 2})
