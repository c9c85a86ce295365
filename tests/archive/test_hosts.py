"""By which names the archive may be asked."""

import pytest
from django.test import Client


@pytest.fixture
def site(settings):
    """An archive that has a name of its own."""
    settings.SITE_URL = "https://archive.example.org"
    settings.ALLOWED_HOSTS = ["archive.example.org"]
    settings.SECURE_SSL_REDIRECT = True


OWN = ["localhost", "127.0.0.1", "127.0.0.1:8000", "localhost:8000", "[::1]:8000", "LocalHost"]


@pytest.mark.parametrize("host", [*OWN, "archive.example.org"])
def test_the_machine_itself_may_ask_for_its_health_by_its_own_names(client, index, site, host):
    response = client.get("/health/", headers={"host": host, "origin": "https://elsewhere.example"})
    assert (response.status_code, response.json()["database"]) == (200, True)
    assert host not in f"{response.content} {response.headers}"


@pytest.mark.parametrize(
    "host", ["127.0.0.2", "localhost.evil.example", "evil.example", "a@localhost", "localhost/", ""]
)
def test_its_health_is_not_told_by_another_name(client, index, site, host):
    assert client.get("/health/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/", "/api/v1/search/", "/health/more/", "/login/", "/admin/", "/api/v1/../../health/"]
)
def test_nothing_else_is_told_by_those_names(client, index, site, path):
    assert client.get(path, headers={"host": "localhost"}, secure=True).status_code == 400


@pytest.mark.parametrize("path", ["/", "/api/v1/articles/", "/health/"])
def test_a_host_that_is_refused_is_named_beside_the_right_one(db, site, path):
    response = Client().get(path, headers={"host": "web:8000"}, secure=True)
    assert response.status_code == 400
    told = "This archive is not “web:8000”: its address is https://archive.example.org, as SITE_URL says."
    assert told in (response.content.decode() if path == "/" else response.json()["detail"])


def test_a_host_cannot_write_on_the_page(db, site):
    response = Client().get("/", headers={"host": "<script>"}, secure=True)
    assert (response.status_code, b"<script>" in response.content) == (400, False)
