"""What an engine keeps: commits, state, contents, rebuilds, many at once."""

import datetime
import threading
from dataclasses import replace

import pytest

from search.engines.base import EngineError, NoIndex, Query, Refused, Text
from search.query.nodes import Everything, Not
from tests.search.engines.contract.engines import Engines
from tests.search.engines.documents import (
    doc,
    found,
    moment,
    ordered,
    word,
    words,
)


class Keeping(Engines):
    # --- apply --------------------------------------------------------------------------------------------

    def test_a_document_replaces_the_one_with_its_id(self, fill):
        engine = fill(doc(1, "wheat"))
        engine.apply([doc(1, "corn")], (), position=2)
        assert (found(engine, word("wheat")), found(engine, word("corn"))) == ([], [1])
        assert engine.state().documents == 1

    def test_the_last_of_one_batch_stays(self, engine):
        engine.apply([doc(1, "wheat"), doc(2), doc(1, "corn")], (), position=1)
        assert (found(engine, word("wheat")), found(engine, word("corn"))) == ([], [1])
        assert engine.state().documents == 2

    def test_removed_documents_are_gone(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "wheat"))
        engine.apply([], [1], position=2)
        assert found(engine, word("wheat")) == found(engine, Everything()) == [2]
        assert found(engine, Not(word("absent"))) == [2]

    def test_an_id_both_removed_and_added_is_there(self, fill):
        engine = fill(doc(1, "wheat"))
        engine.apply([doc(1, "corn")], [1], position=2)
        assert found(engine, word("corn")) == [1]

    def test_unknown_ids_may_be_removed(self, fill):
        engine = fill(doc(1))
        engine.apply([], [7, 8], position=2)
        assert (found(engine, Everything()), engine.state().position) == ([1], 2)

    def test_the_same_batch_twice_changes_nothing_more(self, fill):
        engine = fill(doc(9, "old"))
        for _ in range(3):
            engine.apply([doc(1, "wheat"), doc(2, "corn")], [9], position=5)
        assert (engine.state().documents, found(engine, Everything())) == (2, [1, 2])
        assert engine.frequencies(["wheat", "old"]) == {"wheat": 1, "old": 0}
        assert dict(engine.contents()) == {1: doc(1, "wheat").digest, 2: doc(2, "corn").digest}

    def test_an_empty_commit_moves_the_position(self, fill):
        engine = fill(doc(1))
        engine.apply([], [], position=812, mark="a1b2")
        state = engine.state()
        assert (state.position, state.mark, state.documents) == (812, "a1b2", 1)

    def test_a_position_is_what_was_given_last_even_a_smaller_one(self, fill):
        engine = fill(doc(1, "wheat"))
        engine.apply([], [], position=900, mark="old")
        engine.apply([doc(1, "corn")], [], position=4, mark="new")
        assert (engine.state().position, engine.state().mark) == (4, "new")
        assert (found(engine, word("wheat")), found(engine, word("corn"))) == ([], [1])

    def test_a_document_comes_back_after_it_was_removed(self, fill):
        engine = fill(doc(1, "wheat"))
        for position in range(2, 6):
            engine.apply([], [1], position=position)
            assert found(engine, Everything()) == []
            engine.apply([doc(1, "wheat")], [], position=position)
            assert found(engine, word("wheat")) == [1]

    def test_batches_may_be_any_iterable(self, engine):
        engine.apply((doc(number) for number in (1, 2)), iter([5]), position=1)
        assert found(engine, Everything()) == [1, 2]

    def test_large_ids(self, fill):
        engine = fill(doc(2**40), doc(2**63 - 1), doc(0))
        assert ordered(engine, Everything(), sort="oldest") == [0, 2**40, 2**63 - 1]

    @pytest.mark.parametrize(
        "bad",
        [
            doc(-1),
            doc(2**63),
            *(replace(doc(1), id=number) for number in (True, 1.0, "1", None)),
            replace(doc(1), texts={"colour": Text()}),
            replace(doc(1), published=None),
            replace(doc(1), published=datetime.date(2023, 9, 20)),
        ],
    )
    def test_of_a_refused_batch_nothing_is_kept(self, fill, bad):
        engine = fill(doc(5, "wheat"))
        before = engine.state()
        with pytest.raises(Refused, match="was refused: ") as refused:
            engine.apply([doc(6), bad, doc(7)], [5], position=9)
        assert refused.value.id == bad.id
        assert engine.state() == before
        assert found(engine, Everything()) == [5]

    def test_a_failing_source_of_documents_keeps_nothing(self, fill):
        engine = fill(doc(1))

        def broken():
            yield doc(2)
            raise KeyError("the database went away")

        with pytest.raises(KeyError):
            engine.apply(broken(), [1], position=9)
        assert found(engine, Everything()) == [1]
        engine.apply([doc(3)], (), position=10)
        assert found(engine, Everything()) == [1, 3]

    # --- state and contents -------------------------------------------------------------------------------

    def test_without_an_index_everything_says_so(self, bare):
        calls = [
            lambda: bare.state(),
            lambda: bare.search(Query(), size=1),
            lambda: bare.apply([doc(1)], (), position=1),
            lambda: bare.terms("a", limit=1),
            lambda: bare.frequencies(["a"]),
            lambda: list(bare.contents()),
        ]
        for call in calls:
            with pytest.raises(NoIndex, match="rebuild_index"):
                call()

    def test_an_error_of_an_engine_is_an_engine_error(self):
        assert issubclass(NoIndex, EngineError)
        assert issubclass(Refused, EngineError)

    def test_the_state_of_a_new_index(self, bare):
        bare.rebuild([doc(1), doc(2)], position=7, mark="ff")
        state = bare.state()
        assert (state.position, state.mark, state.documents) == (7, "ff", 2)
        assert state.fingerprint == bare.fingerprint
        assert state.generation

    def test_what_serves_is_what_was_written_here_last(self, fill):
        engine = fill(doc(1))
        assert found(engine, Everything()) == [1]
        engine.apply([doc(2)], (), position=99, mark="ab")
        assert engine.serving() == engine.state()

    def test_the_fingerprint_names_the_analysis(self, tmp_path):
        assert "words-1 en" in self.new(tmp_path, analysis="words-1 en").fingerprint

    def test_contents_are_ids_and_digests(self, fill):
        documents = [doc(1, "wheat", source="A", has={"image"}), doc(2), doc(3, "corn")]
        engine = fill(*documents)
        changed = doc(3, "corn and rye")
        engine.apply([changed], [2], position=2)
        assert dict(engine.contents()) == {1: documents[0].digest, 3: changed.digest}

    def test_contents_of_an_empty_index(self, engine):
        assert list(engine.contents()) == []

    def test_digests_tell_every_part_of_a_document(self, fill):
        changes = [
            {"published": moment("2023-09-21")},
            {"texts": {"body": Text(runs=(("en:wheat",),), words=frozenset({"wheats"}))}},
            {"texts": {"body": Text(runs=(("en:wheat",), ("en:wheat",)), words=frozenset({"wheat"}))}},
            {"texts": {"headline": Text(runs=(("en:wheat",),), words=frozenset({"wheat"}))}},
            {"source": ("A",)},
            {"author": ("A",)},
            {"has": frozenset({"image"})},
        ]
        documents = [replace(doc(number, "wheat"), **change) for number, change in enumerate([{}, *changes])]
        assert dict(fill(*documents).contents()) == {document.id: document.digest for document in documents}
        assert len({replace(document, id=0).digest for document in documents}) == len(documents)

    def test_tidying_changes_nothing_that_is_found_or_counted(self, fill):
        engine = fill(*(doc(n, f"wheat w{n}", source="A") for n in range(9)))
        for position in range(2, 14):
            engine.apply([doc(position, f"wheat x{position}", source="B")], [position - 2], position=position)
        before = self.seen(engine)
        engine.tidy(lambda: True)
        assert self.seen(engine) == before
        assert any(not engine.tidy(lambda: False) for _ in range(100))
        assert self.seen(engine) == before
        engine.verify()

    def seen(self, engine):
        """Return what an engine says of all that it holds."""
        query = Query(where=word("wheat"), sort="oldest", facets=("source",), histogram="day")
        words = engine.terms("", limit=99), engine.frequencies(["wheat", "w3", "x13"])
        return engine.search(query, size=5), words, engine.state(), sorted(engine.contents())

    # --- rebuild ------------------------------------------------------------------------------------------

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
