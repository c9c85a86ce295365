"""From paths to the files that are to be read."""

import os

import pytest

from articles.importing.paths import BadPath, find, suffix


@pytest.fixture
def folder(tmp_path):
    """Return a function that makes files, and gives their folder."""

    def make(*names):
        for path in (tmp_path / name for name in names):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"12345")
        return tmp_path

    return make


def test_a_folder_is_walked_in_the_order_of_names(folder):
    within = folder("b/2.md", "b/1.txt", "a.jsonl", "c.ndjson.gz", "d.md")
    found = find([str(within)])
    assert [one.path.relative_to(within).as_posix() for one in found.files] == [
        *("a.jsonl", "c.ndjson.gz", "d.md"),
        *("b/1.txt", "b/2.md"),
    ]
    assert {one.size for one in found.files} == {5}


def test_what_is_hidden_or_of_another_format_is_passed_over_and_named(folder):
    within = folder(".hidden", ".git/config.md", "a.md", "b.pdf", "c/d.jpg")
    (within / "gone.md").symlink_to("/no/such/file")
    found = find([str(within)])
    assert [one.name for one in found.files] == [f"{within}/a.md"]
    assert sorted(found.passed_over) == [
        f"{within}/{name}" for name in (".git", ".hidden", "b.pdf", "c/d.jpg", "gone.md")
    ]


def test_a_path_that_leads_nowhere_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(BadPath, match="There is no file or folder “/no/such”"):
        find([str(tmp_path), "/no/such"])


def test_what_is_of_another_format_is_passed_over_where_it_is_named_itself(folder):
    within = folder("a.md", "b.html", "c.jpg", "d", "e.gz", "f.html.gz")
    found = find(sorted(map(str, within.iterdir())))
    assert [one.name for one in found.files] == [f"{within}/{name}" for name in ("a.md", "d", "e.gz")]
    assert found.passed_over == [f"{within}/{name}" for name in ("b.html", "c.jpg", "f.html.gz")]


@pytest.mark.parametrize("name", ["story.html", "picture.JPG", "story.html.gz"])
def test_nothing_but_another_format_is_refused_unless_its_format_is_told(folder, name):
    path = str(folder(name) / name)
    with pytest.raises(BadPath, match=f"{name}” is of no known format .*ndjson.*: --format says which it is"):
        find([path])
    assert [one.name for one in find([path], wanted="markdown").files] == [path]


def test_a_folder_without_any_known_format_is_no_mistake(folder):
    assert find([str(folder("b.pdf"))]).files == []


def test_a_pipe_is_refused_with_a_sentence_before_anything_is_taken_out_of_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(BadPath, match="neither a file nor a folder: send what a pipe gives to stdin"):
        find([str(tmp_path / "pipe")])


def test_the_suffix_is_that_below_a_compression():
    assert [suffix(name) for name in ("a.MD", "a.jsonl.gz", "a.gz", "a")] == [".md", ".jsonl", "", ""]
