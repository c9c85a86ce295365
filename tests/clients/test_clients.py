"""Clients that are made from the OpenAPI document, by generators of others, run the five examples of the README."""

import json
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.clients.making import HERE, make_python, make_typescript, run
from tests.test_docs import README, questions, same

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("clients")]
TOLD = questions(README)


@pytest.fixture(scope="module")
def document(archive, tmp_path_factory) -> Path:
    """The OpenAPI document, as the archive gives it, in a file."""
    file = tmp_path_factory.mktemp("described") / "archive.json"
    with urllib.request.urlopen(f"{archive}/api/v1/schema/", timeout=20) as answer:
        file.write_bytes(answer.read())
    return file


def are_those_of_the_readme(answers, archive):
    """Hold answers to what the README tells; there the archive stands at port 8000."""
    assert len(answers) == len(TOLD) == 5
    text = json.dumps(answers).replace(archive, "http://127.0.0.1:8000")
    real = json.loads(text.replace("+00:00", "Z"))  # the same moment, as Python writes it
    for (address, told), answer in zip(TOLD, real, strict=True):
        loose = told | {"…": "…"} if address.endswith("/") or "lookup" in address else told
        if "next" in told:  # a client may send what is the default as well
            loose |= {"next": "http://127.0.0.1:8000/api/v1/search/?…"}
        assert same(loose, answer), (address, answer)


def test_a_python_client_gets_the_answers_of_the_readme(archive, document, tmp_path):
    said = make_python(document, tmp_path)
    assert "Endpoint will not be generated" not in said, said
    answers = run(sys.executable, HERE / "python_examples.py", archive, folder=tmp_path)
    are_those_of_the_readme(json.loads(answers), archive)


def test_a_typescript_client_gets_the_answers_of_the_readme(archive, document, node, packages, tmp_path):
    program = make_typescript(document, tmp_path, HERE / "examples.ts")
    are_those_of_the_readme(json.loads(run(node, program, archive, folder=tmp_path)), archive)
