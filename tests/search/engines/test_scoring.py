"""Lengths are kept as exactly as Lucene and Tantivy can."""

import pytest

from search.engines.memory import Memory
from search.engines.scoring import LENGTHS, fill
from tests.search.engines.documents import doc, scores, word
from tests.search.engines.others import everyone

LONG = [*range(30, 130), 247, 311, 480, 1_111, 1_175, 2_300, 3_000]


def test_a_length_is_filled_up_to_the_nearest_that_can_be_kept():
    assert len(LENGTHS) == 256
    assert [fill(length) for length in range(41)] == [0] * 41
    for length in LONG:
        kept = max(one for one in LENGTHS if one <= length + fill(length))
        assert abs(kept - length) == min(abs(one - length) for one in LENGTHS)


@pytest.mark.parametrize("other", everyone)
def test_scores_are_those_of_lengths_that_are_wrong_by_a_sixteenth_at_most(other, tmp_path):
    documents = [doc(length, "wheat " + "corn " * (length - 1)) for length in LONG]
    memory, engine = Memory(), other.open(tmp_path)
    for one in (memory, engine):
        one.rebuild(documents, position=0)
    exact = scores(memory, word("wheat"))
    assert scores(engine, word("wheat")) == pytest.approx(exact, rel=1 / 16)
    found = scores(engine, word("wheat"))
    kept = [length for length in LONG if {length, length + 1} < {*LENGTHS}]  # OpenSearch keeps a mark with each
    assert len(kept) == 10
    assert [found[length] for length in kept] == pytest.approx([exact[length] for length in kept], rel=1 / 100)
