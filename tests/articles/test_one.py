"""The address of one article, in every shape."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import curation, editing
from articles.exporting.catalogue import BY_SUFFIX, SHAPES
from articles.models import Correction, Image, RelatedLink, Source

WRITTEN = [one for one in SHAPES if one.module]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda one: one.suffix)
every_other_shape = pytest.mark.parametrize("shape", WRITTEN, ids=lambda one: one.suffix)


@pytest.fixture
def article(make_article):
    """An article with all that it can have."""
    source = Source.objects.create(name="The Argus", domain="argus.example")
    made = make_article(source=source, authors=["Ann Lee"], topics=["Sea"], byline="Ann Lee", section="World")
    Image(article=made, url="https://argus.example/ship.jpg", caption="A ship", credit="Jo").save()
    RelatedLink(article=made, url="https://argus.example/2", title="More").save()
    Correction(article=made, note="It was Tuesday.").save()
    made.refresh_from_db()
    return made


@pytest.fixture
def get(client):
    """Return a function that gets an article in a shape, by its suffix or, with `accept`, by its media type."""

    def got(pk, shape, *, accept=False, query="", **headers):
        if accept:
            return client.get(f"/api/v1/articles/{pk}/{query}", headers=headers | {"Accept": shape.media_type})
        return client.get(f"/api/v1/articles/{pk}.{shape.suffix}{query}", headers=headers)

    return got


@every_shape
def test_suffix_and_accept_give_the_same(article, get, shape):
    by_suffix, by_accept = get(article.pk, shape), get(article.pk, shape, accept=True)
    assert by_suffix.status_code == by_accept.status_code == 200
    assert by_suffix.content == by_accept.content
    assert by_suffix["Content-Type"] == by_accept["Content-Type"] == shape.content_type
    assert by_suffix["ETag"] == by_accept["ETag"]
    assert "Accept" in by_accept["Vary"]
    assert "Harbour reopens" in by_suffix.content.decode()
    assert "It was Tuesday." in by_suffix.content.decode()


def test_without_a_wish_it_is_json_and_a_browser_gets_a_page(article, client):
    for accept, media_type in (
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        (BROWSER, "text/html; charset=utf-8"),
        ("text/*", "text/html; charset=utf-8"),
        ("text/html;q=0.1, text/plain;q=0.5", "text/plain; charset=utf-8"),
    ):
        answer = client.get(f"/api/v1/articles/{article.pk}/", headers={"Accept": accept})
        assert answer["Content-Type"] == media_type, accept
    assert client.get(f"/api/v1/articles/{article.pk}/")["Content-Type"] == "application/json"


@every_shape
def test_every_shape_names_all_of_them(article, get, shape):
    links = get(article.pk, shape)["Link"].split(", ")
    assert [one for one in links if 'rel="alternate"' in one] == [
        f'<http://127.0.0.1:8000/api/v1/articles/{article.pk}.{one.suffix}>; rel="alternate"; type="{one.media_type}"'
        for one in SHAPES
    ]


def test_every_shape_has_a_tag_of_its_own_that_begins_with_the_version(article, get):
    tags = [get(article.pk, one)["ETag"] for one in SHAPES]
    assert len(set(tags)) == len(SHAPES)
    assert len({tag.partition("-")[0] for tag in tags}) == 1


@every_shape
def test_what_is_known_already_is_a_304(article, get, shape):
    answer = get(article.pk, shape)
    known = get(article.pk, shape, **{"If-None-Match": answer["ETag"]})
    assert (known.status_code, known.content, known["ETag"]) == (304, b"", answer["ETag"])
    assert "Accept" in known["Vary"]
    other = next(one for one in SHAPES if one != shape)
    assert get(article.pk, other, **{"If-None-Match": answer["ETag"]}).status_code == 200
    editing.edit(article, {"headline": "Harbour closes"}, by="ann")
    assert get(article.pk, shape, **{"If-None-Match": answer["ETag"]}).status_code == 200


@every_other_shape
def test_last_modified_is_what_the_json_says(article, get, shape, monkeypatch):
    monkeypatch.setattr("articles.endpoints.time.time", lambda: article.updated_at.timestamp() + 60)
    answer = get(article.pk, shape)
    assert answer["Last-Modified"] == get(article.pk, BY_SUFFIX["json"])["Last-Modified"]
    assert get(article.pk, shape, **{"If-Modified-Since": answer["Last-Modified"]}).status_code == 304


@every_shape
def test_head_tells_what_get_does_without_the_body(article, client, shape):
    address = f"/api/v1/articles/{article.pk}.{shape.suffix}"
    head, whole = client.head(address), client.get(address)
    assert (head.status_code, head.content) == (200, b"")
    assert all(head[name] == whole[name] for name in ("ETag", "Content-Type", "Link", "Content-Length"))


def test_what_is_not_here_is_a_406_that_lists_what_is(article, client):
    answer = client.get(f"/api/v1/articles/{article.pk}/", headers={"Accept": "image/png"})
    assert (answer.status_code, answer["Content-Type"]) == (406, "application/problem+json")
    assert all(one.media_type in answer.json()["detail"] for one in SHAPES)
    assert "Accept" in answer["Vary"]


def test_a_suffix_that_there_is_not_is_a_404_and_one_that_there_is_needs_no_accept(article, client):
    for suffix in ("pdf", "JSON", "json/", "csl", "", "jsonx"):
        assert client.get(f"/api/v1/articles/{article.pk}.{suffix}").status_code == 404, suffix
    answer = client.get(f"/api/v1/articles/{article.pk}.bib", headers={"Accept": "image/png"})
    assert answer["Content-Type"] == "application/x-bibtex; charset=utf-8"


def test_suffixes_are_only_read_and_parameters_are_checked(article, client):
    assert client.post(f"/api/v1/articles/{article.pk}.json").status_code in {401, 405}
    assert client.options(f"/api/v1/articles/{article.pk}.bib").status_code == 200
    wrong = client.get(f"/api/v1/articles/{article.pk}.bib?revison=1")
    assert (wrong.status_code, wrong["Content-Type"]) == (400, "application/problem+json")


# --- what it was ----------------------------------------------------------------------------------


@every_other_shape
def test_a_former_revision_comes_in_every_shape(article, get, shape):
    number = article.revision
    editing.edit(article, {"headline": "Harbour closes", "body": "All is lost."}, by="ann")
    now, before = get(article.pk, shape).content.decode(), get(article.pk, shape, query=f"?revision={number}")
    assert "Harbour closes" in now
    assert "Harbour reopens" in before.content.decode()
    assert "Harbour closes" not in before.content.decode()
    assert f".{shape.suffix}?revision={number}>" in before["Link"]
    assert get(article.pk, shape, query="?revision=99").status_code == 404


@every_other_shape
def test_readers_see_no_revision_from_before_a_withdrawal_in_any_shape(article, get, shape):
    curation.withdraw(article, reason="privacy", by="ann")
    article.refresh_from_db()
    editing.edit(article, {"headline": "A name less"}, by="ann")
    article.refresh_from_db()
    curation.restore(article, by="ann")
    assert get(article.pk, shape, query="?revision=1").status_code == 404
    assert "A name less" in get(article.pk, shape).content.decode()


# --- what is public no more -----------------------------------------------------------------------


@every_shape
@pytest.mark.parametrize("accept", [True, False])
def test_what_was_withdrawn_is_410_without_a_word_of_it(article, get, shape, accept):
    curation.withdraw(article, reason="legal", note="quixotic", by="ann")
    answer = get(article.pk, shape, accept=accept)
    assert answer.status_code == 410
    assert answer["Content-Type"] == (shape.content_type if shape.module else "application/problem+json")
    told = answer.content.decode()
    assert "legal" in told
    for word in ("Harbour", "harbour", "Ann Lee", "Argus", "argus", "Sea", "ship", "Tuesday", "World", "quixotic"):
        assert word not in told
    assert "Link" not in answer
    assert answer["Cache-Control"] == "no-store"


def test_its_ninjs_and_its_newsml_cancel_it(article, get):
    curation.withdraw(article, reason="error", by="ann")
    article.refresh_from_db()
    item = get(article.pk, BY_SUFFIX["ninjs"]).json()
    assert (item["pubStatus"], item["version"]) == ("canceled", str(article.revision))
    assert item["uri"] == f"http://127.0.0.1:8000/api/v1/articles/{article.pk}/"
    assert '<pubStatus qcode="stat:canceled" />' in get(article.pk, BY_SUFFIX["newsml"]).content.decode()


@every_other_shape
def test_what_was_deleted_is_410_and_says_so(article, get, shape):
    pk = article.pk
    curation.delete(article, by="ann")
    answer = get(pk, shape)
    assert (answer.status_code, answer["Content-Type"]) == (410, shape.content_type)
    assert "deleted" in answer.content.decode()
    assert "Harbour" not in answer.content.decode()


@every_shape
def test_a_merged_one_leads_to_the_same_shape_of_the_other(article, make_article, get, shape):
    other = make_article(headline="The other")
    curation.merge(article, into=other, by="ann")
    by_suffix, by_accept = get(article.pk, shape), get(article.pk, shape, accept=True)
    assert (by_suffix.status_code, by_suffix["Location"]) == (308, f"/api/v1/articles/{other.pk}.{shape.suffix}")
    assert (by_accept.status_code, by_accept["Location"]) == (308, f"/api/v1/articles/{other.pk}/")
    assert by_suffix["Content-Type"] == "application/json"
    assert by_suffix.json() == {"article": other.pk}


@every_shape
def test_a_draft_is_404_in_every_shape_but_not_to_those_who_write(make_article, get, token, shape):
    draft = make_article(status="draft", published_at=None, date_precision="")
    for accept in (True, False):
        answer = get(draft.pk, shape, accept=accept)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        assert answer.json()["detail"] == get(draft.pk + 1, shape).json()["detail"]
    assert "Harbour reopens" in get(draft.pk, shape, **token()).content.decode()


def test_a_program_that_may_write_is_told_that_a_draft_may_not_be_used(make_article, get, token):
    draft = make_article(status="draft")
    assert get(draft.pk, BY_SUFFIX["ninjs"], **token()).json()["pubStatus"] == "withheld"


# --- what it costs --------------------------------------------------------------------------------


@every_other_shape
def test_a_shape_costs_no_more_queries_than_the_json(article, get, shape):
    counts = []
    for one in (BY_SUFFIX["json"], shape):
        get(article.pk, one)
        with CaptureQueriesContext(connection) as queries:
            assert get(article.pk, one).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[0]


@every_other_shape
def test_a_browser_runs_and_loads_nothing_of_a_shape(article, get, shape):
    policy = get(article.pk, shape)["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert get(article.pk, shape)["X-Content-Type-Options"] == "nosniff"


def test_the_page_for_people_names_every_shape(article, client, index):
    index()
    html = client.get(f"/articles/{article.pk}/", follow=True).content.decode()
    for one in SHAPES:
        place = f"/api/v1/articles/{article.pk}.{one.suffix}"
        assert f'<link rel="alternate" type="{one.media_type}" title="{one.title}" href="{place}">' in html
        assert f'<a href="{place}" type="{one.media_type}">{one.title}</a>' in html
