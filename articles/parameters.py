"""What an endpoint takes from the query string: declared in one class, read and checked as a whole."""

import difflib
import hashlib
import re
from urllib.parse import unquote, urlencode

from django.utils.translation import gettext as _
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
    """One thing wrong with one parameter: a sentence, where (offset in the value), what would be right.

    `number` says which of several values it is that is wrong, counted from 1.
    """

    number = None

    def __init__(self, detail, *, parameter=None, offset=None, valid=(), nearest=None):
        super().__init__(detail)
        self.detail, self.parameter, self.offset, self.valid, self.nearest = detail, parameter, offset, valid, nearest

    def shown(self):
        """The mistake as errors show it."""
        named = {"parameter": self.parameter, "detail": self.detail, "offset": self.offset}
        named |= {"valid": list(self.valid), "nearest": self.nearest}
        return named | ({"number": self.number} if self.number else {})


class BadParameters(APIException):
    """A request with parameters that are not what the endpoint declares; names every mistake at once."""

    status_code = status.HTTP_400_BAD_REQUEST

    def __init__(self, *mistakes):
        more = _("({count} more below)").format(count=len(mistakes) - 1) if len(mistakes) > 1 else ""
        super().__init__(f"{mistakes[0].detail} {more}".strip())
        self.mistakes = mistakes
        self.errors = [mistake.shown() for mistake in mistakes]


# --- single parameters --------------------------------------------------------------------------


class Parameter:
    """A value that an endpoint takes once: how it is read, what it is when left out, how it is described.

    `paging` marks what tells how to show an answer, not what is asked: a cursor holds whatever it is.
    """

    repeated = False
    schema = {"type": "string", "pattern": r"^[^\u0000]*$"}

    def __init__(self, description, *, default=None, required=False, longest=LONGEST, paging=False):
        self.description, self.default, self.required = description, default, required
        self.longest, self.paging = longest, paging

    def __set_name__(self, owner, name):
        self.name = name

    def described(self) -> dict:
        """Return what a value is, as a schema of JSON."""
        if self.schema["type"] != "string" or "enum" in self.schema:
            return self.schema
        lengths = {"minLength": 1 if self.required else None, "maxLength": self.longest}
        return self.schema | {name: length for name, length in lengths.items() if length is not None}

    def given(self, values):
        """Return what all given values, none of them empty, come to; raises `Mistake`."""
        if len(values) > 1:
            sentence = _("{name} is given {count} times: give it once.")
            raise Mistake(sentence.format(name=self.name, count=len(values)))
        return self.parse(self.short(values[0]))

    def short(self, value):
        """Return the value; raises `Mistake` for one that is too long."""
        if self.longest is not None and len(value) > self.longest:
            sentence = _("{name} is {count} characters long: at most {most} are read.")
            raise Mistake(sentence.format(name=self.name, count=len(value), most=self.longest))
        return value

    def parse(self, value):
        """Return what one value means; raises `Mistake`."""
        return value


class Values(Parameter):
    """A filter that may be repeated: any of its values. Read as a sorted tuple."""

    repeated = True

    def __init__(self, description, **options):
        super().__init__(f"{description} At most {MOST_VALUES}.", default=(), **options)

    def described(self):
        return {"type": "array", "items": super().described()}  # empty ones do not count towards MOST_VALUES

    def given(self, values):
        if len(values) > MOST_VALUES:
            sentence = _("{name} is given {count} times: at most {most} values are read.")
            raise Mistake(sentence.format(name=self.name, count=len(values), most=MOST_VALUES))
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
        if re.fullmatch("[0-9]{1,19}", value) and self.least <= int(value) <= self.most:
            return int(value)
        sentence = _("{name} is “{value}”: write a whole number from {least} to {most}.")
        raise Mistake(sentence.format(name=self.name, value=clip(value), least=self.least, most=self.most))


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

    schema = {
        "type": "string",
        "pattern": "^((1[4-9]|[2-9][0-9])[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$",
    }

    def parse(self, value):
        try:
            at, precision = dates.parse(value)
            if precision != "minute":
                return at.date()
        except ValueError:
            pass
        sentence = _(
            "{name} is “{value}”: write a day such as 2023-09-20, a month such as 2023-09 or a year, "
            "from {first} to {last}."
        ).format(name=self.name, value=clip(value), first=dates.YEARS[0], last=dates.YEARS[-1])
        raise Mistake(sentence, valid=("YYYY", "YYYY-MM", "YYYY-MM-DD"))


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
        for name in dict.fromkeys(name for name, _value in self.pairs if name not in self.declared):
            valid = tuple(self.declared)
            detail = _("There is no parameter “{name}” here: use {valid}.")
            if not valid:
                detail = _("There is no parameter “{name}” here: this address takes none.")
            detail = detail.format(name=clip(name), valid=", ".join(valid))
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
        sentence = _("The request has {count} parameters: at most {most} are read.")
        raise BadParameters(Mistake(sentence.format(count=len(pieces), most=MOST_PAIRS)))
    parts = (piece.partition("=") for piece in pieces)
    return [(decoded(name), decoded(value, clip(name))) for name, _equals, value in parts]


def decoded(text, parameter=None):
    """Return a name or a value without its percent signs; raises `BadParameters`."""
    try:
        if BROKEN_ESCAPE.search(text):
            raise Mistake(_("A percent sign is not followed by two hexadecimal digits: write it as %25."))
        value = unquote(text.replace("+", " ").encode("latin-1").decode(), errors="strict")
        if "\0" in value:
            raise Mistake(_("The request holds the character NUL: leave it out."))
    except UnicodeError:
        raise BadParameters(Mistake(_("The request holds bytes that are no UTF-8."), parameter=parameter)) from None
    except Mistake as mistake:
        mistake.parameter = parameter
        raise BadParameters(mistake) from None
    return value


def chosen(name, value, choices):
    """Return the value if it is one of the choices; raises `Mistake`."""
    if value in choices:
        return value
    detail = _("{name} is “{value}”: use {choices} or {last}.")
    detail = detail.format(name=name, value=clip(value), choices=", ".join(choices[:-1]), last=choices[-1])
    raise Mistake(detail, valid=choices, nearest=nearest(value, choices))


def nearest(name, names):
    """Return the name that a reader most likely meant, or None."""
    return next(iter(difflib.get_close_matches(name[:64].lower(), names, n=1)), None)


def clip(text, longest=60):
    """Return a text short enough to be repeated in a sentence."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
