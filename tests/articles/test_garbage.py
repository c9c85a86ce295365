import gc

import pytest

from articles.garbage import SELDOM, collect_seldom, collecting_seldom


def test_garbage_is_looked_for_seldom_while_that_lasts_and_no_longer():
    before = gc.get_threshold()
    with collecting_seldom():
        assert gc.get_threshold() == SELDOM
        assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


@pytest.fixture
def _as_before():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("_as_before")
def test_a_process_that_looks_seldom_goes_on_so_after_work_that_does():
    collect_seldom()
    frozen = gc.get_freeze_count()
    with pytest.raises(ValueError, match="work"), collecting_seldom(), collecting_seldom():
        raise ValueError("work")
    assert gc.get_threshold() == SELDOM
    assert abs(gc.get_freeze_count() - frozen) < 1_000


def test_work_within_work_ends_with_the_outer_one():
    with collecting_seldom():
        with collecting_seldom():
            pass
        assert gc.get_threshold() == SELDOM
        assert gc.get_freeze_count() > 10_000
    assert gc.get_freeze_count() == 0
