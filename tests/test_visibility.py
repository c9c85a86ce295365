"""What is not public is nowhere: no address of the site shows a word of it to anybody who is not signed in."""

from io import BytesIO

import pytest
from django.db.models import QuerySet
from django.urls import URLPattern, get_resolver

from articles import curation, originals
from articles.addresses import key_of
from articles.models import (
    Address,
    Article,
    Author,
    Authorship,
    Correction,
    Image,
    RelatedLink,
    Source,
    Tagging,
    Topic,
)
from articles.recording import act
from search.models import Refusal

SECRET = "quixoticzebra"
HIDDEN = ("draft", "withdrawn", "merged", "deleted")

QUESTIONS = (
    "",
    "?q=harbour",
    "?q=harb*",
    "?q=harbuor",
    "?q=harbour+whale",
    "?q=harbour+whale&match=any&explain=1",
    "?q=*&sort=oldest&page_size=100",
    "?q=has:image",
    "?q=date:1999",
    "?q=quixotic*+OR+harbour",
    "?facets=source,author,topic,section,language&histogram=auto",
    "?q=harbour&facets=source,author,topic,section,language&histogram=year",
)
LOOKUPS = (
    "",
    "?url=https://quixoticzebra.example/{status}",
    "?url=http://www.quixoticzebra.example/{status}/?utm_source=x",
)

SUGGESTIONS = ("", "?q=harb", "?q=quix", "?q=quixoticzebra", "?q=quixoticzebra+harb", "?q=w&page_size=100", "?q=q")

WALKS = {
    "": QUESTIONS,
    "articles/<id:id>/": ("articles/{id}/",),
    "api/v1/search/": QUESTIONS,
    "api/v1/suggest/": SUGGESTIONS,
    "api/v1/articles/": ("", "?sort=oldest&page_size=100", "?published_before=2000", "?language=en"),
    "api/v1/articles/<id:id>/": ("api/v1/articles/{id}/", "api/v1/articles/{id}/?revision=1"),
    "api/v1/articles/<id:id>/similar/": (
        "api/v1/articles/{id}/similar/",
        "api/v1/articles/{id}/similar/?page_size=100",
    ),
    "api/v1/articles/<id:id>/original/": ("api/v1/articles/{id}/original/",),
    "api/v1/sources/": ("", "?page_size=100"),
    "api/v1/authors/": ("", "?page_size=100"),
    "api/v1/topics/": ("", "?page_size=100"),
    "api/v1/lookup/": LOOKUPS,
    "api/v1/schema/": ("",),
    "api/v1/docs/": ("",),
    "health/": ("",),
    "login/": ("", "?next=/articles/{id}/"),
    "logout/": ("",),
}
"""Every route of the site, and what to ask there: whole addresses, or what comes behind the route. A route that is
not here fails the test below: whoever adds one says how it is to be walked."""


