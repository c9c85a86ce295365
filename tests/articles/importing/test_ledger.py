"""The account of an upload: every record once, found by group and number, also after an interrupted try."""

import os
from multiprocessing import get_context

import pytest

from articles.importing.entries import Outcome
from articles.importing.ledger import GROUPS, Ledger, Writing, group_of


def outcome(number, verdict="published", reasons=(), **more):
    return Outcome(file="a.jsonl", position=f"line {number}", verdict=verdict, reasons=reasons, **more)


VERDICTS = [
    ("published", (), "new"),
    ("draft", (), "new"),
    ("draft", ("It has no date.",), "problems"),
    ("revised", (), "changed"),
    ("captured", (), "same"),
    ("unchanged", (), "unchanged"),
    ("left alone", ("It was deleted for good.",), "left_alone"),
    ("rejected", ("It is empty.",), "rejected"),
]


def write(folder, *batches, **options):
    return write_all(folder, batches, **options)


def write_all(folder, batches, **options):
    with Writing(folder, **options) as account:
        for batch in batches:
            account.add(batch)
    return account


def killed(folder, batch):
    """Write in a process of its own, which then is gone."""

    def work():
        Writing(folder, go_on=True).__enter__().add(batch)
        os._exit(9)

    process = get_context("fork").Process(target=work)
    process.start()
    process.join()
    assert process.exitcode == 9


@pytest.mark.parametrize(("verdict", "reasons", "group"), VERDICTS)
def test_every_verdict_belongs_to_one_group(verdict, reasons, group):
    assert group_of(outcome(1, verdict, reasons)) == group
    assert group in GROUPS


def test_records_are_found_by_group_and_by_number(tmp_path):
    batch = [outcome(number, verdict, reasons) for number, (verdict, reasons, _) in enumerate(VERDICTS)]
    account = write(tmp_path / "it", batch, batch)
    ledger = Ledger(tmp_path / "it")
    assert ledger.counts() == account.counts == dict.fromkeys(GROUPS, 2) | {"new": 4}
    assert ledger.count() == 16
    assert [one["number"] for one in ledger.lines()] == list(range(16))
    assert [one["number"] for one in ledger.lines("rejected")] == [7, 15]
    assert [one["number"] for one in ledger.lines("new", 1, 2)] == [1, 8]
    assert ledger.line(15)["reasons"] == ["It is empty."]
    assert ledger.line(16) is None
    assert ledger.lines("changed", 2) == []
    assert account.reasons == {"It has no date.": 2, "It is empty.": 2}


def test_a_line_tells_where_the_record_lies(tmp_path):
    write(tmp_path / "it", [outcome(1, headline="H" * 300, start=7, size=9, media_type="x", article=4)])
    line = Ledger(tmp_path / "it").line(0)
    assert (line["input"], line["position"], line["start"], line["size"], line["media_type"], line["article"]) == (
        *("a.jsonl", "line 1", 7, 9, "x", 4),
    )
    assert "headline" not in line
    write(tmp_path / "it", [outcome(1, headline="H" * 300)], headlines=True)
    assert Ledger(tmp_path / "it").line(0)["headline"] == "H" * 200


def test_what_is_not_there_is_empty(tmp_path):
    ledger = Ledger(tmp_path / "nothing")
    assert (ledger.exists(), ledger.count(), ledger.lines(), ledger.line(0)) == (False, 0, [], None)


def test_what_an_earlier_try_did_stays_said(tmp_path):
    folder = tmp_path / "it"

    def cancelled():
        yield [outcome(1), outcome(2, "revised")]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_all(folder, cancelled())
    assert Ledger(folder).count() == 2
    account = write(folder, [outcome(1, "unchanged"), outcome(2, "unchanged"), outcome(3)], go_on=True)
    assert [one["group"] for one in Ledger(folder).lines()] == ["new", "changed", "new"]
    assert account.counts["new"] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["it"]


def test_what_a_killed_worker_wrote_stays_said_through_several_tries(tmp_path):
    folder = tmp_path / "it"
    killed(folder, [outcome(number) for number in range(5)])
    killed(folder, [outcome(0, "unchanged")])
    assert not Ledger(folder).exists()
    write(folder, [outcome(number, "unchanged") for number in range(6)], go_on=True)
    assert [one["group"] for one in Ledger(folder).lines()] == ["new"] * 5 + ["unchanged"]


def test_a_line_that_was_half_written_is_not_believed(tmp_path):
    folder = tmp_path / "it"
    killed(folder, [outcome(0), outcome(1)])
    path = folder.with_name("it.partly") / "records.ndjson"
    path.write_bytes(path.read_bytes()[:-20])
    write(folder, [outcome(0, "unchanged"), outcome(1, "unchanged")], go_on=True)
    assert [one["group"] for one in Ledger(folder).lines()] == ["new", "unchanged"]


def test_without_going_on_an_account_begins_anew(tmp_path):
    write(tmp_path / "it", [outcome(1)])
    write(tmp_path / "it", [outcome(1, "unchanged")])
    assert Ledger(tmp_path / "it").counts()["unchanged"] == 1
