"""Every variable that cannot be read is named, with what to write instead."""

import datetime
import json
import os
import subprocess
import sys

import pytest
from django.contrib.admin.utils import display_for_value

from tests.conftest import ROOT
from tests.settings import OURS


def environment(folder, **variables):
    """Return an environment with these settings and none of the caller's."""
    ours = (*OURS, "DJANGO_SETTINGS_MODULE")
    given = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return given | {"ARCHIVE_DATA": str(folder), "PYTHONPATH": str(ROOT)} | variables


def settings(folder, *names, **variables):
    """Return the values of these settings under an environment."""
    code = "import json, sys; from archive import settings; "
    code += "print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))"
    command = [sys.executable, "-c", code, *names]
    result = subprocess.run(command, env=environment(folder, **variables), capture_output=True, check=True)
    return json.loads(result.stdout)


def check(folder, **variables):
    """Return the status and what was said of `manage.py check`."""
    command = [sys.executable, str(ROOT / "manage.py"), "check"]
    result = subprocess.run(command, env=environment(folder, **variables), capture_output=True, text=True)
    return result.returncode, result.stderr.splitlines()


def test_all_that_cannot_be_read_is_named_at_once_without_a_traceback(tmp_path):
    wrong = {"PORT": "abc", "WEB_WORKERS": "two", "ARCHIVE_SAMPLE": "maybe", "TRUST_PROXY": "yes", "DEBUG": "perhaps"}
    status, lines = check(tmp_path, **wrong, SITE_URL="archive.example.org", DATABASE_URL="oracle://x")
    assert status == 1
    assert sorted(line.split()[0] for line in lines) == sorted([*wrong, "SITE_URL", "DATABASE_URL"])
    assert "PORT is “abc”, which cannot be read: write a whole number, such as 8000." in lines


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "8_0"),
        ("PORT", "٨٠"),
        ("WEB_WORKERS", "9" * 5_000),
        ("TRUST_PROXY", "-1"),
        ("BIND", "1.2.3.4 5"),
        ("SITE_URL", "http://x:99999"),
        ("SEARCH_LANGUAGES", ","),
        ("THROTTLE_ANONYMOUS", " , "),
    ],
)
def test_what_is_nearly_a_value_is_none(tmp_path, name, value):
    status, [line] = check(tmp_path / "data", **{name: value})
    assert status == 1
    assert line.startswith(f"{name} is “{value.strip()}”, which cannot be read: write ")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["ARCHIVE_DATA", "ARCHIVE_NAME", "SEARCH_URL", "PORT", "DATABASE_URL"])
def test_bytes_that_are_no_utf_8_are_one_sentence(tmp_path, name):
    status, [line] = check(tmp_path, **{name: b"/\xff"})
    assert (status, line.split()[0]) == (1, name)


def test_a_secret_key_is_never_repeated(tmp_path):
    status, [line] = check(tmp_path, SECRET_KEY=b"secret\xff")
    assert status == 1
    assert line == "SECRET_KEY cannot be read: write it in UTF-8."


def test_looking_at_the_settings_leaves_nothing_in_the_folder(tmp_path):
    assert check(tmp_path / "data", ARCHIVE_ACCESS="nobody")[0] == 1
    assert check(tmp_path / "data")[0] == 0
    assert list((tmp_path / "data").iterdir()) == []


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://me:secret@host/name", "begins with neither sqlite:// nor postgresql://"),
        ("postgresql:/me:secret@host/name", "begins with neither sqlite:// nor postgresql://"),
        ("postgresql://me:secret@host:5432", "names no database behind the host"),
        ("postgresql://me:secret@host:5432/", "names no database behind the host"),
        (
            "postgresql://me:secret@host:port/name",
            "has a host or port that is none (in user and password / ? # % @ : are",
        ),
        ("postgresql://me:secret/more@host/name", "written %2F %3F %23 %25 %40 %3A)"),
        ("postgresql://me:5/secret@host/name", "written %2F %3F %23 %25 %40 %3A)"),
        ("postgresql://me:secret?more@host/name", "written %2F %3F %23 %25 %40 %3A)"),
        ("postgresql://me:secret[@host/name", "written %2F %3F %23 %25 %40 %3A)"),
        ("sqlite:///secret/file", "names no absolute file, which takes four slashes"),
        ("sqlite://secret/file", "names no absolute file, which takes four slashes"),
        ("sqlite://", "names no absolute file, which takes four slashes"),
        ("sqlite:////", "names no absolute file, which takes four slashes"),
        ("sqlite:////secret/one?two", "has a “?” or “#”, which in the name of a file are %3F and %23"),
    ],
)
def test_what_is_wrong_with_the_address_of_a_database_is_told_without_it(tmp_path, url, why):
    status, [line] = check(tmp_path, DATABASE_URL=url)
    assert status == 1
    assert line.startswith("DATABASE_URL ")
    assert why in line
    assert line.endswith(": write sqlite:////absolute/file or postgresql://user:password@host:5432/name.")
    assert "secret" not in line


