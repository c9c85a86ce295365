"""A rebuild whose documents are made in a process of its own."""

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
    from search import backend, indexing

    call_command("migrate", verbosity=0)
    call_command("import_articles", sys.argv[1], verbosity=0)
    indexing.WORTHWHILE, documents = int(sys.argv[2]), indexing.documents

    def noted(*args, **options):
        for one in documents(*args, **options):
            yield one
        open(sys.argv[3], "a").write(f"{os.getpid()}\\n")

    indexing.documents = noted
    indexing.rebuild(backend.engine())
    Article.objects.count()  # the connection is as good as before
    print(os.getpid(), *sorted(" ".join(map(str, pair)) for pair in backend.engine().contents()), sep=",")
"""
LINE = '{"headline": "Harbour %d", "body": "The harbour reopened on Monday.", "published_at": "2023-01-01"}\n'


@pytest.mark.parametrize("scheme", ["whoosh", "tantivy"])
def test_a_second_process_makes_the_same_documents(tmp_path, scheme):
    file = tmp_path / "a.jsonl"
    file.write_text("".join(LINE % number for number in range(250)))
    found = {
        name: rebuilt(tmp_path / name, scheme, file, worthwhile) for name, worthwhile in (("far", 1), ("near", 999))
    }
    assert [made_here for made_here, _ in found.values()] == [False, True]
    assert found["far"][1] == found["near"][1]
    assert len(found["far"][1]) == 250


def rebuilt(data, scheme, file, worthwhile):
    """Return whether the documents were made in the process that rebuilt, and what the index holds."""
    data.mkdir()
    variables = environment(data, SEARCH_URL=f"{scheme}://{data}/own", DJANGO_SETTINGS_MODULE="archive.settings")
    command = [sys.executable, "-c", textwrap.dedent(PROGRAM), str(file), str(worthwhile), str(data / "pids")]
    done = subprocess.run(command, cwd=ROOT, env=variables | of_folder(data), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    pid, *contents = done.stdout.splitlines()[-1].split(",")
    return (data / "pids").read_text().split() == [pid], contents
