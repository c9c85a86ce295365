"""The command that takes articles in, as people call it."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.importing import ndjson
from articles.importing.files import Reading
from articles.importing.options import Options
from articles.importing.paths import find
from articles.models import Article, Capture, Change
from tests.conftest import ROOT
from tests.databases import of_folder

CLIPPING = "# Harbour reopens\n\n2023-09-20\n\nShips came in.\n\nURL: https://a.b/%d"


@pytest.fixture
def folder(settings, tmp_path):
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"
    (tmp_path / "in").mkdir()
    for number in range(3):
        (tmp_path / "in" / f"{number}.md").write_text(CLIPPING % number)
    return tmp_path / "in"


@pytest.fixture
def run(db, capsys):
    """Return a function that calls the command and gives what it said."""

    def run(*arguments, **options):
        call_command("import_articles", *map(str, arguments), **options)
        return capsys.readouterr().out

    return run


def test_a_folder_is_taken_in_and_said_in_words(run, folder):
    said = run(folder)
    assert "3 records read in" in said
    assert "3 articles published." in said
    assert Article.objects.public().count() == 3


def test_the_same_again_says_that_nothing_is_new(run, folder):
    run(folder)
    assert "3 records were here already." in run(folder)
    assert Change.objects.count() == 3


def test_a_rejected_record_ends_it_with_status_1_and_the_rest_is_stored(run, folder):
    (folder / "0.md").write_text("")
    with pytest.raises(CommandError, match="1 of 3 records were rejected") as caught:
        run(folder)
    assert caught.value.returncode == 1
    assert Article.objects.count() == 2


def test_a_report_has_a_line_for_each_record(run, folder, tmp_path):
    (folder / "3.md").write_text("# No date")
    run(folder, report=str(tmp_path / "report.ndjson"))
    lines = [json.loads(line) for line in (tmp_path / "report.ndjson").read_text().splitlines()]
    assert [one["verdict"] for one in lines] == ["published"] * 3 + ["draft"]
    assert lines[3]["input"] == str(folder / "3.md")
    assert lines[3]["reasons"] == ["It has no body.", "It has no date."]


def test_a_dry_run_writes_nothing(run, folder, settings):
    assert "Nothing was written" in run(folder, "--dry-run")
    assert not Article.objects.exists()
    assert not settings.ARCHIVE_ORIGINALS.exists()


def test_options_reach_the_reader(run, folder):
    (folder / "dump.jsonl").write_text('{"t": "One. Two.", "d": "04/05/2015"}\n')
    arguments = ["--map", "t=body,d=published_at", "--dates", "dmy", "--headline-from-body", "--set", "source=A"]
    run(folder / "dump.jsonl", *arguments, "--status", "draft")
    article = Article.objects.get()
    assert (article.headline, article.published_at.month, article.source.name) == ("One. Two.", 5, "A")
    assert article.status == "draft"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["/no/such"], "There is no file or folder “/no/such”"),
        ([".", "--map", "a=b"], "there is no field “b”"),
        ([".", "--set", "language=klingon"], "write a BCP 47 tag"),
        ([".", "--report", "/no/such/report"], "The report “/no/such/report” cannot be written"),
    ],
)
def test_what_is_wrong_ends_it_with_status_2_before_anything_is_read(run, arguments, message):
    with pytest.raises(CommandError, match=message) as caught:
        run(*arguments)
    assert caught.value.returncode == 2
    assert not Capture.objects.exists()


def test_ctrl_c_ends_it_with_status_130_and_a_sentence(run, folder, monkeypatch):
    from articles.importing.store import Store

    def interrupt(self, batch):
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "store", interrupt)
    with pytest.raises(CommandError, match="the same command again goes on from there") as caught:
        run(folder)
    assert caught.value.returncode == 130


def test_interrupts_that_come_together_are_one(manage, dump):
    process = manage.start("import_articles", dump)
    process.stdout.readline()
    for pause in (0, 0.02, 0.1):
        time.sleep(pause)
        os.killpg(process.pid, signal.SIGINT)  # as `timeout` does, once to the process and once to its group
    assert process.communicate(timeout=60)[1].startswith("CommandError: Stopped. ")
    assert process.returncode == 130


def test_a_full_disk_ends_it_with_a_sentence(run, folder, monkeypatch):
    from articles import originals

    def fail(contents):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(originals, "keep_all", fail)
    with pytest.raises(CommandError, match="No space left on device") as caught:
        run(folder)
    assert caught.value.returncode == 1


# --- the sample -----------------------------------------------------------------------------------


def test_the_sample_goes_for_good_and_leaves_nothing_that_keeps_it_away(run, capsys, settings, tmp_path):
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"
    sample = ROOT / "fixtures" / "articles"
    run(sample, sample=True, verbosity=0)
    article = Article.objects.order_by("id").first()
    article.headline = "Edited by somebody who tried it out"
    article.save()
    call_command("remove_sample")
    assert capsys.readouterr().out == "100 articles of the sample were deleted.\n"
    assert not Article.objects.exists()
    assert "92 articles published" in run(sample)


def test_what_the_user_imported_is_not_the_sample(run, folder, capsys):
    run(folder / "0.md", folder / "1.md", sample=True, verbosity=0)
    (folder / "1.md").write_text(CLIPPING % 1 + "\n\nAnd more of it.")
    run(folder / "1.md", folder / "2.md")
    call_command("remove_sample")
    assert "1 articles of the sample were deleted." in capsys.readouterr().out
    assert Article.objects.count() == 2
    call_command("remove_sample")
    assert capsys.readouterr().out == "There is no sample here.\n"


# --- in processes of their own --------------------------------------------------------------------


@pytest.fixture
def manage(tmp_path):
    """Return a function that starts manage.py in a fresh archive."""
    data = tmp_path / "data"
    environment = {**os.environ, "ARCHIVE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "archive.settings"}
    environment |= of_folder(data)

    def start(*arguments):
        command = [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]
        pipe = subprocess.PIPE
        streams = {"stdin": pipe, "stdout": pipe, "stderr": pipe, "text": True}
        return subprocess.Popen(command, env=environment, start_new_session=True, **streams)

    def run(*arguments, status=0, **more):
        process = start(*arguments)
        out, errors = process.communicate(**more)
        assert process.returncode == status, errors
        return out + errors

    run.start = start
    run("migrate", "-v0")
    return run


@pytest.fixture
def dump(tmp_path):
    """A dump large enough to be read by a second process."""
    body = "The harbour reopened on Monday, and the ships came in. " * 12
    with gzip.open(tmp_path / "dump.jsonl.gz", "wt") as file:
        for number in range(6000):
            record = {"headline": f"No. {number}", "body": body, "published_at": "2023", "source": "A", "key": number}
            file.write(json.dumps(record) + "\n")
    return tmp_path / "dump.jsonl.gz"


def counted(manage):
    return int(manage("shell", "-v0", "-c", "from articles.models import Article; print(Article.objects.count())"))


def test_stdin_is_read(manage):
    said = manage("import_articles", "-", input='{"headline": "H", "body": "B", "published_at": "2023"}\n')
    assert "1 article published." in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kill", "sign"),
    [(os.kill, signal.SIGINT), (os.killpg, signal.SIGINT), (os.kill, signal.SIGKILL), (os.killpg, signal.SIGKILL)],
    ids=["SIGINT", "Ctrl-C", "SIGKILL", "SIGKILL of all"],
)
def test_an_import_that_is_stopped_leaves_whole_batches_and_the_same_command_finishes(manage, dump, kill, sign):
    process = manage.start("import_articles", dump)
    while not process.stdout.readline():
        pass
    kill(process.pid, sign)
    _, errors = process.communicate(timeout=60)
    if sign == signal.SIGINT:
        assert process.returncode == 130
        assert re.fullmatch(r"CommandError: Stopped\. [\d,]+ records are dealt .* goes on from there\.\n", errors)
    done = counted(manage)
    assert 0 < done < 6000
    assert done % 500 == 0
    manage("import_articles", dump)
    assert counted(manage) == 6000
    assert "records were here already" in manage("import_articles", dump)
    assert "1 of 1 originals are as they came." in manage("verify_originals")


def test_what_an_ordinary_user_may_not_read_is_named_and_the_rest_is_read():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in (folder / "a.md", folder / "b.md", folder / "closed" / "c.md", folder / "listed" / "d.md"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(CLIPPING % 1)
        for path, mode in ((folder, 0o755), (folder / "b.md", 0), (folder / "closed", 0), (folder / "listed", 0o444)):
            path.chmod(mode)
        told = dict(_as_nobody(lambda: [_told(one) for one in Reading(files=find([name]).files, options=Options())]))
        assert told.pop(f"{name}/a.md") == "Draft"
        assert told == dict.fromkeys(
            (f"{name}/b.md", f"{name}/closed", f"{name}/listed/d.md"), "It cannot be read: Permission denied."
        )
        for path in (folder / "closed", folder / "listed"):
            path.chmod(0o700)


def _told(found):
    return found.record.file, getattr(found, "reason", type(found).__name__)


def _as_nobody(work):
    """Return what a function returns in a process of a user to whom nothing belongs."""

    def do(sender):
        if os.getuid() == 0:
            os.setgroups([])
            os.setuid(65534)
        sender.send(work())

    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=do, args=(sender,))
    process.start()
    sender.close()
    try:
        return receiver.recv()
    finally:
        process.join()


@pytest.mark.slow
def test_two_imports_at_once_lose_nothing_and_double_nothing(manage, dump):
    processes = [manage.start("import_articles", dump) for _ in range(2)]
    said = [process.communicate(timeout=120) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], said
    assert counted(manage) == 6000


def test_what_was_read_before_a_mistake_of_ours_is_stored(run, folder, monkeypatch):
    def fail(record, options, read=ndjson.read):
        if record.position == "line 120":
            raise KeyError("ours")
        return read(record, options)

    monkeypatch.setattr(ndjson, "read", fail)
    lines = "".join(f'{{"headline": "{number}", "body": "B", "published_at": "2015"}}\n' for number in range(130))
    (folder / "0.jsonl").write_text(lines)
    with pytest.raises(KeyError) as caught:
        run(folder / "0.jsonl")
    assert "line 120" in caught.value.__notes__[0]
    assert Article.objects.count() == 100
