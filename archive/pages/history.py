"""What an article was: its revisions as readers may see them, each with what the edit changed."""

from itertools import pairwise

from django.shortcuts import render

from archive.pages.one import of_one_article
from archive.pages.wording import FIELDS
from articles import differences, revisions
from articles.pagination import Cursor, Pages
from articles.parameters import Whole
from articles.slugs import canonical_page

PER_PAGE, MOST = 10, 20
"""Revisions on a page, each with its differences: fewer than the API names, which compares nothing."""


class HistoryParameters(Pages):
    """What the history of an article takes; a page of it is that of `revisions/`."""

    cursor = Cursor(int, int)
    page_size = Whole("How many revisions.", least=1, most=MOST, default=PER_PAGE, paging=True)


@of_one_article(HistoryParameters)
def history(request, asked, found):
    """The revisions of an article that readers may see, the newest first."""
    before = asked.after and asked.after[0]
    entries, more = revisions.page(found, False, before, asked.page_size)
    place = more and (entries[-1]["number"], found.pk)
    following = asked.next_page(request, *place) if more else ""
    context = {
        "article": {"id": found.pk, "headline": found.headline, "language": found.language},
        "canonical": canonical_page({"id": found.pk, "headline": found.headline}),
        "entries": compared(found, entries, last=not more),
        "now": found.revision,
        "next": following and f"?{following.partition('?')[2]}",
        "start": request.path if before else "",
    }
    return render(request, "archive/history.html", context)


def compared(found, entries, *, last):
    """Return the entries with what each changed of the one below, which a page may not show any more. One query."""
    numbers = [one["number"] for one in entries]
    wanted = revisions.former(found, False).filter(number__lte=numbers[0]).order_by("-number")
    states = {found.revision: found.state()} | dict(wanted.values_list("number", "state")[: len(numbers) + 1])
    ordered = sorted(states, reverse=True)
    below = dict(pairwise(ordered))
    return [
        one | {"below": below.get(one["number"]), "differences": _differences(states, one["number"], below)}
        for one in entries
    ]


def _differences(states, number, below):
    if number not in below:
        return []
    found = differences.compare(*(_shown(states[one]) for one in (below[number], number)))
    return [{"name": FIELDS.get(one.name.replace(" ", "_"), one.name), "rows": one.rows} for one in found]


def _shown(state):
    """A state as readers see it: links without the number of an article that they may not see."""
    return state | {"related_links": [{"title": one["title"], "url": one["url"]} for one in state["related_links"]]}
