import datetime
import hashlib
import re
import time
from io import BytesIO

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date

from articles import curation, editing, originals
from articles.addresses import AddressKind, key_of
from articles.history import Change
from articles.models import (
    Address,
    Article,
    Author,
    Capture,
    Correction,
    Image,
    RelatedLink,
    Source,
    Topic,
)
from articles.recording import act
from articles.serializers import Found, Items, Problem, Shown, Sources, Tombstone, Whole


def day(number):
    return datetime.datetime(2023, 9, number, tzinfo=datetime.UTC)


def merge(article, into):
    """Do what the verb of a later issue will do."""
    with act() as current:
        current.touch(article.pk)
        QuerySet(Article).filter(pk=article.pk).update(status="merged", merged_into=into)


def capture_of(article, content, media_type="text/markdown"):
    sha256, size = originals.keep(BytesIO(content))
    row = {
        "article_id": article.pk,
        "sha256": sha256,
        "container": sha256,
        "size": size,
        "media_type": media_type,
        "file": "/home/secret/name.html",
        "verdict": "published",
        "importer": "markdown/1",
    }
    originals.capture([row])
    return Capture.objects.latest("id")


def ids(page):
    return [one["id"] for one in page["results"]]


def walk(api, address, **parameters):
    """Return the ids of all pages in order, following `next`."""
    page, found = api(address, **parameters), []
    while True:
        found += ids(page)
        if page["next"] is None:
            return found
        page = api(page["next"].partition("/api/v1/")[2])


# --- articles/ ----------------------------------------------------------------------------------


def test_an_item_of_a_list_has_the_documented_shape(api, make_article, settings):
    source = Source.objects.create(name="The Moscow Times", domain="themoscowtimes.com")
    article = make_article(
        source=source, byline="AFP", section="World", topics=["War", "Armenia"], source_url="https://example.org/a"
    )
    [item] = api("articles/")["results"]
    assert item == {
        "id": article.pk,
        "url": f"{settings.SITE_URL}/api/v1/articles/{article.pk}/",
        "headline": "Harbour reopens",
        "subtitle": "",
        "byline": "AFP",
        "published_at": "2023-09-20T00:00:00Z",
        "date_precision": "day",
        "language": "en",
        "source": {"name": "The Moscow Times", "domain": "themoscowtimes.com"},
        "section": "World",
        "topics": ["War", "Armenia"],
        "source_url": "https://example.org/a",
        "word_count": 8,
    }
    assert list(item) == list(Items().fields["results"].child.fields)


def test_an_article_without_source_has_none(api, make_article):
    make_article()
    assert api("articles/")["results"][0]["source"] is None


def test_a_source_without_domain_has_none(api, make_article):
    make_article(source="The Daily Herald")
    assert api("articles/")["results"][0]["source"] == {"name": "The Daily Herald", "domain": None}


