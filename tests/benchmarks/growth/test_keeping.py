"""Figures are on the disk as soon as they are there."""

import pytest

from tests.conftest import ROOT


@pytest.fixture
def figures(monkeypatch, tmp_path):
    """Open the figures in a file, anew each time."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from growth.keeping import Figures

    return lambda: Figures(tmp_path / "figures.json")


def test_what_was_measured_is_known_to_the_next_run(figures):
    assert figures().all() == []
    first = figures()
    for size in (20, 10):
        first.add({"name": "ours", "documents": size})
    assert figures().all() == [{"name": "ours", "documents": 10}, {"name": "ours", "documents": 20}]
    assert figures().have("ours", 10)
    assert not figures().have("ours", 30)
    assert not figures().have("other", 10)


def test_another_measurement_of_the_same_takes_its_place(figures):
    for speed in (1, 2):
        figures().add({"name": "ours", "documents": 10, "per_second": speed})
    assert figures().all() == [{"name": "ours", "documents": 10, "per_second": 2}]
