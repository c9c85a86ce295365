"""Jobs are run by real processes, one at a time, and what a killed one leaves is done by the next."""

import json
import os
import signal
import subprocess
import sys

import pytest

from tests.archive.processes import eventually
from tests.archive.test_settings import environment
from tests.conftest import ROOT
from tests.databases import of_folder

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("up")]

BEGIN = """
import os, pathlib, sys, time
import django
django.setup()
from django.core.management import call_command
from articles.jobs import Job, kind, start

@kind("steps")
def steps(job):
    with open(job.parameters["file"], "a") as file:
        print("began", os.getpid(), file=file, flush=True)
        for number in range(job.parameters["steps"]):
            time.sleep(0.05)
            job.progress(number + 1, job.parameters["steps"])
    return {"by": os.getpid()}
"""
FOLLOW, ONCE = "call_command('work', follow=True)", "call_command('work')"


def begin(data, code):
    """Start a process of an archive that runs this code."""
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN + code],
        env=environment(data) | of_folder(data) | {"DJANGO_SETTINGS_MODULE": "archive.settings"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(process, status=0):
    """Return what a process said that ends with this status."""
    said, _ = process.communicate(timeout=60)
    assert process.returncode == status, said
    return said


@pytest.fixture
def data(tmp_path):
    """An archive with tables and nothing in them."""
    (tmp_path / "data").mkdir()
    ended(begin(tmp_path / "data", "call_command('migrate', verbosity=0)"))
    return tmp_path / "data"


@pytest.fixture
def steps(data):
    """Return a function that starts a job of so many steps; a step takes a twentieth of a second."""

    def start(number):
        parameters = {"file": str(data / "began"), "steps": number}
        ended(begin(data, f"start('steps', by='mara', key='k', parameters={parameters!r})"))

    return start


def began(data):
    """Return the processes that began a job, in their order."""
    file = data / "began"
    return [int(line.split()[1]) for line in file.read_text().splitlines()] if file.exists() else []


def jobs(data):
    """Return what the table tells."""
    code = "import json; print(json.dumps(list(Job.objects.order_by('id').values('status','report','tries','done'))))"
    return json.loads(ended(begin(data, code)))


def test_a_job_is_run_once_and_then_nothing_waits(data, steps):
    steps(2)
    said = ended(begin(data, ONCE))
    assert "Job 1 (steps): done in" in said
    [job] = jobs(data)
    assert (job["status"], job["done"], job["report"]) == ("done", 2, {"by": began(data)[0]})
    assert "No job waits." in ended(begin(data, ONCE))


def test_what_a_killed_worker_leaves_is_run_by_the_next(data, steps):
    steps(100)
    first = begin(data, FOLLOW)
    eventually(lambda: began(data), 30)
    os.kill(first.pid, signal.SIGKILL)
    assert "begins" in ended(first, -signal.SIGKILL)
    assert jobs(data)[0]["status"] == "running"
    second = begin(data, FOLLOW)
    eventually(lambda: len(began(data)) == 2, 30)
    second.send_signal(signal.SIGTERM)
    said = ended(second)
    assert "try 2 of 3" in said
    assert "is left for later" in said
    [job] = jobs(data)
    assert (job["status"], job["tries"]) == ("waiting", 1)
    assert job["done"] > 0


def test_of_two_workers_one_works_and_the_other_takes_over(data, steps):
    steps(100)
    workers = [begin(data, FOLLOW) for _ in range(2)]
    [working] = eventually(lambda: began(data), 30)
    said = ended(begin(data, "import manage, sys; sys.argv[1:] = ['work']; manage.main()"), 1)
    assert said.startswith("CommandError: Another process holds")
    os.kill(working, signal.SIGKILL)
    [_, other] = eventually(lambda: len(began(data)) == 2 and began(data), 30)
    assert {working, other} == {one.pid for one in workers}
    os.kill(other, signal.SIGTERM)
    for one in workers:
        ended(one, -signal.SIGKILL if one.pid == working else 0)


def test_a_started_job_is_cancelled_between_its_steps(data, steps):
    steps(1_000)
    worker = begin(data, FOLLOW)
    eventually(lambda: began(data), 30)
    ended(begin(data, "assert Job.objects.get().ask_to_cancel()"))
    eventually(lambda: jobs(data)[0]["status"] == "cancelled", 30)
    worker.send_signal(signal.SIGINT)
    assert "cancelled in" in ended(worker)
    assert 0 < jobs(data)[0]["done"] < 1_000
