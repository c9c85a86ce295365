"""Zips are read safely: nobody's memory or disk is filled, and nothing is written where an entry says."""

import struct
import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from articles.importing import zips
from articles.importing.zips import BadZip


def entry(name, mode=0o100644, **more):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    for what, value in more.items():
        setattr(info, what, value)
    return info


def listed(data):
    with zips.opened(BytesIO(data)) as archive:
        wanted, passed_over = zips.sorted_entries(archive)
        return [one.filename for one in wanted], dict(passed_over)


def read(data):
    with zips.opened(BytesIO(data)) as archive:
        return {one.filename: b"".join(zips.contents(archive, one)) for one in zips.sorted_entries(archive)[0]}


def test_entries_come_in_the_order_of_their_names_with_their_bytes(zipped):
    assert read(zipped({"b/2.md": "two", "a.jsonl.gz": "x", "plain": "1"})) == {
        "a.jsonl.gz": b"x",
        "b/2.md": b"two",
        "plain": b"1",
    }


def test_what_is_no_clipping_is_passed_over_and_named(zipped):
    data = zipped(
        {
            "a.md": "# A",
            "folder/": "",
            "inner.zip": zipped({"b.md": "# B"}),
            "link.md": (entry("link.md", 0o120777), "/etc/passwd"),
            "device.md": (entry("device.md", 0o020666), ""),
            ".hidden.md": "x",
            "x/.git/y.md": "x",
            "__MACOSX/a.md": "x",
            "page.html": "x",
            "../../up.md": "# Up",
        }
    )
    wanted, passed_over = listed(data)
    assert wanted == ["../../up.md", "a.md"]
    assert passed_over == {
        "inner.zip": "It is a zip in a zip: unpack it first.",
        "link.md": "It is a link, or another thing that is no file.",
        "device.md": "It is a link, or another thing that is no file.",
        ".hidden.md": "It is hidden.",
        "x/.git/y.md": "It is hidden.",
        "__MACOSX/a.md": "It is hidden.",
        "page.html": "It is of no known format.",
    }


def test_an_encrypted_entry_is_passed_over(zipped):
    data = bytearray(zipped({"a.md": "# A"}))
    data[data.index(b"PK\x01\x02") + 8] |= zips.ENCRYPTED
    assert listed(bytes(data))[1] == {"a.md": "It is encrypted."}


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_that_unpack_much_at_once_are_not_read(zipped, compression):
    [reason] = listed(zipped({"a.md": "# A" * 100}, compression))[1].values()
    assert "uncommon way" in reason


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + b"x" * 100, b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip_is_one_sentence(data):
    with pytest.raises(BadZip, match="is no zip, or a broken one"):
        zips.opened(BytesIO(data))


def test_a_zip_that_was_cut_is_no_zip(zipped):
    with pytest.raises(BadZip):
        zips.opened(BytesIO(zipped({"a.md": "# A" * 1_000})[:-30]))


def test_a_damaged_entry_is_told(zipped):
    data = bytearray(zipped({"a.md": "some words"}, zipfile.ZIP_STORED))
    data[data.index(b"some")] = ord("S")
    with pytest.raises(zips.Damaged, match="It is damaged: Bad CRC"):
        read(bytes(data))


def test_an_entry_that_grows_too_much_is_refused_soon(zipped):
    data = zipped({"a.md": b"0" * (300 << 20)})
    assert len(data) < 400_000
    tracemalloc.start()
    with pytest.raises(BadZip, match=r"holds “a\.md”, which grows to more than 200 times its size"):
        read(data)
    assert tracemalloc.get_traced_memory()[1] < 80 << 20
    tracemalloc.stop()


def test_an_entry_is_measured_and_not_believed(zipped):
    data = bytearray(zipped({"a.md": b"0" * (2 << 20)}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = struct.pack("<L", 10)
    with pytest.raises((BadZip, zips.Damaged)):
        read(bytes(data))


def test_a_list_that_would_fill_memory_is_not_loaded(settings):
    settings.IMPORT_MAX_FILES = 100
    name = b"a.md"
    one = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name
    many = one * 500_000
    data = many + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, len(many), 0, 0)
    began = time.monotonic()
    with pytest.raises(BadZip, match=r"lists more than the 100 files that are taken \(IMPORT_MAX_FILES\)"):
        zips.opened(BytesIO(data))
    assert time.monotonic() - began < 2
