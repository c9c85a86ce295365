"""Of a bulk request every item is looked at, and only what may still succeed is sent again."""

import pytest

from search.engines.base import EngineError, Refused
from search.engines.opensearch import writing
from search.engines.opensearch.failures import Problem, Silence
from search.engines.opensearch.writing import Item, pieces, write
from tests.search.engines.documents import doc


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(writing, "FIRST_PAUSE", 0.001)
    monkeypatch.setattr(writing, "PATIENCE", 0.02)


class Server:
    """Answers a request with the next of these: statuses of the items, or an exception; keeps what was sent."""

    def __init__(self, *answers):
        self.answers, self.sent = list(answers), []

    def __call__(self, body):
        lines = body.split(b"\n")[:-1]
        self.sent.append([line for line in lines if b"_id" in line])
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {"items": [self.item(action, status) for action, status in answer]}

    @staticmethod
    def item(action, status):
        error = {"error": {"type": "a_kind", "reason": "the reason"}} if status >= 400 and status != 404 else {}
        return {action: {"status": status, **error}}


def items(*numbers):
    return [writing.adding(doc(number, "wheat"), 7) for number in numbers]


def test_an_item_is_an_action_with_a_version_and_a_line():
    adding, removing = writing.adding(doc(4), 7), writing.removing(5, 7)
    head, line, rest = adding.lines.split(b"\n")
    assert head == b'{"index":{"_id":"4","version":7,"version_type":"external_gte"}}'
    assert line.startswith(b'{"id":4,')
    assert rest == b""
    assert removing.lines == b'{"delete":{"_id":"5","version":7,"version_type":"external_gte"}}\n'


def test_what_is_settled_is_not_sent_again():
    server = Server([("index", 201), ("index", 200), ("index", 409), ("delete", 404), ("delete", 409)])
    write(server, [*items(1, 2, 3), writing.removing(4, 7), writing.removing(5, 7)])
    assert len(server.sent) == 1


@pytest.mark.parametrize("status", [429, 503])
def test_only_items_that_failed_for_now_are_sent_again(status):
    server = Server([("index", 201), ("index", status), ("index", status)], [("index", status), ("index", 201)])
    server.answers.append([("index", 201)])
    write(server, items(1, 2, 3))
    assert [[line.split(b'"')[5] for line in sent] for sent in server.sent] == [
        [b"1", b"2", b"3"],
        [b"2", b"3"],
        [b"2"],
    ]


def test_an_item_that_met_a_node_which_has_just_gone_is_sent_again():
    gone = {"type": "node_not_connected_exception", "reason": "[node-3] Node not connected"}
    sent = items(1, 2)
    answers = [{"index": {"status": 500, "error": gone}}, {"index": {"status": 201}}]
    assert writing.inspected(sent, answers) == (sent[:1], gone["reason"])


def test_a_request_that_nobody_answered_is_sent_again_as_a_whole():
    server = Server(Silence("gone", hangs=True), Problem("busy", status=503), [("index", 201), ("index", 201)])
    write(server, items(1, 2))
    assert len(server.sent[2]) == 2


def test_an_answer_for_too_few_items_is_no_answer():
    server = Server([("index", 201)], [("index", 201), ("index", 201)])
    write(server, items(1, 2))
    assert len(server.sent) == 2


def test_patience_ends_with_the_reason():
    server = Server(*[[("index", 429)]] * 50)
    with pytest.raises(EngineError, match=r"^1 documents could not be written \(the reason\)"):
        write(server, items(1))


def test_a_document_that_is_not_taken_is_refused_by_name():
    with pytest.raises(Refused, match=r"^Document 2 was refused: the reason\.$") as refused:
        write(Server([("index", 201), ("index", 400)]), items(1, 2))
    assert refused.value.id == 2


def test_a_document_that_is_too_large_is_refused_by_name():
    with pytest.raises(Refused, match="larger than the server takes"):
        write(Server(Problem("too large", status=413)), items(1))


@pytest.mark.parametrize("answer", [[("index", 404)], [("index", 403)], Problem("no", status=404)])
def test_what_will_never_succeed_is_not_sent_again(answer):
    server = Server(answer)
    with pytest.raises(EngineError):
        write(server, items(1))
    assert len(server.sent) == 1


def test_pieces_are_of_a_good_size(monkeypatch):
    monkeypatch.setattr(writing, "PIECE", 200)
    parts = list(pieces(Item(str(number), b"x" * 100, 1) for number in range(5)))
    assert [len(part) for part in parts] == [2, 2, 1]


def test_text_that_is_no_unicode_is_refused():
    with pytest.raises(Refused, match="Document 3 was refused: it has text that is no Unicode"):
        writing.adding(doc(3, "a\ud800b"), 1)
