"""How commits grow into an index: merging, deleting, and what stays searchable with Whoosh's own means."""

import pytest
from whoosh.index import open_dir

from search.engines.base import Refused
from search.engines.whoosh import layout, writing
from search.query.nodes import Everything
from tests.search.engines.documents import doc, found, phrase, word


def segments(generation):
    return [segment.doc_count_all() for segment in open_dir(str(generation))._segments()]


def test_small_commits_are_joined_to_few_segments(engine, generation):
    for number in range(100):
        engine.apply([doc(number, f"wheat w{number}")], (), position=number)
        assert len(segments(generation)) <= 12
    assert sum(segments(generation)) == 100
    assert found(engine, word("wheat")) == list(range(100))


def test_a_commit_joins_no_more_than_takes_a_moment(engine, generation, monkeypatch):
    monkeypatch.setattr(writing, "ROOM", 40)
    for number in range(8):
        engine.apply([doc(10 * number + n, "wheat") for n in range(10)], (), position=number)
    assert segments(generation) == [10] * 8
    engine.apply([doc(80 + n, "wheat") for n in range(10)], (), position=9)
    assert sorted(segments(generation)) == [10] * 6 + [30]
    assert found(engine, word("wheat")) == list(range(90))


def test_what_is_mostly_dead_is_joined_at_once(engine, generation):
    engine.apply([doc(number, "wheat") for number in range(50)], (), position=1)
    engine.apply([], range(30), position=2)
    assert segments(generation) == [20]
    assert found(engine, word("wheat")) == list(range(30, 50))


# --- what is put off ---------------------------------------------------------------------------------------


@pytest.fixture
def crowded(engine, monkeypatch):
    """An engine with eight segments that no commit has room to join."""
    monkeypatch.setattr(writing, "ROOM", 0)
    for number in range(8):
        engine.apply([doc(10 * number + n, "wheat corn") for n in range(10)], [10 * number - 1], position=number)
    return engine


def test_who_has_time_joins_many_segments_and_nothing_else_changes(crowded, generation):
    before = crowded.state()
    contents = set(crowded.contents())
    assert crowded.tidy(lambda: False)
    assert segments(generation) == [73]
    assert crowded.state() == before
    assert set(crowded.contents()) == contents
    assert len(found(crowded, phrase("wheat corn"))) == 73
    files = set(generation.iterdir())
    assert not crowded.tidy(lambda: False)
    assert set(generation.iterdir()) == files


def test_who_has_more_important_work_stops_and_the_index_is_as_it_was(crowded, generation):
    files = set(generation.iterdir())
    assert crowded.tidy(lambda: True)
    assert set(generation.iterdir()) == files
    assert len(found(crowded, word("wheat"))) == 73
    crowded.apply([doc(99, "wheat")], (), position=9)
    assert crowded.tidy(lambda: False)
    assert segments(generation) == [74]


def make_room(engine, monkeypatch, keys):
    """Let no segment have more keys."""
    monkeypatch.setattr("search.engines.whoosh.FULL_SEGMENT", keys)
    engine._room = keys


def test_the_largest_segments_are_joined_no_more(crowded, generation, monkeypatch):
    make_room(crowded, monkeypatch, 100)
    while crowded.tidy(lambda: False):
        pass
    assert max(segments(generation)) <= 25


def test_what_nothing_can_be_joined_with_is_not_written_again_and_again(crowded, generation, monkeypatch):
    make_room(crowded, monkeypatch, 50)
    files = set(generation.iterdir())
    assert not crowded.tidy(lambda: False)
    assert set(generation.iterdir()) == files


def test_what_is_mostly_dead_is_written_again_alone_and_once(crowded, generation, monkeypatch):
    make_room(crowded, monkeypatch, 20)
    crowded.apply([], range(4, 10), position=9)
    assert crowded.tidy(lambda: False)
    assert sorted(segments(generation)) == [4] + 7 * [10]
    assert not crowded.tidy(lambda: False)


def test_who_is_stopped_again_and_again_joins_less_at_a_time_until_it_is_done(crowded, generation, monkeypatch):
    make_room(crowded, monkeypatch, 300)
    monkeypatch.setattr("search.engines.whoosh.ROOM", 80)
    for _ in range(5):
        assert crowded.tidy(lambda: True)
    before = len(segments(generation))
    assert crowded.tidy(lambda: False)
    assert len(segments(generation)) == before - 1
    crowded.apply([doc(99, "wheat corn")], (), position=9)
    while crowded.tidy(lambda: False):
        pass
    assert len(segments(generation)) < before - 1
    assert len(found(crowded, phrase("wheat corn"))) == 74


def test_a_dead_segment_is_let_go(engine, generation):
    engine.apply([doc(1)], (), position=1)
    engine.apply([], [1], position=2)
    assert segments(generation) == []


def test_phrases_survive_a_merge(engine):
    engine.apply([doc(1, "white house", caption=["a white", "house"]), doc(2, "house white")], (), position=1)
    engine.apply([doc(number, "white house") for number in range(3, 9)], [1], position=2)
    assert found(engine, phrase("white house")) == list(range(3, 9))
    assert found(engine, phrase("house white")) == [2]


def test_a_rebuild_writes_large_segments_and_merges_none(engine, folder, monkeypatch):
    monkeypatch.setattr("search.engines.whoosh.FULL_SEGMENT", 20)
    engine.rebuild((doc(number, "wheat") for number in range(35)), position=1)
    assert sorted(segments(folder / engine.state().generation)) == [5, 10, 10, 10]
    assert found(engine, word("wheat")) == list(range(35))


def test_a_rebuild_holds_a_bounded_number_of_words(engine, folder, monkeypatch):
    monkeypatch.setattr("search.engines.whoosh.FULL_SEGMENT", 100)
    engine.rebuild((doc(number, "wheat " * 30) for number in range(9)), position=1)
    assert sorted(segments(folder / engine.state().generation)) == [1, 4, 4]


def test_an_article_of_impossible_length_is_refused(engine, monkeypatch):
    monkeypatch.setattr(writing, "LAST_POSITION", 1000)
    text = doc(1, "wheat " * 1100)
    with pytest.raises(Refused, match="longer than any article") as refused:
        engine.apply([doc(2), text], (), position=1)
    assert refused.value.id == 1
    assert found(engine, Everything()) == []


def test_half_a_character_does_no_harm(engine):
    broken = doc(1, "wheat \ud800", source="a\udfff")
    engine.apply([broken], (), position=1)
    assert found(engine, word("\ud800")) == found(engine, Everything(), filters={"source": ("a\udfff",)}) == [1]
    assert engine.terms("\ud800", limit=3) == [("\ud800", 1)]


def test_whoosh_itself_can_open_and_search_the_index(engine, generation):
    engine.apply([doc(1, "wheat corn"), doc(2, "wheat")], (), position=1)
    with open_dir(str(generation)).reader() as reader:
        assert reader.doc_count() == 2
        assert reader.doc_frequency(layout.STEMS, "en:wheat") == 2
        assert list(reader.postings(layout.WORDS, "corn").all_ids()) == [0]


def test_printed_fields_come_first():
    assert all(layout.NUMBER[name] << layout.FIELD < layout.PRINT_END for name in layout.PRINTED)
    assert max(layout.NUMBER.values()) << layout.FIELD < 2**layout.DOCUMENT


def test_a_row_is_never_nothing_but_zeros(engine):
    engine.apply([doc(0, published="1970-01-01")], (), position=1)
    assert found(engine, Everything()) == [0]
