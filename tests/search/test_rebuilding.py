"""A rebuild whose documents are made in processes of their own."""

import subprocess
import sys
import textwrap

import pytest

from tests.archive.test_settings import environment
from tests.databases import ROOT, of_folder

PROGRAM = """
    import os, sys
    import django
    django.setup()
    from django.core.management import call_command
    from articles.models import Article
    from search import backend, indexing, processes, shares

    call_command("migrate", verbosity=0)
    call_command("import_articles", sys.argv[1], verbosity=0)
    shares.WORTHWHILE, processes.WORTHWHILE = int(sys.argv[3]), int(sys.argv[4])
    shares.PORTION, documents = 50, shares.documents
    os.sched_getaffinity = lambda pid: {0, 1}

    def noted(*args, **options):
        for one in documents(*args, **options):
            yield one
        open(sys.argv[2], "a").write(f"{os.getpid()}\\n")

    shares.documents = noted
    indexing.rebuild(backend.engine())
    Article.objects.count()  # the connection is as good as before
    print(os.getpid(), *sorted(" ".join(map(str, pair)) for pair in backend.engine().contents()), sep=",")
"""
LINE = '{"headline": "Harbour %d", "body": "The harbour reopened on Monday.", "published_at": "2023-01-01"}\n'


@pytest.mark.parametrize("scheme", ["whoosh", "tantivy"])
def test_other_processes_make_the_same_index(tmp_path, scheme):
    file = tmp_path / "a.jsonl"
    file.write_text("".join(LINE % number for number in range(250)))
    here, one, two = (
        rebuilt(tmp_path / name, scheme, file, worthwhile)
        for name, worthwhile in (("here", (999, 1)), ("one", (1, 999)), ("two", (1, 100)))
    )
    assert [(len(pids), own in pids) for pids, own, _ in (here, one, two)] == [(1, True), (1, False), (2, False)]
    assert here[2] == one[2] == two[2]
    assert len(here[2]) == 250


def rebuilt(data, scheme, file, worthwhile):
    """Return the processes that made documents, the one that rebuilt, and what the index holds.

    `worthwhile` are the articles for which another process helps, and those for which one more does.
    """
    data.mkdir()
    variables = environment(data, SEARCH_URL=f"{scheme}://{data}/own", DJANGO_SETTINGS_MODULE="archive.settings")
    arguments = [str(file), str(data / "pids"), *map(str, worthwhile)]
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), *arguments]
    done = subprocess.run(command, cwd=ROOT, env=variables | of_folder(data), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    pid, *contents = done.stdout.splitlines()[-1].split(",")
    return set((data / "pids").read_text().split()), pid, contents
