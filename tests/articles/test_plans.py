"""At a hundred thousand articles no list, filter or cursor reads a whole table: the plans of both databases say so."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.history import Change
from articles.queues import QUEUES
from search import asking, backend, documents, following, indexing
from search.desk import shelf
from tests.articles.large import ARTICLES, fill

pytestmark = [pytest.mark.slow, pytest.mark.databases, pytest.mark.django_db, pytest.mark.xdist_group("plans")]


@pytest.fixture(scope="module")
def large(django_db_setup, django_db_blocker):
    """The large archive, for all tests of this module; it is really there, so that it can be tidied up as in life."""
    with django_db_blocker.unblock():
        fill()
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def plans(large, db):
    """Return a function that calls another, and gives the plan of each query that it made: {statement: plan}."""

    def explained(ask):
        with CaptureQueriesContext(connection) as asked:
            ask()
        statements = [one["sql"] for one in asked.captured_queries if one["sql"].startswith("SELECT")]
        assert statements
        return {one: plan_of(one) for one in statements}

    return explained


def plan_of(statement):
    """Return how the database goes about a statement."""
    words = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{words} {statement.replace('%', '%%')}", [])
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


TABLES = "article|change|capture|address|authorship|tagging|image|relatedlink|revision|header"
READ_WHOLE = re.compile(rf"Seq Scan on articles_({TABLES})\b|SCAN (articles_({TABLES})\b|U\d)(?! USING)")


def read_whole(plans):
    """Return the plans that read every row of a table that grows with the archive."""
    return [f"{sql}\n{plan}" for sql, plan in plans.items() if READ_WHOLE.search(plan) and not is_by_id(sql, plan)]


def is_by_id(sql, plan):
    """Whether SQLite walks a table in the order of its own key, and no further than the page."""
    return connection.vendor == "sqlite" and " LIMIT " in sql and "TEMP B-TREE" not in plan


ADDRESSES = [
    "articles/",
    "articles/?sort=oldest",
    "articles/?source=s7.example",
    "articles/?source=s7.example&source=s8.example&sort=oldest",
    "articles/?author=Author+7",
    "articles/?author=Nobody",
    "articles/?topic=Topic+7",
    "articles/?topic=Nothing&topic=Topic+9",
    "articles/?section=Section+3",
    "articles/?section=None",
    "articles/?language=en",
    "articles/?language=is",
    "articles/?language=xx",
    "articles/?published_after=2003&published_before=2004",
    "articles/?published_before=1980",
    "articles/?source=s7.example&section=Section+3&language=en&published_after=2000",
    "articles/4242/",
    "articles/4200/",
    "articles/987654321/",
    "articles/4242/original/",
    "lookup/?url=https://s.example/4242",
    "lookup/?url=https://s.example/nowhere",
    "sources/",
    "authors/?page_size=100",
    "topics/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_reads_no_whole_table(plans, client, address):
    def ask():
        assert client.get(f"/api/v1/{address}").status_code in {200, 404, 503}

    assert read_whole(plans(ask)) == []


LISTS = [
    "articles/",
    "articles/?sort=oldest",
    "articles/?source=s7.example",
    "articles/?author=Author+7",
    "articles/?language=en",
    "articles/?section=Section+3",
    "sources/",
    "authors/",
    "topics/",
]


@pytest.mark.parametrize("address", LISTS)
def test_a_page_behind_the_first_reads_no_whole_table(plans, client, address):
    answer = client.get(f"/api/v1/{address}").json()
    path = answer["next"].partition("/api/v1/")[2]

    def ask():
        assert client.get(f"/api/v1/{path}").status_code == 200

    assert read_whole(plans(ask)) == []


SORTED = re.compile(r"Sort  \(cost=\S+ rows=(\d+)")
"""PostgreSQL would rather sort what is hardly more than a page, such as the rest of a set, than walk an index."""

HARVESTS = [
    "",
    "&set=source",
    "&set=source:s7.example",
    "&set=section:Section!203",
    "&set=section:None",
    "&from=2010-01-01",
    "&from=2003-01-01&until=2003-12-31&set=source:s7.example",
]


@pytest.mark.parametrize("selection", HARVESTS)
@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_harvest_reads_no_whole_table_and_sorts_little(plans, client, verb, selection):
    answers = []

    def ask(arguments):
        answers.append(client.get(f"/oai/?verb={verb}&{arguments}").content.decode())

    found = plans(lambda: ask(f"metadataPrefix=oai_dc{selection}"))
    token = re.search(r"<resumptionToken[^>]*>([^<]+)<", answers[0])
    if token is not None:
        found |= plans(lambda: ask(f"resumptionToken={token[1]}"))
    headers = {sql: plan for sql, plan in found.items() if "articles_header" in sql}
    assert headers
    assert read_whole(found) == []
    assert not [plan for plan in headers.values() if "TEMP B-TREE" in plan]
    assert not [plan for plan in headers.values() for count in SORTED.findall(plan) if int(count) > 3_000]
    assert "badArgument" not in answers[0]


def test_the_indexer_reads_no_whole_table(plans):
    analysis = backend.analysis()

    def follow():
        list(Change.objects.filter(seq__gt=ARTICLES - 50).values_list("seq", "mark", "article_id")[:2_000])
        indexing.lag(5)
        news = Change.objects.filter(seq__gt=ARTICLES - 500).order_by("-seq")
        list(news.values_list("seq", "at", "article_id")[: following.SEEN])
        list(documents.documents(range(5_000, 5_400), analysis))

    assert read_whole(plans(follow)) == []


def test_the_indexer_looks_up_what_is_on_the_desk_by_ids_and_not_through_all_drafts(plans):
    def follow():
        list(documents.documents(range(5_000, 5_400), backend.analysis(), shelf.DESK))
        list(
            shelf.DESK.changes()
            .filter(seq__gt=ARTICLES - 500, seq__lte=ARTICLES)
            .order_by("seq")
            .values_list("seq")[:9]
        )

    found = plans(follow)
    assert read_whole(found) == []
    assert not any("by_status" in plan for plan in found.values())


def test_the_queue_of_suspected_duplicates_reads_no_whole_table(plans):
    queue = QUEUES["duplicates"]
    assert read_whole(plans(lambda: (queue.count(), queue.first(), queue.after(7), queue.before(7)))) == []


def test_the_page_of_a_search_reads_no_whole_table(plans):
    def hydrate():
        ids = [*range(100, 110_000, 5_000)]
        assert len(asking._articles(ids)) > 15
        asking.captions_of(ids)
        asking.shapes.topics_of(ids)
        asking._names_of_sources(["s1.example", "s2.example"])

    assert read_whole(plans(hydrate)) == []


DESK = [
    "",
    "?p=3",
    "?status__exact=draft",
    "?problems=some",
    "?source=7",
    "?language=fr",
    "?published_at__year=2003",
    "?authors__id__exact=7",
    "?topics__id__exact=7",
    "?o=4",
    "?q=https://s.example/77",
]


@pytest.mark.parametrize("query", DESK)
def test_the_list_of_the_admin_reads_no_whole_table(plans, client, query):
    user = get_user_model().objects.create_superuser("curator", "", "secret")
    client.force_login(user)

    def ask():
        assert client.get(f"/admin/articles/article/{query}").status_code == 200

    assert read_whole(plans(ask)) == []
