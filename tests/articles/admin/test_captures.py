"""Originals in the admin: the bytes as text, coloured where something was read from them."""

import hashlib
import json
from io import BytesIO

import pytest
from django.contrib.auth.models import Permission, User
from django.db import models

from articles import originals
from articles.evidence import pieces
from articles.models import Capture
from tests.articles.admin.conftest import page, signed_in

TEXT = "# Harbour <reopens>\n\nBy Jane & AFP\n"


@pytest.fixture
def make_capture(make_article):
    def make(data, evidence=(), article=None):
        container, size = originals.keep(BytesIO(data))
        sha256 = hashlib.sha256(data).hexdigest()
        facts = {"container": container, "size": size, "sha256": sha256, "media_type": "text/markdown", "file": "a.md"}
        read = {"verdict": "published", "importer": "markdown/1", "evidence": json.dumps(evidence)}
        originals.capture([{"article_id": (article or make_article()).pk} | facts | read])
        return Capture.objects.get(sha256=sha256)

    return make


def evidence(field, start, end, **more):
    return {"field": field, "rule": "heading", "start": start, "end": end, "raw": TEXT[start:end], "value": "v"} | more


def test_the_original_is_shown_escaped_with_its_evidence_coloured(curator, make_capture):
    found = [evidence("headline", 2, 19), evidence("byline", 24, 34, repairs=["joined", "trimmed"])]
    capture = make_capture(TEXT.encode(), found)
    html = curator.get(page("capture_change", capture.pk)).content.decode()
    assert '<mark class="c1" title="headline">Harbour &lt;reopens&gt;</mark>' in html
    assert '<mark class="c2" title="byline">Jane &amp; AFP</mark>' in html
    assert "joined; trimmed" in html
    assert "2–19" in html


def test_the_article_leads_to_its_originals(curator, make_capture, make_article):
    article = make_article()
    capture = make_capture(TEXT.encode(), article=article)
    html = curator.get(page("article_change", article.pk)).content.decode()
    assert f'<a href="{page("capture_change", capture.pk)}">a.md</a>' in html


def test_evidence_without_a_span_names_the_field_of_the_record(curator, make_capture):
    found = [evidence("headline", None, None, raw="x", raw_field="title")]
    html = curator.get(page("capture_change", make_capture(b'{"title": "x"}', found).pk)).content.decode()
    assert "<td>title</td>" in html


def test_bytes_that_are_no_text_are_shown_as_far_as_they_go(curator, make_capture):
    html = curator.get(page("capture_change", make_capture(b"good \xff\xfe bad \x00").pk)).content.decode()
    assert "good \ufffd\ufffd bad" in html
    assert "It holds zero bytes" in html


def test_a_byte_order_mark_does_not_shift_the_colours(curator, make_capture):
    capture = make_capture(b"\xef\xbb\xbf" + TEXT.encode(), [evidence("headline", 2, 19)])
    html = curator.get(page("capture_change", capture.pk)).content.decode()
    assert '<mark class="c1" title="headline">Harbour &lt;reopens&gt;</mark>' in html


def test_a_lost_original_is_said_in_one_sentence(curator, make_capture):
    capture = make_capture(TEXT.encode())
    originals.path_of(capture.container).unlink()
    assert "The bytes of this original are lost" in curator.get(page("capture_change", capture.pk)).content.decode()


@pytest.mark.parametrize("damage", [lambda data: data[:5], lambda data: b""])
def test_an_original_that_was_cut_is_said_in_one_sentence(curator, make_capture, damage):
    capture = make_capture(TEXT.encode())
    path = originals.path_of(capture.container)
    path.chmod(0o600)
    path.write_bytes(damage(path.read_bytes()))
    html = curator.get(page("capture_change", capture.pk)).content.decode()
    assert "The bytes of this original are damaged: bring them back" in html