def test_articles_come_newest_first_and_by_id_where_dates_are_equal(api, make_article):
    first, second, third = (make_article(published_at=day(number)).pk for number in (20, 21, 20))
    assert ids(api("articles/")) == [second, third, first]
    assert ids(api("articles/", sort="oldest")) == [first, third, second]


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_every_article_is_met_exactly_once_while_the_archive_changes(api, make_article, sort):
    there = [make_article(published_at=day(1 + number // 3)) for number in range(12)]
    page = api("articles/", sort=sort, page_size=5)
    seen = ids(page)
    make_article(published_at=day(28))
    make_article(published_at=datetime.datetime(1999, 1, 1, tzinfo=datetime.UTC))
    gone = next(one for one in there if one.pk not in seen)
    curation.withdraw(gone, reason="legal")
    seen += walk(api, page["next"].partition("/api/v1/")[2])
    assert sorted(set(seen)) == sorted(seen)
    assert {one.pk for one in there} - set(seen) == {gone.pk}


def test_dates_with_microseconds_are_walked_exactly(api, make_article):
    moments = [day(1).replace(microsecond=number) for number in (1, 2, 2, 3)]
    made = [make_article(published_at=moment).pk for moment in moments]
    assert walk(api, "articles/", sort="oldest", page_size=1) == made


def test_a_list_takes_the_same_number_of_queries_however_long_it_is(api, make_article):
    def queries(size):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert len(api("articles/", page_size=size)["results"]) == size
        return len(captured)

    for number in range(12):
        make_article(topics=[f"topic {number}"], source=f"source {number}")
    assert queries(2) == queries(12) <= 3


@pytest.fixture
def variety(make_article):
    """Three articles that differ in all that can be filtered by."""
    times = Source.objects.create(name="The Moscow Times", domain="themoscowtimes.com")
    return [
        make_article(source=times, authors=["AFP", "Ann"], topics=["War", "Trade"], section="World", language="en-GB"),
        make_article(source="Herald", authors=["Ann"], topics=["Trade"], language="en", published_at=day(21)),
        make_article(authors=["Bo"], section="Sport", language="de", published_at=day(22)),
    ]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"source": "themoscowtimes.com"}, [0]),
        ({"source": "The Moscow Times"}, []),
        ({"source": "Herald"}, [1]),
        ({"source": ["Herald", "themoscowtimes.com"]}, [1, 0]),
        ({"author": "Ann"}, [1, 0]),
        ({"author": ["Ann", "AFP"]}, [1, 0]),
        ({"topic": "Trade"}, [1, 0]),
        ({"topic": ["War", "Trade"], "author": "AFP"}, [0]),
        ({"section": ["World", "Sport"]}, [2, 0]),
        ({"language": "en"}, [1, 0]),
        ({"language": "EN-gb"}, [0]),
        ({"language": "e"}, []),
        ({"language": ["de", "en-GB"]}, [2, 0]),
        ({"published_after": "2023-09-21"}, [2, 1]),
        ({"published_before": "2023-09-21"}, [0]),
        ({"published_after": "2023-09", "published_before": "2023-10"}, [2, 1, 0]),
        ({"published_after": "2024"}, []),
        ({"published_after": "2023-09-22", "published_before": "2023-09-20"}, []),
        ({"source": "nobody.example"}, []),
        ({"author": ""}, [2, 1, 0]),
    ],
)
def test_filters_narrow_a_list(api, variety, filters, found):
    assert ids(api("articles/", **filters)) == [variety[number].pk for number in found]


def test_filters_are_kept_from_page_to_page(api, variety):
    assert walk(api, "articles/", author="Ann", page_size=1) == [variety[1].pk, variety[0].pk]


# --- articles/{id}/ -----------------------------------------------------------------------------


def test_an_article_has_the_documented_shape(api, make_article, settings):
    article = make_article(source="Herald", authors=["Ann"], topics=["War"], body="One *two*.\n\nThree.")
    Image(article=article, url="https://example.org/a.jpg", caption="A harbour", credit="Ann").save()
    Correction(article=article, at=day(21), note="It was Tuesday.").save()
    RelatedLink(article=article, title="More", url="").save()
    article.refresh_from_db()
    whole = api(f"articles/{article.pk}/")
    author, source = Author.objects.get(), Source.objects.get()
    assert whole == {
        "id": article.pk,
        "url": f"{settings.SITE_URL}/api/v1/articles/{article.pk}/",
        "headline": "Harbour reopens",
        "subtitle": "",
        "byline": "",
        "authors": [{"id": author.pk, "name": "Ann", "kind": "person"}],
        "source": {"id": source.pk, "name": "Herald", "domain": None},
        "section": "",
        "topics": ["War"],
        "language": "en",
        "published_at": "2023-09-20T00:00:00Z",
        "date_precision": "day",
        "source_url": "",
        "body": "One *two*.\n\nThree.",
        "text": "One two.\n\nThree.",
        "word_count": 3,
        "images": [{"url": "https://example.org/a.jpg", "caption": "A harbour", "credit": "Ann"}],
        "related_links": [{"title": "More", "url": "", "article": None}],
        "corrections": [{"at": "2023-09-21T00:00:00Z", "note": "It was Tuesday."}],
        "revision": article.revision,
        "created_at": f"{article.created_at:%Y-%m-%dT%H:%M:%SZ}",
        "updated_at": f"{article.updated_at:%Y-%m-%dT%H:%M:%SZ}",
    }
    assert list(whole) == list(Whole().fields)


