"""Front matter of a clipping."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing import markdown
from articles.importing.draft import Record
from articles.importing.options import Options

TEXT = "The harbour reopened on Monday, and the ships came in.\n\nNobody knows what comes next, said the mayor."


def read(clipping, lines, text=f"# Harbour reopens\n\n{TEXT}"):
    return clipping(f"---\n{lines}\n---\n\n{text}")


@pytest.mark.parametrize(
    ("lines", "name", "value"),
    [
        ("title: Harbour: closed", "headline", "Harbour: closed"),
        ("headline: 'It''s open'", "headline", "It's open"),
        ('title: "Say \\"yes\\""', "headline", 'Say "yes"'),
        ("title: Open # at last", "headline", "Open"),
        ("subtitle: Ships are back", "subtitle", "Ships are back"),
        ("description: >\n  Ships are\n  back", "subtitle", "Ships are back"),
        ("description: Ships are\n  back", "subtitle", "Ships are back"),
        ("author: Jane Doe", "byline", "Jane Doe"),
        ("authors:\n  - Jane Doe\n  - AFP", "byline", "Jane Doe, AFP"),
        ("authors:\n- name: Jane Doe\n  mail: j@a.b", "byline", "Jane Doe"),
        ('author: ["[[Jane Doe]]"]', "byline", "Jane Doe"),
        ("byline: By Jane Doe", "byline", "Jane Doe"),
        ("url: https://a.b/c", "source_url", "https://a.b/c"),
        ('canonical: "https://a.b/c"', "source_url", "https://a.b/c"),
        ("source: https://a.b/c", "source_url", "https://a.b/c"),
        ("source: Harbour Times", "source_name", "Harbour Times"),
        ("publication: Harbour Times\nurl: https://a.b/c", "source_name", "Harbour Times"),
        ("category: World", "section", "World"),
        ("tags: [sea, 'ports, old']", "topics", ("sea", "ports, old")),
        ("keywords: sea, ports", "topics", ("sea", "ports")),
        ("tags:\n  - sea\n\n  - ports", "topics", ("sea", "ports")),
        ("lang: en_gb", "language", "en-GB"),
        ("date: 2023-09-20", "date_precision", "day"),
        ("published_at: 2023-09-20 14:05:00 +0300", "date_precision", "minute"),
    ],
)
def test_a_key_gives_its_field_with_evidence(clipping, lines, name, value):
    draft = read(clipping, lines, TEXT)
    assert getattr(draft, name) == value
    assert (draft.body, draft.unread) == (TEXT, ())
    assert any(one.rule.startswith("front matter, ") for one in draft.evidence)


def test_keys_that_say_nothing_to_an_archive_are_named_and_kept_in_the_original(clipping):
    draft = read(
        clipping, "title: Harbour reopens\nlayout: post\ncreated: 2024-01-01\ndate: soon\nurl: /a/b\nlang: klingon"
    )
    assert draft.unread == ("layout", "created", "date", "url", "lang")
    assert draft.problems == ("It has no date.",)


def test_the_printed_byline_counts_and_the_date_of_front_matter(clipping):
    text = f"# Harbour reopens\n\nBy Jane Doe, Reuters\n\nSeptember 21, 2023\n\n{TEXT}"
    draft = read(clipping, "author: admin\ndate: 2023-09-20T14:05:00Z", text)
    assert (draft.byline, [one.name for one in draft.authors]) == ("Jane Doe, Reuters", ["Jane Doe", "Reuters"])
    assert (draft.published_at.day, draft.date_precision, draft.body) == (20, "minute", TEXT)
    assert [one.rule for one in draft.evidence if one.raw == "September 21, 2023"] == ["date, not used"]


def test_an_ambiguous_date_is_the_problem_that_it_always_is(clipping):
    assert "tell the import which way they stand" in read(clipping, "date: 04/05/2015").problems[0]
    assert clipping(f"---\ndate: 04/05/2015\n---\n# H\n\n{TEXT}", dates="dmy").published_at.month == 5


def test_a_description_that_repeats_the_article_is_no_standfirst(clipping):
    assert read(clipping, 'title: H\ndescription: "The harbour reopened on Monday…"').subtitle == ""


def test_two_addresses_give_one(clipping):
    draft = read(clipping, "source: https://a.b/c\nurl: https://a.b/d")
    assert (draft.source_url, draft.unread) == ("https://a.b/d", ("source",))


@pytest.mark.parametrize(
    "top",
    [
        "---\ntitle: Harbour reopens\na broken line\n---",
        "---\ntitle: Harbour reopens",
        "---\nNote: this is a draft\n---",
        "---\n\n---",
        "----\ntitle: Harbour\n----",
    ],
)
def test_what_is_not_wholly_of_this_shape_is_text(clipping, top):
    draft = clipping(f"{top}\n\n{TEXT}")
    kept = f"{draft.headline} {draft.body}"
    assert all(word in kept for word in top.replace("-", "").split())


@pytest.mark.parametrize("line", ["  x: y\r\n", "  x: y\n", "title: a\r\n", "\r\n"])
def test_front_matter_without_an_end_takes_no_time(clipping, line):
    assert clipping(f"---\r\n{line * 200}a broken line.\r\n\r\n---\r\n{TEXT}").topics == ()


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_make_no_difference(clipping, end):
    draft = clipping(f"---\ntitle: Harbour\ntags:\n  - sea\n---\n\n{TEXT}".replace("\n", end))
    assert (draft.headline, draft.topics) == ("Harbour", ("sea",))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(["title: ", "date: ", "a", "- ", '"', "'", "[", "]", "\n", "  ", "#", ">", "---\n", "ü"]))
)
def test_no_front_matter_makes_it_fail(pieces):
    text = f"---\n{''.join(pieces)}\n---\ntext"
    for one in getattr(markdown.read(Record(data=text.encode(), file="a.md"), Options()), "evidence", ()):
        assert one.start is None or text[one.start : one.end] == one.raw


@pytest.mark.parametrize("key", ["author", "source", "section", "tags"])
def test_a_list_that_is_never_closed_is_left_out(clipping, key):
    draft = clipping(f"---\ntitle: H\n{key}: [unclosed\n---\n\nThe harbour reopened.")
    assert (draft.byline, draft.authors, draft.source_name, draft.section, draft.topics) == ("", (), "", "", ())
    assert draft.unread == (key,)
