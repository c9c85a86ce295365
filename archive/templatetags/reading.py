"""What the templates of the pages need to know."""

from django import template
from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info

from archive.prose import WEB
from articles import dates

register = template.Library()

RIGHT_TO_LEFT = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "iw", "khw", "nqo", "pnb", "ps", "sd", "skr", "syr", "ug", "ur", "yi")
)
"""Languages that are written from right to left (CLDR, characterOrder)."""

SCRIPTS = {"adlm": "rtl", "arab": "rtl", "hebr": "rtl", "nkoo": "rtl", "rohg": "rtl", "syrc": "rtl", "thaa": "rtl"}
"""A script in a tag tells the direction better than the language; any other one runs from left to right."""

UNSURE = frozenset({"und", "ku", "mul", ""})
"""Languages written both ways, or not known: the browser looks at the letters."""


@register.simple_tag
def archive_name():
    """Return what the archive is called."""
    return settings.ARCHIVE_NAME


@register.filter
def language(tag):
    """Return the attributes that tell a browser language and direction of a text."""
    told = format_html(' lang="{}"', tag) if tag and tag != "und" else ""
    return mark_safe(f'{told} dir="{direction(tag)}"')  # noqa: S308 - escaped above


def direction(tag):
    """Return rtl, ltr, or auto where the language does not tell."""
    primary, *others = tag.lower().split("-")
    for script in others:
        if len(script) == 4 and script.isalpha():
            return SCRIPTS.get(script, "ltr")
    return "auto" if primary in UNSURE else "rtl" if primary in RIGHT_TO_LEFT else "ltr"


@register.filter
def told(item):
    """Return the date of an item as precise as it is known."""
    at = item["published_at"]
    return dates.tell(parse_datetime(at) if isinstance(at, str) else at, item["date_precision"])


@register.filter
def machine(item):
    """Return the date of an item as `<time datetime>` takes it: as precise as it is known."""
    precision = item["date_precision"]
    written = dates.write(item["published_at"], precision)
    return f"{written.replace(' ', 'T')}Z" if precision == "minute" else written


@register.filter
def web(url):
    """Return an address only if it leads to the web: never a script, never into this site."""
    return url if url.lower().startswith(WEB) else ""


@register.filter
def trusted(html):
    """Pass on HTML that was made safe where it was made: passages of search, and cleaned bodies."""
    return mark_safe(html)  # noqa: S308 - see the docstring


@register.filter
def grouped(number):
    """Return a number with its thousands parted."""
    return f"{number:,}"


@register.filter
def language_name(tag):
    """Return what a language is called in English; the tag itself where nobody told."""
    try:
        return get_language_info(tag)["name"]
    except KeyError:
        return "unknown" if tag == "und" else tag
