"""What an answer can be narrowed by: values to click on, to have only these or all but these; and what narrows it."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.pages.question import Question
from archive.templatetags.reading import language_name
from search.engines.base import NEWEST
from search.query.excluding import Excluding

TITLES = {
    "source": _("Sources"),
    "author": _("Authors"),
    "topic": _("Topics"),
    "section": _("Sections"),
    "language": _("Languages"),
}
"""Facets by what they are called."""

FILTERS = {
    "source": _("source"),
    "author": _("author"),
    "topic": _("topic"),
    "section": _("section"),
    "language": _("language"),
    "published_after": _("from"),
    "published_before": _("before"),
}
"""Filters by the name that readers know them by."""

AT_ONCE, FEWEST, MOST = 7, 5, 30
"""Values of a facet that are shown without a click; and all of them, where addresses are long and where they are short.
"""

ROOM, AROUND = 50_000, 150
"""Bytes that all values of all facets may take in a page, and that each link takes beside its address."""


class Narrowing:
    """The ways to narrow one question, given what an answer was counted by."""

    def __init__(self, asked: Question, counted: dict[str, list[dict]], total: int):
        self.asked, self.counted, self.total = asked, counted, total
        self.excluding = asked.excluding()
        self.order = {} if asked.sort or asked.q.strip() else {"sort": NEWEST}  # else the first word would change it
        self.most = most_values(asked)

    def facets(self) -> list[dict]:
        """Return what was counted, each value with its links: those shown at once, and more."""
        return [self._facet(name, self.counted[name]) for name in TITLES if self._tells(name)]

    def chosen(self) -> list[dict]:
        """Return what narrows the answer, each with the link that takes it back."""
        return [*self._filters(), *self._left_out()]

    def unfiltered(self) -> str:
        """Return a link to the question without filters, whether they stand in the address or among the words."""
        excluding = self.excluding
        while left_out := excluding.left_out():
            excluding = Excluding(left_out[-1].without, **excluding.reading)
        return self.asked.address(without=tuple(FILTERS), q=excluding.q)

    def _tells(self, name):
        """Whether a facet parts what was found."""
        values = self.counted.get(name, [])
        return len(values) > 1 or any(one["count"] != self.total or self._is_chosen(name, one) for one in values)

    def _is_chosen(self, name, one):
        return (name, one["value"]) in self.asked.pairs

    def _facet(self, name, counted):
        values = [self._value(name, one) for one in counted[: self.most]]
        told = {"name": name, "title": TITLES[name], "values": values, "at_once": AT_ONCE}
        return told | {"more": len(values) - AT_ONCE, "is_cut": len(counted) > self.most}

    def _value(self, name, one):
        """Return a value with the links that narrow to it (or take that back), and that leave it out."""
        pair = (name, one["value"])
        one = one | {"label": label_of(name, one)}
        if self._is_chosen(name, one):
            back = gettext("Without the filter {value}").format(value=one["label"])
            return one | {"chosen": True, "link": self.asked.address(without=[pair]), "without_name": back}
        q = self.excluding.leaving_out(*pair)
        without = self.asked.address(q=q, **self.order) if q else ""
        out = gettext("Leave out {value}").format(value=one["label"])
        return one | {"link": self.asked.address(also=[pair]), "without": without, "without_name": out}

    def _filters(self):
        """Yield the filters of the address."""
        for name, value in self.asked.pairs:
            if name in FILTERS:
                link = self.asked.address(without=[(name, value)])
                yield {"title": FILTERS[name], "label": self._label(name, value), "link": link}

    def _left_out(self):
        """Yield what the words of the question leave out."""
        for one in self.excluding.left_out():
            link, label = self.asked.address(q=one.without), self._label(one.name, one.value)
            yield {"title": FILTERS[one.name], "label": label, "link": link, "is_left_out": True}

    def _label(self, name, value):
        """Return what readers call a value, where it was counted."""
        counted = (one for one in self.counted.get(name, []) if one["value"] == value)
        return label_of(name, next(counted, {"label": value}))


def label_of(name, one):
    """Return what readers call a counted value: a language by its name."""
    return language_name(one["label"]) if name == "language" else one["label"]


def most_values(asked: Question) -> int:
    """Return how many values of each facet have room in a page: each has two links, which repeat the whole question."""
    each = 2 * (len(asked.address().encode()) + AROUND)
    return max(FEWEST, min(MOST, ROOM // (len(TITLES) * each)))