def test_an_article_takes_a_constant_number_of_queries(client, make_article):
    article = make_article(source="Herald", authors=["Ann", "Bo"], topics=["War", "Trade"])
    for number in range(9):
        Address(article=make_article(), url="", key=f"https://example.org/{number}", kind="canonical").save()
        RelatedLink(article=article, url=f"https://example.org/{number}").save()
    with CaptureQueriesContext(connection) as captured:
        client.get(f"/api/v1/articles/{article.pk}/")
    assert len(captured) <= 11


def held(article, url):
    return Address.objects.create(article=article, url=url, key=key_of(url), kind=AddressKind.CANONICAL)


def linked(api, article):
    return [link["article"] for link in api(f"articles/{article.pk}/")["related_links"]]


def test_a_related_link_leads_to_the_article_that_is_held(api, make_article):
    article, known, chosen = make_article(), make_article(), make_article()
    held(known, "https://www.example.org/known")
    RelatedLink(article=article, url="http://example.org/known/", position=1).save()
    RelatedLink(article=article, title="lost", target=chosen, position=2).save()
    RelatedLink(article=article, url="https://example.org/unknown", position=3).save()
    assert linked(api, article) == [known.pk, chosen.pk, None]


def test_a_related_link_finds_an_article_that_is_held_under_its_address_as_printed(api, make_article):
    article, tracked, escaped = make_article(), make_article(), make_article()
    printed = "https://example.org/known?utm_source=feed"
    Address.objects.create(article=tracked, url=printed, key=key_of(printed, exactly=True), kind="as printed")
    held(escaped, "https://example.org/caf%C3%A9")
    RelatedLink(article=article, url=printed, position=1).save()
    RelatedLink(article=article, url="https://example.org/café", position=2).save()
    assert linked(api, article) == [tracked.pk, escaped.pk]


def test_a_related_link_never_leads_to_what_is_not_public(api, make_article):
    article, draft, withdrawn = make_article(), make_article(status="draft"), make_article()
    held(draft, "https://example.org/draft")
    RelatedLink(article=article, url="https://example.org/draft").save()
    RelatedLink(article=article, target=withdrawn).save()
    curation.withdraw(withdrawn, reason="legal")
    assert linked(api, article) == [None, None]


def test_an_unknown_article_and_a_draft_are_the_same_404(client, make_article):
    draft = make_article(status="draft")
    responses = [client.get(f"/api/v1/articles/{pk}/") for pk in (draft.pk, draft.pk + 1)]
    assert [one.status_code for one in responses] == [404, 404]
    assert responses[0].content == responses[1].content
    assert dict(responses[0].headers) == dict(responses[1].headers)
    assert "ETag" not in responses[0]


def test_an_unknown_article_and_a_draft_take_the_same_queries(client, make_article):
    def queries(pk):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/api/v1/articles/{pk}/")
        return [re.sub(r"\d+", "?", one["sql"]) for one in captured]

    draft = make_article(status="draft")
    assert queries(draft.pk) == queries(99)


@pytest.mark.parametrize("spelling", ["0", "-1", "1" + "0" * 30, "9" * 5_000, "١٢", "007", "1.5", "x", "%00", "1e3"])
def test_an_id_that_is_none_is_not_found(api, db, spelling):
    assert api(f"articles/{spelling}/", status=404)["status"] == 404


def test_a_withdrawn_article_leaves_a_tombstone(api, make_article):
    article = make_article(headline="Secret headline")
    curation.withdraw(article, reason="privacy", note="a secret note", by="anna")
    tombstone = api(f"articles/{article.pk}/", status=410)
    assert tombstone == {
        "type": "about:blank",
        "title": "Gone",
        "status": 410,
        "detail": "This article was withdrawn.",
        "errors": [],
        "reason": "privacy",
        "withdrawn_at": f"{article.withdrawn_at:%Y-%m-%d}",
    }
    assert list(tombstone) == list(Tombstone().fields)


def test_a_restored_article_is_there_again(api, make_article):
    article = make_article()
    curation.withdraw(article, reason="error")
    curation.restore(article)
    assert api(f"articles/{article.pk}/")["id"] == article.pk


