import gc

from articles.garbage import SELDOM, collecting_seldom


def test_garbage_is_looked_for_seldom_while_that_lasts_and_no_longer():
    before = gc.get_threshold()
    with collecting_seldom():
        assert gc.get_threshold() == SELDOM
        assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
