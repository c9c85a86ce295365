"""The days of a calendar: a year has 365 of them, of which a template would take half as long again to write a page."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from archive.templatetags.reading import grouped
from articles import moments

register = template.Library()


@register.simple_tag
def weeks_of(month, *, large=False) -> SafeString:
    """Return the rows of a month, a week each. A `large` one has numbers of what is held, a small one shades alone."""
    home = reverse("home")
    rows = (format_html_join("", "{}", ((cell_of(day, home, large),) for day in week)) for week in month.weeks)
    return format_html_join("\n", "<tr>{}</tr>", ((row,) for row in rows))


def cell_of(day, home, large) -> SafeString:
    """Return the cell of a day: its number, and the way to its articles where there are any; an empty one for none."""
    if day is None:
        return SafeString("<td></td>")
    number, count = day.first.day, grouped(day.count) if day.count else ""
    if not count:
        return format_html('<td class="held-0">{}</td>', number)
    shown = format_html("{} <span>{}</span>", number, count) if large else number
    link = f"{home}?published_after={day.first}&published_before={day.after}"
    cell = '<td class="held-{}"><a href="{}" aria-label="{}: {}">{}</a></td>'
    return format_html(cell, day.level, link, moments.day(day.first), count, shown)
