import pytest

from search.engines import connect, problems
from search.engines.memory import Memory
from search.engines.tantivy import Tantivy
from search.engines.whoosh import Whoosh


def test_an_address_names_the_engine():
    assert type(connect("memory://", analysis="words-1 en")) is Memory
    assert connect("memory://", analysis="words-1 en").analysis == "words-1 en"


def test_every_call_makes_an_engine_of_its_own():
    assert connect("memory://") is not connect("memory://")


@pytest.mark.parametrize(("scheme", "engine"), [("whoosh", Whoosh), ("tantivy", Tantivy)])
def test_an_engine_takes_an_absolute_folder_and_touches_no_disk(tmp_path, scheme, engine):
    assert type(connect(f"{scheme}://{tmp_path}/index")) is engine
    engine = connect(f"{scheme}://{tmp_path}/my%20index")
    assert engine.location == f"{tmp_path}/my index"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    ["", "elastic://x", "whoosh://var/index", "whoosh:///", "whoosh:", "tantivy://index", "memory://x", "/var/index"],
)
def test_any_other_address_is_answered_with_the_valid_ones(url):
    with pytest.raises(
        ValueError, match=r"write one of whoosh:///absolute/folder, tantivy:///absolute/folder and memory://\."
    ):
        connect(url)


@pytest.mark.parametrize("url", ["whoosh:///index?limitmb=3", "whoosh:///index#1", "memory://?", "whoosh:///%00"])
def test_options_and_names_that_no_folder_has_are_refused(url):
    with pytest.raises(ValueError, match=r"has a “\?” or “#”|is no name of a folder"):
        connect(url)


def test_the_place_of_an_index_is_looked_at_by_its_address(tmp_path):
    tmp_path.chmod(0o755)
    assert "chmod" in problems(f"whoosh://{tmp_path}")[0]
    assert problems("memory://") == []
