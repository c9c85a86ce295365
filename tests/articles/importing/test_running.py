"""Records are stored batch by batch; what stops the reading waits for what was read before."""

import pytest

from articles.importing.arrivals import arrival
from articles.importing.draft import Record, Rejected
from articles.importing.files import Reading
from articles.importing.options import Options
from articles.importing.paths import find
from articles.importing.running import batches, run
from articles.importing.store import Store


def arrivals(number, size=1):
    return [
        arrival(Rejected(record=Record(data=b"x" * size, file="a"), importer="t/1", reason="No."))
        for _ in range(number)
    ]


def sizes(chunks):
    return [(len(batch), done) for batch, done in batches(chunks)]


def test_chunks_become_batches_and_the_rest_comes_last(monkeypatch):
    monkeypatch.setattr("articles.importing.running.BATCH", 4)
    chunks = [(arrivals(2), 10), (arrivals(2), 20), (arrivals(5), 30), (arrivals(1), 40)]
    assert sizes(chunks) == [(4, 20), (5, 30), (1, 40)]
    assert sizes([]) == []


def test_large_records_make_small_batches(monkeypatch):
    monkeypatch.setattr("articles.importing.running.LARGE_BATCH", 100)
    assert sizes([(arrivals(1, 60), 1), (arrivals(1, 60), 2), (arrivals(1, 60), 3)]) == [(2, 2), (1, 3)]


def test_what_stops_the_reading_comes_after_what_was_read():
    def chunks():
        yield arrivals(3), 5
        raise OSError("the disk is gone")

    found = batches(chunks())
    assert len(next(found)[0]) == 3
    with pytest.raises(OSError, match="the disk is gone"):
        next(found)


def test_a_reading_is_stored_and_told(db, settings, tmp_path):
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"
    (tmp_path / "a.md").write_text("# Harbour reopens\n\n2023-09-20\n\nShips came in.")
    reading = Reading(files=find([tmp_path / "a.md"]).files, options=Options())
    [(outcomes, done)] = run(reading, Store())
    assert [one.verdict for one in outcomes] == ["published"]
    assert done == (tmp_path / "a.md").stat().st_size
