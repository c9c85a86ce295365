"""What a harvester asks for: the arguments of its request, read and checked as the protocol has it."""

import datetime
import re
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from articles.exporting.oai import sets
from articles.exporting.oai.formats import FORMATS
from articles.pagination import Cursor, encoded
from articles.parameters import BadParameters, Mistake, clip, nearest, split


class Refused(ValueError):
    """What is wrong with a request, in the protocol's own terms: (code, sentence) for each."""

    def __init__(self, *errors: tuple[str, str]):
        super().__init__(errors[0][1])
        self.errors = errors


@dataclass(frozen=True, kw_only=True)
class Takes:
    """The arguments of a verb. One that can be resumed has a cursor: the types of a place in its list."""

    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    cursor: Cursor | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All arguments that there are."""
        return (*self.required, *self.optional, *(("resumptionToken",) if self.cursor else ()))


LIST = Takes(required=("metadataPrefix",), optional=("from", "until", "set"), cursor=Cursor(int, int, int, int))
VERBS = {
    "Identify": Takes(),
    "ListMetadataFormats": Takes(optional=("identifier",)),
    "ListSets": Takes(cursor=Cursor(str, int, int)),
    "ListIdentifiers": LIST,
    "ListRecords": LIST,
    "GetRecord": Takes(required=("identifier", "metadataPrefix")),
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A verb with arguments that it takes, as they came.

    `selection` holds those that a list began with, also where only a token came, and `place` where it goes on.
    """

    verb: str
    arguments: dict[str, str]
    selection: dict[str, str] = field(default_factory=dict)
    place: tuple = ()

    def token(self, *place) -> str:
        """Return the token by which the list goes on behind this place."""
        return encoded(urlencode({"verb": self.verb} | self.selection), *place)

    @property
    def first(self) -> datetime.datetime | None:
        """The moment from which on headers are asked for."""
        return span(self.selection["from"])[0] if "from" in self.selection else None

    @property
    def end(self) -> datetime.datetime | None:
        """The moment before which they are asked for."""
        return span(self.selection["until"])[1] if "until" in self.selection else None


def read(*query_strings: str) -> Asked:
    """Return what is asked in these, in the form of WSGI; raises `Refused`. An empty value is one left out."""
    try:
        pairs = [(name, value) for one in query_strings for name, value in split(one) if value]
    except BadParameters as error:
        raise Refused(("badArgument", str(error.detail))) from None
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise Refused(("badVerb", _no_verb(verbs)))
    [verb], others = verbs, [pair for pair in pairs if pair[0] != "verb"]
    arguments = dict(others)
    if wrong := [*_repeated(others), *_not_taken(verb, arguments)]:
        raise Refused(*(("badArgument", one) for one in wrong))
    return Asked(verb=verb, arguments=arguments)


def checked(asked: Asked) -> Asked:
    """Return what is asked with its selection; raises `Refused` where a value can be none."""
    if token := asked.arguments.get("resumptionToken"):
        return _resumed(asked, token)
    errors = [("badArgument", one) for one in (*_wrong_dates(asked.arguments), *_wrong_set(asked.arguments))]
    prefix = asked.arguments.get("metadataPrefix")
    if prefix is not None and prefix not in FORMATS:
        sentence = f"There is no metadataPrefix “{clip(prefix)}” here: use {' or '.join(FORMATS)}."
        errors.append(("cannotDisseminateFormat", sentence))
    if errors:
        raise Refused(*errors)
    return replace(asked, selection=asked.arguments)


def _no_verb(verbs):
    if len(verbs) > 1:
        return f"verb is given {len(verbs)} times: give it once."
    what = f"There is no verb “{clip(verbs[0])}”" if verbs else "verb is missing"
    close = verbs and nearest(verbs[0], tuple(VERBS))
    return f"{what}: use {close or ', '.join(VERBS)}."


def _repeated(pairs):
    names = [name for name, _ in pairs]
    return (f"{clip(one)} is given twice: give it once." for one in dict.fromkeys(names) if names.count(one) > 1)


def _not_taken(verb, arguments):
    """Yield what a verb does not take, and what is missing."""
    takes = VERBS[verb]
    for name in arguments:
        if name not in takes.names:
            yield f"{verb} takes no {clip(name)}: it takes {', '.join(takes.names) or 'nothing'}."
    if takes.cursor and "resumptionToken" in arguments:
        if len(arguments) > 1:
            yield "resumptionToken says all that is asked: give nothing beside it."
        return
    yield from (f"{name} is missing." for name in takes.required if name not in arguments)


def _wrong_set(arguments):
    try:
        sets.parsed(arguments.get("set", "source"))
    except sets.NoSet:
        yield f"set is “{clip(arguments['set'])}”: take a setSpec from ListSets."


# --- dates ----------------------------------------------------------------------------------------

GRANULARITIES = {
    re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"): datetime.timedelta(days=1),
    re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"): datetime.timedelta(seconds=1),
}
"""How a UTCdatetime is written, and how long one lasts."""


def span(written: str) -> tuple[datetime.datetime, datetime.datetime | None]:
    """Return when a day or a second begins and when it is over, None for never; raises ValueError."""
    lasts = next(lasts for pattern, lasts in GRANULARITIES.items() if pattern.fullmatch(written))
    begins = datetime.datetime.fromisoformat(written).replace(tzinfo=datetime.UTC)
    try:
        return begins, begins + lasts
    except OverflowError:
        return begins, None


def _wrong_dates(arguments):
    given = {name: arguments[name] for name in ("from", "until") if name in arguments}
    wrong = [name for name, value in given.items() if not _is_date(value)]
    for name in wrong:
        yield f"{name} is “{clip(given[name])}”: write a day as 2023-09-20, or a second as 2023-09-20T12:00:00Z."
    if len(given) == 2 and not wrong:
        if len(given["from"]) != len(given["until"]):
            yield "from and until differ in granularity: write both as days, or both as seconds."
        elif given["from"] > given["until"]:
            yield "from is later than until: nothing can lie between."


def _is_date(value):
    try:
        return bool(span(value))
    except (StopIteration, ValueError):
        return False


# --- tokens ---------------------------------------------------------------------------------------


def _resumed(asked, token):
    """Return what a token stands for. It holds all that is to be known, so it is valid for ever. Raises `Refused`."""
    try:
        question, place = VERBS[asked.verb].cursor.parse(token)
        begun = read(question)
        if begun.verb != asked.verb or "resumptionToken" in begun.arguments or place[2] < 0:
            raise Mistake("It was given out for something else.")
        return replace(asked, selection=checked(begun).selection, place=place)
    except (Mistake, Refused, ValueError):
        sentence = "resumptionToken is none that this archive gave out to this verb: begin again without one."
        raise Refused(("badResumptionToken", sentence)) from None
