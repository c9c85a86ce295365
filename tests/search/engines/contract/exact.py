"""What engines pass that forget a document at once: others count it in scores until a rebuild."""

from tests.search.engines.contract.engines import Engines
from tests.search.engines.contract.scoring import about, bm25
from tests.search.engines.documents import doc, scores, word, words


class Exact(Engines):
    def test_scores_know_living_documents_only(self, fill):
        engine = fill(doc(1, "wheat"), doc(2, "wheat corn"), doc(3, "wheat " * 50), doc(4, "rye"))
        engine.apply([doc(4, "rye rye")], [3], position=9)
        expected = {1: bm25(1, 1, 5 / 3, 2, 3), 2: bm25(1, 2, 5 / 3, 2, 3)}
        assert scores(engine, word("wheat")) == about(expected)

    def test_the_same_batch_twice_changes_no_score(self, fill):
        engine = fill(doc(9, "old"))
        for _ in range(3):
            engine.apply([doc(1, "wheat"), doc(2, "corn")], [9], position=5)
        assert scores(engine, word("wheat")) == about({1: bm25(1, 1, 1, 1, 2)})

    def test_scores_are_those_of_a_rebuild(self, fill):
        documents = [doc(n, f"wheat {'corn ' * (n % 4)}", headline="corn" if n % 5 == 0 else "") for n in range(20)]
        engine = fill(*documents, *(doc(n, "wheat wheat", headline="corn corn") for n in range(20, 30)))
        engine.apply([doc(7, "corn " * 30)], range(20, 30), position=2)
        engine.apply(documents, (), position=3)
        before = scores(engine, words("wheat corn"))
        engine.rebuild(documents, position=3)
        assert scores(engine, words("wheat corn")) == about(before)
