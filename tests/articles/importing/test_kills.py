"""A worker that is killed in the middle of an import: the next one finishes it, and nothing is lost or doubled."""

import json
import os
import signal

import pytest

from tests.archive.processes import eventually
from tests.articles.importing.test_jobs import dump
from tests.articles.management.commands.test_work import FOLLOW, begin, data, ended

__all__ = ["data"]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("up")]

RECORDS = 12_000

SEND = """
from articles.importing.staging import Staging
with Staging() as staging:
    staging.begin("dump.jsonl")
    staging.write(open(sys.argv[1], "rb").read())
    staging.seal()
    upload = staging.keep(by="ada", options={})
upload.take_in(by="ada")
print(upload.path)
"""

TELL = """
import json
from articles.models import Article, Change, Upload
job = Job.objects.get()
print(json.dumps({
    "status": job.status, "tries": job.tries, "new": job.report["counts"]["new"], "articles": Article.objects.count(),
    "changes": Change.objects.count(), "imported": bool(Upload.objects.get().imported_at),
}))
"""


def sent(data, tmp_path):
    """Send a dump; return the folder in which it waits."""
    (tmp_path / "dump.jsonl").write_text(dump(RECORDS))
    code = f"sys.argv = ['', {str(tmp_path / 'dump.jsonl')!r}]\n{SEND}"
    return ended(begin(data, code)).strip()


def stored(folder, more_than=0):
    """How many records a worker says that it has stored, if that is more than so many."""
    try:
        count = os.stat(f"{folder}/import.partly/all.at").st_size // 8
    except FileNotFoundError:
        return None
    return count if count > more_than else None


def test_an_import_survives_two_kills_and_a_polite_stop(data, tmp_path):
    folder = sent(data, tmp_path)
    for number, before in ((signal.SIGKILL, 0), (signal.SIGTERM, 500), (signal.SIGKILL, 1_000)):
        worker = begin(data, FOLLOW)
        eventually(lambda before=before: stored(folder, before), 60)
        worker.send_signal(number)
        worker.communicate(timeout=30)
        assert worker.returncode == (0 if number == signal.SIGTERM else -signal.SIGKILL)
    worker = begin(data, FOLLOW)
    eventually(lambda: os.listdir(folder) == ["import"], 120)
    worker.send_signal(signal.SIGTERM)
    said = ended(worker)
    assert "(import): done in" in said
    told = json.loads(ended(begin(data, TELL)).splitlines()[-1])
    assert (told["status"], told["tries"], told["imported"]) == ("done", 3, True)
    assert told["articles"] == told["changes"] == RECORDS
    # A batch that was stored when its worker was killed, before it said so, counts as here already.
    assert RECORDS - 2 * 500 <= told["new"] <= RECORDS
