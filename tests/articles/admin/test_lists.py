"""Lists of the admin ask the database as often for many rows as for few."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive import urls
from articles.models import Article, Correction

pytestmark = pytest.mark.once

MOST = 16
"""Queries of one list."""

LISTS = [one for one in urls.admin.site._registry if one._meta.app_label in {"articles", "search"}]
FILTERS = ("", "?queue=short", "?problems=some", "?status__exact=draft", "?o=-4", "?q=harbour", "?language=en&o=2")


@pytest.fixture
def fill(make_article):
    """Return a function that stores so many articles, each with all kinds of parts."""

    def make(count):
        day = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
        for number in range(count):
            status = "draft" if number % 2 else "published"
            names = {"authors": [f"Ann {number}"], "topics": [f"Topic {number}"], "source": f"Source {number}"}
            problems = ["A problem."] * (number % 2)
            article = make_article(status=status, problems=problems, published_at=day, **names)
            Correction(article=article, note="A note.").save()

    return make


def asked(browser, address):
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200, address
    return len(queries)


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model._meta.label)
def test_a_list_of_many_asks_as_often_as_one_of_few(curator, fill, index, model):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    addresses = [address + more for more in (FILTERS if model is Article else ("",))]
    fill(6)
    index()
    assert all(asked(curator, one) <= MOST for one in addresses)
    few = {one: asked(curator, one) for one in addresses}
    fill(20)
    index()
    for one in addresses:
        assert asked(curator, one) <= few[one] + 2, one  # the page of ids, and who is next


def test_the_first_page_asks_as_often_however_much_waits(curator, fill):
    fill(4)
    asked(curator, "/admin/")
    few = asked(curator, "/admin/")
    fill(20)
    assert asked(curator, "/admin/") == few


@pytest.mark.parametrize("level", ["year", "month", "day"])
@pytest.mark.parametrize("number", ["9" * 400, "99999", "\u0661", "x", ""])
def test_a_date_that_is_none_is_a_bad_request(curator, level, number):
    response = curator.get(reverse("admin:articles_article_changelist"), {f"published_at__{level}": number})
    assert response.status_code == 400


@pytest.mark.parametrize("chosen", ["x", "9" * 400, "-1", "\0", "\u0661"])
def test_a_choice_that_is_no_row_chooses_nothing(curator, make_article, chosen):
    article = make_article(status="draft")
    data = {"action": "publish", "_selected_action": [chosen]}
    response = curator.post(reverse("admin:articles_article_changelist"), data, follow=True)
    assert "Items must be selected" in response.content.decode()
    data["_selected_action"] += [article.pk]
    response = curator.post(reverse("admin:articles_article_changelist"), data)
    assert response.url.endswith(f"/act/publish/?ids={article.pk}")
