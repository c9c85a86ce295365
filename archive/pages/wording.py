"""What the parts of an article are called in front of readers."""

from django.utils.translation import gettext_lazy as _

FIELDS = {
    "headline": _("headline"),
    "subtitle": _("subtitle"),
    "byline": _("byline"),
    "authors": _("authors"),
    "source": _("source"),
    "source_name": _("source"),
    "source_domain": _("source"),
    "section": _("section"),
    "topics": _("topics"),
    "language": _("language"),
    "published_at": _("date"),
    "date_precision": _("precision of the date"),
    "source_url": _("address"),
    "key": _("identifier"),
    "body": _("text"),
    "images": _("pictures"),
    "related_links": _("related articles"),
    "corrections": _("corrections"),
    "record": _("the record as a whole"),
}
"""Fields of an article, of its evidence and of its former states."""
