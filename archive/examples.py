"""An example of every body in the description of the API, made from what describes its shape.

A field that is text has its value here, by its name: names mean the same everywhere. Without one there is no
description, and `ExampleMissing` says which.
"""

from functools import cache

import orjson
from django.utils.dateparse import parse_datetime
from rest_framework import exceptions
from rest_framework.serializers import (
    BooleanField,
    ChoiceField,
    DateField,
    DateTimeField,
    Field,
    FloatField,
    IntegerField,
    ListField,
    ListSerializer,
    Serializer,
)

from archive.errors import DOWN, problem
from articles.exporting.streaming import OldProtocol
from articles.parameters import BadParameters, Mistake
from articles.reading import Gone
from articles.serializers import Whole
from articles.versions import PreconditionFailed
from articles.writing.bodies import NoLength, OtherType, TooLarge
from articles.writing.checking import checked
from articles.writing.once import UsedBefore
from articles.writing.views import Refused
from search.engines.base import EngineError

SITE = "https://archive.example.org"
ARTICLE = f"{SITE}/api/v1/articles/84/"
DAY = "2021-02-16"
MOMENT = f"{DAY}T00:00:00Z"
SHA256 = "5ea8c5a7b9c4f1f0c9bd3a4b8a0a4f2f6f8c1d5e4b3a29180706f5e4d3c2b1a0"
PRINTED = "https://capitalstandard.example/world/2021/02/observers-count-fourteen-violations"
HEADLINE = "Observers Count Fourteen Violations of Zelmar Ceasefire in a Hundred Days"
SENTENCE = "The ceasefire in Zelmar has been broken fourteen times."

VALUES = {
    "id": 84,
    "url": ARTICLE,
    "headline": HEADLINE,
    "subtitle": "",
    "byline": "Northern Wire",
    "name": "Northern Wire",
    "domain": "capitalstandard.example",
    "section": "World",
    "topics": ["Zelmar"],
    "language": "en",
    "published_at": MOMENT,
    "date_precision": "day",
    "source_url": PRINTED,
    "body": "The *ceasefire* in Zelmar has been broken fourteen times.",
    "text": SENTENCE,
    "html": "The <mark>ceasefire</mark> in Zelmar has been broken fourteen times.",
    "word_count": 9,
    "caption": "The bridge of Zelmar",
    "credit": "Mara Lind",
    "title": "To the Plum Orchards, With a Key and No Door",
    "note": "An earlier version gave another number.",
    "by": "desk",
    "into": 83,
    "article": 83,
    "problems": [],
    "merged_into": None,
    "next": None,
    "seq": 84,
    "since": 84,
    "sha256": SHA256,
    "field": "body",
    "marks": [[4, 13]],
    "word": "ceasefire",
    "q": "ceasefire",
    "understood": "ceasefire",
    "explanation": "articles with “ceasefire” in any form, anywhere in print",
    "value": "capitalstandard.example",
    "label": "Capital Standard",
    "engine": "whoosh",
    "generation": "20210216T000000",
    "position": 100,
    "lag": 0,
    "message": "Fewer words find more.",
    "score": 7.31,
    "reason": "",
    "error": "",
    "options": {},
    "status": "done",
    "counts": {"new": 1},
    "file": "zelmar.md",
    "verdict": "published",
    # What has its name from elsewhere.
    "AuthorOfArticle.kind": "agency",
    "CountedSource.name": "Capital Standard",
    "Counted.name": "Zelmar",
    "SourceName.name": "Capital Standard",
    "SourceOfArticle.name": "Capital Standard",
    "SourceGiven.name": "Capital Standard",
    "ImageOfArticle.url": "https://capitalstandard.example/bridge.jpg",
    "ImageGiven.url": "https://capitalstandard.example/bridge.jpg",
    "LinkOfArticle.url": "https://capitalstandard.example/culture/2021/01/plum-orchards",
    "LinkGiven.url": "https://capitalstandard.example/culture/2021/01/plum-orchards",
    "ArticleBody.published_at": DAY,
    "CorrectionGiven.at": MOMENT,
    "Merged.article": 83,
    "ChangeOfArticle.article": 84,
    "Checksum.articles": 92,
    "WithdrawBody.reason": "legal",
    "Shown.status": "published",
    "Shown.withdrawal": None,
    "Answer.facets": {"source": [{"value": "capitalstandard.example", "label": "Capital Standard", "count": 7}]},
    "Bucket.start": "2021-01-01",
    "TrendBucket.start": "2021-01-01",
    "TrendBucket.share": 0.25,
    "Held.buckets": [{"start": "2021-01-01", "count": 4}],
    "Import.url": f"{SITE}/api/v1/imports/1/",
    "OneImport.url": f"{SITE}/api/v1/imports/1/",
    "ImportRecord.position": "",
    "ImportRecord.article": 84,
    "ImportRecord.reasons": [],
    "Reason.reason": "the date is not known",
    "PassedOver.reason": "its suffix is none that is known",
}
"""{field, or serializer and field: its value in all examples}. They tell of one article of the sample."""

