"""One index a generation behind an alias; what is another's is never touched."""

import pytest

from search.engines.base import Document, EngineError, NoIndex, Query, Refused, Text
from search.engines.opensearch import OpenSearch, layout, writing
from search.engines.opensearch.generations import door
from search.query.nodes import Everything, Phrase, Plain, Stem
from tests.search.engines.documents import doc, found, moment, word

pytestmark = [pytest.mark.opensearch, pytest.mark.xdist_group("opensearch")]


@pytest.fixture
def engine(address):
    """An engine with an empty index."""
    engine = OpenSearch(location=address())
    engine.rebuild([], position=0)
    return engine


def indexes(client, engine):
    """The generations that there are."""
    return set(client.indices.get(index=f"{engine.address.name}-g-*"))


def test_the_alias_points_to_one_generation_and_the_one_before_is_kept(client, engine):
    first = engine.state().generation
    engine.rebuild([doc(1)], position=1)
    second = engine.state().generation
    assert set(client.indices.get_alias(name=engine.address.name)) == {second}
    assert indexes(client, engine) == {first, second}
    engine.rebuild([doc(1)], position=2)
    assert indexes(client, engine) == {second, engine.state().generation}


def test_no_other_generation_is_left_where_the_former_one_is_not_to_be_kept(client, engine):
    engine.rebuild([doc(1)], position=1)
    left = engine._generations.create(engine.fingerprint, 1, 0)
    engine.rebuild([doc(1)], position=2, keep_former=False)
    assert indexes(client, engine) == {engine.state().generation} != {left}
    assert found(engine, Everything()) == [1]


def test_an_index_that_is_left_though_it_was_deleted_is_told(engine, monkeypatch):
    before = engine.state().generation
    monkeypatch.setattr(engine._generations, "drop", lambda *indexes: None)
    with pytest.raises(EngineError, match=f"The index {before} in OpenSearch at .* was deleted, and is there still"):
        engine.rebuild([doc(1)], position=1, keep_former=False)
    assert found(engine, Everything()) == [1]


def test_what_a_killed_rebuild_left_is_dropped_by_the_next(client, engine):
    left = engine._generations.create(engine.fingerprint, 1, 0)
    assert left in indexes(client, engine)
    engine.rebuild([], position=1)
    assert left not in indexes(client, engine)


def test_a_rebuild_that_fails_leaves_nothing(client, engine):
    before = indexes(client, engine)
    with pytest.raises(Refused):
        engine.rebuild([doc(1), doc(-1)], position=1)
    assert indexes(client, engine) == before


def test_shards_and_copies_are_those_of_the_address(client, address):
    engine = OpenSearch(location=address("?shards=2&replicas=1"))
    engine.rebuild([], position=0)
    told = client.indices.get(index=engine.address.name)[engine.state().generation]["settings"]["index"]
    assert (told["number_of_shards"], told["number_of_replicas"]) == ("2", "1")


def test_another_address_of_the_same_name_finds_what_was_written(client, engine):
    engine.apply([doc(1, "wheat")], (), position=1)
    other = OpenSearch(location=f"opensearch://{engine.address.places}/{engine.address.name}?shards=4&replicas=1")
    assert found(other, word("wheat")) == [1]
    assert other.state() == engine.state()


# --- what is another's ----------------------------------------------------------------------------


def refuses_to_touch(engine, sentence):
    """Whatever is asked of an engine, it says this and changes nothing."""
    for act in (
        engine.state,
        lambda: engine.search(Query(), size=1),
        lambda: engine.apply([doc(1)], (), position=1),
        lambda: engine.rebuild([], position=0),
    ):
        with pytest.raises(EngineError, match=sentence) as raised:
            act()
        assert not isinstance(raised.value, NoIndex), "the indexer would rebuild"


def test_an_index_of_somebody_else_is_never_touched(client, address):
    engine = OpenSearch(location=address())
    name = engine.address.name
    client.index(index=name, id="1", body={"text": "theirs"}, refresh=True)
    try:
        refuses_to_touch(engine, f"There is an index {name} .* this archive did not make it: take another name")
        assert client.count(index=name)["count"] == 1
    finally:
        client.indices.delete(index=name)


def test_an_alias_of_somebody_else_is_never_touched(client, address):
    engine = OpenSearch(location=address())
    name = engine.address.name
    client.indices.create(index=f"{name}-g-theirs", body={"aliases": {name: {}}})
    refuses_to_touch(engine, f"The alias {name} .* points to {name}-g-theirs, and this archive did not make it")
    assert set(client.indices.get_alias(name=name)) == {f"{name}-g-theirs"}


def test_a_generation_of_another_archive_is_never_dropped(client, engine):
    name = engine.address.name
    other = OpenSearch(location=f"opensearch://{engine.address.places}/{name}-g-2")
    other.rebuild([doc(1)], position=1)
    engine.rebuild([], position=1)
    assert found(other, Everything()) == [1]


