"""Turns a ready tree into OpenSearch's questions: one that only finds, and one that scores as well.

What only finds may stand where nothing is scored, and costs less: a stem is looked for in one field, words are one
question. What adds nothing to a score stands in a `filter`.
"""

from search.engines import days
from search.engines.base import BESIDE, BODY, HEADLINE_WEIGHT
from search.engines.opensearch.layout import PRINT
from search.engines.opensearch.packing import term, terms
from search.query.nodes import And, Days, Everything, Has, Ids, Language, Node, Not, Or, Phrase, Plain, Prefer, Stem

EVERYTHING = {"exists": {"field": "id"}}
"""All documents, but not the one that holds the position."""

NOTHING = {"match_none": {}}


def finding(node: Node) -> dict:
    """Return the question that finds what a tree finds."""
    match node:
        case Everything() | Days(None, None):
            return EVERYTHING
        case And(parts):
            return _all_of(parts, finding, "filter")
        case Or(parts):
            return _any_of([finding(part) for part in parts])
        case Not(part):
            return {"bool": {"filter": [EVERYTHING], "must_not": [finding(part)]}}
        case Prefer(where, _):
            return finding(where)
        case Days(first, last):
            return published(first, last, after=1)
        case Has(what):
            return {"term": {"has": what}}
        case Language(tag):
            return {"term": {"tongue": tag.lower()}}
        case Ids(numbers):
            return {"ids": {"values": [str(number) for number in numbers]}}
        case Stem(text, field):
            return _held(lambda name: {"term": {f"stems.{name}": term(text)}}, field)
        case Plain(words, field):
            return {"terms": {f"words.{field or PRINT}": terms(words)}} if words else NOTHING
        case Phrase(stems, slop, field):
            return _held(lambda name: _phrase(stems, slop, name, 1.0), field)


def scoring(node: Node) -> dict:
    """Return the question that finds and scores what a tree finds."""
    match node:
        case And(parts):
            return _all_of(parts, scoring, "must")
        case Or(parts):
            return _any_of([scoring(part) for part in parts])
        case Prefer(where, better):
            return {"bool": {"must": [scoring(where)], "should": [scoring(better)]}}
        case Stem(text):
            return _in_print(lambda name, boost: _term(f"stems.{name}", text, boost), node)
        case Phrase(stems, slop):
            return _in_print(lambda name, boost: _phrase(stems, slop, name, boost), node)
        case Plain(words, field):
            return _any_of([_in_field(_asking_for(word), Plain((word,), field)) for word in dict.fromkeys(words)])
    return {"bool": {"filter": [finding(node)]}}


def published(first, last, *, after: int) -> dict:
    """Return what finds documents from `first` until the midnight `after` days behind that before `last`."""
    bounds = {} if first is None else {"gte": days.midnight(first) * 1000}
    bounds |= {} if last is None else {"lt": days.midnight(last, after=after) * 1000}
    return {"range": {"published": bounds}}


def scores(node: Node) -> bool:
    """Tell whether a tree can add anything to a score."""
    match node:
        case And(parts) | Or(parts):
            return any(map(scores, parts))
        case Prefer(where, better):
            return scores(where) or scores(better)
    return isinstance(node, Stem | Phrase | Plain)


def _all_of(parts, ask, occur):
    """Join what all must hold; those behind a NOT are left out of the rest, and what scores nothing only filters."""
    without = [finding(part.part) for part in parts if isinstance(part, Not)]
    parts = [part for part in parts if not isinstance(part, Not)]
    scored = [ask(part) for part in parts if scores(part)]
    others = [finding(part) for part in parts if not scores(part)]
    clauses = {occur: scored} if scored else {}
    if others or not parts:
        clauses["filter"] = clauses.get("filter", []) + (others or [EVERYTHING])
    return {"bool": clauses | ({"must_not": without} if without else {})}


def _any_of(questions):
    if len(questions) < 2:
        return questions[0] if questions else NOTHING
    return {"bool": {"should": questions, "minimum_should_match": 1}}


def _in_print(ask, node):
    """Ask one field; or all that was printed, and add what the headline says."""
    if node.field:
        return _in_field(ask, node)
    return {"bool": {"must": [ask(PRINT, 1.0)], "should": [ask("headline", HEADLINE_WEIGHT)]}}


def _in_field(ask, node):
    """Ask one field or (None) print; the body only finds, and print scores."""
    if node.field == BODY:
        return {"bool": {"must": [ask(PRINT, 1.0)], "filter": [finding(node)]}}
    return ask(node.field or PRINT, 1.0)


def _held(ask, field):
    """Find stems in a field. In the body alone, or made of stems that are in another field too, which it keeps."""
    if field != BODY:
        return ask(field or PRINT)
    alone = {"bool": {"filter": [ask(PRINT)], "must_not": [ask(name) for name in BESIDE]}}
    return _any_of([alone, ask(BODY)])


def _asking_for(word):
    return lambda name, boost: _term(f"words.{name}", word, boost)


def _term(field, word, boost):
    return {"term": {field: {"value": term(word), "boost": boost}}}


def _phrase(stems, slop, name, boost):
    """Stems in order. OpenSearch's own slop counts moves, which turn the order round: spans count words between."""
    if not stems:
        return NOTHING
    field = f"stems.{name}"
    if len(stems) == 1:
        return _term(field, stems[0], boost)
    if not slop:
        return {"match_phrase": {field: {"query": " ".join(terms(stems)), "boost": boost}}}
    clauses = [{"span_term": {field: term(stem)}} for stem in stems]
    return {"span_near": {"clauses": clauses, "slop": slop, "in_order": True, "boost": boost}}
