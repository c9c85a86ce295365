"""A database that goes away and comes back, or is none: what readers see, what the indexer does, what commands say."""

import json
import subprocess
import sys

import pytest

from tests.archive.processes import eventually
from tests.archive.test_settings import environment
from tests.archive.test_up import Up, free_port
from tests.conftest import ROOT
from tests.databases import SERVER, Own, made, on_server

COMMANDS = [
    "up",
    "import_articles .",
    "index",
    *(
        pytest.param(command, marks=pytest.mark.slow)
        for command in (
            "rebuild_index",
            "check_index",
            "verify_originals",
            "remove_sample",
            "createsuperuser --noinput --username me --email me@example.org",
        )
    ),
]


def said(data, url, command):
    """Return what a command says that is expected to fail."""
    ended = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command.split()],
        env=environment(data, DATABASE_URL=url, PORT=str(free_port())),
        cwd=data,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 1, ended.stderr
    return ended.stdout + ended.stderr


def is_one_sentence(told, *, password="secret"):
    return told.count("\n") == 1 and "Traceback" not in told and password not in told


@pytest.mark.parametrize("command", COMMANDS)
def test_a_server_that_is_down_is_one_sentence_from_every_command(tmp_path, command):
    (tmp_path / "a.md").write_text("# A headline\n\nA body.\n")
    told = said(tmp_path, "postgresql://archive:secret@127.0.0.1:1/archive", command)
    assert is_one_sentence(told), told
    assert "Connection refused" in told


def test_migrate_says_it_in_a_sentence_among_those_of_django(tmp_path):
    told = said(tmp_path, "postgresql://archive:secret@127.0.0.1:1/archive", "migrate")
    assert "secret" not in told
    assert "Traceback" not in told
    assert "cannot be opened (connection failed:" in told


def test_a_server_that_no_name_server_knows_is_one_sentence(tmp_path):
    told = said(tmp_path, "postgresql://archive:secret@database.invalid/archive", "index")
    assert is_one_sentence(told), told


@pytest.mark.parametrize("command", ["remove_sample", "rebuild_index"])
def test_tables_that_were_never_made_are_one_sentence(tmp_path, command):
    told = said(tmp_path, made(f"archive_{command}") if SERVER else f"sqlite:///{tmp_path}/db", command)
    assert is_one_sentence(told), told
    assert "run manage.py migrate, or up" in told


@pytest.mark.parametrize("url", ["postgresql://archive:secret@localhost:5432", "postgresql://a:secret@host:port/name"])
def test_an_address_without_a_database_is_one_sentence(tmp_path, url):
    told = said(tmp_path, url, "up")
    assert is_one_sentence(told), told
    assert "write sqlite:////absolute/file or postgresql://user:password@host:5432/name" in told


@pytest.mark.postgresql
@pytest.mark.parametrize("command", ["up", "index"])
def test_a_wrong_password_or_name_is_one_sentence(tmp_path, command):
    user, _, rest = SERVER.partition("@")
    wrong = f"{user.rpartition(':')[0]}:secret@{rest}"
    told = said(tmp_path, wrong, command)
    assert is_one_sentence(told), told
    assert "password authentication failed" in told
    assert told.count(" failed: ") < 3
    assert "see user, password and name in DATABASE_URL" in told or command == "up"
    assert "try again" not in told
    told = said(tmp_path, SERVER.rpartition("/")[0] + "/nowhere", command)
    assert is_one_sentence(told, password=SERVER.partition("@")[0].rpartition(":")[2]), told
    assert "“nowhere” cannot be opened" in told or 'database "nowhere" does not exist' in told
    told = said(tmp_path, SERVER + "?colour=red", command)
    assert is_one_sentence(told), told
    assert "colour" in told


@pytest.mark.postgresql
def test_a_database_that_cannot_be_written_to_stops_the_start(tmp_path):
    url = made("archive_read_only")
    on_server("ALTER DATABASE archive_read_only SET default_transaction_read_only = on")
    told = said(tmp_path, url, "up")
    assert is_one_sentence(told), told
    assert "cannot be written to" in told


@pytest.mark.postgresql
def test_a_user_who_may_make_no_tables_stops_the_start(tmp_path):
    url = made("archive_of_another")
    on_server("REVOKE CREATE ON SCHEMA public FROM PUBLIC", url)
    if not on_server("SELECT 1 FROM pg_roles WHERE rolname = 'reader'"):
        on_server("CREATE ROLE reader LOGIN PASSWORD 'secret'")
    told = said(tmp_path, f"postgresql://reader:secret@{url.partition('@')[2]}", "up")
    assert is_one_sentence(told), told
    assert "make reader its owner" in told


@pytest.mark.postgresql
def test_a_database_in_another_encoding_stops_the_start(tmp_path):
    [(version,)] = on_server("SELECT current_setting('server_version_num')::int")
    provider = "LOCALE_PROVIDER libc" if version >= 150_000 else ""
    url = made("archive_latin", f"ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' {provider} TEMPLATE template0")
    told = said(tmp_path, url, "up")
    assert is_one_sentence(told), told
    assert "is not in UTF-8" in told


OLD = """
import sys
from django.db.backends.postgresql.features import DatabaseFeatures
DatabaseFeatures.minimum_database_version = (99,)
sys.argv = ["manage.py", sys.argv[1]]
import manage
manage.main()
"""


@pytest.mark.postgresql
@pytest.mark.parametrize("command", ["up", "index"])
def test_a_server_that_is_too_old_is_one_sentence(tmp_path, command):
    ended = subprocess.run(
        [sys.executable, "-c", OLD, command],
        env=environment(tmp_path, DATABASE_URL=SERVER),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (ended.returncode, is_one_sentence(ended.stderr)) == (1, True), ended.stderr
    assert "PostgreSQL 99 or later is required (found 1" in ended.stderr


# --- gone and back ------------------------------------------------------------------------------


@pytest.fixture
def server():
    """A server of its own."""
    own = Own().start()
    yield own
    own.stop()


@pytest.mark.slow
@pytest.mark.postgresql
@pytest.mark.xdist_group("up")
def test_readers_are_told_and_the_indexer_goes_on_when_the_server_is_back(tmp_path, server):
    running = Up(tmp_path / "data", DATABASE_URL=server.url).opened()
    try:
        eventually(lambda: running.get("/api/v1/search/?q=ceasefire")[0] == 200)
        family = {*running.children().values()}
        server.stop()
        for path in ("/api/v1/articles/", "/api/v1/articles/1/", "/api/v1/search/?q=ceasefire", "/api/v1/sources/"):
            status, body = running.get(path)
            assert (status, json.loads(body)["status"]) == (503, 503), body
            assert "database cannot answer" in json.loads(body)["detail"]
        assert running.get("/health/")[0] == 503
        assert running.get("/")[0] == 503
        server.start()
        eventually(lambda: running.get("/api/v1/articles/")[0] == 200)
        (tmp_path / "late.md").write_text("# Quokkas return\n\nBy Mara Lind\n\n20 September 2023\n\nThey are back.\n")
        subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "import_articles", str(tmp_path / "late.md")],
            env=environment(tmp_path / "data", DATABASE_URL=server.url),
            check=True,
            capture_output=True,
        )
        eventually(lambda: '"total":1' in running.get("/api/v1/search/?q=quokkas")[1])
        assert {*running.children().values()} == family, running.said()
        assert "Traceback" not in running.said()
    finally:
        assert running.end() == 0, running.said()
