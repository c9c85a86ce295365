"""The list of articles in the admin is searched as the archive is, over all that it keeps."""

import datetime
import threading

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import curation
from articles.jobs import Job, working
from articles.models import Address, Source
from search import indexing
from search.admin import article as searched
from search.desk import SHELVES

LIST = reverse("admin:articles_article_changelist")


@pytest.fixture
def curator(client, db):
    client.force_login(User.objects.create_superuser("ada"))
    return client


@pytest.fixture
def follow(db, settings, tmp_path):
    """Return a function that brings the indexes up to date."""
    settings.ARCHIVE_DATA = tmp_path
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"

    def bring():
        for shelf in SHELVES:
            indexing.bring_up_to_date(shelf.engine(), shelf=shelf)

    bring()
    return bring


@pytest.fixture
def look(curator):
    """Return a function that searches the list, and returns the answer."""

    def ask(q, **parameters):
        response = curator.get(LIST, {"q": q, **parameters})
        assert response.status_code == 200
        return response

    return ask


def listed(response):
    return [article.pk for article in response.context["cl"].result_list]


def said(response):
    return [str(message) for message in response.context["messages"]]


def test_words_are_found_anywhere_in_drafts_and_in_what_is_public(follow, look, make_article):
    public, draft = make_article(body="Two whales came."), make_article(status="draft", body="A whale, one whale.")
    make_article(body="A heron.")
    follow()
    response = look("whale")
    assert set(listed(response)) == {public.pk, draft.pk}
    html = response.content.decode()
    assert '<bdi class="passage">Two <mark>whales</mark> came.</bdi>' in html
    assert said(response) == []


def test_passages_are_escaped_and_there_are_none_without_a_search(follow, look, curator, make_article):
    make_article(body="Reported by `<script>alert(1)</script>` whale")
    follow()
    html = look("whale").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html
    assert "column-found" not in curator.get(LIST).content.decode()


def test_the_whole_language_is_understood(follow, look, make_article):
    herald = make_article(headline="Flood", source="Herald", published_at=day(2023))
    (
        make_article(headline="Flood inquiry", published_at=day(2023)),
        make_article(headline="Flood", published_at=day(1999)),
    )
    follow()
    assert listed(look("headline:flood date:2023 -inquiry source:herald")) == [herald.pk]


def day(year):
    return datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)


def test_hits_come_in_their_order_on_every_page_or_by_the_column_that_was_chosen(
    follow, look, make_article, monkeypatch
):
    articles = [make_article(body=f"{'whale ' * (number + 1)}{'heron ' * (9 - number)}") for number in range(6)]
    follow()
    best_first = [article.pk for article in reversed(articles)]
    assert listed(look("whale")) == best_first
    monkeypatch.setattr(searched.FoundArticleAdmin, "list_per_page", 2)
    assert [listed(look("whale", p=page)) for page in (1, 2, 3)] == [best_first[:2], best_first[2:4], best_first[4:]]
    by_headline = look("whale", o="1", p=2)
    assert listed(by_headline) == best_first[2:4]
    assert "<mark>" in by_headline.content.decode()


def test_filters_work_with_a_search_and_narrow_what_is_asked(follow, look, make_article, monkeypatch):
    monkeypatch.setattr(searched, "MOST", 2)
    for _ in range(3):
        make_article(body="whale whale")
    draft, foreign = make_article(status="draft", body="A whale."), make_article(body="whale", language="de")
    herald = make_article(body="A long text about one whale and nothing else.", source="Herald")
    withdrawn = make_article(body="whale")
    curation.withdraw(withdrawn, reason="error")
    follow()
    assert listed(look("whale", status__exact="draft")) == [draft.pk]
    assert listed(look("whale", status__exact="withdrawn")) == [withdrawn.pk]
    assert listed(look("whale", source=Source.objects.get().pk)) == [herald.pk]
    assert listed(look("whale", language="de")) == [foreign.pk]
    assert len(listed(look("whale", status__exact="published"))) == 2


def test_dates_authors_topics_and_queues_narrow_what_is_asked_too(follow, look, make_article, monkeypatch):
    monkeypatch.setattr(searched, "MOST", 2)
    for _ in range(3):
        make_article(body="whale whale", published_at=day(1999))
    old = make_article(body="A long text about one whale.", published_at=day(1923))
    signed = make_article(body="A long text about one whale.", authors=["Ann"], topics=["Sea"], published_at=day(1999))
    draft = make_article(body="A long text about one whale.", status="draft", published_at=day(1999))
    follow()
    assert listed(look("whale", published_at__year=1923)) == [old.pk]
    assert listed(look("whale", published_at__year=1923, published_at__month=1)) == [old.pk]
    assert listed(look("whale", published_at__year=1923, published_at__month=1, published_at__day=1)) == [old.pk]
    assert listed(look("whale", published_at__year=1923, published_at__month=2)) == []
    assert listed(look("whale", authors__id__exact=signed.authors.get().pk)) == [signed.pk]
    assert listed(look("whale", topics__id__exact=signed.topics.get().pk)) == [signed.pk]
    assert listed(look("whale", queue="drafts")) == [draft.pk]


def within(*parts):
    """Return what a list narrowed to a year, month or day has in its address."""
    return {f"published_at__{level}": part for level, part in zip(("year", "month", "day"), parts, strict=False)}


