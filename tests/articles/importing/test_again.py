"""One record of an upload is read once more, exactly as it was."""

import gzip

import pytest

from articles.importing.again import Gone, read_again
from articles.importing.draft import Draft, Rejected
from articles.importing.ledger import Ledger
from articles.importing.receiving import options_of
from articles.jobs import Job
from tests.articles.importing.test_jobs import CLIPPING, work

__all__ = ["work"]

DUMP = (
    b'{"headline": "One", "body": "B."}\n\n{"headline": "Zw\xc3\xb6lf", "body": "B.", "published_at": "04/05/2015"}\n'
)


@pytest.fixture
def previewed(send, work):
    """Return a function that previews files, and gives the upload and the lines of its account."""

    def preview(files, **options):
        upload = send(files, **options)
        upload.preview(by="ada")
        work()
        assert Job.objects.first().status == "done"
        return upload, Ledger(upload.path / "preview").lines()

    return preview


def again(upload, line):
    return read_again(upload.path, line, options_of(upload.options))


def test_a_clipping_is_read_with_its_evidence(previewed, zipped):
    upload, lines = previewed({"a.md": "# Other\n\nB.", "z.zip": zipped({"b/x.md": CLIPPING.format(7)})})
    found = again(upload, lines[1])
    assert isinstance(found, Draft)
    assert (found.headline, found.record.file) == ("Harbour reopens 7", "z.zip/b/x.md")
    text = found.record.data.decode()
    assert {one.field: text[one.start : one.end] for one in found.evidence}["headline"] == "Harbour reopens 7"


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_of_a_dump_is_read_where_it_stands(previewed, packed):
    upload, lines = previewed({"d.jsonl.gz": gzip.compress(DUMP)} if packed else {"d.jsonl": DUMP}, dates="dmy")
    assert [again(upload, line).headline for line in lines] == ["One", "Zwölf"]
    assert again(upload, lines[1]).published_at.month == 5
    assert again(upload, lines[1]).record.position == "line 3"


def test_what_is_rejected_says_why(previewed):
    upload, [line] = previewed({"d.jsonl": "{no json}\n"})
    assert line["group"] == "rejected"
    found = again(upload, line)
    assert isinstance(found, Rejected)
    assert [found.reason] == line["reasons"]


def test_bytes_that_are_gone_are_told(previewed):
    upload, [line] = previewed({"a.md": "# A\n\nB."})
    with pytest.raises(Gone):
        again(upload, line | {"input": "other.md"})
    upload.give_up()
    with pytest.raises(Gone, match="not there any more"):
        again(upload, line)
