"""Addresses: what is the same page has the same key, what is no page has none."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import addresses
from articles.addresses import canonical, domain_of, identifier_key, key_of, keys_of, repair

PIECES = st.text(alphabet=st.sampled_from("ab./?#&=%~:@[]2fEéٱ -_utm\\;\n"), max_size=40)
STARTS = st.sampled_from(
    [
        "",
        "http://",
        "https://",
        "http://www.",
        "https://a.b/",
        "http://a.b/" + "c%e9" * 140,
        "http://a.b/?z=" + "c" * 470,
    ]
)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a/b?x=1&y=2",
        "http://example.com/a/b?x=1&y=2",
        "https://WWW.Example.COM/a/b/?x=1&y=2",
        "https://example.com:443/a/b?x=1&y=2",
        "http://example.com:80/a/./c/../b?y=2&x=1",
        "https://example.com/a/b?x=1&y=2#comments",
        "https://example.com/a/b?utm_source=rss&x=1&fbclid=abc&y=2",
        "https://user:secret@example.com/%61/b?x=1&y=2",
        "www.example.com/a/b?x=1&y=2",
        "  https://example.com./a/b?x=1&y=2\n",
    ],
)
def test_spellings_of_one_page_have_one_key(url):
    assert key_of(url) == "https://example.com/a/b?x=1&y=2"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/a", "https://example.com/A"),
        ("https://example.com/a", "https://example.com/a?page=2"),
        ("https://example.com/a", "https://news.example.com/a"),
        ("https://example.com/a", "https://example.com:8080/a"),
        ("https://example.com/a%2Fb", "https://example.com/a/b"),
        ("https://example.com/#!/a", "https://example.com/#!/b"),
        ("https://example.com/#/a", "https://example.com/"),
    ],
)
def test_different_pages_have_different_keys(one, other):
    assert key_of(one) != key_of(other)


@pytest.mark.parametrize(
    "text",
    [
        *("", "#", "javascript:alert(1)", "data:text/html,x", "/2023/09/20/a", "a.html", "mailto:a@b.c", "ftp://a.b/c"),
        *("http://", "https://[::1", "http://www..b/", "http://a:99999/", "http://\ud800/", "https:///path"),
    ],
)
def test_what_is_no_address_on_the_web_has_no_key(text):
    assert key_of(text) == canonical(text) == repair(text).url == ""


@settings(max_examples=600, deadline=None)
@given(STARTS, PIECES)
def test_a_key_is_its_own_key_and_fits_the_database(start, rest):
    key = key_of(start + rest)
    assert key_of(key) == key
    assert len(key) <= addresses.KEY_LENGTH


@settings(max_examples=600, deadline=None)
@given(STARTS, PIECES)
def test_the_canonical_form_is_its_own_and_has_the_same_key(start, rest):
    url = canonical(start + rest)
    assert canonical(url) == url
    assert key_of(url) == key_of(start + rest)


def test_no_address_of_the_web_platform_tests_raises(shared):
    def texts(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                yield from texts(inner)

    files = sorted((shared / "nasty" / "wpt_url").rglob("*.json"))
    found = [text for file in files for text in texts(json.loads(file.read_text("utf-8")))]
    assert len(found) > 5000
    for text in found:
        assert key_of(key_of(text)) == key_of(text)
        repair(text)


def test_a_long_address_keeps_its_beginning_and_is_told_apart_by_a_hash():
    start = "https://example.com/" + "x" * 600
    assert key_of(f"{start}1") != key_of(f"{start}2")
    assert key_of(start).startswith("https://example.com/xxx")


def test_the_canonical_form_stays_what_readers_know():
    url = "http://www.Example.com:80/%7Ejane/Caf%C3%A9/?b=2&a=1&utm_medium=x#top"
    assert canonical(url) == "http://www.example.com/~jane/Caf%C3%A9/?b=2&a=1"


def test_a_wrapped_address_is_joined_and_says_so():
    repaired = repair("https://www.example.com/2023/as-karabakh-vo ws-to-\ndisarm-a82526")
    assert repaired.url == "https://www.example.com/2023/as-karabakh-vows-to-disarm-a82526"
    assert repaired.repairs == ("a line wrap joined",)


def test_what_else_was_mended_is_said_too():
    assert repair("www.example.com/a?utm_source=x").repairs == (
        "https:// put before it",
        "tracking parameters left out",
    )


def test_who_looks_an_address_up_finds_it_in_every_spelling():
    written, escaped = "https://example.com/café", "https://example.com/caf%C3%A9"
    assert key_of(written) != key_of(escaped)
    assert key_of(written) in keys_of(escaped)
    assert key_of(escaped) in keys_of(written)
    tracked = "https://example.com/a?utm_source=x"
    assert keys_of(tracked) == (key_of(tracked), key_of(tracked, exactly=True))
    assert keys_of("no address") == ()


def test_the_domain_of_an_address_has_no_www():
    assert domain_of("https://www.themoscowtimes.com/2023") == "themoscowtimes.com"
    assert domain_of("") == ""


def test_an_identifier_is_told_apart_by_its_source():
    assert identifier_key("Reuters", "1") == identifier_key("reuters", "1") != identifier_key("AFP", "1")
    assert len(identifier_key("Reuters", "x" * 2000)) == addresses.KEY_LENGTH


@pytest.mark.django_db
def test_what_is_forgotten_is_known_as_such_until_it_is_recalled():
    addresses.forget(["a", "b"])
    addresses.forget(["a"])
    assert addresses.forgotten(["a", "b", "c"]) == {"a", "b"}
    addresses.recall(["a"])
    assert addresses.forgotten(["a", "b", "c"]) == {"b"}
