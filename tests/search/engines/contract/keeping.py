"""What an engine keeps: commits, state, contents, rebuilds, many at once."""

import datetime
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
            {"texts": {"body": Text(runs=(("en:wheat",),), words=("wheats",))}},
            {"texts": {"body": Text(runs=(("en:wheat",), ("en:wheat",)), words=("wheat",))}},
            {"texts": {"headline": Text(runs=(("en:wheat",),), words=("wheat",))}},
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
