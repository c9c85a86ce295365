"""An article as people cite it, in the styles that they are asked for: text to be copied, titles of papers in italics.

The rules are those of the Publication Manual of the APA (7th edition, 10.1, newspaper articles), The Chicago Manual of
Style (17th edition, 14.191–14.198, bibliography), the MLA Handbook (9th edition, 5.31–5.99: the archive is the second
container), ГОСТ Р 7.0.5-2008 (references, 10) and ГОСТ Р 7.0.100-2018 (records, 7.4). Headlines stay
as they were printed.
"""

import datetime
from dataclasses import dataclass
from html import escape

from django.conf import settings

from articles.exporting.telling import cited, credited, line, page_of

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MLA_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
GOST_MONTHS = ("янв.", "февр.", "март", "апр.", "май", "июнь", "июль", "авг.", "сент.", "окт.", "нояб.", "дек.")
GOST_MONTHS_OF = ("янв.", "февр.", "марта", "апр.", "мая", "июня", "июля", "авг.", "сент.", "окт.", "нояб.", "дек.")
"""By ГОСТ Р 7.0.12-2011; short months are written out, and behind a day in the genitive."""

FAMILY_FIRST = frozenset({"zh", "ja", "ko", "vi", "hu"})
"""Languages in whose names the family comes first, so that nothing is put before it."""

PARTICLES = frozenset(
    [
        "af",
        "al",
        "bin",
        "d",
        "da",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "la",
        "le",
        "los",
        "ten",
        "ter",
        "van",
        "von",
        "zu",
        "zum",
        "zur",
    ]
)
"""Words before a family's name that belong to it, written small."""

SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
ENDS = (".", "?", "!", "…", "。", "？", "！", "؟")
MOST_OF_APA, MOST_OF_GOST = 20, 3


class Italic(str):
    """A piece of a citation that is set in italics."""

    __slots__ = ()


@dataclass(frozen=True, kw_only=True)
class Citation:
    """An article as one style has it, in pieces."""

    name: str
    style: str
    pieces: tuple[str, ...]

    @property
    def text(self) -> str:
        """The citation without italics."""
        return "".join(self.pieces)

    @property
    def html(self) -> str:
        """The citation as HTML."""
        return "".join(f"<i>{escape(one)}</i>" if isinstance(one, Italic) else escape(one) for one in self.pieces)


def citations(article: dict, today: datetime.date) -> list[Citation]:
    """Return an article, given as the API shows it, in every style; `today` is when it was looked at."""
    facts = _Facts(article, today)
    return [Citation(name=name, style=style, pieces=tuple(filter(None, write(facts)))) for style, name, write in STYLES]


# --- what is known --------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Name:
    """Who is cited: a person by family and given names, anybody else as they are called (no `given`)."""

    family: str
    given: str = ""

    @property
    def straight(self):
        """As it is said."""
        return f"{self.given} {self.family}".strip()

    def inverted(self, comma=", "):
        """As it is sorted."""
        return f"{self.family}{comma}{self.given}" if self.given else self.family

    def initials(self, comma=", "):
        """As it is sorted, given names by their first letters: `Jean-Paul` is `J.-P.`."""
        if not self.given:
            return self.family
        letters = ("-".join(f"{part[0]}." for part in word.split("-") if part) for word in self.given.split())
        return f"{self.family}{comma}{' '.join(letters)}"


def name_of(author: dict, language: str) -> Name:
    """Part the name of a person; what cannot be parted stays whole."""
    whole = line(author["name"])
    words = whole.split()
    if author["kind"] != "person" or len(words) < 2 or language.partition("-")[0] in FAMILY_FIRST:
        return Name(family=whole)
    if "," in whole:
        family, _, given = whole.partition(",")
        return Name(family=family.strip(), given=given.strip())
    suffix = f" {words.pop()}" if len(words) > 2 and words[-1].lower() in SUFFIXES else ""
    at = len(words) - 1
    while at > 1 and words[at - 1] in PARTICLES:
        at -= 1
    return Name(family=" ".join(words[at:]) + suffix, given=" ".join(words[:at]))


class _Facts:
    """What all styles are made of."""

    def __init__(self, article, today):
        self.language = article["language"]
        self.title = line(article["headline"])
        self.names = [name_of(one, self.language) for one in credited(article)]
        self.source = line(article["source"]["name"]) if article["source"] else ""
        self.at, self.precision = article["published_at"], article["date_precision"]
        self.url, self.page, self.today = cited(article), page_of(article), today
        self.archive = line(settings.ARCHIVE_NAME)

    @property
    def ended(self):
        """The title with a full stop, unless it ends a sentence by itself."""
        return self.title if self.title.endswith(ENDS) else f"{self.title}."

    def date(self, year="{year}", month="{month} {year}", day="{month} {day}, {year}", months=MONTHS):
        """Return the date as precise as it is known."""
        form = {"year": year, "month": month}.get(self.precision, day)
        at = self.at.astimezone(datetime.UTC)
        return form.format(year=at.year, month=months[at.month - 1], day=at.day)

    @property
    def elsewhere(self):
        """Whether it is cited by an address that is not this archive's."""
        return self.url != self.page