def test_a_deleted_article_is_gone_if_it_was_ever_public(api, make_article):
    public, draft = make_article(), make_article(status="draft")
    ids = public.pk, draft.pk
    public.delete(), draft.delete()
    tombstone = api(f"articles/{ids[0]}/", status=410)
    assert (tombstone["reason"], tombstone["withdrawn_at"]) == ("deleted", f"{Change.objects.last().at:%Y-%m-%d}")
    api(f"articles/{ids[1]}/", status=404)


def test_a_merged_article_leads_to_the_one_at_the_end_of_its_chain(client, make_article):
    first, second, last = make_article(), make_article(), make_article()
    merge(first, second), merge(second, last)
    response = client.get(f"/api/v1/articles/{first.pk}/")
    assert (response.status_code, response["Location"]) == (308, f"/api/v1/articles/{last.pk}/")
    assert response.json() == {"article": last.pk}


def test_the_original_of_a_merged_article_is_that_of_the_other(client, make_article):
    first, last = make_article(), make_article()
    merge(first, last)
    response = client.get(f"/api/v1/articles/{first.pk}/original/")
    assert (response.status_code, response["Location"]) == (308, f"/api/v1/articles/{last.pk}/original/")


def test_what_was_merged_into_a_withdrawn_article_is_gone_with_it(api, make_article):
    first, last = make_article(), make_article()
    merge(first, last)
    curation.withdraw(last, reason="legal")
    assert api(f"articles/{first.pk}/", status=410)["reason"] == "legal"


def test_a_circle_of_merged_articles_is_no_endless_way(api, make_article):
    first, second = make_article(), make_article()
    merge(first, second), merge(second, first)
    api(f"articles/{first.pk}/", status=404)


@pytest.mark.parametrize("scope", ["write", "curate"])
def test_those_who_may_write_see_drafts_and_where_they_stand(api, make_article, token, scope):
    article = make_article(status="draft", problems=["It has no date."])
    shown = api(f"articles/{article.pk}/", headers=token(scope, scope))
    assert (shown["headline"], shown["status"]) == ("Harbour reopens", "draft")
    assert shown["problems"] == ["It has no date."]
    assert (shown["merged_into"], shown["withdrawal"]) == (None, None)
    assert list(shown) == list(Shown().fields)


def test_what_was_taken_back_they_read_as_a_revision(api, make_article, token):
    withdrawn, merged, other = make_article(), make_article(), make_article()
    curation.withdraw(withdrawn, reason="legal", note="a letter came")
    curation.merge(merged, into=other)
    shown = token("w", "write")
    for article, status in ((withdrawn, 410), (merged, 308)):
        api(f"articles/{article.pk}/", status=status, headers=shown)
        assert api(f"articles/{article.pk}/", revision=1, headers=shown)["headline"] == "Harbour reopens"
        assert api(f"articles/{article.pk}/revisions/", headers=shown)["results"][0]["number"] == 1


def test_a_draft_that_was_merged_into_another_leads_writers_there(api, make_article, token):
    draft, other = make_article(status="draft"), make_article(status="draft")
    curation.merge(draft, into=other)
    assert api(f"articles/{draft.pk}/", status=308, headers=token("w", "write")) == {"article": other.pk}
    api(f"articles/{draft.pk}/", status=404)


@pytest.mark.parametrize("status", ["draft", "withdrawn", "merged"])
def test_to_all_others_it_is_what_it_is_to_everybody(client, make_article, token, account, status):
    article, other = make_article(status="draft" if status == "draft" else "published"), make_article()
    if status == "withdrawn":
        curation.withdraw(article, reason="legal", note="a letter came")
    elif status == "merged":
        merge(article, into=other)
    get = lambda browser, shown=None: browser.get(f"/api/v1/articles/{article.pk}/", headers=shown)  # noqa: E731
    everybody = get(client)
    assert everybody.status_code == {"draft": 404, "withdrawn": 410, "merged": 308}[status]
    for answer in (get(client, token("r", "read")), get(account()), get(account("reader"))):
        assert (answer.status_code, answer.content) == (everybody.status_code, everybody.content)
    answer = get(account("curator"))
    assert answer.status_code == (200 if status == "draft" else everybody.status_code)