BY_KIND = (
    (BooleanField, True),
    (IntegerField, 1),
    (FloatField, 1.0),
    (DateTimeField, MOMENT),
    (DateField, DAY),
)
"""What a field without a value of its own shows."""


class ExampleMissing(LookupError):
    """A field of which nobody has said what it may look like."""


def of(field: Field | type[Serializer], name: str = ""):
    """Return an example of what a serializer, or one of its fields, describes, as JSON has it."""
    if isinstance(field, type):
        field = field()
    short = name.partition(".")[2]
    if name in VALUES:
        return VALUES[name]
    if short in VALUES and not isinstance(field, Serializer | ListSerializer):
        return VALUES[short]
    if isinstance(field, Serializer):
        return {one: of(inner, f"{type(field).__name__}.{one}") for one, inner in field.fields.items()}
    if isinstance(field, ListSerializer | ListField):
        return [of(field.child, name)]
    return _plain(field, name)


def _plain(field, name):
    if isinstance(field, ChoiceField):
        return next(one for one in field.choices if one)
    for kind, value in BY_KIND:
        if isinstance(field, kind):
            return value
    raise ExampleMissing(f"The description has no example of {name}: give one in VALUES of archive/examples.py.")


@cache
def article() -> dict:
    """Return the article of all examples, as `shapes.whole` gives one."""
    return _read(of(Whole))


def _read(value):
    """Return a value of JSON with its moments as what they are."""
    if isinstance(value, dict):
        return {name: _read(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [*map(_read, value)]
    return parse_datetime(MOMENT) if value == MOMENT else value


LEFT = {"id": 84, "url": ARTICLE} | Gone("legal", parse_datetime(MOMENT), 2).left
"""What is left of an article that is gone, as its shapes are told."""

TOO_LONG = "<html><head><title>URI Too Long</title></head><body><h1>URI Too Long</h1></body></html>"

# --- errors -------------------------------------------------------------------------------------

REFUSALS = {
    401: exceptions.AuthenticationFailed("This token is expired: leave Authorization out, or send a valid one."),
    403: exceptions.PermissionDenied("This needs the scope curate, and desk has it not."),
    404: exceptions.NotFound("There is no article here."),
    406: exceptions.NotAcceptable(
        "This address answers with application/json: ask for that in Accept, or leave it out."
    ),
    409: Refused("Article 84 is withdrawn: it cannot be merged."),
    410: Gone("legal", parse_datetime(MOMENT), 2),
    411: NoLength(),
    412: PreconditionFailed(),
    413: TooLarge(),
    415: OtherType("The body is “text/xml”: send JSON, with Content-Type: application/json."),
    422: UsedBefore(),
    429: exceptions.Throttled(23),
    505: OldProtocol(),
}


def refusal(status: int, view, method: str) -> dict:
    """Return the problem that an address answers with at this status."""
    if status == 503:
        return problem(503, DOWN[EngineError])
    error = mistaken(view, method) if status == 400 else REFUSALS[status]
    body = problem(status, str(error.detail), getattr(error, "errors", ()), **getattr(error, "shown", {}))
    return orjson.loads(orjson.dumps(body))


def mistaken(view, method) -> BadParameters:
    """Return what is said to a request with a name in it that is none, by what says so."""
    try:
        body = view.bodies.get(method)
        checked(body, {"nonsense": ""}) if isinstance(body, type) else view.parameters("nonsense=1")
    except BadParameters as error:
        return error
    return BadParameters(Mistake("The body did not come whole: send it again."))
