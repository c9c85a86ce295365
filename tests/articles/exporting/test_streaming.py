"""Long answers: only so many at once, so that who reads slowly leaves threads to others."""

import gc
import threading

import pytest
from django.http import StreamingHttpResponse

from articles.exporting.streaming import Taken, TooManyTake


@pytest.fixture
def places():
    """One place."""
    return threading.BoundedSemaphore(1)


def test_who_finds_no_place_is_told_when_to_come_again(places):
    answer = Taken(places)
    with pytest.raises(TooManyTake) as refused:
        Taken(places)
    assert (refused.value.status_code, refused.value.wait) == (503, 60)
    answer.close()
    Taken(places)


def test_a_place_is_left_once_though_it_is_closed_twice(places):
    answer = Taken(places)
    answer.close()
    answer.close()
    held = Taken(places)
    with pytest.raises(TooManyTake):
        Taken(places)
    held.close()


def test_an_answer_that_is_sent_keeps_its_place_to_the_end(places, db):
    answer = Taken(places)
    answer.pieces = iter([b"a", b"b"])
    response = StreamingHttpResponse(answer)
    del answer
    gc.collect()
    with pytest.raises(TooManyTake):
        Taken(places)
    assert b"".join(response) == b"ab"
    response.close()
    Taken(places)


def test_what_is_never_sent_leaves_its_place(places):
    answer = Taken(places)
    del answer
    gc.collect()
    Taken(places)
