"""What an endpoint takes from the query string: declared in one class, read and checked as a whole."""

import difflib
import hashlib
import re
from urllib.parse import unquote, urlencode

from rest_framework import status
from rest_framework.exceptions import APIException

from articles import dates

MOST_PAIRS = 1_000
"""`name=value` pairs in one query string; Django's own limit for the fields of a form."""

MOST_VALUES = 100
"""Values of one repeated filter."""

LONGEST = 512
"""Characters of one value, unless its parameter says otherwise: the limit of a query as well."""

BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class Mistake(ValueError):
    """One thing wrong with one parameter: a sentence, where (offset in the value), what would be right."""

    def __init__(self, detail, *, parameter=None, offset=None, valid=(), nearest=None):
        super().__init__(detail)
        self.detail, self.parameter, self.offset, self.valid, self.nearest = detail, parameter, offset, valid, nearest

    def shown(self):
        """The mistake as errors show it."""
        named = {"parameter": self.parameter, "detail": self.detail, "offset": self.offset}
        return named | {"valid": list(self.valid), "nearest": self.nearest}


class BadParameters(APIException):
    """A request with parameters that are not what the endpoint declares; names every mistake at once."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, *mistakes):
        more = f" ({len(mistakes) - 1} more below)" if len(mistakes) > 1 else ""
        super().__init__(mistakes[0].detail + more)
        self.errors = [mistake.shown() for mistake in mistakes]


# --- single parameters --------------------------------------------------------------------------


class Parameter:
    """A value that an endpoint takes once: how it is read, what it is when left out, how it is described.

    `paging` marks what tells how to show an answer, not what is asked: a cursor holds whatever it is.
    """

    repeated = False
    schema = {"type": "string"}

    def __init__(self, description, *, default=None, required=False, longest=LONGEST, paging=False):
        self.description, self.default, self.required = description, default, required
        self.longest, self.paging = longest, paging

    def __set_name__(self, owner, name):
        self.name = name

    def given(self, values):
        """Return what all given values, none of them empty, come to; raises `Mistake`."""
        if len(values) > 1:
            raise Mistake(f"{self.name} is given {len(values)} times: give it once.")
        return self.parse(self.short(values[0]))

    def short(self, value):
        """Return the value; raises `Mistake` for one that is too long."""
        if self.longest is not None and len(value) > self.longest:
            raise Mistake(f"{self.name} is {len(value)} characters long: at most {self.longest} are read.")
        return value

    def parse(self, value):
        """Return what one value means; raises `Mistake`."""
        return value


class Values(Parameter):
    """A filter that may be repeated: any of its values. Read as a sorted tuple."""

    repeated = True

    def __init__(self, description, **options):
        super().__init__(description, default=(), **options)

    def given(self, values):
        if len(values) > MOST_VALUES:
            raise Mistake(f"{self.name} is given {len(values)} times: at most {MOST_VALUES} values are read.")
        return tuple(sorted({self.parse(self.short(value)) for value in values}))


class Tags(Values):
    """Languages, in lower case."""

    def parse(self, value):
        return value.lower()


class Whole(Parameter):
    """A whole number from `least` to `most`."""

    def __init__(self, description, *, least, most, **options):
        super().__init__(description, **options)
        self.least, self.most = least, most
        self.schema = {"type": "integer", "minimum": least, "maximum": most}

    def parse(self, value):
        if re.fullmatch("[0-9]{1,9}", value) and self.least <= int(value) <= self.most:
            return int(value)
        raise Mistake(f"{self.name} is “{clip(value)}”: write a whole number from {self.least} to {self.most}.")


class Choice(Parameter):
    """One of a few words."""

    def __init__(self, description, *choices, **options):
        super().__init__(description, **options)
        self.choices = choices
        self.schema = {"type": "string", "enum": list(choices)}

    def parse(self, value):
        return chosen(self.name, value, self.choices)


class Switch(Choice):
    """`1` or `0`. Read as a bool."""

    def __init__(self, description, **options):
        super().__init__(description, "0", "1", default=False, **options)

    def parse(self, value):
        return super().parse(value) == "1"


class Choices(Parameter):
    """Some of a few words, by comma. Read as a tuple without repetitions, in the order given."""

    def __init__(self, description, *choices, **options):
        super().__init__(description, default=(), **options)
        self.choices = choices
        self.schema = {"type": "array", "items": {"type": "string", "enum": list(choices)}}

    def parse(self, value):
        names = (name.strip() for name in value.split(","))
        return tuple(dict.fromkeys(chosen(self.name, name, self.choices) for name in names if name))


class Day(Parameter):
    """A day, or a month or year that stands for its first day. Read as a date."""

    schema = {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"}

    def parse(self, value):
        try:
            at, precision = dates.parse(value)
            if precision != "minute":
                return at.date()
        except ValueError:
            pass
        raise Mistake(
            f"{self.name} is “{clip(value)}”: write a day such as 2023-09-20, a month such as 2023-09 or a year, "
            f"from {dates.YEARS[0]} to {dates.YEARS[-1]}.",
            valid=("YYYY", "YYYY-MM", "YYYY-MM-DD"),
        )


# --- all of an endpoint -------------------------------------------------------------------------


class Parameters:
    """What an endpoint takes. Subclasses declare `Parameter`s; an instance has their values as attributes.

    `pairs` holds the names and values that were given, in their order, without empty ones.
    """

    declared = {}

    def __init_subclass__(cls):
        found = (item for one in reversed(cls.__mro__) for item in vars(one).items())
        cls.declared = {name: value for name, value in found if isinstance(value, Parameter)}

    def __init__(self, query_string=""):
        """Read a query string as WSGI hands it over; raises `BadParameters` with every mistake in it."""
        self.pairs = [(name, value) for name, value in split(query_string) if value]
        mistakes = [*self._unknown(), *self._read()]
        if not mistakes:
            mistakes = self.check()
        if mistakes:
            raise BadParameters(*mistakes)

    def check(self):
        """Return the mistakes that show only in several values together."""
        return []

    def _unknown(self):
        """Yield a mistake for each name that is not declared."""
        for name in dict.fromkeys(name for name, _ in self.pairs if name not in self.declared):
            valid = tuple(self.declared)
            what = f"use {', '.join(valid)}" if valid else "this address takes none"
            detail = f"There is no parameter “{clip(name)}” here: {what}."
            yield Mistake(detail, parameter=clip(name), valid=valid, nearest=nearest(name, valid))

    def _read(self):
        """Set every declared value; yield the mistakes."""
        for name, parameter in self.declared.items():
            values = [value for given, value in self.pairs if given == name]
            try:
                setattr(self, name, parameter.given(values) if values else parameter.default)
                if parameter.required and not values:
                    raise Mistake(f"{name} is missing: {parameter.description}")
            except Mistake as mistake:
                mistake.parameter = name
                yield mistake

    @property
    def question(self) -> str:
        """8 hex digits for what is asked, whichever page of it: a cursor fits one question only."""
        asked = [(name, getattr(self, name)) for name, one in sorted(self.declared.items()) if not one.paging]
        return hashlib.blake2b(repr(asked).encode(), digest_size=4).hexdigest()

    def query_string(self, **replaced) -> str:
        """Return what was given as a query string, with these values instead."""
        kept = [(name, value) for name, value in self.pairs if name not in replaced]
        return urlencode([*kept, *replaced.items()])


def split(query_string):
    """Return the (name, value) pairs of a query string as WSGI has it: bytes, decoded as Latin-1.

    Unlike Django's, this refuses what is not UTF-8 instead of putting another character in its place.
    """
    pieces = [piece for piece in query_string.split("&") if piece]
    if len(pieces) > MOST_PAIRS:
        raise BadParameters(Mistake(f"The request has {len(pieces)} parameters: at most {MOST_PAIRS} are read."))
    parts = (piece.partition("=") for piece in pieces)
    return [(decoded(name), decoded(value, clip(name))) for name, _, value in parts]


def decoded(text, parameter=None):
    """Return a name or a value without its percent signs; raises `BadParameters`."""
    try:
        if BROKEN_ESCAPE.search(text):
            raise Mistake("A percent sign is not followed by two hexadecimal digits: write it as %25.")
        value = unquote(text.replace("+", " ").encode("latin-1").decode(), errors="strict")
        if "\0" in value:
            raise Mistake("The request holds the character NUL: leave it out.")
    except UnicodeError:
        raise BadParameters(Mistake("The request holds bytes that are no UTF-8.", parameter=parameter)) from None
    except Mistake as mistake:
        mistake.parameter = parameter
        raise BadParameters(mistake) from None
    return value


def chosen(name, value, choices):
    """Return the value if it is one of the choices; raises `Mistake`."""
    if value in choices:
        return value
    detail = f"{name} is “{clip(value)}”: use {', '.join(choices[:-1])} or {choices[-1]}."
    raise Mistake(detail, valid=choices, nearest=nearest(value, choices))


def nearest(name, names):
    """Return the name that a reader most likely meant, or None."""
    return next(iter(difflib.get_close_matches(name[:64].lower(), names, n=1)), None)


def clip(text, longest=60):
    """Return a text short enough to be repeated in a sentence."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
