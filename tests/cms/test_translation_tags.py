"""What a translator sends as rich text: kept with the very tags of its English as a browser reads it, or refused."""

from collections import Counter

import pytest
import tinyhtml5
from hypothesis import given
from hypothesis import strategies as some

from cms.translation.judging import judged
from cms.translation.strings import Words
from foundation.reports import RowProblem

# As Wagtail's editor stores it.
ENGLISH = (
    '<h3 data-block-key="a1">Ask</h3><p data-block-key="b2">Ask <b>twice</b>, <a href="https://example.org/?a=1&amp;b=2">here</a>'
    ' or <a id="3" linktype="page">there</a>.<br/>Then wait.</p><ul><li data-block-key="c3">one</li><li data-block-key="d4">two</li></ul>'
)
PLAIN = "<p>a</p>"
EVIL = "https://evil.example/"


def kept(text: str, english: str = ENGLISH) -> str | None:
    """What is stored; None where it is refused."""
    try:
        return judged(Words("body.a.text", english, "Text", rich=True), text)
    except RowProblem as problem:
        assert "tags" in problem.reason
        return None


def as_a_browser_reads(html: str) -> Counter:
    """Every element below the body with what it carries and what is around it; comments too. A bare <br> is no matter."""
    found = Counter()

    def look(element, around):
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else "comment"
            if tag != "br" or child.attrib:
                found[around, tag, tuple(sorted(child.attrib.items()))] += 1
            look(child, (*around, tag))

    root = tinyhtml5.parse(f"<!doctype html><body>{html}</body>", namespace_html_elements=False)
    assert [child.tag for child in root] == ["head", "body"] and not len(root[0]) and not root[1].attrib
    look(root[1], ())
    return found


HARMLESS = [
    (PLAIN, PLAIN),
    ("<p>က</p>", "<p>က</p>"),
    ("<P >b</P\n>", "<p>b</p>"),
    ("<p>a<br>b<BR/>c<br />d</p>", "<p>a<br/>b<br/>c<br/>d</p>"),
    ("<p>1 &lt; 2 &amp; 3 > 2</p>", "<p>1 &lt; 2 &amp; 3 &gt; 2</p>"),
    ("<p>&lt;script&gt;x()&#60;/script&#x3e;</p>", "<p>&lt;script&gt;x()&#60;/script&#x3e;</p>"),
    ("<!-- Word wrote this --><p><o:p>a</o:p></p>", PLAIN),
    ("<p>a</p><!--> <script>x()</script> -->", PLAIN),
    ("<p>a\x00b</p>", "<p>ab</p>"),
]


@pytest.mark.parametrize(("sent", "stored"), HARMLESS)
def test_words_between_the_tags_of_the_english_are_kept_and_the_tags_spelt_as_there(sent, stored):
    assert kept(sent, PLAIN) == stored


def test_tags_move_with_the_words_and_come_back_spelt_as_in_the_english():
    sent = ENGLISH.replace('id="3" linktype="page"', "LINKTYPE = 'page'  id='3'").replace("&amp;b", "&b")
    moved = sent.replace("<b>twice</b>, ", "").replace("or ", "<b>twice</b> or ")
    assert kept(sent) == ENGLISH
    assert kept(moved) == ENGLISH.replace("<b>twice</b>, ", "").replace("or ", "<b>twice</b> or ")


HOSTILE = [
    "<p>a</p><brx tabindex=1 autofocus onfocus=alert(1)></brx>",
    "<p>a<br onmouseover='x()'></p>",
    "<p>a</p></br>",
    "<p>a</p></br onclick=x()>",
    "<p>a<br\x00onclick=x()></p>",
    "<p>a<br/onclick=x()></p>",
    f"<p>a</p><![CDATA[ > <meta http-equiv=refresh content='0;url={EVIL}'> ]]>",
    f"<p>a</p><!x > <meta http-equiv=refresh content='0;url={EVIL}'>",
    f"<p>a</p><!doctype > <base href={EVIL}>",
    "<p>a</p><?php > <script>x()</script> ?>",
    "<p>a</p><?xml-stylesheet > <style>*{color:red}</style>",
    "<p>a</p><!---> <script>x()</script>",
    "<p>a</p><!-- --!> <script>x()</script>",
    "<p>a</p><!-",
    "<p>a</p><!",
    "<p>a</p></ <script>x()</script>",
    "<p>a</p></>",
    "<p>a</p></!x><img src=x onerror=x()>",
    "<p>a</p><script",
    "<p>a</p><img src=x onerror=x()",
    "<p>a</p><img src=x onerror=x()//",
    "<p>a</p><svg/onload=x()>",
    "<p>a</p><plaintext>",
    "<p>a</p><textarea></p>",
    "<p onclick=x()>a</p>",
    "<p onclick='x()'>a</p>",
    "<P ONCLICK=`x()`>a</P>",
    "<p style=color:red>a</p>",
    "<p/onclick=x()>a</p>",
    "<p/>a</p>",
    "<p a='>' onclick='x()'>a</p>",
    '<p a=">" onclick="x()">a</p>',
    "<p \x00>a</p>",
    "<\x00p>a</p>",
    "<p\x00>a</p>",
    "< p>a</p>",
    "<p>a",
    "<p>a</p",
    "<p>a</p><p>",
    "<p>a</p></p>",
    "</p>a<p>",
    "<p><p>a</p></p>",
    "<p>a <b</p>",
    "<p>1 < 2</p>",
    "<scr<o:p>ipt>x()</script><p>a</p>",
    "<o:p<p>>a</p>",
    "<p>a</p><a href='javascript:x()'>b</a>",
    "<ſcript>x()</ſcript><p>a</p>",
    "<p>a</p>\u2028<script>x()</script>",
    "<p>a</p>\ufeff<\ufeffscript>x()</script>",
    "<p>a</p><p >b</p>",
    "a",
]


