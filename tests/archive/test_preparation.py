"""What is prepared is prepared once."""

import pytest

from archive import preparation
from articles.history import Change
from search import backend, indexing
from search.desk import DESK
from search.engines.base import EngineError


@pytest.fixture
def said():
    return []


@pytest.fixture
def static(settings, tmp_path):
    """A folder for static files, and one of ours to collect."""
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_DIRS = [tmp_path / "own"]
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own.css").write_text("p {}")
    return tmp_path


@pytest.mark.django_db
def test_tables_that_are_as_expected_are_left_alone(said):
    preparation.migrate(said.append)
    assert said == []


def test_static_files_are_collected_once_and_again_when_one_has_changed(static, said):
    preparation.collect_static_files(said.append)
    preparation.collect_static_files(said.append)
    assert len(said) == 1
    assert (static / "static" / "own.css").read_text() == "p {}"

    (static / "own" / "own.css").write_text("p { color: red }")
    preparation.collect_static_files(said.append)
    assert len(said) == 2
    assert "red" in (static / "static" / "own.css").read_text()


def test_a_collection_that_was_cut_off_is_begun_again(static, said):
    preparation.collect_static_files(said.append)
    (static / "static" / "made-from").unlink()
    preparation.collect_static_files(said.append)
    assert len(said) == 2


def test_the_sample_is_never_loaded_where_something_was_written(make_article, said):
    number = (article := make_article()).pk
    article.delete()
    preparation.load_sample(said.append)
    assert said == []
    assert set(Change.objects.values_list("article_id", flat=True)) == {number}


@pytest.mark.django_db
def test_the_sample_is_left_out_where_the_settings_say_so(settings, said):
    settings.ARCHIVE_SAMPLE = False
    preparation.load_sample(said.append)
    assert said == []
    assert not Change.objects.exists()


@pytest.fixture
def index(settings, tmp_path):
    """An engine on an empty folder of its own."""
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"
    return backend.engine()


@pytest.mark.django_db(transaction=True)
def test_a_missing_index_is_made_and_then_followed(index, make_article, said):
    make_article()
    preparation.bring_index_up_to_date(said.append)
    made = index.state()
    assert (made.documents, made.position) == (1, Change.objects.count())

    make_article(headline="Another")
    preparation.bring_index_up_to_date(said.append)
    assert index.state().documents == 2
    assert index.state().generation == made.generation
    assert said == []


@pytest.mark.django_db(transaction=True)
def test_the_desks_index_is_made_and_followed_as_well(index, make_article, said):
    make_article(status="draft")
    preparation.bring_index_up_to_date(said.append)
    made = DESK.engine().state()
    assert (made.documents, index.state().documents) == (1, 0)

    make_article(status="draft")
    preparation.bring_index_up_to_date(said.append)
    assert DESK.engine().state().documents == 2
    assert DESK.engine().state().generation == made.generation
    assert said == []


@pytest.mark.django_db(transaction=True)
def test_what_is_long_or_wrong_about_the_desk_is_told_of_it_alone(index, settings, make_article, said, monkeypatch):
    make_article()
    preparation.bring_index_up_to_date(said.append)
    DESK.engine().rebuild([], position=0)
    monkeypatch.setattr(indexing, "BATCH", 1)
    for _ in range(3):
        make_article(status="draft")
    make_article().delete()
    monkeypatch.setattr(indexing, "lag", lambda position, *, shelf: 3 if shelf is DESK else 0)
    preparation.bring_index_up_to_date(said.append)
    assert said == [
        "The indexer has 3 more articles before it; until then search in the admin answers from the index as it was."
    ]
    (settings.ARCHIVE_DATA / "desk" / "current").unlink()
    (settings.ARCHIVE_DATA / "desk" / "current").mkdir()
    preparation.bring_index_up_to_date(said.append)
    assert said[1].startswith("Search in the admin is not ready: ")


@pytest.mark.django_db(transaction=True)
def test_what_takes_long_is_left_to_the_indexer(index, make_article, said, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 1)
    make_article()
    make_article(headline="Another")
    preparation.bring_index_up_to_date(said.append)
    assert said == ["The indexer has 2 articles before it; until then search cannot answer."]
    with pytest.raises(EngineError):
        index.state()


@pytest.mark.django_db(transaction=True)
def test_an_engine_that_cannot_answer_does_not_stop_the_start(settings, tmp_path, make_article, said):
    (tmp_path / "index").write_text("no folder")
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"
    make_article()
    preparation.bring_index_up_to_date(said.append)
    [sentence] = said
    assert sentence.startswith("Search is not ready: ")