@pytest.mark.parametrize(
    ("parts", "first", "last"),
    [
        (("2024",), (2024, 1, 1), (2024, 12, 31)),
        (("2024", "2"), (2024, 2, 1), (2024, 2, 29)),
        (("2024", "2", "3"), (2024, 2, 3), (2024, 2, 3)),
    ],
)
def test_a_year_a_month_and_a_day_are_their_days(parts, first, last):
    found = searched.days(within(*parts))
    assert (found.first, found.last) == (datetime.date(*first), datetime.date(*last))


@pytest.mark.parametrize("parts", [(), ("x",), ("2024", "13"), ("0",), ("99999",), ("2023", "2", "29")])
def test_what_is_no_date_narrows_nothing(parts):
    assert searched.days(within(*parts)) is None


def test_only_so_many_are_listed_and_that_is_said(follow, look, make_article, monkeypatch):
    monkeypatch.setattr(searched, "MOST", 2)
    for _ in range(3):
        make_article()
    follow()
    response = look("harbour")
    assert len(listed(response)) == 2
    assert said(response) == ["3 articles are found; the best 2 are listed. “Select all” takes all of them."]
    assert "the newest 2 are listed" in said(look("harbour", o="1"))[0]


def test_what_is_done_to_all_is_done_to_hits_that_are_not_listed_too(follow, curator, make_article, monkeypatch):
    monkeypatch.setattr(searched, "MOST", 2)
    german = [make_article(status="draft", language="de").pk for _ in range(3)]
    make_article(), make_article(status="draft")
    follow()
    asked = {"action": "publish", "select_across": "1", "_selected_action": german[:1]}
    led = curator.post(f"{LIST}?q=harbour&language=de", asked)
    assert sorted(led.url.partition("ids=")[2].partition("&")[0].split("%2C")) == sorted(map(str, german))
    led = curator.post(f"{LIST}?q=harbour", {**asked, "select_across": "0"})
    assert led.url.partition("ids=")[2].partition("&")[0] == str(german[0])


@pytest.mark.parametrize(
    ("q", "sentence"),
    [
        ('whale "heron', "(character 7: “\"heron”)"),
        ("headlin:flood", "There is no field headlin:"),
        ("whale AND", "(character 7: “AND”)"),
        ("(whale", "(character 1: “(whale”)"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_question_is_one_sentence_with_its_place(follow, look, make_article, q, sentence):
    make_article()
    response = look(q)
    assert listed(response) == []
    [told] = said(response)
    assert sentence in told


def test_an_address_and_a_number_find_their_article(follow, look, make_article):
    named = make_article(body="Nothing of it.")
    url = "https://paper.example/story"
    Address(article=named, url=url, key=url, kind="canonical").save()
    counted = make_article(body=f"Number {named.pk} again.")
    follow()
    assert listed(look("http://www.paper.example/story/?utm_source=x")) == [named.pk]
    assert listed(look(str(named.pk))) == [named.pk, counted.pk]
    assert listed(look("9" * 30)) == []
    assert listed(look(f'"{named.pk}"')) == [counted.pk]


def test_while_the_engine_is_down_headlines_are_searched_and_that_is_said(settings, look, make_article, tmp_path):
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"
    found = make_article(headline="A whale")
    make_article(body="whale")
    response = look("whale")
    assert listed(response) == [found.pk]
    assert "There is no index" in said(response)[0]
    assert said(response)[0].endswith("Until then words are looked for in headlines and bylines alone.")


def test_what_is_chosen_from_while_one_types_is_found_by_the_beginning_of_a_word(follow, curator, make_article):
    article = make_article(headline="Harbour reopens")
    found = curator.get(
        reverse("admin:autocomplete"),
        {"term": "harb", "app_label": "articles", "model_name": "relatedlink", "field_name": "target"},
    )
    assert [one["id"] for one in found.json()["results"]] == [str(article.pk)]


def test_a_search_takes_as_many_queries_for_many_hits_as_for_two(follow, curator, make_article):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            curator.get(LIST, {"q": "harbour"})
        return len(seen)

    make_article(), make_article(status="draft")
    follow()
    queries()
    few = queries()
    for _ in range(20):
        make_article(), make_article(status="draft")
    follow()
    assert queries() == few


# --- the page of one ------------------------------------------------------------------------------


def test_the_page_of_an_article_tells_since_when_its_words_are_gone(follow, curator, make_article):
    article, other = make_article(), make_article()
    follow()
    page = reverse("admin:articles_article_change", args=[article.pk])
    assert "in the files of the index" not in curator.get(page).content.decode()
    curation.withdraw(article, reason="privacy")
    curation.withdraw(other, reason="error")
    waiting = curator.get(page).content.decode()
    assert "still in the files of the index: a rebuild without them is waiting." in waiting
    working.Worker(threading.Event()).run_waiting()
    assert "Its words left the files of the index at 20" in curator.get(page).content.decode()
    another = curator.get(reverse("admin:articles_article_change", args=[other.pk])).content.decode()
    assert "the files of the index" not in another


def test_without_a_job_the_page_tells_what_to_do(follow, curator, make_article):
    article = make_article()
    curation.withdraw(article, reason="privacy")
    Job.objects.get().ask_to_cancel()
    page = curator.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    assert "run `manage.py rebuild_index --forget`" in page
