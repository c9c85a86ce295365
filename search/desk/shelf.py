"""The desk's shelf: drafts, and what was withdrawn or merged, in an index of the same kind beside the public one."""

from functools import cache
from pathlib import Path
from urllib.parse import quote, unquote

from django.conf import settings
from django.core.signals import setting_changed

from articles.history import Change, Kind
from articles.models import Article
from search import backend
from search.engines import IN_FOLDERS, ON_SERVERS, connect
from search.engines.base import Engine
from search.shelves import PUBLIC, Shelf

FOLDER = "desk"
"""The folder of the index in `ARCHIVE_DATA`; on servers `-desk` is put behind the name of the public one."""

SEEN_BY_READERS = (Kind.CREATED, Kind.REVISED)
"""What happens to a public article without its coming to or going from the desk."""

FAR = 10_000
"""Changes of public articles that the index's position may be behind: they are looked through in a few milliseconds."""


def address() -> str:
    """Return the address of the desk's index: of the kind that `SEARCH_URL` names, which may be wrong."""
    scheme, found, rest = settings.SEARCH_URL.partition("://")
    if scheme in IN_FOLDERS:
        return f"{scheme}://{quote(str(settings.ARCHIVE_DATA / FOLDER))}"
    if not settings.SEARCH_URL.startswith(ON_SERVERS):
        return settings.SEARCH_URL
    place, mark, options = rest.partition("?")
    return f"{scheme}{found}{place}-{FOLDER}{mark}{options}"


def takes(url: str) -> bool:
    """Tell whether an address names a place where a desk's index lies."""
    scheme, _, place = url.partition("?")[0].partition("://")
    if scheme in IN_FOLDERS:
        return Path(unquote(place)).resolve() == settings.ARCHIVE_DATA / FOLDER
    return url.startswith(ON_SERVERS) and place.endswith(f"-{FOLDER}")


@cache
def engine() -> Engine:
    """The engine of the desk's index. Touches neither disk nor network until it is asked.

    Its fingerprint is another one, so that neither index is ever taken for the other.
    """
    return connect(address(), analysis=f"{backend.analysis().name} {FOLDER}")


DESK = Shelf(
    name=FOLDER,
    articles=lambda: Article.objects.on_the_desk(),
    changes=lambda: Change.objects.exclude(public=True, kind__in=SEEN_BY_READERS),
    engine=lambda: engine(),
    every=FAR,
)
"""What curators alone may find."""

SHELVES = (PUBLIC, DESK)
"""All that are kept, in the order in which they are brought up to date."""


def forget(*, setting, **kwargs):
    """Take the settings of a test that overrides them, and the former ones after it."""
    if setting in {"SEARCH_URL", "SEARCH_LANGUAGES", "ARCHIVE_DATA"}:
        engine.cache_clear()


setting_changed.connect(forget, dispatch_uid="search.desk.forget")
