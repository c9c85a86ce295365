"""The README says what is so: its commands exist, its answers are the real ones, its tables are complete."""

import json
import re
import shlex
import textwrap
from urllib.parse import parse_qs, urlsplit

from django.core.management import call_command, get_commands, load_command_class

from archive import settings as archive_settings
from articles.exporting.catalogue import SHAPES
from articles.feed import ChangeParameters, ChecksumParameters
from articles.filters import ArticleFilters
from articles.importing.options import NAMES
from articles.models import Article
from search.analysis.languages import STEMMERS
from search.exporting import ExportParameters
from search.parameters import SearchParameters
from search.query.parser import parse
from search.trends import TrendParameters
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
FEEDING = (ROOT / "docs" / "feeding.md").read_text(encoding="utf-8")


def section(title):
    return README.partition(f"\n## {title}")[2].partition("\n## ")[0]


def cells(title, column=0):
    """The code in one column of the table of a section."""
    rows = [line.split(" | ") for line in section(title).splitlines() if line.startswith("| `") or "| “" in line]
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row[column])]


def questions(text):
    """(address, answer) for every curl line of a text."""
    blocks = re.findall(r"    \$ curl -s '([^']+)'\n((?:    .+\n)+)", text)
    return [(address, read(answer)) for address, answer in blocks]


def read(answer):
    """An answer as JSON; any other as a text without blanks."""
    return json.loads(answer) if answer.lstrip().startswith("{") else "".join(answer.split())


def same(told, real):
    """Whether an answer that is told is the real one, but for what `…` stands for."""
    if told == "…":
        return True
    if isinstance(told, dict):
        names = told.keys() - {"…"}
        return (
            names <= real.keys()
            and ("…" in told or names == real.keys())
            and all(same(told[n], real[n]) for n in names)
        )
    if isinstance(told, list):
        kept = [one for one in told if one != "…"]
        return (len(kept) == len(real) or "…" in told) and all(map(same, kept, real))
    if isinstance(told, str) and "…" in told:
        return re.fullmatch(".*".join(map(re.escape, told.split("…"))), real, re.DOTALL) is not None
    return told == real


def test_the_answers_are_the_real_ones(client, sample):
    asked = questions(README)
    assert len(asked) == 5
    for address, told in [*asked, *questions(FEEDING)]:
        parts = urlsplit(address)
        response = client.get(parts.path, parse_qs(parts.query), SERVER_NAME=parts.hostname, SERVER_PORT=parts.port)
        real = read((b"".join(response) if response.streaming else response.content).decode())
        loose = told | {"…": "…"} if parts.path.endswith(("84/", "lookup/")) else told
        assert same(loose, real), (address, real)


def test_every_shape_of_an_article_is_told():
    for one in SHAPES:
        assert f"| `{one.suffix}` | `{one.media_type}` | " in FEEDING, one.suffix
    assert "and nine other suffixes" in README
    assert len(SHAPES) == 10


def test_every_command_exists_and_every_command_is_told():
    ours = {name for name, app in get_commands().items() if app in {"archive", "articles", "search"}}
    told = {shlex.split(command)[1] for command in cells("Commands") if command.startswith("manage.py")}
    assert told == ours
    for command in re.findall(r"manage\.py (\w+)", README):
        assert command in get_commands()


def test_every_option_that_is_told_exists():
    for command in [command for command in cells("Commands") if command.startswith("manage.py")]:
        name = shlex.split(command)[1]
        row = next(line for line in section("Commands").splitlines() if f"manage.py {name}" in line)
        parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
        for option in re.findall(r"`(--[a-z-]+)", row):
            assert option in parser._option_string_actions, (name, option)


def test_every_make_target_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"make (run|test|bench|lint|install)", README)) <= targets
    assert {"run", "test", "lint", "bench", "install"} <= targets


def test_every_parameter_is_told():
    declared = (
        SearchParameters.declared.keys()
        | ArticleFilters.declared.keys()
        | {"url", "revision"}
        | ExportParameters.declared.keys()
        | TrendParameters.declared.keys()
    )
    of_feeds = ChangeParameters.declared.keys() | ChecksumParameters.declared.keys()
    assert set(cells("Parameters")) == declared | of_feeds


def test_every_setting_is_told():
    source = (ROOT / "archive" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'_read\(\s*"([A-Z_]+)"', source))
    assert set(cells("Settings")) == read
    assert archive_settings.PORT == 8000


def test_every_example_of_the_query_language_is_understood():
    examples = re.findall(
        r"`([^`]+)`", "\n".join(line for line in section("The query language").splitlines() if line[:2] == "| ")
    )
    assert len(examples) > 25
    for example in examples:
        if example not in {"write", "match=any"} and not re.fullmatch("[a-z]+", example):
            parse(example)


def test_every_field_for_map_is_told():
    told = re.search(r"Our fields for `--map THEIRS=OURS`: (.+)\.\n", README)[1]
    assert tuple(re.findall(r"`(\w+)`", told)) == NAMES


def test_the_clipping_that_is_shown_is_read_whole(db, settings, tmp_path):
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"
    shown = textwrap.dedent(re.search(r"\n(    # The headline\n.+?Original url: \S+\n)", README, re.DOTALL)[1])
    (tmp_path / "shown.md").write_text(shown)
    call_command("import_articles", str(tmp_path / "shown.md"), verbosity=0)
    article = Article.objects.get()
    assert (article.status, article.headline, article.body.strip()) == ("published", "The headline", "The body.")
    assert [author.name for author in article.authors.all()] == ["Mara Lind", "Northern Wire"]
    assert article.source_url == "https://standard.example/story"
    assert (article.images.get().caption, article.related_links.get().title) == ("The caption", "An earlier story")


def test_every_language_whose_forms_are_known_is_listed():
    listed = section("Settings").partition("Word forms are known of ")[2].partition(";")[0]
    assert listed.replace("`", "").split() == sorted(STEMMERS)
