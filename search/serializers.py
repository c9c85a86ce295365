"""The shapes of what `search/` and `/health/` answer, described for the schema."""

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


class Answer(Page):
    """What was found."""

    query = Understood()
    total = IntegerField()
    results = Result(many=True)
    facets = Facets()
    histogram = Histogram(allow_null=True)
    index = Index()
    advice = Advice(many=True)


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
