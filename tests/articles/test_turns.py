"""Whose turn it is: no more work at once than may, and who waits holds nobody up."""

import threading

import pytest

from articles.turns import Turns, in_turn


@pytest.fixture
def turns():
    """One turn, for one thread."""
    return Turns(1)


def runs(target):
    """Run something in a thread of its own; return whether it ended soon."""
    thread = threading.Thread(target=target, daemon=True)
    thread.start()
    thread.join(0.2)
    return not thread.is_alive()


def take(turns):
    with turns.taken():
        pass


def test_one_waits_until_another_is_done(turns):
    with turns.taken():
        assert not runs(lambda: take(turns))
    assert runs(lambda: take(turns))


def test_who_waits_lets_others_work(turns):
    with turns.taken():
        with turns.given_up():
            assert runs(lambda: take(turns))
        assert not runs(lambda: take(turns))


def test_a_turn_comes_back_after_a_failure(turns):
    with pytest.raises(ZeroDivisionError), turns.taken(), turns.given_up():
        raise ZeroDivisionError
    assert runs(lambda: take(turns))


def test_giving_up_what_one_has_not_is_nothing(turns):
    with turns.given_up(), turns.taken():
        pass
    assert runs(lambda: take(turns))


def test_an_answer_that_is_being_sent_holds_nobody_up(turns):
    made, closed = [], []

    class Answer:
        def __iter__(self):
            for piece in (b"a", b"b"):
                made.append(runs(lambda: take(turns)))
                yield piece

        def close(self):
            closed.append(True)

    answer = in_turn(lambda environ, start_response: Answer(), turns)({"REQUEST_METHOD": "GET"}, None)
    pieces = iter(answer)
    assert next(pieces) == b"a"
    assert runs(lambda: take(turns))
    assert list(pieces) == [b"b"]
    assert made == [False, False]
    answer.close()
    assert closed == [True]


def test_what_is_made_already_waits_for_no_turn(turns):
    class Made(list):
        streaming = False

    answer = in_turn(lambda environ, start_response: Made([b"a"]), turns)({"REQUEST_METHOD": "GET"}, None)
    with turns.taken():
        assert runs(lambda: list(answer))


def test_answers_in_many_pieces_never_have_all_turns():
    turns, begun, enough = Turns(4), threading.Semaphore(0), threading.Event()

    def pieces():
        begun.release()
        enough.wait(5)
        yield b"a"

    many = in_turn(lambda environ, start_response: pieces(), turns)
    working = [threading.Thread(target=lambda: list(many({"REQUEST_METHOD": "GET"}, None))) for _ in range(4)]
    for one in working:
        one.start()
    assert [begun.acquire(timeout=seconds) for seconds in (5, 5, 0.2)] == [True, True, False]
    assert runs(lambda: take(turns))
    enough.set()
    assert [begun.acquire(timeout=5) for _ in "34"] == [True, True]
    for one in working:
        one.join()


def test_a_turn_within_one_that_was_given_up_leaves_it_given_up_once(turns):
    with turns.taken():
        with turns.given_up(), turns.taken():
            pass
        assert not runs(lambda: take(turns))
        with turns.given_up():
            assert runs(lambda: take(turns))
    assert runs(lambda: take(turns))


def test_nothing_is_made_of_a_body_that_is_not_wanted(turns):
    def never():
        raise AssertionError("it was made")
        yield b""

    assert list(in_turn(lambda environ, start_response: never(), turns)({"REQUEST_METHOD": "HEAD"}, None)) == []
