import re

from django.contrib.staticfiles import finders


def test_the_page_of_the_api_fetches_nothing_from_elsewhere(client, db):
    response = client.get("/api/v1/docs/")
    page = response.content.decode()
    loaded = re.findall(r'(?:src|href|data-description)="([^"]+)"', page)
    assert "/api/v1/schema/" in loaded
    assert len(loaded) >= 5
    assert all(address.startswith("/") and not address.startswith("//") for address in loaded)
    for address in loaded:
        if address.startswith("/static/"):
            assert finders.find(address.removeprefix("/static/")), address


def test_the_page_of_the_api_has_no_script_of_its_own_and_may_run_none(client, db):
    response = client.get("/api/v1/docs/")
    assert re.findall(r"<script[^>]*>[^<]", response.content.decode()) == []
    assert "script-src 'self';" in response["Content-Security-Policy"]


def test_the_page_of_the_api_takes_no_parameters(client, db):
    assert client.get("/api/v1/docs/?version=</script>").status_code == 400


def test_the_description_is_known_until_the_program_changes(client, db):
    tag = client.get("/api/v1/schema/")["ETag"]
    assert client.get("/api/v1/schema/", headers={"If-None-Match": tag}).status_code == 304
