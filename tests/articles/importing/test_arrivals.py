"""Records on their way from one process to the other."""

import json
import pickle
from dataclasses import replace

from articles.importing import markdown, ndjson
from articles.importing.arrivals import arrival
from articles.importing.draft import Held, Record, Rejected
from articles.importing.options import Options

LINE = Record(data='{"headline": "Häfen", "body": "B"}'.encode(), file="a.jsonl", start=7, container="c" * 64)
CLIPPING = Record(data=b"# Harbour\n\n2023-09-20\n\nShips.", file="a.md")


def test_the_evidence_goes_ahead_as_the_database_will_have_it():
    draft = ndjson.read(LINE, Options())
    one = arrival(draft)
    assert one.found == replace(draft, evidence=(), record=replace(LINE, data=b""))
    shown = json.loads(one.evidence)
    assert [(field["field"], field["raw"], field["repairs"]) for field in shown[:2]] == [
        ("headline", "Häfen", []),
        ("body", "B", []),
    ]


def test_bytes_stay_behind_where_a_container_has_them():
    line, file = arrival(ndjson.read(LINE, Options())), arrival(markdown.read(CLIPPING, Options()))
    assert (line.size, line.found.record.data, line.found.record.start) == (len(LINE.data), b"", 7)
    assert (file.size, file.found.record.data) == (len(CLIPPING.data), CLIPPING.data)


def test_what_is_no_draft_goes_as_well():
    rejected = arrival(Rejected(record=CLIPPING, importer="x/1", reason="No."))
    held = arrival(Held(record=CLIPPING, article=3))
    assert (rejected.identity, rejected.size, rejected.evidence) == (held.identity, held.size, "[]")
    assert (rejected.found.record.data, held.found.record.data) == (CLIPPING.data, b"")


def test_nothing_is_lost_between_processes():
    for found in (ndjson.read(LINE, Options()), markdown.read(CLIPPING, Options()), Held(record=LINE, article=3)):
        assert pickle.loads(pickle.dumps(arrival(found))) == arrival(found)
