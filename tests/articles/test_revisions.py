"""Former states of an article, and who may see which."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import curation, editing
from articles.models import Author, Image, RelatedLink, Source
from articles.serializers import RevisionOfArticle, Whole

SECRET = "quixoticzebra"


def edit(article, by="ada", note="why", **changes):
    return editing.edit(article, changes, by=by, note=note)


@pytest.fixture
def numbers(api, token):
    """Return a function that gives the numbers in a list of revisions: as readers see it, or whoever may write."""
    headers = {"reader": None, "read": token("r", "read"), "write": token("w", "write"), "curate": token("c", "curate")}

    def numbers(article, who="reader"):
        page = api(f"articles/{article.pk}/revisions/", headers=headers[who])
        return [one["number"] for one in page["results"]]

    numbers.headers = headers
    return numbers


def test_a_list_has_the_newest_first_and_is_walked_by_page(api, make_article):
    article = make_article()
    for number in range(4):
        edit(article, headline=f"Harbour {number}")
    page = api(f"articles/{article.pk}/revisions/", page_size=2)
    assert list(page["results"][0]) == list(RevisionOfArticle().fields)
    found = []
    while True:
        found += [one["number"] for one in page["results"]]
        if page["next"] is None:
            break
        page = api(page["next"].partition("/api/v1/")[2])
    assert found == [5, 4, 3, 2, 1]


def test_an_article_that_nobody_edited_has_one(api, make_article):
    article = make_article()
    [one] = api(f"articles/{article.pk}/revisions/")["results"]
    assert one == {"number": 1, "at": f"{article.created_at:%Y-%m-%dT%H:%M:%SZ}", "by": "", "reason": ""}


def test_who_and_why_is_for_those_who_may_write(api, make_article, token):
    article = make_article(status="draft")
    curation.publish(article, by="ben", note="ready")
    edit(article, by="ada", note="a typo", headline="Harbour opens")
    told = api(f"articles/{article.pk}/revisions/", headers=token())["results"]
    assert [(one["by"], one["reason"]) for one in told] == [("ada", "a typo"), ("", "")]
    for shown in (None, token("r", "read")):
        public = api(f"articles/{article.pk}/revisions/", headers=shown)["results"]
        assert [(one["by"], one["reason"]) for one in public] == [("", ""), ("", "")]
        assert [one["at"] for one in public] == [one["at"] for one in told]


def test_each_is_shown_as_it_was(api, make_article):
    article = make_article(source="Herald", authors=["Ann"], topics=["War"], body="One *two*.")
    Image(article=article, url="https://example.org/a.jpg", caption="A harbour").save()
    RelatedLink(article=article, title="More", url="https://example.org/more").save()
    curation.correct(article, correction="It was Tuesday.")
    was = api(f"articles/{article.pk}/")
    edit(article, headline="Other", body="Three.", authors=[], source=None, topics=[], images=[], related_links=[])
    edit(article, corrections=[], published_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    shown = api(f"articles/{article.pk}/", revision=was["revision"])
    assert shown == was
    assert list(shown) == list(Whole().fields)
    now = api(f"articles/{article.pk}/")
    assert api(f"articles/{article.pk}/", revision=now["revision"]) == now != was


def test_names_that_are_gone_have_no_id(api, make_article):
    article = make_article(source="Herald", authors=["Ann"])
    number = article.revision
    edit(article, authors=[], source=None)
    Author.objects.get().delete(), Source.objects.get().delete()
    shown = api(f"articles/{article.pk}/", revision=number)
    assert shown["authors"] == [{"id": None, "name": "Ann", "kind": "person"}]
    assert shown["source"] == {"id": None, "name": "Herald", "domain": None}


@pytest.mark.parametrize("number", [3, 999_999_999])
def test_one_that_never_was_is_not_there(api, make_article, number):
    article = make_article()
    edit(article, headline="Other")
    assert "There is no revision" in api(f"articles/{article.pk}/", 404, revision=number)["detail"]


@pytest.mark.parametrize("number", ["0", "-1", "x", "1.0", "9999999999"])
def test_what_is_no_number_is_refused(api, make_article, number):
    assert "whole number" in api(f"articles/{make_article().pk}/", 400, revision=number)["detail"]


# --- who sees which -----------------------------------------------------------------------------


def test_what_was_edited_before_it_was_published_is_not_public(api, make_article, numbers):
    article = make_article(status="draft", headline=SECRET)
    edit(article, headline="Harbour opens")
    curation.publish(article)
    edit(article, subtitle="At last")
    assert numbers(article) == numbers(article, "read") == [3, 2]
    assert numbers(article, "write") == numbers(article, "curate") == [3, 2, 1]
    assert "There is no revision 1" in api(f"articles/{article.pk}/", 404, revision=1)["detail"]
    for who in ("write", "curate"):
        assert api(f"articles/{article.pk}/", headers=numbers.headers[who], revision=1)["headline"] == SECRET


@pytest.mark.parametrize("reason", ["legal", "error"])
def test_a_word_for_which_an_article_was_withdrawn_is_not_to_be_had_from_its_history(
    api, make_article, numbers, reason
):
    article = make_article(body=f"It was {SECRET}.")
    edit(article, headline="A typo mended")
    curation.withdraw(article, reason=reason)
    edit(article, body="It was somebody.")
    curation.restore(article)
    edit(article, subtitle="At last")
    assert numbers(article) == [4, 3]
    assert numbers(article, "write") == [4, 3, 2, 1]
    for number in (1, 2):
        assert SECRET not in str(api(f"articles/{article.pk}/", 404, revision=number))


def test_what_is_restored_as_it_was_stays_public(make_article, numbers):
    article = make_article()
    edit(article, headline="Second")
    curation.restore(curation.withdraw(article, reason="error"))
    edit(article, headline="Third")
    assert numbers(article) == [3, 2]


@pytest.mark.parametrize("status", ["draft", "withdrawn", "merged", "deleted"])
def test_what_is_not_public_has_none(client, make_article, token, status):
    article, other = make_article(), make_article()
    edit(article, headline=SECRET)
    if status == "draft":
        curation.unpublish(article)
    elif status == "withdrawn":
        curation.withdraw(article, reason="legal")
    elif status == "merged":
        curation.merge(article, into=other)
    else:
        curation.delete(article)
    expected = {"draft": 404, "withdrawn": 410, "merged": 308, "deleted": 410}[status]
    for shown in (None, token("r", "read")):
        for address in ("revisions/", "?revision=1", "?revision=2"):
            answer = client.get(f"/api/v1/articles/{article.pk}/{address}", headers=shown)
            assert answer.status_code == expected, address
            assert SECRET.encode() not in answer.content
    staff = client.get(f"/api/v1/articles/{article.pk}/revisions/", headers=token())
    assert staff.status_code == (410 if status == "deleted" else 200)


def test_a_list_takes_the_same_number_of_queries_however_long_it_is(api, make_article):
    def queries(size):
        with CaptureQueriesContext(connection) as captured:
            assert len(api(f"articles/{article.pk}/revisions/", page_size=size)["results"]) == size
        return len(captured)

    article = make_article(authors=["Ann"])
    for number in range(12):
        edit(article, headline=f"Harbour {number}")
    assert queries(2) == queries(12)
