"""What a reader may be told beside the record: the options of `import_articles` that decide how it is read."""

import datetime
from dataclasses import dataclass, field

from articles.importing.dates import read_date
from articles.importing.languages import language_tag

NAMES = (
    "key",
    "headline",
    "subtitle",
    "byline",
    "authors",
    "source",
    "section",
    "topics",
    "language",
    "published_at",
    "date_precision",
    "source_url",
    "body",
    "text",
    "images",
    "related_links",
    "corrections",
)
"""Fields that a record may give (DESIGN 8, plus `key`, the record's own identifier within its source)."""

SETTABLE = ("byline", "source", "section", "topics", "language", "published_at")
"""Fields that `--set` may give to records that lack them."""

ORDERS = ("dmy", "mdy")


class BadOption(ValueError):
    """An option that says nothing the reader understands; the message is one sentence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """How records are to be read. `now` is the moment that dates may not lie far ahead of."""

    mapping: dict[str, str] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)
    headline_from_body: bool = False
    dates: str = ""
    now: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))


def parse_mapping(text):
    """Read `THEIRS=OURS,…` of `--map`. Raises `BadOption`."""
    mapping = dict(_pair("--map", part, "THEIRS=OURS") for part in text.split(",") if part.strip())
    for theirs, ours in mapping.items():
        if ours not in NAMES:
            raise BadOption(f"--map {theirs}={ours}: there is no field “{ours}”; use one of {', '.join(NAMES)}.")
    if doubled := {ours for ours in mapping.values() if list(mapping.values()).count(ours) > 1}:
        raise BadOption(f"--map gives {', '.join(sorted(doubled))} twice: map one of their fields to each of ours.")
    return mapping


def parse_given(pairs, *, dates=""):
    """Read the `FIELD=VALUE` of every `--set`. Raises `BadOption`."""
    given = dict(_pair("--set", pair, "FIELD=VALUE") for pair in pairs)
    for name, value in given.items():
        if name not in SETTABLE:
            raise BadOption(f"--set {name}=…: it sets one of {', '.join(SETTABLE)}.")
        if not value:
            raise BadOption(f"--set {name}= has no value.")
    _check_given(given, dates)
    return given


def _check_given(given, dates):
    if "language" in given and not language_tag(given["language"]):
        raise BadOption(f"--set language={given['language']}: write a BCP 47 tag, such as en or pt-BR.")
    if "published_at" in given:
        dated = read_date(given["published_at"], order=dates)
        if dated is None or dated.problem:
            raise BadOption(f"--set published_at={given['published_at']}: write a date, such as 2017 or 2017-03-01.")


def _pair(option, text, form):
    name, equals, value = text.partition("=")
    if not (name.strip() and equals):
        raise BadOption(f"{option} {text}: write it as {form}.")
    return name.strip(), value.strip()
