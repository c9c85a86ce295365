"""Children are kept running, and none outlives its supervisor. All of it with real processes."""

import os
import signal
import subprocess
import sys

import pytest

from archive.supervisor import ending
from tests.archive.processes import alive, eventually
from tests.conftest import ROOT

DRIVER = """
import logging, sys
from archive import supervisor
logging.basicConfig(format="%(message)s", level="INFO")
supervisor.GRACE = float(sys.argv[1])
children = [supervisor.Child(f"Child {number}", ["sh", "-c", text]) for number, text in enumerate(sys.argv[2:], 1)]
supervisor.keep(children, before_stop=lambda: print("door closed", flush=True))
"""

STAYS = "echo $$ >> {name}.pids; trap 'echo {name} stopped; exit' TERM; while :; do sleep 0.02; done"
IS_STUBBORN = "echo $$ >> {name}.pids; trap '' TERM; while :; do sleep 0.02; done"
ENDS_ONCE = "echo $$ >> {name}.pids; test -e {name}.was && exec sleep 60; touch {name}.was; exit 7"
LEAVES_ONE_BEHIND = "sleep 60 & echo $! >> {name}.pids; test -e {name}.was && wait; touch {name}.was; exit 1"


class Run:
    """A supervisor with its children: each text of theirs may speak of its `{name}`, c1 and so on."""

    def __init__(self, folder, *texts, grace=5, before=None, stdin=subprocess.DEVNULL):
        self.folder = folder
        texts = [text.format(name=f"c{number}") for number, text in enumerate(texts, 1)]
        self.process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(grace), *texts],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=before,
        )

    def pids(self, child, count=1):
        """Return the processes that a child has been, as soon as there are so many."""
        file = self.folder / f"c{child}.pids"
        return eventually(
            lambda: (
                [int(line) for line in file.read_text().split()]
                if file.exists() and file.read_text().count("\n") >= count
                else None
            )
        )

    def stop(self, number=signal.SIGTERM):
        """Send a signal; return all that was said."""
        self.process.send_signal(number)
        return self.said()

    def said(self):
        return self.process.communicate(timeout=10)[0]


@pytest.fixture
def run(tmp_path):
    """Return a function that starts a supervisor in a folder of its own."""
    made = []

    def start(*texts, **options):
        made.append(Run(tmp_path, *texts, **options))
        return made[-1]

    yield start
    for one in made:
        one.process.kill()
        one.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_the_children_in_order_the_last_first(run, number):
    running = run(STAYS, STAYS)
    running.pids(1)
    running.pids(2)
    said = running.stop(number)
    assert said.splitlines() == [f"Stopping after {number.name}.", "door closed", "c2 stopped", "c1 stopped"]
    assert running.process.returncode == 0


def test_a_child_that_ends_is_started_again_and_the_log_says_so(run):
    running = run(ENDS_ONCE, STAYS)
    first, second = running.pids(1, 2)
    assert not alive(first)
    assert alive(second)
    assert "Child 1 ended (status 7) and is started again in 0.2 s." in running.stop()
    assert len(running.pids(2)) == 1


def test_a_child_that_is_killed_is_started_again(run):
    running = run(STAYS)
    os.kill(running.pids(1)[0], signal.SIGKILL)
    assert alive(running.pids(1, 2)[1])
    assert "Child 1 ended (SIGKILL)" in running.stop()


def test_the_pauses_grow_while_a_child_ends_again_and_again(run):
    running = run("echo $$ >> {name}.pids; exit 1")
    running.pids(1, 4)
    said = running.stop()
    for pause in ("0.2", "0.4", "0.8"):
        assert f"again in {pause} s." in said


def test_what_a_child_left_behind_is_killed_before_it_is_started_again(run):
    running = run(LEAVES_ONE_BEHIND)
    first, second = running.pids(1, 2)
    assert not alive(first)
    assert alive(second)
    running.stop()
    assert not alive(second)


def test_no_child_outlives_a_supervisor_that_is_killed(run):
    running = run(STAYS, IS_STUBBORN)
    pids = running.pids(1) + running.pids(2)
    running.process.kill()
    running.process.wait()
    eventually(lambda: not any(map(alive, pids)))


def test_a_child_that_does_not_end_is_killed_after_the_grace(run):
    running = run(STAYS, IS_STUBBORN, grace=0.3)
    [stubborn] = running.pids(2)
    running.pids(1)
    assert running.stop().splitlines()[-2:] == ["Child 2 is killed.", "c1 stopped"]
    assert not alive(stubborn)


def test_a_second_signal_does_not_wait_for_the_grace(run):
    running = run(IS_STUBBORN, grace=60)
    running.pids(1)
    running.process.send_signal(signal.SIGINT)
    assert running.process.stdout.readline() == "Stopping after SIGINT.\n"
    assert "Child 1 is killed." in running.stop(signal.SIGINT)


def test_a_child_that_cannot_be_started_is_tried_again(tmp_path):
    driver = DRIVER.replace('["sh", "-c", text]', "[text]")
    process = subprocess.Popen(
        [sys.executable, "-c", driver, "5", str(tmp_path / "nothing")],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert "Child 1 cannot be started ([Errno 2] No such file or directory" in process.stdout.readline()
    assert "is started again in 0.4 s." in process.stdout.readline()
    process.terminate()
    assert process.wait(timeout=10) == 0
    process.communicate()


def test_what_nohup_ignores_stays_ignored(run):
    running = run(STAYS, before=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    running.pids(1)
    running.process.send_signal(signal.SIGHUP)
    assert "Stopping after SIGTERM." in running.stop(signal.SIGTERM)


def test_a_terminal_that_is_closed_stops_all(run):
    """Whoever leads its session, such as make, may keep the signal to itself."""
    terminal, stdin = os.openpty()
    running = run(STAYS, stdin=stdin)
    running.pids(1)
    os.close(stdin)
    os.close(terminal)
    assert running.said().splitlines() == ["Stopping after SIGHUP.", "door closed", "c1 stopped"]


def test_a_child_whose_parent_ended_before_it_could_ask_ends_at_once():
    code = "import os; from archive.supervisor import die_with; die_with(os.getppid() + 1); print('lives')"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (1, "")


@pytest.mark.parametrize(("status", "words"), [(0, "status 0"), (3, "status 3"), (-9, "SIGKILL"), (-15, "SIGTERM")])
def test_an_ending_is_said_in_words(status, words):
    assert ending(status) == words
