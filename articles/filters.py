"""Which articles a list holds: the parameters that every list takes, and what the database makes of them."""

import datetime

from django.db.models import Exists, OuterRef
from django_filters import Filter, FilterSet

from articles.models import Article, Authorship, Tagging
from articles.pagination import Cursor, Pages
from articles.parameters import Choice, Day, Parameters, Tags, Values


class Filters(Parameters):
    """What narrows articles: the same names everywhere, whether database or engine answers."""

    source = Values("Domain of a source, or its name where it has none. Repeated: any of them.")
    author = Values("Name of an author. Repeated: any of them.")
    topic = Values("A topic. Repeated: any of them.")
    section = Values("A section. Repeated: any of them.")
    language = Tags("A language by its BCP 47 tag; `en` finds `en-GB`. Repeated: any of them.")
    published_after = Day(
        "Published on this UTC day or later. A month or a year stands for its first day.",
    )
    published_before = Day(
        "Published before this UTC day. A month or a year stands for its first day: "
        "`published_after=2023&published_before=2024` is the year 2023.",
    )


class ArticleFilters(Filters, Pages):
    """The filters of `articles/` and `search/`, and their pages."""


class ArticleParameters(ArticleFilters):
    """What `articles/` takes."""

    sort = Choice("The order.", "newest", "oldest", default="newest")
    cursor = Cursor(int, int)


class ArticleFilter(FilterSet):
    """The filters over the database; takes the values of `Filters`."""

    source = Filter(method="of_source")
    section = Filter("section", "in")
    author = Filter(method="by_author")
    topic = Filter(method="on_topic")
    language = Filter(method="in_language")
    published_after = Filter(method="from_day")
    published_before = Filter(method="to_day")

    class Meta:
        model = Article
        fields = ()

    def of_source(self, articles, name, keys):
        """Those of any of these sources."""
        return articles.from_source(*keys)

    def by_author(self, articles, name, names):
        """Those with any of these authors, each once."""
        return articles.filter(Exists(Authorship.objects.filter(article=OuterRef("pk"), author__name__in=names)))

    def on_topic(self, articles, name, names):
        """Those with any of these topics, each once."""
        return articles.filter(Exists(Tagging.objects.filter(article=OuterRef("pk"), topic__name__in=names)))

    def in_language(self, articles, name, tags):
        """Those in any of these languages."""
        return articles.in_language(*tags)

    def from_day(self, articles, name, day):
        """Those of this day and later."""
        return articles.published_between(midnight(day), None)

    def to_day(self, articles, name, day):
        """Those before this day."""
        return articles.published_between(None, midnight(day))


def filtered(asked, articles):
    """Return those of these articles that pass the filters asked for."""
    values = {name: getattr(asked, name) for name in ArticleFilter.base_filters}
    return ArticleFilter({name: value for name, value in values.items() if value}, articles).qs


def midnight(day):
    """The UTC moment at which a day begins."""
    return datetime.datetime.combine(day, datetime.time(), datetime.UTC)
