"""Records on their way from the process that reads to the one that stores: all that can be done before, is done."""

from dataclasses import dataclass, replace

import orjson

from articles.importing.draft import Draft, Held, Rejected
from articles.importing.identity import Identity, identity_of


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What was found in a record, who it is, how many bytes it has.

    `evidence` is that of a draft, as JSON; the bytes of a record that lies in a container stay behind.
    """

    found: Draft | Rejected | Held
    identity: Identity
    size: int
    evidence: str = "[]"


def arrival(found):
    """Make a `Draft`, `Rejected` or `Held` ready to be stored."""
    identity, size, record = identity_of(found), len(found.record.data), found.record
    if record.container or isinstance(found, Held):
        record = replace(record, data=b"")
    if not isinstance(found, Draft):
        return Arrival(found=replace(found, record=record), identity=identity, size=size)
    evidence = orjson.dumps([_evidence(one) for one in found.evidence]).decode()
    bare = replace(found, record=record, evidence=())
    return Arrival(found=bare, identity=identity, size=size, evidence=evidence)


def _evidence(one):
    shown = {"field": one.field, "rule": one.rule, "start": one.start, "end": one.end, "raw": one.raw}
    shown |= {"value": one.value, "repairs": one.repairs}
    return shown | {"raw_field": one.raw_field} if one.raw_field else shown
