"""What a search looked for is marked in the whole article, and no mark breaks the page."""

from html import unescape
from itertools import islice

import pytest

from archive.pages.marking import LISTED, LONGEST, MOST, Marked, marker_for
from articles import prose
from articles.parameters import BadParameters
from tests.archive.markup import Page
from tests.articles.test_prose import hostile


@pytest.fixture
def mark(index, make_article):
    """Return a function that marks Markdown as the body of an article; an index has the words of one."""
    make_article()
    index()

    def mark(body, query, language="en"):
        return str(marker_for(Marked(query), language).html("body", prose.html(body)))

    return mark


def way(number, text):
    return f'<mark id="match-{number}"><a href="#match-{number + 1}">{text}</a></mark>'


@pytest.mark.parametrize(
    ("body", "query", "marked"),
    [
        ("The harbours.", "q=harbour", f"<p>The {way(1, 'harbours')}.</p>\n"),
        ("The *harbour*.", "q=harbour", f"<p>The <em>{way(1, 'harbour')}</em>.</p>\n"),
        (
            "Har*bour* <b>",
            "q=harbour",
            f'<p>{way(1, "Har")}<em><mark><a href="#match-2">bour</a></mark></em> &lt;b&gt;</p>\n',
        ),
        (
            "a\n\na harbour\n\nharbours",
            "q=harbour",
            f"<p>a</p>\n<p>a {way(1, 'harbour')}</p>\n<p>{way(2, 'harbours')}</p>\n",
        ),
        (
            "the grand *harbour* here",
            'q="grand harbour"',
            f'<p>the {way(1, "grand ")}<em><mark><a href="#match-2">harbour</a></mark></em> here</p>\n',
        ),
        ("the grand\n\nharbour", 'q="grand harbour"', "<p>the grand</p>\n<p>harbour</p>\n"),
        (
            "the grand  \nharbour",
            'q="grand harbour"',
            f'<p>the {way(1, "grand")}<br><mark><a href="#match-2">\nharbour</a></mark></p>\n',
        ),
        ("AT&T & q", "q=%3DAT%26T", f"<p>{way(1, 'AT&amp;T')} &amp; q</p>\n"),
        ("harbour", "q=headline:harbour", "<p>harbour</p>\n"),
        ("harbour", "q=-harbour", "<p>harbour</p>\n"),
        ("harbour", "q=", "<p>harbour</p>\n"),
        ("harbour", "", "<p>harbour</p>\n"),
        ("the harbour", "q=harb*", f"<p>the {way(1, 'harbour')}</p>\n"),
        ("a whale, a harbour", "q=whale harbour&match=any", f"<p>a {way(1, 'whale')}, a {way(2, 'harbour')}</p>\n"),
    ],
)
def test_words_and_phrases_are_marked_within_their_tags(mark, body, query, marked):
    assert mark(body, query) == marked


def test_a_mark_within_a_link_is_no_link(mark):
    html = mark('[the <harbour>](https://a.example/?a=">&b=harbour)', "q=harbour")
    assert '&lt;<mark id="match-1">harbour</mark>&gt;</a>' in html
    assert html.count("<a ") == 1


def test_marks_count_on_from_field_to_field_and_the_last_leads_to_what_comes_behind(index):
    marker = marker_for(Marked("q=harbour"), "en")
    assert marker.text("headline", "The <harbour>") == f"The &lt;{way(1, 'harbour')}&gt;"
    assert marker.text("subtitle", "No & thing") == "No & thing"
    assert marker.html("body", "<p>harbour</p>") == f"<p>{way(2, 'harbour')}</p>"
    assert (marker.count, [*marker.listed]) == (2, [1, 2])


def test_of_many_places_some_are_listed(index):
    marker = marker_for(Marked("q=harbour"), "en")
    marker.html("body", "<p>harbour</p>" * (LISTED + 5))
    assert (marker.count, len(marker.listed)) == (LISTED + 5, LISTED)


def test_of_very_many_places_the_first_are_marked(index):
    marker = marker_for(Marked("q=harbour"), "en")
    html = marker.html("body", "<p>harbour harbour</p>" * MOST)
    assert (marker.count, marker.all_marked, html.count("<mark")) == (MOST, False, MOST)
    assert marker.text("caption", "harbour") == "harbour"


def test_an_endless_text_is_not_looked_at(index):
    text = "harbour " * (LONGEST // 8 + 1)
    assert marker_for(Marked("q=harbour"), "en").text("headline", text) == text


def test_where_the_index_is_down_words_are_marked_all_the_same(settings):
    settings.SEARCH_URL = "whoosh:///nowhere/index"
    marker = marker_for(Marked("q=harbour OR whal*"), "en")
    assert marker.text("headline", "A whale, a harbour") == f"A whale, a {way(1, 'harbour')}"


@pytest.mark.parametrize(
    "query", ["q=(", 'q="', "q=headlin:x", "q=" + "x" * 513, "match=none", "page_size=5", "sort=newest"]
)
def test_what_cannot_be_understood_is_refused(query):
    with pytest.raises(BadParameters):
        marker_for(Marked(query), "en")


def test_no_mark_breaks_hostile_text(index, shared):
    """The tags are the same with and without marks, and so is the text."""
    for string in islice(hostile(shared), 0, None, 3):
        html = prose.html(string.replace("\0", ""))
        marker = marker_for(Marked("q=script alert xss javascript img onerror a&match=any"), "en")
        marked = Page(marker.html("body", html))
        plain = Page(html)
        assert (marked.faults, [*marked.dangers()]) == ([], []), string
        assert "".join(marked.texts) == "".join(plain.texts), string
        ours = ("mark", "a")
        others = [one for one in marked.elements if one[0] not in ours]
        assert others == [one for one in plain.elements if one[0] not in ours], string
        assert unescape(html).count("�") == unescape(str(marker.html("body", html))).count("�")
