"""The catalogue of the pages in Russian: complete, no word of it doubtful, and the compiled one the same."""

import gettext
import shutil
import string
import subprocess
import sys

import pytest

from tests.archive.test_settings import environment
from tests.conftest import ROOT

CATALOGUE = "archive/locale/ru/LC_MESSAGES/django"
NEEDED = ("Makefile", "manage.py", "archive", "articles", "search")
LACKING = [name for name in ("make", "xgettext", "msgattrib", "msgfmt") if not shutil.which(name)]

needs_gettext = pytest.mark.skipif(bool(LACKING), reason=f"Not installed (apt install gettext): {', '.join(LACKING)}")


def compiled(folder):
    """Return {(context and) message, or (message, number of plural): what it is in Russian}."""
    with (folder / f"{CATALOGUE}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


@pytest.fixture(scope="module")
def renewed(tmp_path_factory):
    """A copy of the project in which `make messages` was run: its folder, and what was said."""
    folder = tmp_path_factory.mktemp("messages")
    for name in NEEDED:
        whole = (ROOT / name).is_dir()
        (shutil.copytree if whole else shutil.copy)(ROOT / name, folder / name)
    command = ["make", "--no-print-directory", "-o", "install", "messages", f"PYTHON={sys.executable}"]
    env = environment(folder / "data", PYTHONPATH=str(folder), LC_ALL="C")
    ended = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return folder, ended.stdout


@needs_gettext
def test_every_string_of_the_pages_is_in_the_catalogue_and_no_other(renewed):
    folder, _ = renewed
    now = (folder / f"{CATALOGUE}.po").read_text()
    assert now == (ROOT / f"{CATALOGUE}.po").read_text(), "Run `make messages`, and translate what is new."


@needs_gettext
def test_every_string_is_translated_and_none_is_doubtful(renewed):
    _, said = renewed
    assert said == ""


@needs_gettext
def test_the_compiled_catalogue_is_the_one_that_people_edit(renewed):
    folder, _ = renewed
    assert compiled(folder) == compiled(ROOT), "Run `make messages`."


def names(text):
    """The names in braces of a template."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_translation_names_what_its_sentence_names():
    for message, russian in compiled(ROOT).items():
        text = message[0] if isinstance(message, tuple) else message
        if text:
            assert names(russian) == names(text.rpartition("\4")[2]), text


def test_russian_counts_in_three_ways():
    with (ROOT / f"{CATALOGUE}.mo").open("rb") as file:
        say = gettext.GNUTranslations(file).ngettext
    one = "Too many attempts to sign in came from where you are: wait {minutes} minute."
    many = one.replace("minute.", "minutes.")
    ends = {count: say(one, many, count).rpartition(" ")[2] for count in (1, 2, 5, 11, 12, 21, 24, 111)}
    assert ends == {
        **{1: "минуту.", 21: "минуту.", 2: "минуты.", 24: "минуты."},
        **{5: "минут.", 11: "минут.", 12: "минут.", 111: "минут."},
    }
