"""The shapes of what `search/` and `/health/` answer, described for the schema."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework.serializers import (
    BooleanField,
    CharField,
    ChoiceField,
    DateField,
    FloatField,
    IntegerField,
    ListField,
    Serializer,
)

from articles.serializers import Item, Page
from search.engines.base import FACETS


class Passage(Serializer):
    """A piece of an article's own text, with what was found in it."""

    field = CharField()
    paragraph = IntegerField(allow_null=True)
    text = CharField()
    marks = ListField(child=ListField(child=IntegerField(), min_length=2, max_length=2), help_text="[start, end)")
    html = CharField(help_text="the text, escaped, with <mark> around what was found")


class PartOfScore(Serializer):
    """What a word of the query adds to a score."""

    word = CharField(help_text="as it was typed")
    field = CharField(allow_null=True, help_text="null: anywhere in print; `headline` is what that adds once more")
    score = FloatField()


@extend_schema_serializer(component_name="SearchResult")
class Result(Item):
    """An article that was found."""

    score = FloatField(allow_null=True, help_text="null unless sorted by relevance")
    explanation = PartOfScore(many=True, required=False, help_text="adds up to the score; with `explain=1`")
    passages = Passage(many=True)


class Understood(Serializer):
    """How the query was understood."""

    q = CharField()
    understood = CharField(help_text="the query as it was understood, in the query language")
    version = IntegerField(help_text="of the query language")
    explanation = CharField(required=False, help_text="the same in words; with `explain=1`")


@extend_schema_serializer(component_name="FacetCount")
class Count(Serializer):
    """How many articles have a value; filters take exactly this value."""

    value = CharField()
    label = CharField()
    count = IntegerField()


Facets = type(
    "Facets",
    (Serializer,),
    {"__doc__": "The facets asked for."} | {name: Count(many=True, required=False) for name in FACETS},
)


class Bucket(Serializer):
    """How many articles were published in the time that begins here."""

    start = DateField()
    count = IntegerField()


class Histogram(Serializer):
    """The articles by time; adds up to `total`."""

    interval = ChoiceField(("year", "month", "day"))
    buckets = Bucket(many=True)


@extend_schema_serializer(component_name="IndexState")
class Index(Serializer):
    """What was searched."""

    engine = CharField()
    generation = CharField()
    position = IntegerField(help_text="the last change that it contains")
    lag = IntegerField(help_text="how many changes it lacks")


class Advice(Serializer):
    """What to change when little or nothing is found."""

    message = CharField()
    q = CharField()
    total = IntegerField(help_text="how many are found then")


@extend_schema_serializer(component_name="SearchAnswer")
class Answer(Page):
    """What was found."""

    query = Understood()
    total = IntegerField()
    results = Result(many=True)
    facets = Facets()
    histogram = Histogram(allow_null=True)
    index = Index()
    advice = Advice(many=True)


class TrendBucket(Bucket):
    """How many of the articles of this time a query finds."""

    share = FloatField(allow_null=True, help_text="of all that is held in this time; null where nothing is")


class Trend(Serializer):
    """How often one query finds something."""

    q = CharField()
    understood = CharField(help_text="the query as it was understood, in the query language")
    version = IntegerField(help_text="of the query language")
    total = IntegerField()
    buckets = TrendBucket(many=True, help_text="of the same intervals as all others; they add up to `total`")


class Held(Serializer):
    """All articles that pass the filters."""

    total = IntegerField()
    buckets = Bucket(many=True, help_text="without a gap")


class Trends(Serializer):
    """How often queries find something in the course of time."""

    interval = ChoiceField(("year", "month", "day"))
    queries = Trend(many=True, help_text="in the order given")
    held = Held()
    index = Index()


class SuggestedWord(Serializer):
    """A word of the index, folded."""

    word = CharField()
    documents = IntegerField(help_text="articles in which it is printed")


class SuggestedHeadline(Serializer):
    """A headline that holds what was typed."""

    id = IntegerField()
    headline = CharField()


class Suggestions(Serializer):
    """What completes the text that was typed."""

    words = SuggestedWord(many=True)
    headlines = SuggestedHeadline(many=True)


class SimilarArticles(Serializer):
    """Articles that are like another one."""

    results = Item(many=True)


class Health(Serializer):
    """Whether the archive can answer."""

    database = BooleanField()
    index = BooleanField()
    position = IntegerField(allow_null=True)
    lag = IntegerField(allow_null=True)
    refused = ListField(child=IntegerField(), help_text="articles that the engine did not take")
