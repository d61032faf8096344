"""PDFs: lines of unspaced scripts may break, nothing is fetched, and a sign without a glyph is an error."""

import subprocess
import unicodedata

import pytest

from foundation.pdf import BrokenPDF, draw, with_breaks

PAGE = '<html lang="en"><head><title>Page</title><style>p {{ color: black }}</style></head><body>{}</body></html>'


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("ကုဒ်ကိုဖတ်ပြပါ", "ကုဒ်\u200bကို\u200bဖတ်\u200bပြ\u200bပါ"),
        ("សូមអានលេខនេះ", "សូម\u200bអាន\u200bលេខ\u200bនេះ"),
        ("ກະລຸນາອ່ານລະຫັດ", "ກະລຸນາ\u200bອ່ານ\u200bລະຫັດ"),
        ("ค่าใช้จ่าย", "ค่าใช้จ่าย"),
        ("Pay nothing", "Pay nothing"),
    ],
)
def test_lines_may_break_where_words_end(text, broken):
    assert with_breaks(f'<p title="{text}">{text}</p>') == f'<p title="{text}">{broken}</p>'


def test_a_text_with_breaks_in_it_is_not_broken_twice():
    once = with_breaks("<p>សូមអានលេខនេះ</p>")
    assert with_breaks(once) == once


def test_style_is_left_alone():
    assert with_breaks('<style>:lang(my) { content: "ကုဒ်ကို" }</style>') == '<style>:lang(my) { content: "ကုဒ်ကို" }</style>'


def test_a_page_is_drawn_the_same_twice():
    page = PAGE.format("<p>Pay nobody else. ငွေမပေးပါနှင့်။</p>")
    assert draw(page) == draw(page)
    assert draw(page).startswith(b"%PDF")


@pytest.mark.parametrize("address", ["https://example.org/x.png", "file:///etc/passwd", "x.png"])
def test_nothing_is_fetched(address):
    with pytest.raises(BrokenPDF, match="fetch nothing"):
        draw(PAGE.format(f'<img alt="" src="{address}">'))


def test_a_sign_that_no_font_has_is_an_error():
    with pytest.raises(BrokenPDF, match="glyph"):
        draw(PAGE.format("<p>\U0001c400\ue123</p>"))


def test_a_page_that_says_no_language_is_an_error():
    with pytest.raises(BrokenPDF, match="language"):
        draw("<title>Page</title><p>Text</p>")


def read_back(language: str, words: str) -> str:
    """The words of a page as text extraction gives them."""
    page = PAGE.replace('lang="en"', f'lang="{language}"').format(f"<p>{words}</p>")
    told = subprocess.run(["pdftotext", "-", "-"], input=draw(page), capture_output=True, check=True).stdout.decode()
    return unicodedata.normalize("NFKC", told.replace("\u200b", ""))


def test_thai_words_are_read_back_as_they_were_written():
    words = "นำเข้า ผ่าน จำกัด อาจ"  # the first aa stands in an am
    assert read_back("th", words).split() == unicodedata.normalize("NFKC", words).split()


@pytest.mark.parametrize(
    ("language", "words"), [("th", "น้ำ"), ("my", "မေး ပေးပါ ကောင်း မြန်မာ တက္က"), ("km", "កែ ពេល ក្ដី ស្គាល់")]
)
def test_no_letter_is_lost_or_comes_twice_where_vowels_stand_before_their_consonant(language, words):
    assert sorted("".join(read_back(language, words).split())) == sorted(
        unicodedata.normalize("NFKC", words.replace(" ", ""))
    )
