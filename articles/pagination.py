"""Where a page ends and the next begins: opaque cursors, and lists that are walked by key."""

import base64
import binascii
import datetime

import orjson
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from articles.parameters import Mistake, Parameter, Parameters, Whole

VERSION = 1
LARGEST_ID = 2**63 - 1
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)


def encoded(question, *place) -> str:
    """Return the cursor of a place, (sort value, id, …) of the last row shown, in the answer to a question."""
    return base64.urlsafe_b64encode(orjson.dumps([VERSION, question, *place])).decode().rstrip("=")


class Cursor(Parameter):
    """Where the last page ended. Read as (question, place); `kinds` are the types of the place's values."""

    schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]*={0,2}$"}

    def __init__(self, *kinds):
        super().__init__("Where to go on: take it from `next` of the page before.", longest=4_096, paging=True)
        self.kinds = kinds

    def parse(self, value):
        try:
            padded = value.encode("ascii") + b"=" * (-len(value) % 4)
            version, question, *place = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (UnicodeError, binascii.Error, orjson.JSONDecodeError, TypeError, ValueError):
            version = question = place = None
        if version != VERSION or type(question) is not str or not self._fits(place):
            raise Mistake(_("cursor is none that this archive gave out: take it from “next”, or leave it out."))
        return question, tuple(place)

    def _fits(self, place):
        return len(place) == len(self.kinds) and all(map(fits, place, self.kinds)) and 0 <= place[1] <= LARGEST_ID


def fits(value, kind):
    """Whether a value of a place is one that could have been given out."""
    if kind is str:
        return type(value) is str and "\0" not in value
    return type(value) in ({int, float} if kind is float else {kind}) and abs(value) <= LARGEST_ID


class Pages(Parameters):
    """What every list takes. Subclasses declare `cursor` with the types of its place."""

    page_size = Whole("How many on one page.", least=1, most=100, default=20, paging=True)

    @property
    def after(self):
        """The place where the page before ended, or None."""
        return self.cursor and self.cursor[1]

    def check(self):
        """A cursor fits the question that it was given out for."""
        if self.cursor is None or self.cursor[0] == self.question:
            return []
        sentence = _("cursor belongs to another question: leave it out when you change what is asked.")
        return [Mistake(sentence, parameter="cursor")]

    def next_page(self, request, *place):
        """Return the absolute address of the page behind this place."""
        rest = self.query_string(cursor=encoded(self.question, *place))
        return f"{settings.SITE_URL}{request.path}?{rest}"


def behind(column, value, row_id, *, descending=False):
    """Return what holds for all rows behind (value, row_id) in an order by column and id.

    The first condition says nothing new, but lets databases begin to read an index at the value.
    """
    sign = "lt" if descending else "gt"
    equal = Q(**{column: value, f"id__{sign}": row_id})
    return Q(**{f"{column}__{sign}e": value}) & (Q(**{f"{column}__{sign}": value}) | equal)


def microseconds(moment) -> int:
    """Return a moment as whole microseconds since 1970: exact, unlike a float."""
    return (moment - EPOCH) // MICROSECOND


def moment(count):
    """Return the moment so many microseconds after 1970; beyond the calendar its first or last one."""
    try:
        return EPOCH + count * MICROSECOND
    except OverflowError:
        return (datetime.datetime.max if count > 0 else datetime.datetime.min).replace(tzinfo=datetime.UTC)


class ArticleId:
    """A path converter: whole numbers from 1 that fit an id, in one spelling; anything else is no address."""

    regex = "[1-9][0-9]{0,18}"

    def to_python(self, value):
        if int(value) > LARGEST_ID:
            raise ValueError(value)
        return int(value)

    def to_url(self, value):
        return str(value)