def test_an_alias_of_two_indexes_is_named(client, engine):
    extra = engine._generations.create(engine.fingerprint, 1, 0)
    client.indices.put_alias(index=extra, name=engine.address.name)
    with pytest.raises(EngineError, match="points to 2 indexes, not to one: take out the others"):
        engine.rebuild([], position=1)


# --- what differs ---------------------------------------------------------------------------------


def test_a_mapping_that_differs_calls_for_a_rebuild(client, engine):
    client.indices.put_mapping(index=engine.address.name, body={"properties": {"more": {"type": "keyword"}}})
    assert OpenSearch(location=f"opensearch://{engine.address.places}/{engine.address.name}").state()
    index = engine.state().generation
    mapping = client.indices.get_mapping(index=index)[index]["mappings"]
    mapping["properties"]["values"]["properties"]["source"] = {"type": "text"}
    assert layout.differs(mapping)
    assert layout.differs(mapping | {"dynamic": "true"})


def test_an_index_with_another_mapping_is_not_searched(client, address):
    engine = OpenSearch(location=address())
    name = engine.address.name
    mapping = layout.mapping(name, engine.fingerprint)
    mapping["properties"]["published"] = {"type": "date"}
    client.indices.create(
        index=f"{name}-g-1",
        body={"settings": layout.settings(1, 0), "mappings": mapping, "aliases": {name: {}, door(f"{name}-g-1"): {}}},
    )
    engine._finish(f"{name}-g-1", 3, "ab", 3)
    with pytest.raises(NoIndex, match=r"is not the one that this archive makes: `manage\.py rebuild_index`"):
        engine.state()
    engine.rebuild([doc(1)], position=4)
    assert engine.state().documents == 1


def test_an_index_of_another_version_says_so_itself_and_goes_on_to_serve(engine):
    engine.apply([doc(1)], (), position=1)
    other = OpenSearch(location=f"opensearch://{engine.address.places}/{engine.address.name}", analysis="words-2 de")
    assert other.state().fingerprint == engine.fingerprint != other.fingerprint
    assert found(other, Everything()) == [1]


def test_an_index_that_does_not_say_what_it_contains_is_none(client, engine):
    client.delete(index=engine.state().generation, id=layout.STATE, refresh=True)
    with pytest.raises(NoIndex, match=r"does not say what it contains: `manage\.py rebuild_index`"):
        engine.state()


# --- writing --------------------------------------------------------------------------------------


def test_a_late_duplicate_of_an_older_request_undoes_nothing(engine):
    engine.apply([doc(1, "new")], [2], position=9)
    late, post = OpenSearch(location=engine.address), engine._posting(engine.state().generation)
    writing.write(post, [writing.adding(doc(1, "old"), 5), writing.adding(doc(2, "old"), 5)])
    engine._refresh(engine.state().generation)
    assert found(late, word("new")) == [1]
    assert found(late, word("old")) == []


def test_a_deleted_index_is_not_brought_back_by_what_is_written(client, engine):
    index = engine.state().generation
    client.indices.delete(index=index)
    with pytest.raises(EngineError):
        writing.write(engine._posting(index), [writing.adding(doc(1), 1)])
    assert indexes(client, engine) == set()


def test_what_the_server_does_not_take_is_refused_by_name_and_the_position_stays(engine):
    engine.apply([doc(1)], (), position=1)
    with pytest.raises(Refused, match=r"^Document 3 was refused: .*immense term") as refused:
        engine.apply([doc(2), doc(3, source="x" * 40_000)], (), position=2)
    assert refused.value.id == 3
    assert engine.state().position == 1
    engine.apply([doc(2)], [3], position=2)
    assert found(engine, Everything()) == [1, 2]


def test_words_longer_than_lucene_takes_are_found(engine):
    engine.apply([doc(1, "𝒳" * 9_000 + " y"), doc(2, "𝒳" * 9_001)], (), position=1)
    assert found(engine, word("𝒳" * 9_000)) == [1]
    assert found(engine, word("𝒳" * 8_999)) == []


def test_no_blank_but_the_space_parts_words(engine):
    engine.apply([doc(1, ["a"]), doc(2, "c")], (), position=1)
    odd = "x\u2003y\tz\u00a0\u3000\u0085w"
    text = Text(runs=((f"en:{odd}", "en:after"),), words=(odd,))
    engine.apply([Document(id=3, published=moment("2023-01-01"), texts={"body": text})], (), position=2)
    for where in (Stem(f"en:{odd}"), Plain((odd,)), Phrase((f"en:{odd}", "en:after"))):
        assert found(engine, where) == [3]
    assert found(engine, Plain(("y",))) == found(engine, Plain(("w",))) == []


def test_facets_of_many_values_are_exact_in_shards(address, monkeypatch):
    monkeypatch.setattr("search.engines.opensearch.answering.FROM_EACH_SHARD", 2)
    engine = OpenSearch(location=address("?shards=3"))
    engine.rebuild([doc(n, source=f"s{n % 50:02}") for n in range(375)], position=1)
    counts = engine.search(Query(facets=("source",)), size=0).facets["source"]
    assert counts == tuple((f"s{n:02}", 8 if n < 25 else 7) for n in range(50))
