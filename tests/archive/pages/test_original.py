"""The original of an article as readers see it, coloured."""

import gzip
import json

import pytest
from django.db import models

from archive.pages import original
from articles import curation, originals
from articles.models import Capture

TEXT = "# Harbour <reopens>\n\nBy Jane & AFP\n"


def evidence(field, start, end, **more):
    return {"field": field, "rule": "heading", "start": start, "end": end, "raw": "r", "value": f"the {field}"} | more


def test_it_is_shown_escaped_and_coloured_with_a_legend(read, client, make_article, make_original):
    article = make_article(headline="Harbour <reopens>")
    found = [
        evidence("language", None, None),
        evidence("headline", 2, 19),
        evidence("published_at", 24, 34, repairs=["joined"]),
    ]
    make_original(article, TEXT.encode(), found)
    page = read(f"/articles/{article.pk}/original/")
    html = client.get(f"/articles/{article.pk}/original/").content.decode()
    assert '<mark class="c1" title="headline">Harbour &lt;reopens&gt;</mark>' in html
    assert '<mark class="c2" title="date">Jane &amp; AFP</mark>' in html
    assert '<li><mark class="c1">headline</mark></li>\n<li><mark class="c2">date</mark></li>' in html
    assert "date the published_at heading; joined" in page.text
    assert "language the language" in page.text
    assert f"/api/v1/articles/{article.pk}/original/" in page.links()
    assert "/home/ada" not in html


def test_what_of_a_record_of_json_was_read_is_coloured_too(client, make_article, make_original):
    article = make_article()
    record = json.dumps({"a": [1, {"x": "]"}], "title": 'Say "hi" é', "n": 1}, ensure_ascii=False)
    make_original(article, record.encode(), [evidence("headline", None, None, raw_field="title")])
    html = client.get(f"/articles/{article.pk}/original/").content.decode()
    assert '<mark class="c1" title="headline">&quot;Say \\&quot;hi\\&quot; é&quot;</mark>' in html


@pytest.mark.parametrize("record", ["[1]", "{", '{"title" "x"}', '{"title": }', "", "x", '{"a": 1,', "[" * 5_000])
def test_a_record_that_is_no_object_is_shown_without_colours(read, make_article, make_original, record):
    article = make_article()
    make_original(article, record.encode(), [evidence("headline", None, None, raw_field="title")])
    assert read(f"/articles/{article.pk}/original/").all("mark") == []


def test_bytes_that_are_no_text_or_lost_are_told_in_one_sentence(read, make_article, make_original):
    article = make_article()
    capture = make_original(article, b"good \xff\xfe bad \x00")
    assert "is no text that can be shown" in read(f"/articles/{article.pk}/original/").text
    originals.path_of(capture.container).unlink()
    assert "must be brought back from a backup" in read(f"/articles/{article.pk}/original/").text


def test_a_long_one_is_cut(read, make_article, make_original, monkeypatch):
    monkeypatch.setattr(original, "LONGEST", 4)
    article = make_article()
    make_original(article, b"harbour" * 1_000)
    page = read(f"/articles/{article.pk}/original/")
    assert "6,996 more characters are not shown." in page.text
    assert "harb " in page.text


def test_one_that_lies_in_a_packed_container_is_read(read, make_article, make_original):
    article = make_article()
    capture = make_original(article, b"the harbour")
    container, _ = originals.keep(gzip_of(b"before, the harbour"))
    where = {"container": container, "start": 8, "media_type": "application/x-ndjson+gzip"}
    models.QuerySet(Capture).filter(pk=capture.pk).update(**where)
    assert "the harbour" in read(f"/articles/{article.pk}/original/").text


def gzip_of(data):
    from io import BytesIO

    return BytesIO(gzip.compress(data))


def test_an_article_without_original_and_a_draft_have_no_such_page(client, make_article, make_original):
    draft = make_article(status="draft")
    make_original(draft, b"secret")
    answers = [client.get(f"/articles/{pk}/original/") for pk in (make_article().pk, draft.pk, draft.pk + 9)]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[1].content == answers[2].content


def test_what_was_edited_out_while_it_was_withdrawn_is_not_shown(client, read, make_article, make_original):
    article = make_article()
    make_original(article, b"a secret harbour")
    assert "/original/" in " ".join(read(f"/articles/{article.pk}/").links())
    curation.withdraw(article, reason="privacy")
    article.refresh_from_db()
    article.body = "Cleaned."
    article.save()
    article.refresh_from_db()
    curation.restore(article)
    assert client.get(f"/articles/{article.pk}/original/").status_code == 404
    assert f"/articles/{article.pk}/original/" not in read(f"/articles/{article.pk}/").links()


def test_the_original_of_what_was_merged_is_that_of_the_other(client, make_article):
    article, duplicate = make_article(), make_article()
    curation.merge(duplicate, into=article)
    for name in ("original", "history"):
        response = client.get(f"/articles/{duplicate.pk}/{name}/")
        assert (response.status_code, response["Location"]) == (308, f"/articles/{article.pk}/{name}/")