@pytest.mark.parametrize("sent", HOSTILE)
def test_what_a_browser_would_take_for_more_than_the_english_has_is_refused(sent):
    assert kept(sent, PLAIN) is None


LINKS = [
    'href="javascript:x()"',
    'href="JaVaScRiPt:x()"',
    'href="&#106;avascript:x()"',
    f'href="{EVIL}"',
    f"href=\"{EVIL}\" href='https://example.org/?a=1&amp;b=2'",
    f'href="https://example.org/?a=1&amp;b=2" href="{EVIL}"',
    'href="https://example.org/?a=1&amp;b=2" target="_blank"',
    "href=https://example.org/?a=1&amp;b=2",
    'href="https://example.org/?a=1&amp;b=2" onclick',
    'href="https://example.org/?a=1&amp;b=2"onclick="x()"',
    'href="https://example.org/?a=1&amp;b=2',
    'id="4" linktype="page"',
]


@pytest.mark.parametrize("carried", LINKS)
def test_a_link_that_goes_elsewhere_or_carries_more_is_refused(carried):
    assert kept(ENGLISH.replace('href="https://example.org/?a=1&amp;b=2"', carried)) is None


MISPLACED = [
    ("<b>twice</b>, ", "</b>twice<b>, "),
    ("<b>twice</b>", "<b>twice"),
    ("<b>twice</b>", "twice"),
    (
        '<b>twice</b>, <a href="https://example.org/?a=1&amp;b=2">here</a>',
        '<a href="https://example.org/?a=1&amp;b=2"><b>twice</a></b>',
    ),
    ('here</a> or <a id="3" linktype="page">there</a>', 'here or <a id="3" linktype="page">there</a></a>'),
    ('<li data-block-key="d4">two</li></ul>', '</ul><li data-block-key="d4">two</li>'),
]


@pytest.mark.parametrize(("here", "there"), MISPLACED)
def test_a_tag_that_is_missing_or_closed_elsewhere_is_refused(here, there):
    assert here in ENGLISH
    assert kept(ENGLISH.replace(here, there)) is None


# Whole tags of the English, and whatever has ever fooled a parser.
PIECES = some.sampled_from(
    [
        *["<", ">", "/", "=", '"', "'", "&", ";", "!", "-", "?", "#", ":", "\x00", "\t", "\n", "\x0c"],
        " ",
        *[
            "p",
            "P",
            "b",
            "a",
            "br",
            "brx",
            "h3",
            "ul",
            "li",
            "script",
            "meta",
            "svg",
            "style",
            "math",
            "textarea",
            "plaintext",
            "href",
            "onclick",
            "javascript:",
            "က",
            "x()",
        ],
        *[
            "<p>",
            "</p>",
            "<P>",
            "<b>",
            "</b>",
            "<br>",
            "<br/>",
            "</br>",
            "<ul>",
            "<li>",
            "</li>",
            "</ul>",
            "<o:p>",
            "</o:p>",
            "<svg>",
            "<math>",
            "<table>",
        ],
        *[
            "<!--",
            "-->",
            "--!>",
            "<!-->",
            "<![CDATA[",
            "]]>",
            "<!x",
            "<?x",
            "?>",
            "</",
            "<!",
            "&lt;",
            "&gt;",
            "&#60;",
            "&#x3e",
            "&quot;",
            "&NewLine;",
        ],
        *('<p data-block-key="b2">', '<a id="3" linktype="page">', "</a>", "<a id='3' linktype='page' onclick='x()'>"),
        "<img src=x onerror=x()>",
    ]
)


@given(some.lists(PIECES, max_size=14).map("".join), some.integers(0, len(ENGLISH)), some.integers(0, 12))
def test_whatever_is_put_into_the_english_has_its_tags_to_a_browser_or_is_refused(put_in, at, left_out):
    stored = kept(ENGLISH[:at] + put_in + ENGLISH[at + left_out :])
    if stored is not None:
        assert as_a_browser_reads(stored) == as_a_browser_reads(ENGLISH)
        assert kept(stored) == stored


@given(some.text(alphabet=some.characters(max_codepoint=0x2FF, exclude_characters="<{}%"), max_size=40))
def test_no_words_without_a_tag_s_beginning_become_one(words):
    stored = kept(f"<p>{words}</p>", PLAIN)
    assert stored is not None and as_a_browser_reads(stored) == as_a_browser_reads(PLAIN)


def test_what_is_kept_reads_to_a_browser_as_the_english_does():
    assert as_a_browser_reads(ENGLISH)[("p",), "b", ()] == 1
    for sent, _stored in HARMLESS:
        assert as_a_browser_reads(kept(sent, PLAIN)) == as_a_browser_reads(PLAIN), sent
