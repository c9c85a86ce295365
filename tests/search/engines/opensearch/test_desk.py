"""The desk's index stands beside the public one on the same servers, and a purge leaves no former index of either."""

import threading

import pytest

from articles import curation
from articles.jobs import Job, working
from search import desk, indexing, purging
from search.desk import DESK, SHELVES
from search.engines.base import Query
from search.query.nodes import Stem
from search.shelves import PUBLIC

pytestmark = [pytest.mark.opensearch, pytest.mark.django_db, pytest.mark.xdist_group("opensearch")]


@pytest.fixture(autouse=True)
def on_servers(settings, address):
    settings.SEARCH_URL = address()


def bring_all():
    for shelf in SHELVES:
        indexing.bring_up_to_date(shelf.engine(), shelf=shelf)


def ids(shelf):
    return {pk for pk, _ in shelf.engine().contents()}


def test_both_are_kept_and_found(make_article):
    article, draft = make_article(body="A whale."), make_article(status="draft", body="A whale.")
    undated = make_article(status="draft", body="Whales.", published_at=None, date_precision="")
    bring_all()
    assert (ids(PUBLIC), ids(DESK)) == ({article.pk}, {draft.pk, undated.pk})
    assert DESK.engine().address.name == f"{PUBLIC.engine().address.name}-desk"
    assert set(desk.find(desk.Asked(q="whale"), most=9).ids) == {article.pk, draft.pk, undated.pk}
    assert desk.find(desk.Asked(q="whale", sort="newest"), most=9).ids[-1] == undated.pk
    assert undated.pk not in desk.find(desk.Asked(q="whale date:<2024"), most=9).ids
    assert set(desk.walk(desk.Asked(q="whale"))) == {article.pk, draft.pk, undated.pk}
    curation.publish(draft)
    bring_all()
    assert (ids(PUBLIC), ids(DESK)) == ({article.pk, draft.pk}, {undated.pk})


def test_a_purge_leaves_neither_the_word_nor_a_former_index(client, make_article):
    article = make_article(body="About quixoticzebras.")
    bring_all()
    before = {shelf.engine().state().generation for shelf in SHELVES}
    curation.withdraw(article, reason="legal")
    bring_all()
    working.Worker(threading.Event()).run_waiting()
    assert Job.objects.get().status == "done", Job.objects.get().error
    left = set(client.indices.get(index=f"{PUBLIC.engine().address.name}*"))
    assert left == {shelf.engine().state().generation for shelf in SHELVES}
    assert not left & before
    for shelf in SHELVES:
        assert shelf.engine().terms("quix", limit=9) == []
        assert shelf.engine().search(Query(where=Stem("en:quixoticzebra")), size=9).total == 0
    assert purging.standing(article).gone
