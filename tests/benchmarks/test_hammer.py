"""A short turn of `benchmarks/hammer.py`: an archive that runs is asked what its description allows, and forbids."""

import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("up")]

SHORT = ("--phases", "examples,fuzzing", "--max-examples", "2")
"""Without what takes most requests: every limit of every field."""


@pytest.fixture
def hammer(shared, monkeypatch):
    """The module, which is a script beside others."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)  # the archive has the real ones
    import hammer

    return hammer


def test_schemathesis_finds_nothing_in_an_archive_that_runs(hammer, tmp_path, capsys):
    archive = hammer.Archive(tmp_path)
    archive.fill(300)
    with archive.running():
        curator = ("--header", f"Authorization: Bearer {archive.token}")
        rounds = [hammer.one_round(archive, 1, [*SHORT, *shown]) for shown in ((), curator)]
    assert [found for found, _ in rounds] == [False, False], capsys.readouterr().out
    assert sum(told.total() for _, told in rounds) > 100
