"""Every mistake in the settings is named with one sentence."""

import pytest
from django.core import checks
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from archive.checks import check_settings, database_problems


def found():
    return [one.msg for one in check_settings(None)]


def test_the_defaults_are_without_fault():
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SITE_URL", "https://*", "it names one host, without a wildcard"),
        ("SITE_URL", "https://*.example.org", "it names one host, without a wildcard"),
        ("SITE_URL", "https://zeitung.österreich", "other scripts begin with xn--"),
        ("SITE_URL", "https://example.org/news", "nothing but scheme, host and port, such as https://example.org."),
        ("SITE_URL", "https://me:pw@example.org", "nothing but scheme, host and port"),
        ("SITE_URL", "http://x#", "nothing but scheme, host and port, such as http://x."),
        ("SITE_URL", "http://x?", "nothing but scheme, host and port, such as http://x."),
        ("SITE_URL", "http://@x", "nothing but scheme, host and port, such as http://x."),
        ("SEARCH_URL", "whoosh:///%00", "is no name of a folder"),
        ("SEARCH_URL", "whoosh:///%ff", "is no name of a folder"),
        ("SEARCH_URL", "whoosh:///index?limitmb=3", "has a “?” or “#”"),
        ("SEARCH_URL", "whoosh:///dev/null/index", "because /dev/null is no folder"),
        ("SEARCH_URL", "elastic://host", "is not the address of a search engine"),
        ("SEARCH_URL", "whoosh://relative/index", "would be another folder wherever a command is called"),
        ("SEARCH_LANGUAGES", ("en", "english"), "holds “english”, which is no language tag"),
        ("SEARCH_LANGUAGES", ("en_GB",), "holds “en_GB”, which is no language tag"),
        ("ARCHIVE_LICENCE", "x" * 10_001, "ARCHIVE_LICENCE has 10,001 characters: write at most 10,000"),
        ("ARCHIVE_LICENCE", "CC BY\nhttps://[::1", "holds the line “https://[::1”, which is no whole address"),
        ("ARCHIVE_LICENCE", "https://example.org and more", "which is no whole address"),
        ("ARCHIVE_ACCESS", "private", "write public (everybody may read) or login"),
        ("THROTTLE_ANONYMOUS", ("40/fortnight",), "THROTTLE_ANONYMOUS is wrong: “40/fortnight”"),
        ("THROTTLE_TOKEN", ("many",), "THROTTLE_TOKEN is wrong: “many”"),
        ("PORT", 0, "PORT is “0”: write a whole number from 1 to 65535."),
        ("PORT", 65_536, "from 1 to 65535"),
        ("WEB_WORKERS", 0, "from 1 to 64"),
        ("WEB_WORKERS", 2_000, "from 1 to 64"),
        ("TRUST_PROXY", -1, "from 0 to 16"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_the_setting(settings, name, value, sentence):
    setattr(settings, name, value)
    [said] = found()
    assert name in said
    assert sentence in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "http://[::1]:8000"),
        ("SITE_URL", "http://192.168.1.5:8000"),
        ("SITE_URL", "https://xn--sterreich-z7a.example:8443"),
        ("SEARCH_LANGUAGES", ("en", "pt-BR", "zh-Hant-TW", "es-419", "de-1996", "nb", "ja", "ko")),
        ("ARCHIVE_ACCESS", "login"),
        ("THROTTLE_ANONYMOUS", ("40/minute", "100000/day")),
        ("PORT", 65_535),
        ("WEB_WORKERS", 64),
        ("TRUST_PROXY", 2),
    ],
)
def test_what_is_right_is_not_complained_about(settings, name, value):
    setattr(settings, name, value)
    assert found() == []


