"""Characters that PostgreSQL keeps neither as text nor as JSON: no import ends for them, on either database."""

import json
import os

import pytest
from django.core.management import CommandError, call_command

from articles.models import Address, Article, Capture

NUL, HALF = "\0", "\ud800"

EVERYWHERE = {
    "headline": f"Head{NUL}line {HALF}",
    "subtitle": f"Sub{NUL}title",
    "byline": f"By An{NUL}na",
    "authors": [f"An{NUL}na", f"Bo{HALF}b"],
    "source": f"Pa{NUL}per",
    "section": f"Wor{NUL}ld",
    "topics": [f"To{NUL}pic"],
    "language": f"e{NUL}n",
    "published_at": f"20{NUL}23",
    "source_url": f"https://x.example/a{NUL}b",
    "key": f"k{NUL}{HALF}",
    "body": f"Bo{NUL}dy {HALF} text",
    "images": [{"url": f"https://x.example/{NUL}.jpg", "caption": f"Cap{NUL}", "credit": HALF}],
    "related_links": [{"title": f"Ti{NUL}tle", "url": f"https://x.example/{NUL}"}],
    "corrections": [{"at": f"2023{NUL}", "note": f"No{NUL}te"}, {"at": "2023-09-21", "note": f"No{NUL}te"}],
    f"un{NUL}read": f"x{NUL}",
}

RECORDS = [
    EVERYWHERE,
    *({"headline": "H", "body": "B", "published_at": "2023", name: value} for name, value in EVERYWHERE.items()),
    {"headline": {f"a{NUL}": NUL}, "body": [NUL], "source": 5, "authors": NUL},
    {f"un{NUL}read": NUL},
    [NUL],
]


@pytest.fixture
def imported(db, settings, tmp_path):
    """Return a function that imports a folder, rejecting what it must."""
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"
    folder = tmp_path / "in"
    folder.mkdir()

    def run():
        with pytest.raises(CommandError, match="records were rejected"):
            call_command("import_articles", str(folder), report=str(tmp_path / "report"), verbosity=0)
        return [json.loads(line) for line in (tmp_path / "report").read_text().splitlines()]

    run.folder = folder
    return run


def test_no_character_of_a_dump_is_too_much_for_the_database(imported):
    lines = [json.dumps(one) for one in RECORDS]
    twice = '{"a\\u0000": 1, "a\\u0000": 2}'
    (imported.folder / "dump.jsonl").write_text("\n".join([*lines, twice, "no json \\u0000", "\0"]) + "\n")
    outcomes = imported()
    assert len(outcomes) == len(RECORDS) + 3
    assert sum(one["verdict"] == "rejected" for one in outcomes) == 6, outcomes
    kept = [*Capture.objects.values_list("evidence", "reason"), *Address.objects.values_list("url", "key")]
    kept += [[one.state(), one.problems] for one in Article.objects.with_parts()]
    assert not {NUL, HALF} & set("".join(texts(kept)))


def texts(value):
    """Yield every text in a structure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for one in value.items() if isinstance(value, dict) else value:
            yield from texts(one)


def test_no_character_of_a_clipping_or_of_its_name_is_too_much(imported):
    folder = os.fsencode(imported.folder)
    for name, content in {
        b"half\xff\xed\xa0\x80.md": b"# Head \xed\xa0\x80 line\n\nBy A\xed\xb0\x80nn\n\n2023\n\nBody \x01 text\n",
        b"nul.md": b"# Head\0line\n\nBody\n",
        b"wide.md": "# Wide\n\nBody \0 text\n".encode("utf-16"),
    }.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    assert sorted(one["verdict"] for one in imported()) == ["draft", "published", "rejected"]