def test_a_reader_is_not_told_where_a_public_article_stands(api, make_article, token):
    address = f"articles/{make_article().pk}/"
    assert api(address, headers=token("r", "read")) == api(address)
    assert list(api(address)) == list(Whole().fields)


# --- articles/{id}/original/ --------------------------------------------------------------------


def original(client, article):
    return client.get(f"/api/v1/articles/{article.pk}/original/")


def test_an_original_is_the_bytes_as_they_came(client, make_article):
    article = make_article()
    content = "# Zoë’s\r\nharbour\n".encode()
    capture_of(article, content)
    response = original(client, article)
    assert response.content == content
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'


def test_an_original_runs_nowhere(client, make_article):
    article = make_article()
    capture_of(article, b"<script>alert(1)</script>", media_type="text/html; charset=utf-8")
    response = original(client, article)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == f'attachment; filename="article-{article.pk}.txt"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_an_original_that_is_no_text_is_bytes(client, make_article):
    article = make_article()
    capture_of(article, b"\xff\xfe\x00")
    assert original(client, article)["Content-Type"] == "application/octet-stream"


def test_the_newest_original_is_served(client, make_article):
    article = make_article()
    capture_of(article, b"one"), capture_of(article, b"two")
    assert original(client, article).content == b"two"


def test_of_a_container_only_the_line_of_the_article_is_served(client, make_article):
    article = make_article()
    lines = b'{"id": 1, "secret": true}\n{"id": 2}\n'
    sha256, _ = originals.keep(BytesIO(lines))
    own = hashlib.sha256(b'{"id": 2}').hexdigest()
    row = {"sha256": own, "container": sha256, "start": 26, "size": 9, "media_type": "application/x-ndjson"}
    originals.capture([row | {"article_id": article.pk, "verdict": "published", "importer": "ndjson/1"}])
    response = original(client, article)
    assert response.content == b'{"id": 2}'
    assert response["Content-Disposition"].endswith('.json"')


def test_an_original_that_is_known_is_not_sent_again(client, make_article):
    article = make_article()
    sha256 = capture_of(article, b"one").sha256
    response = client.get(f"/api/v1/articles/{article.pk}/original/", headers={"If-None-Match": f'"{sha256}"'})
    assert (response.status_code, response.content) == (304, b"")


def test_an_original_is_served_of_public_articles_only(client, make_article):
    draft, withdrawn, without = make_article(status="draft"), make_article(), make_article()
    capture_of(draft, b"draft"), capture_of(withdrawn, b"withdrawn")
    curation.withdraw(withdrawn, reason="legal")
    assert [original(client, one).status_code for one in (draft, withdrawn, without)] == [404, 410, 404]


def edited_while_taken_back(make_article):
    article = make_article(body="The words. A private name.")
    capture_of(article, b"The words. A private name.")
    curation.withdraw(article, reason="privacy")
    editing.edit(article, {"body": "The words."})
    curation.restore(article)
    return article


def test_words_that_were_taken_out_before_it_came_back_are_not_in_its_original(client, make_article, token):
    article = edited_while_taken_back(make_article)
    assert original(client, article).status_code == 404
    address, writer = f"/api/v1/articles/{article.pk}/original/", token("w", "write")
    assert client.get(address, headers=writer).content == b"The words. A private name."
    assert client.get(address, headers=token("r", "read")).status_code == 404


def test_an_original_that_came_after_it_was_public_again_is_served(client, make_article):
    article = edited_while_taken_back(make_article)
    capture_of(article, b"The words, printed again.")
    assert original(client, article).content == b"The words, printed again."


def test_an_original_that_came_while_an_article_was_taken_back_is_not_served(client, make_article):
    article = make_article()
    capture_of(article, b"before")
    curation.withdraw(article, reason="error")
    capture_of(article, b"meanwhile")
    curation.restore(article)
    assert original(client, article).content == b"before"


def test_an_original_of_a_publishing_that_was_undone_is_not_served_with_what_was_left_out(client, make_article):
    article = make_article(body="The words. A private name.")
    capture_of(article, b"The words. A private name.")
    curation.unpublish(article)
    editing.edit(article, {"body": "The words."})
    curation.publish(article)
    assert original(client, article).status_code == 404


