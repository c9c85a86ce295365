"""Segments are joined as foreseen, and are gone from the disk then."""

from pathlib import Path

import pytest
import tantivy

from search.engines.tantivy import commits, merging, writing
from search.engines.tantivy.layout import SCHEMA
from search.engines.tantivy.merging import due, levels
from search.query.nodes import Everything
from tests.search.engines.documents import doc, found


def test_segments_are_of_one_level_when_they_are_about_as_large():
    assert levels([90_000, 12, 70_000, 9_000]) == [[90_000, 70_000], [9_000, 12]]
    assert levels([]) == []


def test_eight_of_a_level_are_joined():
    assert due([5, 4, 3, 9_000, 1, 1, 1]) == 0
    assert due([5, 4, 3, 9_000, 1, 1, 1, 1]) == 9_016
    assert due([30_000] * 8 + [1] * 3) == 240_000
    assert due([30_000] * 4 + [100_000] * 4) == 0


@pytest.mark.parametrize("sizes", [[12_000] * 8, [12_000] * 7, [40_000, 12_000, *[9] * 7], [12_000, *[9] * 7]])
def test_tantivy_joins_what_is_foreseen(tmp_path, sizes):
    index = tantivy.Index(SCHEMA, path=str(tmp_path))
    number = 0
    for size in sizes:
        writer = index.writer(writing.ALL_ROOM, 1)
        for _ in range(size):
            document = tantivy.Document()
            document.add_integer("id", number := number + 1)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
    joined = [documents for documents, _ in commits.read_meta(tmp_path).segments]
    assert sum(joined) == sum(sizes)
    assert (due(sizes) in joined) if due(sizes) else sorted(joined) == sorted(sizes)


def test_while_segments_are_joined_for_long_commits_go_on(engine, generation, monkeypatch):
    monkeypatch.setattr(merging, "LONG", 0)
    for number in range(8):
        engine.apply([doc(number, "wheat")], (), position=number)
    writer = engine._writer
    assert writer is not None
    engine.apply([doc(8, "wheat")], (), position=8)
    while engine.tidy(lambda: False):
        pass
    assert engine._writer is None
    assert len(commits.read_meta(generation).segments) <= 2
    assert found(engine, Everything()) == list(range(9))
    engine.apply([doc(9)], (), position=9)
    assert engine.state().documents == 10


def test_words_of_what_was_deleted_stay_in_a_segment_until_it_is_joined_or_the_index_built_anew_twice(engine, folder):
    """It pins what whoever must really be rid of an article has to know."""

    def held():
        opened = [tantivy.Index.open(str(path)).searcher() for path in sorted(folder.glob("g-*"))]
        return [searcher.terms_with_prefix("words_print", "secret") for searcher in opened]

    documents = [doc(number, "wheat") for number in range(5)]
    engine.rebuild([*documents, doc(9, "secret")], position=0)
    engine.rebuild([*documents, doc(9, "secret")], position=0)
    engine.apply([], [9], position=1)
    while engine.tidy(lambda: False):
        pass
    assert held() == [[("secret", 1)], [("secret", 1)]]
    engine.rebuild(documents, position=1)
    assert sorted(held()) == [[], [("secret", 1)]]
    engine.rebuild(documents, position=1)
    assert held() == [[], []]


@pytest.mark.slow
def test_after_a_thousand_small_commits_the_folder_is_hardly_larger_than_a_fresh_one(engine, generation):
    def size():
        return sum(path.stat().st_size for path in Path(engine.location).rglob("*") if path.is_file())

    documents = [doc(number, f"wheat corn w{number} " * 40, source=f"s{number % 9}") for number in range(2_000)]
    for position in range(1_000):
        engine.apply([documents[position * 7 % 2_000], documents[position]], [position - 5], position=position)
    grown, contents = size(), dict(engine.contents())
    engine.rebuild([one for one in documents if one.id in contents], position=1_000)
    engine.rebuild([one for one in documents if one.id in contents], position=1_000)
    assert grown <= 2.5 * size() / 2
    assert contents == dict(engine.contents())
