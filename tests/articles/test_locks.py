"""A lock is held by one, and is free again when it is let go, however that happens."""

import pytest

from articles.locks import Busy, lock

pytestmark = pytest.mark.django_db


def test_who_does_not_wait_is_told_and_in_their_own_words():
    with lock("tests"):
        with pytest.raises(Busy, match=r"Another process holds .*tests"), lock("tests", wait=False):
            pass
        with pytest.raises(ValueError, match="Another process"), lock("tests", wait=False, busy=ValueError):
            pass
    with lock("tests", wait=False):
        pass


def test_it_is_let_go_by_an_exception_too():
    with pytest.raises(ZeroDivisionError), lock("tests"):
        _ = 1 / 0
    with lock("tests", wait=False):
        pass


def test_one_lock_is_not_another():
    with lock("tests"), lock("others", wait=False):
        pass
