"""What holds for every page: who may see it, and what a browser asks of it beside."""

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders

from tests.archive.markup import Page


def test_a_private_archive_asks_visitors_to_sign_in_and_shows_nothing(index, client, make_article, settings):
    article = make_article()
    index()
    settings.ARCHIVE_ACCESS = "login"
    for path, place in ((f"/articles/{article.pk}/", f"/articles/{article.pk}/"), ("/?q=a%26b", "/%3Fq%3Da%2526b")):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (302, f"/login/?next={place}")
    client.force_login(User.objects.create_user("ada"))
    assert client.get("/").status_code == client.get(f"/articles/{article.pk}/harbour-reopens/").status_code == 200


# --- in a window with other pages ---------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/login/", "/admin/"])
def test_every_page_names_its_icon(client, admin_client, path):
    """Else a browser asks for /favicon.ico again and again, and is told that there is none."""
    browser = admin_client if path == "/admin/" else client
    found = Page(browser.get(path).content.decode())
    [icon] = [attributes["href"] for _, attributes in found.elements if attributes.get("rel") == "icon"]
    assert finders.find(icon.removeprefix(settings.STATIC_URL)), icon