def test_a_lost_original_is_said_and_no_crash(client, make_article):
    article = make_article()
    originals.path_of(capture_of(article, b"one").container).unlink()
    response = original(client, article)
    said = "The bytes of this original are lost: they must be brought back from a backup of the archive."
    assert (response.status_code, response.json()["detail"]) == (503, said)
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("kept", [b'{"id": 1}\n{"id', b'{"id": 1}\n{"id": 3}\n'], ids=["cut", "changed"])
def test_a_damaged_original_is_never_served_as_if_it_were_whole(client, make_article, kept, caplog):
    article = make_article()
    capture = capture_of(article, b'{"id": 1}\n{"id": 2}\n')
    originals.path_of(capture.container).write_bytes(kept)
    response = original(client, article)
    assert (response.status_code, "ETag" in response) == (503, False)
    assert response.json()["detail"].startswith("The bytes of this original are damaged")
    assert f"of article {article.pk}; bring it back from a backup" in caplog.text


# --- lookup/ ------------------------------------------------------------------------------------


def test_an_article_is_found_under_any_form_of_its_address(api, make_article):
    article = make_article()
    held(article, "https://www.example.org/2023/story/?b=2&a=1")
    found = api("lookup/", url="http://EXAMPLE.org/2023/./story?a=1&b=2&utm_source=x#top")
    assert (found["id"], found["matched"]) == (article.pk, "canonical")
    assert list(found) == list(Found().fields)


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("https://example.org/caf%C3%A9", "https://example.org/café"),
        ("https://example.org/café", "https://example.org/caf%C3%A9"),
        ("https://example.org/a?cmpid=7", "https://example.org/a?cmpid=7"),
    ],
)
def test_an_article_is_found_under_every_spelling_that_means_its_page(api, make_article, kept, asked):
    article = make_article()
    Address.objects.create(article=article, url=kept, key=key_of(kept, exactly=True), kind="as printed")
    assert api("lookup/", url=asked)["id"] == article.pk


def test_an_address_of_a_merged_article_finds_the_one_it_went_into(api, make_article):
    first, last = make_article(), make_article()
    held(first, "https://example.org/first")
    merge(first, last)
    found = api("lookup/", url="https://example.org/first")
    assert (found["id"], found["matched"]) == (last.pk, "merged")


def test_an_address_of_a_withdrawn_article_finds_its_tombstone(api, make_article):
    article = make_article()
    held(article, "https://example.org/a")
    curation.withdraw(article, reason="legal")
    assert api("lookup/", status=410, url="https://example.org/a")["reason"] == "legal"


def test_an_address_of_a_draft_is_as_unknown_as_any_other(api, make_article):
    held(make_article(status="draft"), "https://example.org/a")
    answers = [api("lookup/", status=404, url=f"https://example.org/{name}") for name in "ab"]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    "url",
    ["x", "javascript:alert(1)", "https://", "http://[::1", "http://a:99999/", "mailto:a@b.c", "https://é\u2028/", "."],
)
def test_what_is_no_address_is_refused(api, db, url):
    [mistake] = api("lookup/", status=400, url=url)["errors"]
    assert mistake["parameter"] == "url"


def test_a_lookup_needs_an_address(api, db):
    assert api("lookup/", status=400)["errors"][0]["parameter"] == "url"


# --- sources/, authors/, topics/ ----------------------------------------------------------------


def test_sources_count_their_public_articles(api, make_article):
    source = Source.objects.create(name="The Moscow Times", domain="themoscowtimes.com")
    for number in (3, 1, 2):
        make_article(source=source, published_at=day(number))
    make_article(source=source, status="draft", published_at=day(28))
    [item] = api("sources/")["results"]
    assert item == {
        "id": source.pk,
        "name": "The Moscow Times",
        "domain": "themoscowtimes.com",
        "articles": 3,
        "first": "2023-09-01T00:00:00Z",
        "last": "2023-09-03T00:00:00Z",
    }
    assert set(item) == set(Sources().fields["results"].child.fields)


