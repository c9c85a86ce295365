import re

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
    [
        *("", "elastic://x", "whoosh:///", "whoosh:", "whoosh:me@var/index", "memory://x", "/var/index"),
        *("WHOOSH:///var/index", "OpenSearch://host/name", " whoosh:///var/index", "whoosh:///var/in\ndex"),
    ],
)
def test_any_other_address_is_answered_with_the_valid_ones(url):
    with pytest.raises(ValueError, match="write one of whoosh:///absolute/folder, tantivy:"):
        connect(url)


@pytest.mark.parametrize(
    ("url", "folder"),
    [("tantivy:tmp", "tmp"), ("whoosh://var/index", "var/index"), ("whoosh:../a%20b", "../a%20b")],
)
def test_a_folder_that_depends_on_the_working_directory_is_refused_with_the_absolute_one(
    tmp_path, monkeypatch, url, folder
):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    whole = f"{tmp_path}/here/{folder}".replace("here/../", "")
    with pytest.raises(ValueError, match=f"write {url.partition(':')[0]}://{re.escape(whole)}[.]$"):
        connect(url)


@pytest.mark.parametrize("url", ["whoosh:///index?limitmb=3", "whoosh:///index#1", "memory://?", "whoosh:///%00"])
def test_options_and_names_that_no_folder_has_are_refused(url):
    with pytest.raises(ValueError, match=r"has a “\?” or “#”|is no name of a folder"):
        connect(url)


def test_opensearch_takes_hosts_and_a_name_and_touches_no_network():
    engine = connect("opensearchs://me:secret@one.invalid:9200,two.invalid/articles?shards=3", analysis="words-1 en")
    assert engine.location == "opensearchs://one.invalid:9200,two.invalid:9200/articles"
    assert engine.fingerprint == "opensearch-4 words-1 en"
    assert problems("opensearch://one.invalid/articles") == []


@pytest.mark.parametrize(
    "url",
    [
        "opensearch://me:secret@host:9200/",
        "opensearch://me:secret@host:9200/Name",
        "opensearch://me:secret@ho st/name",
        "opensearch://me:secret@/name",
        "opensearch://me:secret@host/name?shards=none",
        "opensearch://me:secret/name",
        "opensearch://me:?secret@host/name",
        "opensearches://me:secret@host/name",
        "opensearch:/me:secret@host:9200/name",
        "opensearch:me:secret@host:9200/name",
        "opensearch:/me:secret/name",
        "opensearches://me:secret/name",
        "opensearch://me:pass?secret@host/name",
        "me:secret@host",
        "whoosh:me:secret@host/name",
        "whoosh://me:secret@host/name?a",
        "whoosh://me:secret@[host/name",
    ],
)
def test_a_password_stands_in_no_message(url):
    with pytest.raises(ValueError, match=r"\w") as raised:
        connect(url)
    assert "secret" not in f"{raised.value!r} {raised.value.__context__!r}"


def test_one_slash_is_told_apart_from_an_unknown_engine():
    with pytest.raises(ValueError, match=r"“//” behind the “:”: write opensearch://user:password@host:9200/name\.$"):
        connect("opensearch:/me:secret@localhost:9900/news")


def test_the_file_of_an_authority_is_looked_at_before_the_start(tmp_path):
    file = tmp_path / "ca.pem"
    assert problems(f"opensearchs://one.invalid/articles?ca={file}") == [
        f"The file {file}, which SEARCH_URL names by “ca=”, cannot be read (No such file or directory)."
    ]
    file.write_text("no certificate")
    assert problems(f"opensearchs://one.invalid/articles?ca={file}") == [
        f"The file {file}, which SEARCH_URL names by “ca=”, holds no certificate in PEM."
    ]


def test_the_place_of_an_index_is_looked_at_by_its_address(tmp_path):
    tmp_path.chmod(0o755)
    assert "chmod" in problems(f"whoosh://{tmp_path}")[0]
    assert problems("memory://") == []
