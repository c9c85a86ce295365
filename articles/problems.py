"""What may be wrong with an article: the sentences that importers and the admin say, and the field each is about."""

import re

LACKING = {"headline": "It has no headline.", "body": "It has no body.", "published_at": "It has no date."}
"""Field → what is said of an article without it, in this order."""

AHEAD = "The date “{}” is more than a day ahead."
OUTSIDE = "The date “{}” is outside the years {} to {}."
UNTOLD = "The date “{}” cannot be told: {}."
NO_DATE = "“{}” is no date."
LONG_HEADLINE = "The headline has {} characters, and at most {} are one: some of it may be text."
NO_LANGUAGE = "“{}” is no language: a tag such as en or pt-BR was expected."


def misshapen(name, theirs, fault):
    """Say that a field, under the name that the record gives it, holds no value of its kind; `fault` is a predicate."""
    return f"“{theirs}” {fault}." if theirs == name else f"“{theirs}” ({name}) {fault}."


def field_in_doubt(problem):
    """Return the field whose value a sentence finds wrong; another word, or none, where it is about no single field."""
    for name, patterns in _IN_DOUBT.items():
        if any(pattern.fullmatch(problem) for pattern in patterns):
            return name
    found = _MISSHAPEN.fullmatch(problem)
    return found and (found["name"] or found["theirs"])


def is_ahead(problem):
    """Whether a sentence says that a date lies ahead."""
    return bool(_AHEAD.fullmatch(problem))


def _pattern(sentence):
    return re.compile(".*".join(map(re.escape, sentence.split("{}"))), re.DOTALL)


_AHEAD = _pattern(AHEAD)
_IN_DOUBT = {
    "headline": (_pattern(LONG_HEADLINE),),
    "published_at": (_AHEAD, _pattern(OUTSIDE), _pattern(UNTOLD), _pattern(NO_DATE)),
    "language": (_pattern(NO_LANGUAGE),),
}
_MISSHAPEN = re.compile(r"“(?P<theirs>.*?)”(?: \((?P<name>\w+)\))? .*", re.DOTALL)
