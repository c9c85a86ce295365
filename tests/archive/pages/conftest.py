"""What tests of the pages share: a reader who checks the form of whatever is opened, and days."""

import datetime
import json
from io import BytesIO

import pytest

from articles import originals
from articles.models import Capture
from tests.archive.markup import Page


@pytest.fixture
def read(client):
    """Return a function that opens a page, checks its form and gives it parsed."""

    def read(path, parameters=None, status=200):
        response = client.get(path, parameters, follow=True)
        assert response.status_code == status, response.content.decode()
        page = Page(response.content.decode())
        assert page.faults == []
        assert list(page.dangers()) == []
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        assert len(page.all("h1")) == 1
        return page

    return read


def on(day):
    return datetime.datetime.fromisoformat(f"{day}T00:00+00:00")


@pytest.fixture
def make_original(make_article):
    """Return a function that keeps bytes as what an article came as, with what was read from them."""

    def make(article, data, evidence=(), **facts):
        sha256, size = originals.keep(BytesIO(data))
        came = {
            "article_id": article.pk,
            "verdict": "published",
            "file": "/home/ada/a.md",
            "media_type": "text/markdown",
        }
        came |= {"sha256": sha256, "container": sha256, "size": size, "importer": "markdown/1"}
        originals.capture([came | {"evidence": json.dumps(list(evidence))} | facts])
        return Capture.objects.get(article=article, sha256=sha256)

    return make
