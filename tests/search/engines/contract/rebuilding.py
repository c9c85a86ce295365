"""Rebuilds: the old index serves until the new one is whole; and many that search while one writes."""

import threading

import pytest

from search.engines.base import Query, Refused, Shares
from search.query.nodes import Everything
from tests.search.engines.contract.engines import Engines
from tests.search.engines.documents import doc, found, word, words


class Divided(Shares):
    """Documents in three shares, each of which is taken in this very process."""

    count = 3

    def __init__(self, documents):
        self._documents = documents

    def __iter__(self):
        return iter(self._documents)

    def each(self, take):
        for number in range(self.count):
            share = self._documents[number :: self.count]
            assert len(list(take(number, share))) == len(share)
        return len(self._documents)


class Rebuilding(Engines):
    def test_a_rebuild_replaces_everything(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "wheat"))
        before = engine.state().generation
        engine.rebuild([doc(2, "corn"), doc(3, "wheat")], position=9)
        assert (found(engine, word("wheat")), found(engine, Everything())) == ([3], [2, 3])
        assert engine.state().generation != before

    def test_a_rebuild_of_nothing_is_an_empty_index(self, fill):
        engine = fill(doc(1, "wheat"))
        engine.rebuild([], position=3, mark="m")
        assert (found(engine, Everything()), engine.terms("", limit=9), list(engine.contents())) == ([], [], [])
        assert (engine.state().documents, engine.state().position, engine.state().mark) == (0, 3, "m")

    def test_a_rebuild_keeps_the_last_of_an_id(self, bare):
        bare.rebuild([doc(1, "wheat"), doc(2), doc(1, "corn")], position=1)
        assert (found(bare, word("wheat")), found(bare, word("corn")), bare.state().documents) == ([], [1], 2)

    def test_searches_see_the_old_index_until_the_new_one_is_whole(self, fill):
        engine = fill(doc(1, "old"))

        def documents():
            for number in range(2, 50):
                assert found(engine, Everything()) == [1]
                yield doc(number, "new")

        engine.rebuild(documents(), position=2)
        assert found(engine, Everything()) == list(range(2, 50))

    def test_a_rebuild_that_fails_leaves_the_old_index(self, fill):
        engine = fill(doc(1))
        before = engine.state()

        def broken():
            yield doc(2)
            raise KeyError("the database went away")

        with pytest.raises(KeyError):
            engine.rebuild(broken(), position=9)
        assert (engine.state(), found(engine, Everything())) == (before, [1])

    def test_a_rebuild_with_a_refused_document_leaves_the_old_index(self, fill):
        engine = fill(doc(1))
        with pytest.raises(Refused):
            engine.rebuild([doc(2), doc(-1)], position=9)
        assert found(engine, Everything()) == [1]

    @pytest.mark.parametrize("count", [0, 1, 2, 40])
    def test_shares_make_the_index_that_all_of_them_make(self, bare, count):
        documents = [doc(number, f"wheat number{number} mod{number % 7}") for number in range(count)]
        bare.rebuild(documents, position=1)
        whole = asked(bare)
        bare.rebuild(Divided(documents), position=2, mark="m")
        assert asked(bare) == whole
        assert (bare.state().documents, bare.state().position, bare.state().mark) == (count, 2, "m")
        bare.verify()

    def test_an_index_made_of_shares_is_written_as_any_other(self, bare):
        bare.rebuild(Divided([doc(number, "wheat") for number in range(10)]), position=2)
        for number in range(10):
            bare.apply([doc(number, "corn")], [number + 1], position=3)
        assert (found(bare, word("corn")), found(bare, word("wheat"))) == ([*range(10)], [])
        bare.rebuild(Divided([doc(1, "wheat")]), position=4)
        assert (found(bare, word("corn")), found(bare, word("wheat"))) == ([], [1])

    def test_a_share_with_a_refused_document_leaves_the_old_index(self, fill):
        engine = fill(doc(1))
        with pytest.raises(Refused):
            engine.rebuild(Divided([doc(2), doc(3), doc(4), doc(-1)]), position=9)
        assert found(engine, Everything()) == [1]

    def test_before_the_switch_the_new_index_catches_up(self, fill):
        engine = fill(doc(1))
        seen = []

        def catch_up(new):
            new.apply([doc(3, "late")], [2], position=12, mark="zz")
            seen.append((sorted(dict(new.contents())), new.state().position, found(engine, Everything())))

        engine.rebuild([doc(2), doc(4)], position=9, before_switch=catch_up)
        assert seen == [([3, 4], 12, [1])]
        assert found(engine, Everything()) == [3, 4]
        assert (engine.state().position, engine.state().mark) == (12, "zz")

    def test_what_is_raised_before_the_switch_leaves_the_old_index(self, fill):
        engine = fill(doc(1))
        before = engine.state()

        def refuse(new):
            raise ValueError("two documents are missing")

        with pytest.raises(ValueError, match="missing"):
            engine.rebuild([doc(2)], position=9, before_switch=refuse)
        assert (engine.state(), found(engine, Everything())) == (before, [1])

    def test_an_index_can_be_written_after_a_rebuild(self, fill):
        engine = fill(doc(1))
        engine.rebuild([doc(2)], position=9)
        engine.apply([doc(3)], [2], position=10)
        assert (found(engine, Everything()), engine.state().position) == ([3], 10)

    # --- many at once -------------------------------------------------------------------------------------

    def test_eight_threads_search_while_one_writes_and_rebuilds(self, fill):
        engine = fill(*(doc(number, "wheat corn") for number in range(50)))
        wrong, done = [], threading.Event()
        query = Query(where=words("wheat corn"), sort="relevance", facets=("source",), histogram="auto")

        def read():
            while not done.is_set():
                results = engine.search(query, size=100)
                counts = results.total, len(results.hits), *engine.frequencies(["wheat", "en:corn"]).values()
                if {*counts} != {50} or engine.terms("whea", limit=3) != [("wheat", 50)]:
                    wrong.append(counts)
                done.wait(0.005)

        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for number in range(12):
            engine.apply([doc(n, f"wheat corn w{number}") for n in range(number, number + 5)], [], position=number)
            if number % 5 == 4:
                engine.rebuild([doc(n, "wheat corn") for n in range(50)], position=number)
        done.set()
        for thread in threads:
            thread.join()
        assert wrong == []


def asked(engine):
    """Return what an engine holds and says of each of its words."""
    terms = engine.terms("", limit=100)
    return sorted(engine.contents()), terms, [found(engine, word(term)) for term, _ in terms]