@pytest.mark.parametrize("tag", ["xx", "ckb", "sl-rozaj-biske"])
def test_a_language_without_known_forms_is_a_doubt_that_names_those_there_are(settings, tag):
    settings.SEARCH_LANGUAGES = ("en", tag)
    [doubt] = check_settings(None)
    assert not doubt.is_serious()
    assert doubt.msg.startswith(f"SEARCH_LANGUAGES holds “{tag}”, whose word forms are not known: ")
    assert "There are ar, ca, cs, da, de, el, en, " in doubt.msg


@pytest.mark.parametrize(
    "url", ["whoosh://{}/desk", "tantivy://{}/desk/", "opensearch://me:secret@one/news-desk?shards=2"]
)
def test_the_place_of_the_desks_index_is_refused_for_the_public_one(settings, url):
    settings.SEARCH_URL = url.format(settings.ARCHIVE_DATA)
    assert found() == ["SEARCH_URL names the place where the desk's own index is kept: name another."]


def test_what_is_wrong_with_the_folder_of_the_desks_index_is_told_too(settings, tmp_path):
    settings.ARCHIVE_DATA = tmp_path
    (tmp_path / "desk").mkdir(mode=0o700)
    (tmp_path / "desk" / "letter.txt").write_text("Dear all")
    [said] = found()
    assert "desk holds something else as well (letter.txt): name a folder in ARCHIVE_DATA" in said


def test_an_index_in_memory_is_for_one_process(settings):
    settings.SEARCH_URL = "memory://"
    assert "so write 1." in found()[0]
    settings.WEB_WORKERS = 1
    assert found() == []


def test_an_index_folder_that_others_can_read_stops_the_start(settings, tmp_path):
    folder = tmp_path / "index"
    folder.mkdir(mode=0o755)
    settings.SEARCH_URL = f"whoosh://{folder}"
    assert str(folder) in found()[0]
    folder.chmod(0o700)
    assert found() == []


def test_all_mistakes_are_named_together(settings):
    settings.PORT, settings.WEB_WORKERS, settings.ARCHIVE_ACCESS = 0, 0, "nobody"
    assert len(found()) == 3


def test_error_pages_for_developers_are_not_for_strangers(settings):
    settings.DEBUG, settings.BIND = True, "0.0.0.0"
    [doubt] = check_settings(None)
    assert not doubt.is_serious()
    assert "strangers would see" in doubt.msg


def test_django_runs_these_checks(settings):
    settings.ARCHIVE_ACCESS = "nobody"
    assert "archive.E005" in [one.id for one in checks.run_checks()]


# --- the database -------------------------------------------------------------------------------


def sqlite(name, *pragmas):
    """Return a connection to another SQLite database, with these pragmas."""
    options = {"OPTIONS": {"init_command": "".join(f"PRAGMA {pragma};" for pragma in pragmas)}}
    return DatabaseWrapper(connection.settings_dict | {"NAME": str(name), "CONN_MAX_AGE": 0} | options, "other")


def said_of(other):
    try:
        return [one.msg for one in database_problems(other)]
    finally:
        other.close()


@pytest.mark.django_db
def test_sqlite_with_wal_and_full_is_without_fault(tmp_path):
    assert said_of(sqlite(tmp_path / "db", "journal_mode=WAL", "synchronous=FULL")) == []


@pytest.mark.django_db
def test_sqlite_without_wal_or_full_stops_the_start(tmp_path):
    first, second = said_of(sqlite(tmp_path / "db", "journal_mode=DELETE", "synchronous=NORMAL"))
    assert first.startswith("SQLite's journal_mode is delete, not WAL")
    assert second.startswith("SQLite's synchronous is 1, not FULL")


@pytest.mark.django_db
def test_a_database_in_memory_stops_the_start():
    assert "is memory, not WAL" in said_of(sqlite(":memory:", "journal_mode=WAL", "synchronous=FULL"))[0]


@pytest.mark.django_db
def test_a_database_that_cannot_be_opened_is_one_sentence(tmp_path):
    [said] = said_of(sqlite(tmp_path / "no folder" / "db"))
    assert said.startswith(f"The database “{tmp_path}/no folder/db” cannot be opened (unable to open database file)")
