"""What the templates of the pages need to know."""

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info, pgettext

from archive.roles import opens_desk
from articles import dates, moments, prose
from articles.languages import direction
from articles.slugs import slug_of
from search.paraphrase import PLACES

register = template.Library()


@register.simple_tag
def archive_name():
    """Return what the archive is called."""
    return settings.ARCHIVE_NAME


@register.simple_tag
def article_path(item, q="", match=""):
    """Return where an item is read; with the words of a search these are marked there."""
    path = reverse("article_slug", args=[item["id"], slug_of(item["headline"])])
    asked = {"q": q} | ({"match": match} if match == "any" else {})
    return f"{path}?{urlencode(asked)}" if q.strip() else path


@register.simple_tag(takes_context=True)
def page_address(context):
    """Return the whole address of the page, without what is asked of it."""
    return f"{settings.SITE_URL}{context['request'].path}"


@register.filter
def language(tag):
    """Return the attributes that tell a browser language and direction of a text."""
    told = format_html(' lang="{}"', tag) if tag and tag != "und" else ""
    return mark_safe(f'{told} dir="{direction(tag)}"')  # noqa: S308 - escaped above


@register.filter
def told(item):
    """Return the date of an item as precise as it is known."""
    at = item["published_at"]
    return moments.told(parse_datetime(at) if isinstance(at, str) else at, item["date_precision"])


@register.filter
def day(date):
    """Return a day, or that of a moment, as readers say it."""
    return moments.day(date)


@register.filter
def minute(moment):
    """Return a moment as readers say it."""
    return moments.minute(moment)


@register.filter
def month_name(date):
    """Return the name of a month without its year."""
    return moments.MONTHS[date.month - 1]


@register.filter
def month_and_year(date):
    """Return a month as readers say it."""
    return moments.month(date)


@register.filter
def unlocalized(number):
    """Return a number as drawings take it, in whichever language the page is."""
    return f"{number:g}"


@register.filter
def machine(item):
    """Return the date of an item as `<time datetime>` takes it: as precise as it is known."""
    return dates.iso(item["published_at"], item["date_precision"])


@register.filter
def web(url):
    """Return an address only if it leads to the web: never a script, never into this site."""
    return prose.web(url)


@register.filter
def trusted(html):
    """Pass on HTML that was made safe where it was made: passages of search, and cleaned bodies."""
    return mark_safe(html)  # noqa: S308 - see the docstring


@register.filter
def grouped(number):
    """Return a number with its thousands parted: by commas, or by spaces that no line breaks at."""
    return number_format(number, force_grouping=True)


@register.filter
def place(field):
    """Return how it is said that a word stands in this field."""
    return PLACES[field]


@register.filter
def language_name(tag):
    """Return what a language is called in that of the page; the tag itself where nobody told."""
    try:
        return get_language_info(tag)["name_translated"]
    except KeyError:
        return pgettext("a language", "unknown") if tag == "und" else tag


@register.filter
def has_desk(user):
    """Return whether somebody may open the admin."""
    return opens_desk(user)