# --- the styles -----------------------------------------------------------------------------------


def apa(facts):
    date = facts.date(month="{year}, {month}", day="{year}, {month} {day}")
    by = _apa_names([one.initials() for one in facts.names])
    head = [f"{_stopped(by)} ({date}). ", facts.ended] if by else [facts.ended, f" ({date})."]
    return [*head, " ", Italic(facts.source), ". " if facts.source else "", facts.url]


def _apa_names(names):
    if len(names) > MOST_OF_APA:
        return f"{', '.join(names[: MOST_OF_APA - 1])}, . . . {names[-1]}"
    return ", & ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def chicago(facts):
    names = [one.straight if place else one.inverted() for place, one in enumerate(facts.names)]
    by = f"{', '.join(names[:7])}, et al." if len(names) > 10 else _listed(names, "and")
    date = facts.date()
    paper = [" ", Italic(facts.source), f", {date}. "] if facts.source else [f" {date}. "]
    held = f" {facts.archive}, {facts.page}." if facts.elsewhere else ""
    return [f"{_stopped(by)} " if by else "", f"“{facts.ended}”", *paper, f"{facts.url}.", held]


def mla(facts):
    names = [one.straight if place else one.inverted() for place, one in enumerate(facts.names)]
    by = f"{names[0]}, et al." if len(names) > 2 else _listed(names, "and")
    date = facts.date(day="{day} {month} {year}", months=MLA_MONTHS)
    paper = [" ", Italic(facts.source), f", {date}"] if facts.source else [f" {date}"]
    first = [f", {facts.url}."] if facts.elsewhere else ["."]
    container = [" ", Italic(facts.archive), f", {facts.page}."]
    return [f"{_stopped(by)} " if by else "", f"“{facts.ended}”", *paper, *first, *container]


def gost_reference(facts):
    """A reference: no dashes between the areas, the paper behind two strokes."""
    names = [one.initials(" ") for one in facts.names]
    few = len(names) <= MOST_OF_GOST
    head = f"{_stopped(', '.join(names))} " if names and few else ""
    tail = "" if few else f" / {names[0]} [{_others(facts)}]"
    paper = f" // {facts.source}. " if facts.source else ". "
    return [f"{head}{facts.title}{tail}{paper}", f"{_gost_date(facts, '. ')}. ", _gost_address(facts)]


def gost_record(facts):
    """A record: heading, title with who answers for it, kind of content, and the areas of the paper behind dashes."""
    names = [one.initials() for one in facts.names]
    few = len(names) <= MOST_OF_GOST
    head = f"{_stopped(names[0])} " if names and few and facts.names[0].given else ""
    told = [one.straight for one in facts.names[:MOST_OF_GOST]]
    said = f" / {', '.join(told)}{'' if few else f' [{_others(facts)}]'}" if told else ""
    paper = f" // {facts.source} : [сайт]" if facts.source else ""
    areas = [f"{head}{facts.title}{said}", f"Текст : электронный{paper}", *_gost_date(facts, "\n").split("\n")]
    return [". – ".join(one.removesuffix(".") for one in areas), ". – ", _gost_address(facts)]


def _gost_date(facts, between):
    """The year, then day and month: in Russian for what is Russian, else in English."""
    russian = facts.language.partition("-")[0] in {"ru", "und"}
    months = (GOST_MONTHS if facts.precision == "month" else GOST_MONTHS_OF) if russian else MLA_MONTHS
    return facts.date(
        month=f"{{year}}{between}{{month}}", day=f"{{year}}{between}{{day}} {{month}}", months=months
    ).removesuffix(".")


def _gost_address(facts):
    return f"URL: {facts.url} (дата обращения: {facts.today:%d.%m.%Y})."


def _others(facts):
    return "и др." if facts.language.partition("-")[0] in {"ru", "und"} else "et al."


def _listed(names, word):
    """Join names as a sentence does: `Miller, Jane, and John Doe`."""
    return f", {word} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _stopped(text):
    return text if text.endswith(".") else f"{text}."


STYLES = (
    ("apa", "APA", apa),
    ("chicago", "Chicago", chicago),
    ("mla", "MLA", mla),
    ("gost-7.0.5", "ГОСТ Р 7.0.5-2008", gost_reference),
    ("gost-7.0.100", "ГОСТ Р 7.0.100-2018", gost_record),
)
"""Style, its name, and what writes it."""
