"""What is not public is nowhere: no address of the site shows a word of it to anybody who is not signed in."""

from io import BytesIO

import pytest
from django.urls import URLPattern, get_resolver

from articles import curation, originals
from articles.addresses import key_of
from articles.exporting.catalogue import SHAPES
from articles.models import (
    Address,
    Author,
    Authorship,
    Correction,
    Image,
    RelatedLink,
    Source,
    Tagging,
    Topic,
)
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

TRENDS = ("", "?q=harbour&q=quixotic*&histogram=day", "?q=quixotic*&match=any", "?published_before=2000")

EXPORTS = (
    "",
    "?id={id}",
    "?q=harbour",
    "?q=quixotic*+OR+harbour&sort=oldest",
    "?sort=newest",
    "?published_before=2000",
)

PAST = (
    "https://quixoticzebra.example/{status}",
    "http://www.quixoticzebra.example/{status}/?utm_source=x",
    "http://127.0.0.1:8000/api/v1/articles/{id}/",
    "http://127.0.0.1:8000/articles/{id}/",
)

HARVESTS = (
    *("", "?verb=Identify", "?verb=ListSets", "?verb=ListMetadataFormats&identifier=oai:127.0.0.1:{id}"),
    *("?verb=ListRecords&metadataPrefix=oai_dc", "?verb=ListRecords&metadataPrefix=article"),
    *("?verb=ListRecords&metadataPrefix=article&set=source", "?verb=ListIdentifiers&metadataPrefix=oai_dc"),
    "?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:{id}",
    "?verb=GetRecord&metadataPrefix=article&identifier=oai:127.0.0.1:{id}",
)

WALKS = {
    "": QUESTIONS,
    "articles/<id:id>/": ("articles/{id}/", "articles/{id}/?q=harbour"),
    "articles/<id:id>/original/": ("articles/{id}/original/",),
    "articles/<id:id>/history/": ("articles/{id}/history/", "articles/{id}/history/?page_size=1"),
    "articles/<id:id>/<str:slug>/": ("articles/{id}/quixoticzebra/", "articles/{id}/x/?q=quixotic*"),
    "browse/": ("",),
    "browse/<year:year>/": ("browse/1999/", "browse/2023/"),
    "browse/<year:year>/<month:month>/": ("browse/1999/09/", "browse/2023/09/"),
    "browse/<names:kind>/": (
        *(f"browse/{kind}/" for kind in ("sources", "authors", "topics", "sections")),
        "browse/authors/?letter=Q",
    ),
    "trends/": (*TRENDS, "?q=harb*&show=shares"),
    "about/": ("",),
    "api/v1/search/": QUESTIONS,
    "api/v1/suggest/": SUGGESTIONS,
    **dict.fromkeys(("api/v1/trends/", "api/v1/trends.csv"), TRENDS),
    "api/v1/articles/": ("", "?sort=oldest&page_size=100", "?published_before=2000", "?language=en"),
    "api/v1/articles/<id:id>/": ("api/v1/articles/{id}/", "api/v1/articles/{id}/?revision=1"),
    "api/v1/articles/<id:id>.<suffix:suffix>": tuple(
        f"api/v1/articles/{{id}}.{one.suffix}{query}" for one in SHAPES for query in ("", "?revision=1")
    ),
    **{
        f"api/v1/articles/<id:id>/{verb}/": (f"api/v1/articles/{{id}}/{verb}/",)
        for verb in ("publish", "withdraw", "restore", "correct", "merge")
    },
    "api/v1/articles/<id:id>/similar/": (
        "api/v1/articles/{id}/similar/",
        "api/v1/articles/{id}/similar/?page_size=100",
    ),
    "api/v1/articles/<id:id>/revisions/": (
        "api/v1/articles/{id}/revisions/",
        "api/v1/articles/{id}/revisions/?page_size=1",
    ),
    "api/v1/articles/<id:id>/original/": ("api/v1/articles/{id}/original/",),
    "api/v1/imports/": ("", "?page_size=100"),
    "api/v1/imports/<id:id>/": ("api/v1/imports/{id}/", "api/v1/imports/{id}/?group=rejected"),
    "api/v1/changes/": ("", "?since=3&limit=5"),
    "api/v1/changes/checksum/": ("", "?upto=3"),
    "api/v1/export.ndjson": EXPORTS,
    "api/v1/export.csv": EXPORTS,
    "api/v1/sources/": ("", "?page_size=100"),
    "api/v1/authors/": ("", "?page_size=100"),
    "api/v1/topics/": ("", "?page_size=100"),
    "api/v1/lookup/": LOOKUPS,
    "api/v1/schema/": ("",),
    "api/v1/docs/": ("",),
    "oai/": HARVESTS,
    "timegate/<path:address>": tuple(f"timegate/{one}" for one in PAST),
    "timemap/<path:address>": tuple(f"timemap/{one}" for one in PAST),
    "oai/article.xsd": ("",),
    **{f"api/v1/search.{form}": QUESTIONS for form in ("atom", "rss", "json")},
    "opensearch.xml": ("",),
    "sitemap.xml": ("",),
    "sitemap-<id:number>.xml": ("sitemap-1.xml",),
    "news-sitemap.xml": ("",),
    "robots.txt": ("",),
    "health/": ("",),
    "language/": ("",),
    "login/": ("", "?next=/articles/{id}/"),
    "logout/": ("",),
}
"""Every route of the site, and what to ask there: whole addresses, or what comes behind the route. A route that is
not here fails the test below: whoever adds one says how it is to be walked."""


WHOLE = ("api/", "articles/", "browse/", "sitemap-", "timegate/", "timemap/")
"""How an address begins that is whole."""


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
            address = asked if asked.startswith(WHOLE) else route + asked
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
        article.related_links.get().delete()  # the only word of it that is to be read in the other
        curation.merge(article, into=into, by=SECRET, note=SECRET)
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


@pytest.mark.parametrize("who", ["anonymous", "read"])
@pytest.mark.parametrize("method", ["get", "head", "options", "post", "put", "patch", "delete"])
def test_no_address_shows_a_word_of_what_is_not_public(client, hidden, index, token, method, who):
    index()
    headers = {} if who == "anonymous" else token(scope=who)
    walked = set(addresses(hidden))
    for address in walked:
        response = getattr(client, method)(address, headers=headers)
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
