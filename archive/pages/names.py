"""The names of sources, authors, topics and sections, letter by letter, each with how many articles show it."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.pages.asking import taking
from archive.pages.browsing import ROOMS, search
from articles import alphabet
from articles.endpoints import newest_change
from articles.pagination import Cursor, Pages, behind
from articles.parameters import BadParameters, Mistake, Parameter, Parameters, Whole, clip
from articles.views import cut
from search import indexing
from search.engines.base import FACET_LIMIT, Query


class NamePages(Pages):
    """What a list of names takes: what that of the API does, and a letter."""

    letter = Parameter("The letter with which the names begin.", longest=8)
    page_size = Whole("How many on one page.", least=1, most=100, default=60, paging=True)
    cursor = Cursor(str, int)


class Kind:
    """A path converter: a list of names."""

    regex = "|".join(ROOMS)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


FILTERS = {"sources": "source", "authors": "author", "topics": "topic", "sections": "section"}
"""{list: the filter that takes its names}."""


@taking({kind: Parameters if kind == "sections" else NamePages for kind in FILTERS})
def names(request, asked, kind):
    """One list of names."""
    page = sections() if kind == "sections" else listed(asked, request, FILTERS[kind])
    return render(request, "archive/names.html", {"title": ROOMS[kind], "rooms": ROOMS, "kind": kind, **page})


def sections():
    """Return all sections by name; of very many, those that most articles show. One question to the engine."""
    counts = indexing.searched().search(Query(facets=("section",)), size=0).facets["section"]
    rows = [shown("section", {"name": name, "value": name, "articles": count}) for name, count in sorted(counts)]
    return {"names": rows, "cut": len(rows) == FACET_LIMIT}


def listed(asked, request, kind):
    """Return a page of names; the database says which there are, the engine how many articles a search finds of each.

    At most three queries, and one short question to the engine for each name.
    """
    log = newest_change()
    letters = alphabet.letters(kind, log and (log["seq"], log["mark"]))
    rows = alphabet.shown(kind).order_by("name", "id")
    if asked.letter:
        rows = alphabet.beginning(rows, initials(asked.letter, letters))
    if asked.after:
        rows = rows.filter(behind("name", *asked.after))
    if kind == "source":
        rows = alphabet.with_span(rows)
    columns = ("id", "name", *(("value", "first", "last") if kind == "source" else ()))
    found, more = cut(list(rows.values(*columns)[: asked.page_size + 1]), asked.page_size)
    further = asked.next_page(request, found[-1]["name"], found[-1]["id"]) if more else ""
    return {
        "names": [shown(kind, one) for one in with_counts(kind, found)],
        "letters": [(letter, address(asked, letter=letter)) for letter in letters],
        "letter": asked.letter,
        "all": address(asked),
        "next": f"?{further.partition('?')[2]}" if more else "",
        "start": address(asked, **({"letter": asked.letter} if asked.letter else {})) if asked.cursor else "",
        "spans": kind == "source",
    }


def initials(letter, letters):
    """Return the characters that stand for a letter; raises `BadParameters` for one that no name begins with."""
    if letter in letters:
        return letters[letter]
    sentence = _("No name begins with “{letter}”: use {letters}.")
    told = sentence.format(letter=clip(letter), letters=", ".join(letters))
    raise BadParameters(Mistake(told, parameter="letter", valid=tuple(letters)))


def with_counts(kind, rows):
    """Return names, each with its value as filters take it, and how many articles a search for it finds."""
    engine = indexing.searched()
    rows = [{"value": row["name"], **row} for row in rows]
    totals = [engine.search(Query(filters={kind: (row["value"],)}), size=0).total for row in rows]
    return [row | {"articles": total} for row, total in zip(rows, totals, strict=True)]


def shown(kind, row):
    """Return a name with the ways to its articles and to its feed."""
    feed = f"{reverse('search_atom')}?{urlencode({kind: row['value']})}"
    return row | {"link": search(**{kind: row["value"]}), "feed": feed}


def address(asked, **given):
    """Return a link to the first page of these names."""
    kept = [pair for pair in asked.pairs if pair[0] not in {"letter", "cursor"}]
    return f"?{urlencode([*kept, *given.items()])}"
