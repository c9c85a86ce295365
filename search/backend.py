"""The engine and the analysis that the settings name, one of each a process."""

from functools import cache

from django.conf import settings
from django.core.signals import setting_changed

from search.analysis import Analysis, for_languages
from search.engines import connect
from search.engines.base import Engine


def analysis() -> Analysis:
    """Words and stems in the languages of `SEARCH_LANGUAGES`."""
    return for_languages(tuple(settings.SEARCH_LANGUAGES))


@cache
def engine() -> Engine:
    """The engine of `SEARCH_URL`. Touches neither disk nor network until it is asked."""
    return connect(settings.SEARCH_URL, analysis=analysis().name)


def forget(*, setting, **kwargs):
    """Take the settings of a test that overrides them, and the former ones after it."""
    if setting in {"SEARCH_URL", "SEARCH_LANGUAGES"}:
        engine.cache_clear()


setting_changed.connect(forget, dispatch_uid="search.backend.forget")
