"""Sets: the articles of a source (`source:KEY`), those of a section (`section:NAME`), and all that have either.

A setSpec may hold few characters. All others are written as `!` and two hexadecimal digits for each byte of UTF-8:
`section:World!20news`. An article that is gone is told of in every set, and says of none that it was in it: where it
had stood is nobody's business any more, and who has a copy must hear of it.
"""

from urllib.parse import quote, unquote

from django.db.models import Exists, OuterRef, QuerySet

from articles.headers import Header
from articles.models import Source

KINDS = ("source", "section")
PLAIN = "-_.~*'()"
"""What stands for itself, beside letters and digits (the pattern of setSpec in OAI-PMH.xsd, less the sign itself)."""


class NoSet(ValueError):
    """A setSpec that this archive would never write."""


def spec_of(kind: str, name: str) -> str:
    """Return the setSpec of a source, by its key, or a section; of all of a kind where the name is empty."""
    return f"{kind}:{quote(name, safe=PLAIN).replace('%', '!')}" if name else kind


def parsed(spec: str) -> tuple[str, str]:
    """Return (kind, name) of a setSpec; raises `NoSet`."""
    kind, _, written = spec.partition(":")
    try:
        name = unquote(written.replace("%", "%25").replace("!", "%"), errors="strict")
    except UnicodeDecodeError:
        raise NoSet(spec) from None
    if kind not in KINDS or spec_of(kind, name) != spec or "\0" in name:
        raise NoSet(spec)
    return kind, name


def specs(header) -> list[str]:
    """Return the setSpecs of a header."""
    return [spec_of(kind, name) for kind in KINDS if (name := getattr(header, kind))]


def members(headers: QuerySet, spec: str) -> list[QuerySet]:
    """Return those of these headers that are told of in a set: the public ones, and all that are gone."""
    kind, name = parsed(spec)
    public = headers.filter(**{kind: name}) if name else headers.exclude(**{kind: ""})
    return [public, headers.filter(public=False)]


def listed(after: tuple[int, str] | None, most: int) -> list[tuple[int, str, str]]:
    """Return up to `most` sets behind this one, each as (place of its kind, name, what it is called)."""
    found = []
    place, name = after or (0, None)
    for number in range(place, len(KINDS)):
        found += [(number, *one) for one in NAMES[number](name if number == place else None, most - len(found))]
    return found


def _sources(after, most):
    held = Source.objects.filter(Exists(Header.objects.filter(source=OuterRef("key")))).order_by("key")
    return _of_kind("All with a source", held.values_list("key", "name"), {"key__gt": after}, most)


def _sections(after, most):
    held = Header.objects.exclude(section="").order_by("section").values_list("section", "section").distinct()
    return _of_kind("All with a section", held, {"section__gt": after}, most)


def _of_kind(called, rows, behind, most):
    """Return the set of a whole kind, where there is any, and those in it."""
    if most <= 0:
        return []
    if None not in behind.values():
        return list(rows.filter(**behind)[:most])
    first = list(rows[:most])
    return [("", called), *first][:most] if first else []


NAMES = (_sources, _sections)
