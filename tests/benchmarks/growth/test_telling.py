"""Tables say what was measured, and where it was not."""

import pytest

from tests.conftest import ROOT


@pytest.fixture
def telling(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    from growth import telling

    return telling


def figures(name, *, found=100, mapped=7.0, size=10):
    """Return the figures of a contender."""
    measured = {"per_second": 5.0, "disk": 3.0, "memory": 4.0, "took": {"all": [1.0]}}
    return measured | {"name": name, "documents": size, "found": found, "mapped": mapped}


def test_files_that_are_mapped_have_a_column_which_is_empty_for_a_server(telling):
    head, _, ours, server = telling.summary([figures("ours"), figures("server", mapped=None)]).splitlines()
    assert "| disk MiB | memory MiB | mapped MiB |" in head
    assert "| 3 | 4 | 7 |" in ours
    assert "| 3 | 4 | – |" in server


def test_who_finds_much_more_or_less_than_the_others_is_named(telling):
    some = [figures("ours"), figures("near", found=102), figures("far", found=108), figures("fewer", found=90)]
    told = telling.agreement([*some, figures("ours", size=20)])
    assert "Hits found at 10 articles, against the median: ours 100 (-1.0%); near 102 (+1.0%)" in told
    assert "off by more than 3%: far, fewer.\n" in told
    assert "at 20 articles, against the median: ours 100 (+0.0%); none is off by more than 3%.\n" in told


def test_where_nothing_is_found_nobody_is_off(telling):
    assert "none is off" in telling.agreement([figures("ours", found=0), figures("theirs", found=0)])
