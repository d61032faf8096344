"""What editors paste from Word and from old Burmese fonts."""

import json

import pytest
from django.core.exceptions import ValidationError
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cms.actions import plant_home
from cms.blocks import CleanCharBlock, CleanRichTextBlock
from cms.models import HomePage, Partner, Term
from cms.pasting import clean_html, clean_paste
from tests.cms.make import make_consent, make_shelf, make_story

ZAWGYI = "ေအဂ်င္စီကို စစ္ပါ။ ေငြမေပးခင္ ေျပစာေတာင္းပါ။"
UNICODE = "အေဂျင်စီကို စစ်ပါ။ ငွေမပေးခင် ပြေစာတောင်းပါ။"


def test_zawgyi_becomes_unicode_and_unicode_stays():
    assert "ငွေမပေးခင်" in clean_paste(ZAWGYI)
    assert clean_paste(UNICODE) == UNICODE
    assert clean_html(f"<p>{UNICODE}</p>") == f"<p>{UNICODE}</p>"
    converted = clean_html(f"<p>{ZAWGYI}</p><ul><li>{ZAWGYI}</li></ul>")
    assert "ငွေမပေးခင်" in converted and converted.startswith("<p>") and "<li>" in converted


def test_what_may_be_either_is_refused_with_the_reason(monkeypatch):
    monkeypatch.setattr("cms.pasting.zawgyi.probability", lambda text: 0.5)
    with pytest.raises(ValidationError, match="Zawgyi"):
        clean_paste(UNICODE)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("\uf0b7\u00a0Ask for\u00adthe paper", "• Ask forthe paper"),
        ("One<o:p></o:p> two<!--[if gte mso 9]><xml></xml><![endif]-->", "One two"),
        ("Tab\x07bell\u202eevil", "Tabbellevil"),
        ("ខ្ញុំ\u200bទៅ", "ខ្ញុំ\u200bទៅ"),
    ],
)
def test_word_s_leftovers_go_and_the_joiners_of_our_scripts_stay(pasted, kept):
    assert clean_paste(pasted) == kept


def test_blocks_clean_what_is_put_into_them():
    assert "ငွေမပေးခင်" in CleanCharBlock(max_length=200).clean(ZAWGYI)
    block = CleanRichTextBlock(features=["bold"])
    assert "ငွေမပေးခင်" in block.clean(block.to_python(f"<p>{ZAWGYI}</p>")).source


@pytest.mark.django_db
def test_the_first_page_the_glossary_partners_and_an_alias_are_cleaned_too():
    home = plant_home()["my"]
    home.headline = home.intro = ZAWGYI
    home.body = [("heading", "x")]
    home.full_clean()
    assert "ငွေမပေးခင်" in home.headline and "ငွေမပေးခင်" in home.intro
    assert "ငွေမပေးခင်" in HomePage.body.field.stream_block.child_blocks["heading"].clean(ZAWGYI)
    term = Term(word="fee", meaning=ZAWGYI, locale=home.locale)
    term.full_clean()
    assert "ငွေမပေးခင်" in term.meaning
    partner = Partner(kind="partner", name="House", words="\uf0b7 helps<o:p></o:p>")
    partner.full_clean(exclude=["page"])
    assert partner.words == "• helps"
    story = make_story(make_shelf(), make_consent(), alias=ZAWGYI[:30])
    assert story.alias and story.alias != ZAWGYI[:30]


def test_the_editor_s_field_drops_the_styles_that_word_brings():
    state = ContentstateConverter(features=["bold", "ul", "link"]).from_database_format(
        '<p class="MsoNormal" style="color:red"><font face="Zawgyi-One">Ask</font><script>alert(1)</script></p>'
    )
    html = ContentstateConverter(features=["bold", "ul", "link"]).to_database_format(state)
    assert "Ask" in html and "Mso" not in html and "style" not in html and "script" not in html
    assert json.loads(state)["blocks"]