def test_a_container_that_is_no_gzip_file_is_said_in_one_sentence(curator, make_capture):
    capture = make_capture(b"no gzip")
    models.QuerySet(Capture).filter(pk=capture.pk).update(media_type="application/x-ndjson+gzip")
    html = curator.get(page("capture_change", capture.pk)).content.decode()
    assert "The bytes of this original are damaged: bring them back" in html


def test_a_long_original_is_cut(curator, make_capture, monkeypatch):
    monkeypatch.setattr("articles.admin.captures.LONGEST", 10)
    html = curator.get(page("capture_change", make_capture(b"x" * 25, [evidence("body", 0, 25)]).pk)).content.decode()
    assert "15 more characters are not shown." in html


@pytest.mark.parametrize(
    ("spans", "cut"),
    [
        ([], [("abcdef", None)]),
        ([(0, 6)], [("abcdef", 1)]),
        ([(2, 4)], [("ab", None), ("cd", 1), ("ef", None)]),
        ([(0, 6), (2, 4)], [("ab", 1), ("cd", 2), ("ef", 1)]),
        ([(0, 4), (2, 6)], [("ab", 1), ("cd", 1), ("ef", 2)]),
        ([(4, 99)], [("abcd", None), ("ef", 1)]),
        ([(3, 3)], [("abc", None), ("def", None)]),
    ],
)
def test_spans_may_lie_in_one_another_and_no_letter_is_lost(spans, cut):
    found = [{"field": str(number), "start": a, "end": b, "colour": number} for number, (a, b) in enumerate(spans, 1)]
    assert [(piece["text"], piece["colour"]) for piece in pieces("abcdef", found)] == cut


def test_the_list_finds_a_part_of_a_name_and_a_hash(curator, make_capture):
    capture = make_capture(TEXT.encode())
    models.QuerySet(Capture).filter(pk=capture.pk).update(file="clippings/05-cp1252.txt")
    for term, found in (("05-cp1252.txt", 1), (capture.sha256.upper(), 1), ("0" * 64, 0), ("06-", 0), ("\x00", 1)):
        listed = curator.get(page("capture_changelist"), {"q": term}).context["cl"]
        assert len(listed.result_list) == found, term


def rejected(data):
    container, size = originals.keep(BytesIO(data))
    sha256 = hashlib.sha256(data).hexdigest()
    facts = {"container": container, "size": size, "sha256": sha256, "media_type": "text/markdown", "file": "b.md"}
    read = {"verdict": "rejected", "reason": "It is broken.", "importer": "markdown/1", "evidence": "[]"}
    originals.capture([{"article_id": None} | facts | read])
    return Capture.objects.get(sha256=sha256)


def begun(browser, capture):
    """Follow “Write the article by hand”; returns what the form begins with."""
    address = f"{page('article_add')}?capture={capture.pk}"
    response = browser.get(address)
    return response.context["adminform"].form["body"].value() if response.status_code == 200 else response.status_code


def test_an_article_written_by_hand_begins_with_the_text_of_what_was_rejected(curator, make_capture, onlooker):
    capture = rejected(TEXT.encode())
    assert (
        f'href="{page("article_add")}?capture={capture.pk}"'
        in curator.get(page("capture_change", capture.pk)).content.decode()
    )
    assert begun(curator, capture) == TEXT
    assert begun(onlooker, capture) == 403


def test_only_text_that_belongs_to_nothing_else_and_may_be_seen_begins_an_article(curator, make_capture, db):
    assert begun(curator, rejected(b"good \xff\xfe bad \x00")) == ""
    assert not begun(curator, make_capture(TEXT.encode()))
    writer = User.objects.create_user("eve", password="secret", is_staff=True)
    writer.user_permissions.set(Permission.objects.filter(codename="add_article"))
    assert not begun(signed_in(writer), rejected(b"# Another\n"))
    for number in ("", "x", "9" * 30, "\x00"):
        assert curator.get(page("article_add"), {"capture": number}).status_code == 200
