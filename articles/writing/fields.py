"""The fields that a client may write, each with what must hold of it. Messages go on behind the name of their field."""

import datetime

from django.utils.dateparse import parse_datetime
from rest_framework.serializers import CharField, ChoiceField, ListField, ListSerializer, Serializer, ValidationError

from articles import addresses, dates
from articles.importing.decoding import is_clean
from articles.languages import is_tag
from articles.models import Author, Precision

MOST_PARTS = 1_000
"""Entries of one list, such as topics."""

LONGEST_NAME = 255
"""Characters of the name of a source, an author, a topic or a section."""

NO_LIST = {"not_a_list": "a list was expected, in brackets: […]", "max_length": "at most {max_length} are taken"}


class Text(CharField):
    """Text; a line break is LF, whatever it came as. Numbers and the like are no text, nor are control characters."""

    default_error_messages = {
        "invalid": "a text was expected, in quotes",
        "null": "null is no text: write an empty one, or leave it out",
        "required": "it is missing",
        "blank": "it is empty",
        "max_length": "at most {max_length} characters are kept",
        "control": "it holds a control character (U+{code:04X}): leave it out",
    }

    def __init__(self, **options):
        super().__init__(**({} if options.get("required") else {"required": False, "allow_blank": True}) | options)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        text = data.replace("\r\n", "\n").replace("\r", "\n")
        if not is_clean(text):
            self.fail("control", code=ord(next(one for one in text if not is_clean(one))))
        return super().to_internal_value(text)


class Name(Text):
    """The name of something, which is never empty, on one line."""

    def __init__(self, **options):
        super().__init__(**{"required": True, "max_length": LONGEST_NAME} | options)

    def to_internal_value(self, data):
        return " ".join(super().to_internal_value(data).split())


class Web(Text):
    """An address on the web, mended and canonical; empty where it is lost."""

    def to_internal_value(self, data):
        if not (given := super().to_internal_value(data)):
            return given
        if not (url := addresses.repair(given).url):
            raise ValidationError(addresses.NO_ADDRESS)
        return url


class Language(Text):
    """A language tag; empty where it is not known."""

    def to_internal_value(self, data):
        tag = super().to_internal_value(data) or "und"
        if not is_tag(tag):
            raise ValidationError("a language tag was expected, such as en or pt-BR; und if it is unknown")
        return tag


class Chosen(ChoiceField):
    """One of a few words."""

    def __init__(self, choices, **options):
        super().__init__(choices, **options)
        words = [str(one) for one in self.choices if one]
        self.error_messages |= {
            "invalid_choice": f"use {', '.join(words[:-1])} or {words[-1]}",
            "null": "null is none of them",
            "required": "it is missing",
        }

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)


class Names(ListField):
    """Names, each once, in their order."""

    child = Name()
    default_error_messages = NO_LIST

    def __init__(self, **options):
        super().__init__(**{"required": False, "max_length": MOST_PARTS} | options)

    def to_internal_value(self, data):
        return list(dict.fromkeys(super().to_internal_value(data)))


class Listed(ListSerializer):
    """A list of objects, of which is said what is said of other lists."""

    default_error_messages = NO_LIST


class Part(Serializer):
    """An object in a body."""

    default_error_messages = {"invalid": "an object was expected, in braces: {{…}}", "required": "it is missing"}

    class Meta:
        list_serializer_class = Listed

    @classmethod
    def many_init(cls, *args, **options):
        """Lists of objects may be left out, and are no longer than others."""
        return super().many_init(*args, **{"required": False, "max_length": MOST_PARTS} | options)

    def something_of(self, given, *names):
        """Refuse a part that says nothing."""
        if not any(given.get(name) for name in names):
            raise ValidationError(f"it is empty: give {' or '.join(names)}, or leave it out")
        return given


class SourceGiven(Part):
    """Where it was printed: known by its domain, or by its name where it has none."""

    name = Text(max_length=LONGEST_NAME)
    domain = Text(max_length=LONGEST_NAME, allow_null=True)

    def validate_domain(self, given):
        domain = (given or "").lower().removeprefix("www.")
        if domain and not addresses.key_of(f"https://{domain}"):
            raise ValidationError("a domain was expected, such as herald.example")
        return domain

    def validate(self, given):
        self.something_of(given, "name", "domain")
        name, domain = " ".join(given.get("name", "").split()), given.get("domain") or None
        return {"name": name or domain, "domain": domain}


class AuthorGiven(Part):
    """Who wrote it."""

    name = Name()
    kind = Chosen(Author.Kind, required=False, help_text="counts for a name that is new; others are what they are")


class ImageGiven(Part):
    """A picture that stood in it."""

    url = Web(help_text="empty if the picture is lost")
    caption, credit = Text(), Text()

    def validate(self, given):
        return self.something_of(given, "url", "caption", "credit")


class LinkGiven(Part):
    """A link to another article that stood in it."""

    title, url = Text(), Web()

    def validate(self, given):
        return self.something_of(given, "title", "url")


class Moment(Text):
    """A moment, exact to the second; one without zone is UTC."""

    def to_internal_value(self, data):
        return moment(super().to_internal_value(data))


def moment(text) -> datetime.datetime:
    """Return a written moment in UTC; raises `ValidationError`."""
    try:
        at = parse_datetime(text)
        at = at and (at if at.tzinfo else at.replace(tzinfo=datetime.UTC)).astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        at = None
    if at is None or at.year not in dates.YEARS:
        raise ValidationError("a moment was expected, such as 2023-09-20T14:05:00Z")
    return at


class CorrectionGiven(Part):
    """What was wrong, as readers are told."""

    note = Text(required=True)
    at = Moment(help_text="default: now")


def known(text, precision) -> tuple[datetime.datetime, str]:
    """Return a date and how much of it is known, from `2023`, …, `2023-09-20 14:05`, or from a moment with a precision.

    What is not known stands at its first, as the archive shows dates itself. Raises `ValidationError`.
    """
    try:
        at, found = dates.parse(text)
    except ValueError as error:
        if "T" not in text:
            raise ValidationError(str(error)) from None
        at, found = moment(text), Precision.MINUTE.value
    if precision in {"", None, found}:
        return at, found
    if (
        dates.PRECISIONS.index(precision) > dates.PRECISIONS.index(found)
        or dates.parse(dates.write(at, precision))[0] != at
    ):
        raise ValidationError(f"“{text}” is no date of which the {precision} is what is known")
    return at, precision
