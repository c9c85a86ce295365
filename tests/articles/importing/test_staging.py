"""What is sent is written down as it comes; names are data, and too much is refused before it is written."""

import stat

import pytest

from articles.importing.staging import LIST, NothingSent, NotKept, Staging, TooMuch, one_name, read_list
from articles.models import Upload


def staged(folder):
    return {one["name"]: (folder / one["path"]).read_bytes() for one in read_list(folder)[0]}


def test_files_are_kept_in_their_order_under_numbers(send, uploads):
    upload = send({"b.md": "# B", "a.jsonl": b"{}\n"}, dates="dmy")
    assert staged(upload.path) == {"b.md": b"# B", "a.jsonl": b"{}\n"}
    assert [one["name"] for one in read_list(upload.path)[0]] == ["b.md", "a.jsonl"]
    assert sorted(path.name for path in upload.path.iterdir()) == ["000001", "000002", LIST]
    assert (upload.by, upload.files, upload.size, upload.options) == ("ada", 2, 6, {"dates": "dmy"})


def test_folders_and_files_are_their_owners_alone(send, uploads):
    upload = send({"a.md": "# A"})
    for path in (uploads, upload.path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in upload.path.iterdir()} == {0o600}


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/cron.d/x", "a\x00b.md", "C:\\x.md", "", ".", "\ud800.md"])
def test_no_name_is_ever_a_path(send, uploads, name):
    upload = send({name: "# A", "a.md": "# B"})
    written = {path for path in uploads.parent.rglob("*") if path.is_file()}
    assert all(path.parent == upload.path and path.name in (LIST, "000001", "000002") for path in written)


def test_names_are_told_apart_and_kept_on_one_line():
    taken = set()
    assert [one_name(name, taken) for name in ("a.md", "a.md", "a.md", "x\ny.md", "")] == [
        "a.md",
        "(2) a.md",
        "(3) a.md",
        "x y.md",
        "(no name)",
    ]
    assert len(one_name("x" * 9_000 + ".md", taken)) == 500
    assert one_name("x" * 9_000 + ".jsonl", taken).endswith(".jsonl")


def test_what_is_of_no_known_format_is_passed_over_and_never_written(send, uploads):
    upload = send({"a.md": "# A", "picture.jpg": b"\xff" * 100, "page.html": "<p>"})
    files, passed_over = read_list(upload.path)
    assert [one["name"] for one in files] == ["a.md"]
    assert passed_over == [[name, "It is of no known format."] for name in ("picture.jpg", "page.html")]
    assert b"\xff" not in b"".join(path.read_bytes() for path in upload.path.iterdir())


@pytest.mark.parametrize(
    ("files", "said"), [({}, "No file was sent"), ({"a.jpg": b"x"}, "“a.jpg” is of no known format")]
)
def test_nothing_to_read_is_said_and_leaves_nothing_behind(send, uploads, files, said):
    with pytest.raises(NothingSent, match=said):
        send(files)
    assert not uploads.exists() or list(uploads.iterdir()) == []
    assert not Upload.objects.exists()


def test_more_bytes_than_may_be_sent_are_refused_and_leave_nothing_behind(send, uploads, settings):
    settings.IMPORT_MAX_BYTES = 10
    send({"a.md": b"1" * 4, "b.md": b"1" * 6})
    with pytest.raises(TooMuch, match=r"more than the 10 bytes .*IMPORT_MAX_BYTES"):
        send({"a.md": b"1" * 4, "picture.jpg": b"1" * 7})
    assert len(list(uploads.iterdir())) == 1


def test_more_files_than_may_be_sent_are_refused(send, uploads, settings):
    settings.IMPORT_MAX_FILES = 2
    send({"a.md": "1", "b.jpg": "1"})
    with pytest.raises(TooMuch, match=r"more than the 2 files .*IMPORT_MAX_FILES"):
        send({"a.md": "1", "b.jpg": "1", "c.md": "1"})
    assert len(list(uploads.iterdir())) == 1


def test_a_request_that_breaks_off_leaves_nothing_behind(uploads, db):
    def breaks_off():
        with Staging() as staging:
            staging.begin("a.md")
            staging.write(b"# A")
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        breaks_off()
    assert list(uploads.iterdir()) == []


@pytest.mark.parametrize("place", ["private", "sync_all", "new_folder"])
def test_a_disk_that_refuses_is_one_sentence_and_leaves_nothing_behind(send, uploads, monkeypatch, caplog, place):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"articles.importing.staging.{place}", full)
    with pytest.raises(
        NotKept, match=r"cannot be written down here \(No space left on device\): tell whoever runs this"
    ):
        send({"a.md": "# A"})
    assert not uploads.exists() or list(uploads.iterdir()) == []
    assert "No space left on device" in caplog.text
