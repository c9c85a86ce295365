"""What was sent becomes what is read, once, within the limits."""

import gzip

import pytest

from articles.importing.unpacking import UNPACKED, inputs
from articles.jobs import JobFailed


def read(upload, **more):
    files, passed_over = inputs(upload.path, **more)
    return {one.name: one.path.read_bytes() for one in files}, dict(map(tuple, passed_over))


def test_plain_files_are_read_where_they_lie_and_zips_beside_them(send, zipped):
    upload = send({"a.md": "# A", "more.zip": zipped({"x/b.md": "# B", "c.jsonl": "{}"}), "d.md": "# D"})
    assert read(upload) == (
        {"a.md": b"# A", "more.zip/c.jsonl": b"{}", "more.zip/x/b.md": b"# B", "d.md": b"# D"},
        {},
    )


def test_it_is_unpacked_once(send, zipped):
    upload = send({"more.zip": zipped({"b.md": "# B"})})
    first = read(upload)
    (upload.path / "000001").unlink()
    assert read(upload) == first


def test_what_a_killed_worker_had_unpacked_is_unpacked_anew(send, zipped):
    upload = send({"more.zip": zipped({"b.md": "# B", "c.md": "# C"})})

    def end():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        inputs(upload.path, end)
    assert not (upload.path / UNPACKED).exists()
    assert len(read(upload)[0]) == 2


def test_what_is_passed_over_is_named_with_its_zip(send, zipped):
    upload = send({"a.jpg": b"x", "more.zip": zipped({"b.md": "# B", "in.zip": "x"}), "b.md": "# B"})
    files, passed_over = read(upload)
    assert [*files] == ["more.zip/b.md", "b.md"]
    assert passed_over == {
        "a.jpg": "It is of no known format.",
        "more.zip/in.zip": "It is a zip in a zip: unpack it first.",
    }


def test_no_entry_is_written_anywhere_else(send, zipped, uploads):
    upload = send({"more.zip": zipped({"../../../up.md": "# Up", "/etc/down.md": "# Down"})})
    assert [*read(upload)[0]] == ["more.zip/../../../up.md", "more.zip//etc/down.md"]
    for path in uploads.parent.rglob("*"):
        assert "up" not in path.name.split(".")
        assert path.is_dir() or path.is_relative_to(upload.path)


def test_entries_of_one_name_are_both_read(send, zipped):
    with pytest.warns(UserWarning, match="Duplicate name"):
        data = zipped({"1": ("a.md", "# A"), "2": ("a.md", "# B")})
    assert sorted(read(send({"z.zip": data}))[0].values()) == [b"# A", b"# B"]


def test_a_damaged_entry_is_passed_over_and_the_rest_is_read(send, zipped):
    data = bytearray(zipped({"a.md": "some words", "b.md": "others"}, 0))
    data[data.index(b"some")] = ord("S")
    files, passed_over = read(send({"z.zip": bytes(data)}))
    assert files == {"z.zip/b.md": b"others"}
    assert "It is damaged" in passed_over["z.zip/a.md"]


def test_what_unpacks_to_more_than_may_be_sent_is_refused(send, zipped, settings):
    settings.IMPORT_MAX_BYTES = 10_000
    upload = send({"z.zip": zipped({f"{number}.md": "0" * 3_000 for number in range(4)})})
    with pytest.raises(JobFailed, match=r"^Unpacked, this is more than the 9.8 KB .*IMPORT_MAX_BYTES"):
        inputs(upload.path)
    settings.IMPORT_MAX_BYTES = 12_000
    assert len(read(upload)[0]) == 4


@pytest.mark.parametrize("packed", [False, True])
def test_a_compressed_file_counts_as_large_as_it_is_unpacked(send, zipped, settings, packed):
    dump = gzip.compress(b'{"a": "b"}\n' * 100_000)
    settings.IMPORT_MAX_BYTES = 1_000_000
    upload = send({"z.zip": zipped({"a.jsonl.gz": dump})} if packed else {"a.jsonl.gz": dump})
    with pytest.raises(JobFailed, match=r"^Unpacked, this is more than"):
        inputs(upload.path)


def test_a_broken_compressed_file_is_left_to_its_reader(send):
    assert len(read(send({"a.jsonl.gz": gzip.compress(b"{}\n" * 1_000)[:-9]}))[0]) == 1


def test_more_files_than_are_taken_are_refused(send, zipped, settings):
    upload = send({"z.zip": zipped({f"{number}.md": "x" for number in range(5)})})
    settings.IMPORT_MAX_FILES = 4
    with pytest.raises(JobFailed, match="more than the 4 files"):
        inputs(upload.path)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a.zip": b"no zip"}, "“a.zip” is no zip, or a broken one: nothing of it was imported"),
        ({"a.zip": {}}, "There is nothing to read in it: It is empty."),
        (
            {"a.zip": {"p.html": "x"}},
            "nothing to read in it: “a.zip/p.html” was passed over. It is of no known format.",
        ),
        ({"a.zip": {"b.md": b"0" * (3 << 20)}}, "“a.zip” holds “b.md”, which grows to more than 200 times its size"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(send, zipped, files, said):
    files = {name: zipped(data) if isinstance(data, dict) else data for name, data in files.items()}
    with pytest.raises(JobFailed, match=said):
        inputs(send(files).path)


def test_who_waits_is_asked_now_and_then(send, zipped):
    asked = []
    read(send({"a.md": "# A", "z.zip": zipped({"b.md": "# B"})}), pulse=lambda: asked.append(1))
    assert len(asked) == 3
