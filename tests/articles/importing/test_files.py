"""From paths to drafts."""

import bz2
import gzip
import hashlib
import io
import json
import random
import sys

import pytest

from articles import originals
from articles.importing import markdown
from articles.importing.draft import Draft, Held, Rejected
from articles.importing.files import Reading
from articles.importing.options import Options
from articles.importing.paths import find

CLIPPING = b"# Harbour reopens\n\n2023-09-20\n\nShips came in."
LINES = b'{"headline": "One", "body": "1"}\n{"headline": "Two", "body": "2"}\n'
NOISE = b"".join(b'{"headline": "%x"}\n' % random.Random(one).getrandbits(4000) for one in range(100))


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"


@pytest.fixture
def dump(tmp_path):
    """Return a function that writes files and gives the folder."""

    def write(**files):
        for name, data in files.items():
            path = tmp_path / "dump" / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return str(tmp_path / "dump")

    return write


def read(*paths, keep=False, wanted="", **options):
    found = find(paths, wanted=bool(wanted))
    return list(Reading(files=found.files, options=Options(**options), format=wanted, keep=keep))


# --- what is in them ------------------------------------------------------------------------------


def test_formats_are_told_apart_by_suffix_and_by_content(dump):
    folder = dump(a_txt=LINES, b_txt=CLIPPING, c_md=b"{not json}\n\n# H\n\nText.", d_json=LINES)
    found = read(folder)
    assert [(one.record.file[-5:], type(one).__name__) for one in found] == [
        *[("a.txt", "Draft")] * 2,
        ("b.txt", "Draft"),
        ("/c.md", "Draft"),
        *[(".json", "Draft")] * 2,
    ]


def test_compression_is_told_by_content_not_by_name(dump):
    folder = dump(a_jsonl=gzip.compress(LINES), b_jsonl_gz=LINES, c_md=gzip.compress(CLIPPING))
    found = read(folder, keep=True)
    assert [one.headline for one in found] == ["One", "Two", "One", "Two", "Harbour reopens"]
    types = [one.record.media_type for one in found]
    assert types == [*["application/x-ndjson+gzip"] * 2, *["application/x-ndjson"] * 2, "text/markdown+gzip"]


def test_a_container_is_kept_whole_before_it_is_read(dump):
    packed = gzip.compress(LINES)
    first, second = read(f"{dump(a_jsonl_gz=packed)}/a.jsonl.gz", keep=True)
    assert first.record.container == second.record.container
    assert originals.path_of(first.record.container).read_bytes() == packed
    assert (second.record.start, len(second.record.data)) == (33, 32)


def test_a_clipping_is_left_to_the_store(dump):
    [draft] = read(f"{dump(a_md=CLIPPING)}/a.md", keep=True)
    assert (draft.record.container, draft.record.data) == ("", CLIPPING)


def test_stdin_is_kept_and_read(monkeypatch):
    for data, headlines in (
        (LINES, ["One", "Two"]),
        (gzip.compress(LINES), ["One", "Two"]),
        (CLIPPING, ["Harbour reopens"]),
    ):
        for keep in (True, False):
            stdin = io.TextIOWrapper(io.BytesIO(data))
            monkeypatch.setattr(sys, "stdin", stdin)
            found = read("-", keep=keep)
            assert [one.headline for one in found] == headlines
            assert bool(found[0].record.container) is keep
            assert found[0].record.file == "-"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gzip.compress(NOISE)[:-5000], "The compressed file is broken after line 9"),
        (gzip.compress(LINES)[:12], "The compressed file is broken after its beginning"),
        (b"\x1f\x8b\x08garbage", "The compressed file is broken"),
        (LINES.decode().encode("utf-16"), "The file is UTF-16, and JSON is UTF-8"),
        (LINES.decode().encode("utf-32"), "The file is UTF-32, and JSON is UTF-8"),
        (json.dumps([{"headline": "H"}], indent=1).encode(), "The file is one JSON document over many lines"),
        (bz2.compress(LINES), "It holds zero bytes: it is no text."),
    ],
    ids=["cut", "cut early", "no gzip", "UTF-16", "UTF-32", "one document", "another compression"],
)
def test_a_broken_file_is_rejected_with_a_sentence_and_the_next_goes_on(dump, data, reason):
    folder = dump(a_jsonl=data, b_jsonl=LINES)
    found = read(folder)
    rejected = [one for one in found if isinstance(one, Rejected)]
    assert any(one.reason.startswith(reason) for one in rejected)
    assert [one.headline for one in found[-2:]] == ["One", "Two"]


def test_a_file_that_vanished_is_named(dump, tmp_path):
    found = find([dump(a_md=CLIPPING, b_md=CLIPPING)])
    (tmp_path / "dump" / "a.md").unlink()
    first, second = Reading(files=found.files, options=Options(), keep=False)
    assert first.reason == "It cannot be read: No such file or directory."
    assert isinstance(second, Draft)


def test_an_empty_file_is_rejected_and_an_empty_dump_is_nothing(dump):
    folder = dump(a_md=b"", b_jsonl=b"")
    assert [one.reason for one in read(folder)] == ["It has neither a headline nor a body."]


def test_bytes_that_are_held_are_not_read(dump):
    folder = dump(a_jsonl=LINES, b_md=CLIPPING)
    known = {hashlib.sha256(one).hexdigest(): 7 for one in (LINES.splitlines()[1], CLIPPING)}
    asked = []

    def held(hashes):
        asked.extend(hashes)
        return known

    first, second, third = Reading(files=find([folder]).files, options=Options(), keep=False, held=held)
    assert (type(first), type(second), type(third)) == (Draft, Held, Held)
    assert (second.article, second.record.position) == (7, "line 2")
    assert len(asked) == 3


def test_large_records_are_not_gathered(dump):
    lines = b"".join(b'{"headline": "%d", "body": "%s"}\n' % (number, b"x" * 600_000) for number in range(6))
    chunks = list(Reading(files=find([dump(a_jsonl=lines)]).files, options=Options(), keep=False).chunks())
    assert [len(one) for one in chunks] == [2, 2, 2]


def test_a_clipping_of_the_largest_size_is_read_and_a_larger_one_is_not(dump, monkeypatch):
    monkeypatch.setattr(markdown, "LARGEST", len(CLIPPING))
    fits, exceeds = read(dump(a_md=CLIPPING, b_md=CLIPPING + b"."))
    assert (type(fits), type(exceeds)) == (Draft, Rejected)
    assert fits.record.data == CLIPPING


def test_how_far_it_is_grows_to_the_size_of_all_files(dump):
    found = find([dump(a_md=CLIPPING, b_jsonl=LINES)])
    reading = Reading(files=found.files, options=Options(), keep=False)
    seen = [reading.done for _ in reading]
    assert seen == sorted(seen)
    assert reading.done == len(CLIPPING) + len(LINES)