@pytest.mark.parametrize("kind", ["sources", "authors", "topics"])
def test_names_that_no_public_article_shows_are_not_listed(api, make_article, kind):
    make_article(status="draft", source="Draft", authors=["Draft"], topics=["Draft"])
    withdrawn = make_article(source="Withdrawn", authors=["Withdrawn"], topics=["Withdrawn"])
    curation.withdraw(withdrawn, reason="legal")
    make_article(source="Public", authors=["Public"], topics=["Public"])
    assert [one["name"] for one in api(f"{kind}/")["results"]] == ["Public"]


def test_authors_have_a_kind_and_topics_have_none(api, make_article):
    make_article(authors=["Ann"], topics=["War"])
    moment = "2023-09-20T00:00:00Z"
    counted = {"articles": 1, "first": moment, "last": moment}
    author, topic = Author.objects.get(), Topic.objects.get()
    assert api("authors/")["results"] == [{"id": author.pk, "name": "Ann", "kind": "person"} | counted]
    assert api("topics/")["results"] == [{"id": topic.pk, "name": "War"} | counted]


def test_names_are_walked_by_name_each_exactly_once(api, make_article):
    for name in ("Zoë", "ann", "Ann", "Bo", "Édith"):
        make_article(authors=[name])
    found = walk(api, "authors/", page_size=2)
    assert found == [one.pk for one in Author.objects.order_by("name", "id")]


def test_sources_of_the_same_name_are_parted_by_their_id(api, make_article):
    for domain in ("a.example", "b.example", "c.example"):
        make_article(source=Source.objects.create(name="Herald", domain=domain))
    assert len(set(walk(api, "sources/", page_size=1))) == 3


def test_names_take_no_filters(api, db):
    assert api("sources/", status=400, q="x")["errors"][0]["valid"] == ["page_size", "cursor"]


# --- what is known already ----------------------------------------------------------------------

LISTS = ["articles/", "sources/", "authors/", "topics/"]


@pytest.mark.parametrize("address", [*LISTS, "articles/{}/"])
def test_what_a_client_has_is_not_sent_again_until_it_changes(client, make_article, address):
    article = make_article(source="Herald", authors=["Ann"], topics=["War"])
    path = f"/api/v1/{address.format(article.pk)}"
    tag = client.get(path)["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    article.headline = "Another"
    article.save()
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("address", [*LISTS, "articles/{}/"])
def test_what_has_not_changed_since_is_not_sent_again(client, make_article, monkeypatch, address):
    path = f"/api/v1/{address.format(make_article().pk)}"
    with monkeypatch.context() as clock:
        changed = Change.objects.latest("seq").at.timestamp()
        clock.setattr("time.time", lambda: changed)
        assert "Last-Modified" not in client.get(path)  # more may happen within the same second
    time.sleep(1.1)
    modified = client.get(path)["Last-Modified"]
    assert client.get(path, headers={"If-Modified-Since": modified}).status_code == 304
    assert client.get(path, headers={"If-Modified-Since": http_date(0)}).status_code == 200


def test_an_article_keeps_its_tag_while_others_change(client, make_article):
    path = f"/api/v1/articles/{make_article().pk}/"
    tag = client.get(path)["ETag"]
    make_article()
    assert client.get(path)["ETag"] == tag


def test_an_article_gets_another_tag_when_one_of_its_links_finds_its_article(client, make_article):
    article, other = make_article(), make_article(status="draft")
    held(other, "https://example.org/other")
    RelatedLink(article=article, url="https://example.org/other").save()
    path = f"/api/v1/articles/{article.pk}/"
    tag = client.get(path)["ETag"]
    curation.publish(other)
    assert client.get(path, headers={"If-None-Match": tag}).json()["related_links"][0]["article"] == other.pk


def test_other_parameters_have_another_tag(client, make_article):
    make_article()
    assert client.get("/api/v1/articles/")["ETag"] != client.get("/api/v1/articles/?page_size=5")["ETag"]


def test_an_empty_archive_answers(api, db):
    assert [api(address) for address in LISTS] == [{"next": None, "results": []}] * 4


def test_a_version_that_is_not_the_current_one_is_412(client, make_article):
    make_article()
    response = client.get("/api/v1/articles/", headers={"If-Match": '"x"'})
    assert (response.status_code, response.json()["title"]) == (412, "Precondition Failed")


def test_problems_have_the_documented_shape(api, db):
    assert list(api("articles/9/", status=404)) == list(Problem().fields)
