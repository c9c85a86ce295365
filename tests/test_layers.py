"""Imports go `archive → search → articles`, never back; engines know nothing of Django."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("articles", "search", "archive")
"""From the lowest to the highest."""

ENGINES = ROOT / "search" / "engines"
OF_ENGINES = {"search.engines", "search.query.nodes"}
FOREIGN_TO_ENGINES = {"django", "rest_framework", "articles", "archive", "django_filters"}
FOREIGN_TO_QUERIES = FOREIGN_TO_ENGINES | {"whoosh", "search.engines.whoosh", "search.engines.memory"}
WORDING = {"django.utils.translation", "django.utils.formats"}
"""What says a mistake in the language of the page that it stands on; it needs no request and no database."""
NO_NAME_FOR_A_MODULE = {"utils", "common", "core", "helpers", "services", "signals", "misc"}


def modules(folder):
    """Every module below a folder, without tests."""
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def imports(path):
    """Yield the full name of each module that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by dots: write the whole name"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def within(name, packages):
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("app", APPS)
def test_no_app_imports_one_above_it(app):
    above = APPS[APPS.index(app) + 1 :]
    back = {
        f"{path.relative_to(ROOT)}: {name}" for path in modules(app) for name in imports(path) if within(name, above)
    }
    assert back == set()


def test_an_engine_imports_the_seam_the_tree_and_its_own_library():
    for path in modules(ENGINES):
        for name in imports(path):
            assert not within(name, FOREIGN_TO_ENGINES), f"{path.name}: {name}"
            assert not within(name, {"search"}) or within(name, OF_ENGINES), f"{path.name}: {name}"


def test_the_query_language_knows_no_engine_and_of_django_only_how_to_translate():
    for path in modules("search/query"):
        for name in imports(path):
            assert within(name, WORDING) or not within(name, FOREIGN_TO_QUERIES), f"{path.name}: {name}"


def test_nothing_that_runs_imports_tests_or_benchmarks():
    for app in APPS:
        for path in modules(app):
            assert not any(within(name, {"tests", "benchmarks", "pytest"}) for name in imports(path)), path


def test_only_the_settings_read_the_environment():
    passed_on = ROOT / "archive" / "management" / "commands" / "up.py"  # to the processes that it starts
    allowed = {ROOT / "archive" / "settings.py", passed_on}
    for app in APPS:
        for path in set(modules(app)) - allowed:
            text = path.read_text()
            assert "os.getenv" not in text, path
            assert "os.environ[" not in text, path
            assert "os.environ.get(" not in text, path


def test_no_module_has_a_name_that_says_nothing():
    for app in APPS:
        for path in modules(app):
            assert not {*path.relative_to(ROOT).with_suffix("").parts} & NO_NAME_FOR_A_MODULE, path


SERVES_READERS = (
    *(path.relative_to(ROOT).as_posix() for path in (ROOT / "archive" / "pages").glob("*.py")),
    "archive/docs.py",
    *("articles/views.py", "articles/writing/views.py", "search/views.py", "search/exporting.py"),
)
"""Where answers to readers begin; what these modules import, at whatever depth, can come into one."""


def reached(beginnings):
    """Return every module of ours that these import, themselves or by way of others."""
    files = {".".join(path.with_suffix("").parts): ROOT / path for path in ours()}
    found, new = set(), [ROOT / name for name in beginnings]
    while new:
        path = new.pop()
        found.add(path)
        for name in imports(path):
            parts = name.split(".")
            within_name = (".".join(parts[:length]) for length in range(1, len(parts) + 1))
            new += [
                files[one]
                for module in within_name
                for one in (module, f"{module}.__init__")
                if one in files and files[one] not in found
            ]
    return found


def ours():
    return [path.relative_to(ROOT) for app in APPS for path in modules(app)]


def test_no_module_that_serves_readers_reaches_the_desk():
    desk = set(modules("search/desk"))
    assert desk
    assert not desk & reached(SERVES_READERS)
    named = {ROOT / name for name in SERVES_READERS}
    views = {path for path in reached(["archive/urls.py"]) if path.name in {"views.py", "pages.py"}}
    assert views <= named
    assert ROOT / "search" / "engines" / "base.py" in reached(SERVES_READERS)
    assert desk & reached(["search/management/commands/index.py"])


def test_what_ci_leaves_out_on_postgresql_asks_for_no_database(request):
    """Without these fixtures pytest-django lets a test open none; a process could, by what these modules give."""
    ignored = re.findall(r"--ignore ([\w/]+)", (ROOT / ".ci" / "run").read_text())
    folders = [ROOT / folder for folder in ignored if folder != "tests/browser"]  # whose pages other tests ask for
    assert folders
    assert all(folder.is_dir() for folder in folders)
    for item in request.session.items:
        if any(item.path.is_relative_to(folder) for folder in folders) and not item.get_closest_marker("opensearch"):
            assert not {"db", "transactional_db"} & {*item.fixturenames}, item.nodeid
            assert not item.get_closest_marker("django_db"), item.nodeid
            names = {name for name in imports(item.path) if not within(name, {"tests.archive.processes"})}  # it waits
            assert not any(within(name, {"tests.databases", "tests.archive"}) for name in names), item.path
