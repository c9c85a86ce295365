"""What stands around an article: who links to it, where it was printed, what programs are told."""

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from articles.models import Address, Article, RelatedLink

LINKS_READ, MOST_LINKING = 200, 20
"""Links to an article that are looked at, and articles with such a link that are named."""

REPAIRS = {
    "a line wrap joined": _("it was broken by the end of a line, and was joined"),
    "https:// put before it": _("it had no https://, which was put before it"),
    "tracking parameters left out": _("what it said of where the reader came from was left out"),
}
"""What importers did to an address, told to readers; anything else is told as it stands in the evidence."""

LONGEST_DESCRIPTION = 200


def linking(found: Article) -> list[dict]:
    """Return the newest public articles with a link to a public one, wherever they have it from. Three queries."""
    keys = [*Address.objects.filter(article=found).values_list("key", flat=True)]
    links = RelatedLink.objects.filter(Q(target=found) | Q(key__in=keys)).exclude(article=found).order_by()
    read = links.values_list("article", "target")[:LINKS_READ]
    ids = {one for one, target in read if target in {None, found.pk}}  # asked so, SQLite would read all without one
    columns = ("id", "headline", "language", "published_at", "date_precision", "source__name")
    rows = Article.objects.public().filter(pk__in=ids).order_by().values(*columns) if ids else ()
    newest = sorted(rows, key=lambda one: (one["published_at"], one["id"]), reverse=True)[:MOST_LINKING]
    return [one | {"source": one["source__name"] and {"name": one["source__name"]}} for one in newest]


def printed_as(article: dict, evidence: list[dict]) -> dict | None:
    """Return the address of an article as it was printed and what was done to it; None where nothing was."""
    for one in evidence:
        if one["field"] == "source_url" and one["value"] == article["source_url"] and one["repairs"]:
            return {"raw": one["raw"], "repairs": [REPAIRS.get(repair, repair) for repair in one["repairs"]]}
    return None


def description(article: dict) -> str:
    """Return what a shared link says below the headline: the subtitle, else how the text begins."""
    text = " ".join((article["subtitle"] or article["text"][: 4 * LONGEST_DESCRIPTION]).split())
    if len(text) <= LONGEST_DESCRIPTION:
        return text
    cut = text[:LONGEST_DESCRIPTION]
    return f"{cut.rpartition(' ')[0] or cut}…"


def feeds(article: dict) -> list[dict]:
    """Return the feeds that somebody who reads this may want to follow: of its source, and of all."""
    source = article["source"]
    asked = {"source": source["domain"] or source["name"]} if source else {}
    follows = [(source["name"], f"?{urlencode(asked)}")] if source else []
    path = reverse("search_atom")
    return [{"title": title, "link": path + query} for title, query in (*follows, (_("The newest articles"), ""))]
