"""With `ARCHIVE_ACCESS=login` no address of the site says anything to strangers; a token that reads, reads."""

import pytest

from tests.test_visibility import WALKS, WHOLE, filled, routes

PROGRAMS = ("api/", "oai/", "timegate/", "timemap/", "opensearch", "sitemap", "news-sitemap")
"""How the addresses begin that are for programs: strangers are told 401 there."""

OPEN = {
    "robots.txt": {200, 405},
    "health/": {200, 405},
    "language/": {302},
    "login/": {200, 405},
    "logout/": {200, 302, 405},
    "admin/login/": {302},
}
"""What strangers get where there is nothing to be read."""

LED_TO = ("/login/", "/admin/login/", "/admin/")
"""Where they are led from all else; the last leads on to the one before it."""

METHODS = ["get", "head", "options", "post", "put", "patch", "delete"]
SECRET = "quixoticzebra"


@pytest.fixture
def article(make_article, index, settings):
    """The one article of a private archive."""
    settings.ARCHIVE_ACCESS = "login"
    made = make_article(headline=SECRET, authors=[f"{SECRET} Lee"], topics=[SECRET], source=SECRET)
    index()
    return made


def places(article):
    """Yield each route of the site with the addresses to ask there."""
    for route in routes():
        if route.startswith("admin/"):
            yield route, "/" + filled(route, article.pk).removeprefix("^")
            continue
        for asked in WALKS[route] or ("",):
            address = asked if asked.startswith(WHOLE) else route + asked
            yield route, "/" + address.format(id=article.pk, status="public")


@pytest.mark.parametrize("method", METHODS)
def test_strangers_are_asked_to_sign_in_everywhere(client, article, method):
    walked = set()
    for route, address in places(article):
        response = getattr(client, method)(address)
        walked.add(route)
        shown = b"".join(response) if response.streaming else response.content
        assert SECRET.encode() not in shown, address
        if route.startswith(PROGRAMS):
            assert response.status_code == 401, address
            assert response["WWW-Authenticate"] == 'Bearer realm="archive"', address
        elif route in OPEN:
            assert response.status_code in OPEN[route], address
        elif response.status_code != 405:
            assert (response.status_code, response.url.partition("?")[0] in LED_TO) == (302, True), address
    assert walked == set(routes())


def test_so_is_whoever_shows_a_token_that_is_over(client, article):
    for route, address in places(article):
        if route.startswith(PROGRAMS):
            answer = client.get(address, headers={"Authorization": "Bearer nar_over"})
            assert answer.status_code == 401, address


def test_a_token_that_reads_reads_everything_that_is_read(client, article, token):
    shown = token(scope="read")
    for route, address in places(article):
        if route.startswith(PROGRAMS):
            expected = {403} if route.startswith("api/v1/imports/") else {200, 302, 400, 404, 405}
            assert client.get(address, headers=shown).status_code in expected, address
    whole = client.get(f"/api/v1/articles/{article.pk}/", headers=shown).json()
    assert whole["headline"] == SECRET
    assert client.get("/api/v1/search/", {"q": SECRET}, headers=shown).json()["total"] == 1


def test_a_reader_who_signed_in_reads_pages_and_the_api(account, article):
    browser = account("reader")
    for address in ("/", f"/articles/{article.pk}/{SECRET}/", "/api/v1/articles/", f"/api/v1/articles/{article.pk}/"):
        answer = browser.get(address)
        assert (answer.status_code, SECRET in answer.content.decode()) == (200, True), address
