"""What an article was: which former states there are, who may see which, and what one looked like.

Readers see states that were public when an edit ended them. What was withdrawn once stays taken back: of an article
that was restored they see what was restored and what came after, so that a word which was the reason to withdraw it
is not to be had from its history. Who edited and why is for those who may write: the names of curators and their
notes are no news.
"""

import datetime

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import NotFound

from articles import markdown, shapes
from articles.history import Change, Kind
from articles.models import Article, Author, Capture, Revision, Source, Status
from articles.serializers import Whole


def former(article, everything: bool):
    """Return the revisions of an article that somebody may see, but for the newest, which is the article itself."""
    held = Revision.objects.filter(article_id=article.pk)
    return held if everything else held.filter(state__status=Status.PUBLISHED, number__gte=_taken_back(article))


def _taken_back(article) -> int:
    """The number of the revision that was withdrawn last; 0 where none was."""
    withdrawn = Change.objects.filter(article_id=article.pk, kind=Kind.WITHDRAWN).order_by("-seq")
    return withdrawn.values_list("revision", flat=True).first() or 0


def seen_since(article) -> list[tuple[int, datetime.datetime]]:
    """Return the number of each state of a public article that readers may see, and since when they could.

    The oldest first. A state that was public later than it was made, such as a draft, was not there before.
    """
    numbers = [*former(article, False).order_by("number").values_list("number", flat=True), article.revision]
    ended = dict(Revision.objects.filter(article_id=article.pk).values_list("number", "at"))
    log = Change.objects.filter(article_id=article.pk, public=True).order_by("seq")
    first = log.values_list("at", flat=True)[:1].get()
    return [(number, max(ended.get(number - 1, first), first)) for number in numbers]


def original(article, everything: bool) -> Capture | None:
    """Return the capture whose bytes somebody may see; None where there is none.

    Readers see none from before a withdrawal where the article was edited until it was public again: the bytes still
    have what was taken out. Nor such as came in while it was taken back.
    """
    held = article.captures.order_by("-id")
    log = Change.objects.filter(article_id=article.pk)
    withdrawn = None if everything else log.filter(kind=Kind.WITHDRAWN).order_by("-seq").first()
    if withdrawn is None:
        return held.first()
    again = log.filter(seq__gt=withdrawn.seq, kind__in=(Kind.RESTORED, Kind.PUBLISHED)).order_by("seq").first()
    seen = Q(captured_at__gt=again.at)
    return held.filter(seen if _edited_since(withdrawn) else seen | Q(captured_at__lt=withdrawn.at)).first()


def _edited_since(withdrawn):
    """Whether somebody has edited an article that was withdrawn, before it was public again."""
    later = Revision.objects.filter(article_id=withdrawn.article_id, number__gte=withdrawn.revision)
    return later.exclude(state__status=Status.PUBLISHED).exists()


def page(article, everything: bool, before: int | None, size: int) -> tuple[list[dict], bool]:
    """Return up to `size` entries with numbers below `before`, newest first, and whether there are more."""
    held = former(article, everything).order_by("-number")
    held = held if before is None else held.filter(number__lt=before)
    numbers = list(held.values_list("number", flat=True)[: size + 1])
    if before is None or article.revision < before:
        numbers.insert(0, article.revision)
    shown = numbers[:size]
    made = beginnings(article, shown)
    return [_entry(number, made[number], everything) for number in shown], len(numbers) > size


def _entry(number, made, everything):
    told = {"by": made["by"], "reason": made["note"]} if everything else {"by": "", "reason": ""}
    return {"number": number, "at": made["at"]} | told


def beginnings(article, numbers) -> dict[int, dict]:
    """Return {number: when, by whom and why that revision was made}: by the edit that ended the one before."""
    wanted = ("number", "at", "by", "note")
    rows = Revision.objects.filter(article_id=article.pk, number__in=[one - 1 for one in numbers]).values(*wanted)
    made = {row["number"] + 1: row for row in rows}
    if 1 in numbers:
        log = Change.objects.filter(article_id=article.pk).order_by("seq")
        made[1] = log.values("at", "by", "note").first()
    return made


def shown(article, number: int, everything: bool) -> tuple[dict, object]:
    """Return all of an article as it was, in the shape of `shapes.whole`, and when it became that.

    Raises `NotFound` for what never was, or is not for whoever asks: one sentence for both.
    """
    if number == article.revision:
        return shapes.whole(article), article.updated_at
    state = former(article, everything).filter(number=number).values_list("state", flat=True).first()
    if state is None:
        raise NotFound(f"There is no revision {number} of this article to be seen.")
    at = beginnings(article, [number])[number]["at"]
    return whole(article, state, at), at


def whole(article: Article, state: dict, at) -> dict:
    """Return a former state in the shape of an article. A name that is gone since has no id."""
    text = markdown.plain(state["body"])
    fields = {name: value for name, value in state.items() if name != "status"} | {
        "id": article.pk,
        "url": shapes.address_of(article.pk),
        "authors": _authors(state["authors"]),
        "source": _source(state["source"]),
        "published_at": state["published_at"] and parse_datetime(state["published_at"]),
        "text": text,
        "word_count": len(text.split()),
        "related_links": shapes.related_links(
            (one["title"], one["url"], one["article"]) for one in state["related_links"]
        ),
        "corrections": [one | {"at": parse_datetime(one["at"])} for one in state["corrections"]],
        "created_at": article.created_at,
        "updated_at": at,
    }
    return {name: fields[name] for name in Whole().fields}


def _authors(named):
    ids = dict(Author.objects.filter(name__in=[one["name"] for one in named]).values_list("name", "id"))
    return [{"id": ids.get(one["name"]), **one} for one in named]


def _source(named):
    if named is None:
        return None
    key = named["domain"] or named["name"]
    return {"id": Source.objects.filter(key=key).values_list("id", flat=True).first(), **named}