@pytest.mark.parametrize("url", ["sqlite:////tmp/a%3Fb", "postgresql:///name", "postgres://me:p%40%2F@[::1]/name?a=b"])
def test_other_addresses_of_databases_are_read(tmp_path, url):
    found = settings(tmp_path, "DATABASES", DATABASE_URL=url)["DATABASES"]["default"]
    assert (found["NAME"], found["PASSWORD"]) in {("/tmp/a?b", ""), ("name", ""), ("name", "p@/")}


@pytest.mark.parametrize("url", ["opensearch:/me:secret\udcff@host/name", "opensearch:/me:secret\udcff"])
def test_the_address_of_an_index_that_cannot_be_read_is_not_repeated(tmp_path, url):
    status, [line] = check(tmp_path, SEARCH_URL=url)
    assert (status, line) == (1, "SEARCH_URL cannot be read: write it in UTF-8.")


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    status, lines = check(tmp_path / "file" / "data")
    assert status == 1
    assert lines == [f"ARCHIVE_DATA is “{tmp_path}/file/data”, a folder that cannot be made: Not a directory."]


def test_a_folder_that_cannot_be_written_is_one_sentence():
    status, [line] = check("/proc/self")  # nobody can write there, not even root
    assert status == 1
    assert line.startswith("ARCHIVE_DATA is “/proc/")
    assert ", where nothing can be written: " in line


def test_an_empty_variable_is_left_out(tmp_path):
    found = settings(tmp_path, "PORT", "DEBUG", "SEARCH_LANGUAGES", PORT="", DEBUG=" ", SEARCH_LANGUAGES="")
    assert found == {"PORT": 8000, "DEBUG": False, "SEARCH_LANGUAGES": ["en"]}


@pytest.mark.parametrize("text", ["1", "true", "On", "YES"])
def test_a_switch_has_several_words_for_on(tmp_path, text):
    assert settings(tmp_path, "DEBUG", DEBUG=text) == {"DEBUG": True}


def test_a_list_may_have_spaces(tmp_path):
    assert settings(tmp_path, "SEARCH_LANGUAGES", SEARCH_LANGUAGES=" en, de ,,pt-BR")["SEARCH_LANGUAGES"] == [
        "en",
        "de",
        "pt-BR",
    ]


def test_a_folder_may_have_any_name(tmp_path):
    folder = tmp_path / "100% odd #1? name"
    found = settings(folder, "DATABASES", "SEARCH_URL")
    assert found["DATABASES"]["default"]["NAME"] == f"{folder}/archive.sqlite3"
    assert found["SEARCH_URL"] == f"whoosh://{tmp_path}/100%25%20odd%20%231%3F%20name/index"


def test_a_key_that_begins_with_a_dollar_sign_is_a_key(tmp_path):
    assert settings(tmp_path, "SECRET_KEY", SECRET_KEY="$ecret") == {"SECRET_KEY": "$ecret"}


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    first, second = settings(tmp_path, "SECRET_KEY"), settings(tmp_path, "SECRET_KEY")
    assert first == second
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"BIND": "::1", "PORT": "81"}, "http://[::1]:81"),
        ({"BIND": "[::1]"}, "http://[::1]:8000"),
        ({"SITE_URL": "https://Archive.Example.org/"}, "https://archive.example.org"),
        ({"SITE_URL": "https://archive.example.org:443/"}, "https://archive.example.org"),
        ({"SITE_URL": "http://archive.example.org:443"}, "http://archive.example.org:443"),
        ({"SITE_URL": "http://[::1]:80"}, "http://[::1]"),
    ],
)
def test_the_address_of_the_site_comes_from_bind_and_port_or_is_given(tmp_path, given, expected):
    assert settings(tmp_path, "SITE_URL", **given) == {"SITE_URL": expected}


def test_https_makes_cookies_secure_and_redirects(tmp_path):
    names = ("SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    assert all(settings(tmp_path, *names, SITE_URL="https://archive.example.org").values())
    assert not any(settings(tmp_path, *names).values())


def test_moments_in_the_admin_are_written_as_everywhere_else():
    at = datetime.datetime(2026, 11, 22, 22, 4, tzinfo=datetime.UTC)
    assert display_for_value(at, "") == "2026-11-22 22:04 UTC"
