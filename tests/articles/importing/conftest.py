"""What the tests of importing share."""

import datetime

import pytest

from articles.importing import markdown, ndjson
from articles.importing.decoding import decode
from articles.importing.draft import Draft, Record
from articles.importing.options import Options

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.fixture
def clipping():
    """Return a function that reads a clipping, given as text or bytes, and checks the span of every evidence."""

    def read(data, **options):
        data = data if isinstance(data, bytes) else data.encode()
        found = markdown.read(Record(data=data, file="a.md"), Options(now=NOW, **options))
        if isinstance(found, Draft):
            text = decode(data).text
            for one in found.evidence:
                assert one.start is None or text[one.start : one.end] == one.raw
        return found

    return read


@pytest.fixture
def line():
    """Return a function that reads one line of NDJSON, given as an object, text or bytes."""
    import json

    def read(value, **options):
        if not isinstance(value, bytes):
            value = (value if isinstance(value, str) else json.dumps(value)).encode()
        return ndjson.read(Record(data=value, file="a.jsonl", position="line 1"), Options(now=NOW, **options))

    return read


@pytest.fixture
def seed(shared):
    """The clipping that the project started from."""
    return (shared / "seed" / "000_b2e24505923e43c9.txt").read_bytes()


@pytest.fixture
def uploads(settings, tmp_path):
    """A folder of uploads, and one of originals, of their own."""
    settings.ARCHIVE_UPLOADS = tmp_path / "uploads"
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"
    return settings.ARCHIVE_UPLOADS


@pytest.fixture
def send(db, uploads):
    """Return a function that stages files, {name: bytes or text}, and gives their `Upload`."""
    from articles.importing.staging import Staging

    def send(files, **options):
        with Staging() as staging:
            for name, data in files.items():
                staging.begin(name)
                staging.write(data if isinstance(data, bytes) else data.encode())
            staging.seal()
            return staging.keep(by="ada", options=options)

    return send


@pytest.fixture
def zipped():
    """Return a function that makes a zip of {name: bytes or text, or (ZipInfo, content)}."""
    import zipfile
    from io import BytesIO

    def make(files, compression=zipfile.ZIP_DEFLATED):
        made = BytesIO()
        with zipfile.ZipFile(made, "w", compression) as archive:
            for name, data in files.items():
                archive.writestr(*(data if isinstance(data, tuple) else (name, data)))
        return made.getvalue()

    return make
