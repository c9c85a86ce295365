"""Rows as the plain dicts that readers get. Every caller hands over public articles only.

`serializers.py` describes the same shapes for the schema; a test holds one to the other.
"""

from functools import cache
from itertools import groupby
from operator import itemgetter

import orjson
from django.conf import settings
from django.db.models import Count, Max, Min
from django.urls import reverse

from articles.addresses import keys_of
from articles.compiled import Compiled
from articles.models import Address, Article, Tagging
from articles.reading import public_ends

COLUMNS = (
    "id",
    "headline",
    "subtitle",
    "byline",
    "published_at",
    "date_precision",
    "language",
    "section",
    "source_url",
    "word_count",
    "source__name",
    "source__domain",
)
"""What an item of a list is made of, topics apart."""


def as_json(data) -> bytes:
    """Return an answer as all are written: moments as `2023-09-20T00:00:00Z`."""
    return orjson.dumps(data, option=orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS)


def address_of(article_id) -> str:
    """The absolute address of an article."""
    return f"{settings.SITE_URL}{articles_path()}{article_id}/"


@cache
def articles_path() -> str:
    """Where articles stand, looked up once: `reverse` for each item of a page takes longer than the rest of it."""
    return reverse("articles")


def items(articles) -> list[dict]:
    """Return articles, in their order, as items of a list. Two queries."""
    rows = list(articles.values(*COLUMNS))
    topics = topics_of(row["id"] for row in rows)
    return [item(row, topics.get(row["id"], [])) for row in rows]


def item(row, topics) -> dict:
    """Return one item of a list: a row of `COLUMNS` and the names of its topics."""
    domain = row["source__domain"] or None
    return {
        "id": row["id"],
        "url": address_of(row["id"]),
        "headline": row["headline"],
        "subtitle": row["subtitle"],
        "byline": row["byline"],
        "published_at": row["published_at"],
        "date_precision": row["date_precision"],
        "language": row["language"],
        "source": row["source__name"] and {"name": row["source__name"], "domain": domain},
        "section": row["section"],
        "topics": topics,
        "source_url": row["source_url"],
        "word_count": row["word_count"],
    }


def topics_of(ids) -> dict[int, list[str]]:
    """Return the names of the topics of each article, in their order. One query."""
    pairs = _topics(ids) if (ids := [*ids]) else []
    return {article_id: [name for _, name in group] for article_id, group in groupby(pairs, itemgetter(0))}


def _taggings(ids):
    ordered = Tagging.objects.filter(article__in=ids).order_by("article_id", "position", "id")
    return ordered.values_list("article_id", "topic__name")


_topics = Compiled(_taggings)


def whole(article) -> dict:
    """Return all of an article that was read `with_parts()`: two queries more, and one for each hop of merged links."""
    source = article.source
    return {
        "id": article.pk,
        "url": address_of(article.pk),
        "headline": article.headline,
        "subtitle": article.subtitle,
        "byline": article.byline,
        "authors": [
            {"id": one.author.pk, "name": one.author.name, "kind": one.author.kind} for one in article.authorships.all()
        ],
        "source": source and {"id": source.pk, "name": source.name, "domain": source.domain or None},
        "section": article.section,
        "topics": [one.topic.name for one in article.taggings.all()],
        "language": article.language,
        "published_at": article.published_at,
        "date_precision": article.date_precision,
        "source_url": article.source_url,
        "body": article.body,
        "text": article.text,
        "word_count": article.word_count,
        "images": [{"url": one.url, "caption": one.caption, "credit": one.credit} for one in article.images.all()],
        "related_links": related_links((one.title, one.url, one.target_id) for one in article.related_links.all()),
        "corrections": [{"at": one.at, "note": one.note} for one in article.corrections.all()],
        "revision": article.revision,
        "created_at": article.created_at,
        "updated_at": article.updated_at,
    }


def for_staff(article) -> dict:
    """Return what only those are shown of an article who may write: where it stands, and what is wrong with it."""
    withdrawal = {"reason": article.withdrawal_reason, "note": article.withdrawal_note, "at": article.withdrawn_at}
    return {
        "status": article.status,
        "problems": article.problems,
        "merged_into": article.merged_into_id,
        "withdrawal": withdrawal if article.withdrawn_at else None,
    }


def related_links(links) -> list[dict]:
    """Return links, each given as (title, url, target), with the id of the public article that it leads to."""
    links = [(*link, keys_of(link[1])) for link in links]
    held = _held(key for *_, keys in links for key in keys)
    public = public_ends({*held.values(), *(target for _, _, target, _ in links)})
    return [
        {
            "title": title,
            "url": url,
            "article": public.get(target) or next((public[held[key]] for key in keys if key in held), None),
        }
        for title, url, target, keys in links
    ]


def _held(keys) -> dict[str, int]:
    """Return the ids of the articles, public or not, that have these keys."""
    keys = {key for key in keys if key}
    return dict(Address.objects.filter(key__in=keys).values_list("key", "article_id")) if keys else {}


def counted(names, through) -> list[dict]:
    """Return rows of names (with `id`) with how many public articles show each, the first and the last date.

    `through` is the way from an article to them. One query.
    """
    rows = Article.objects.public().filter(**{f"{through}__in": [one["id"] for one in names]}).order_by()
    spans = rows.values(through).annotate(articles=Count("id"), first=Min("published_at"), last=Max("published_at"))
    by_id = {span.pop(through): span for span in spans}
    return [one | by_id[one["id"]] for one in names if one["id"] in by_id]