def routes(patterns=None, before=""):
    """Yield the route of every address that the site answers."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern.url_patterns, route)


def addresses(hidden):
    """Yield every address to walk, for each hidden article."""
    for route in routes():
        if route.startswith("admin/"):
            yield from (f"/{filled(route, pk)}" for pk in hidden.values())
        for asked in WALKS.get(route, ()):
            address = asked if asked.startswith(("api/", "articles/")) else route + asked
            yield from (f"/{address.format(id=pk, status=status)}" for status, pk in hidden.items())


def filled(route, pk):
    """Put an id in the place of every variable of a route of the admin."""
    for variable in ("<path:object_id>", "<path:content_type_id>", "<int:content_type_id>", "<id>", "(?P<url>.*)$"):
        route = route.replace(variable, str(pk))
    return route


@pytest.fixture
def hide(make_article):
    """Return a function that stores an article full of the secret word, and then hides it; returns its id."""

    def make(status, into):
        article = make_article(
            status="draft",
            headline=f"{SECRET} harbour {status}",
            subtitle=SECRET,
            byline=f"{SECRET} {status}",
            section=SECRET,
            body=f"{SECRET} harbour whale.",
            source_url=f"https://{SECRET}.example/{status}",
            problems=[{"field": "headline", "detail": SECRET}],
            source=Source.objects.create(name=f"{SECRET} {status}", domain=f"{SECRET}.{status}.example"),
        )
        url = f"https://{SECRET}.example/{status}"
        author, topic = (kind.objects.create(name=f"{SECRET} {status}") for kind in (Author, Topic))
        for part in (
            Authorship(article=article, author=author),
            Tagging(article=article, topic=topic),
            Image(article=article, url=url, caption=f"{SECRET} harbour", credit=SECRET),
            RelatedLink(article=article, url=url, title=SECRET),
            Correction(article=article, note=SECRET),
            Address(article=article, url=url, key=key_of(url), kind="canonical"),
        ):
            part.save()
        sha256, size = originals.keep(BytesIO(f"{SECRET} {status}".encode()))
        came = {"sha256": sha256, "container": sha256, "size": size, "file": f"{SECRET}.md", "reason": SECRET}
        came |= {"article_id": article.pk, "verdict": "draft", "media_type": "text/markdown", "importer": "markdown/1"}
        originals.capture([came])
        Refusal.objects.create(article_id=article.pk, reason=SECRET)
        RelatedLink(article=into, url=f"https://elsewhere.example/{status}", title="More", target=article).save()
        if status != "draft":
            curation.publish(article, by=SECRET, note=SECRET)
        return article

    return make


def put_away(article, status, into):
    """Take a public article out of sight."""
    if status == "withdrawn":
        curation.withdraw(article, reason="legal", note=SECRET, by=SECRET)
    elif status == "merged":
        with act(by=SECRET, note=SECRET) as current:
            current.touch(article.pk)
            QuerySet(Article).filter(pk=article.pk).update(status="merged", merged_into=into)
    elif status == "deleted":
        curation.delete(article, by=SECRET, note=SECRET)


@pytest.fixture
def hidden(hide, make_article, index):
    """{status: id} of hidden articles in an archive with one public one; the index has followed each step."""
    public = make_article(authors=["Ann"], topics=["Sea"], source="Herald")
    made = {status: hide(status, public) for status in HIDDEN}
    index()
    found = {status: article.pk for status, article in made.items()}
    for status, article in made.items():
        put_away(article, status, public)
    return found | {"public": public.pk}


def test_every_address_of_the_site_is_walked():
    assert {route for route in routes() if not route.startswith("admin/")} == set(WALKS)


@pytest.mark.parametrize("method", ["get", "head", "options", "post"])
def test_no_address_shows_a_word_of_what_is_not_public(client, hidden, index, method):
    index()
    walked = set(addresses(hidden))
    for address in walked:
        response = getattr(client, method)(address)
        assert response.status_code != 500, address
        shown = b"".join(response) if response.streaming else response.content
        assert SECRET.encode() not in shown.lower(), address
        assert SECRET not in str(dict(response.headers)).lower(), address
    assert len(walked) > 60


def test_nor_while_the_index_still_has_them(client, hidden):
    for question in QUESTIONS:
        if "facets" not in question:
            response = client.get(f"/api/v1/search/{question}")
            assert response.json()["index"]["lag"] > 0
            assert SECRET.encode() not in response.content, question


def test_nor_are_they_similar_to_anything_or_suggested_as_headlines_meanwhile(client, hidden):
    """Words alone may come from the index, until that has followed the log."""
    assert SECRET.encode() not in client.get(f"/api/v1/articles/{hidden['public']}/similar/").content
    assert SECRET.encode() not in client.get(f"/articles/{hidden['public']}/").content
    assert client.get("/api/v1/suggest/?q=harb").json()["headlines"] == [
        {"id": hidden["public"], "headline": "Harbour reopens"}
    ]


def test_asked_for_by_name_they_are_not_found(api, hidden, index):
    index()
    assert api("search/", q=SECRET)["total"] == 0
    for name in ("source", "author", "topic"):
        for status in HIDDEN:
            assert api("search/", **{name: f"{SECRET} {status}"})["total"] == 0
            assert api("articles/", **{name: f"{SECRET} {status}"})["results"] == []


def test_they_were_all_there_to_be_found(api, hide, make_article, index):
    public = make_article()
    for status in HIDDEN[1:]:
        hide(status, public)
    index()
    assert api("search/", q=SECRET)["total"] == 3
