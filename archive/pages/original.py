"""The original of an article as it came, coloured where something was read from it."""

import logging

from django.shortcuts import render
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound

from archive.pages.one import of_one_article
from archive.pages.wording import FIELDS
from articles import evidence, revisions
from articles.importing.decoding import NotText
from articles.originals import Damaged
from articles.parameters import Parameters
from articles.slugs import canonical_page

logger = logging.getLogger(__name__)

LONGEST = 80_000
"""Characters that are shown: ten pages of a newspaper. All of it can be had as a file."""


@of_one_article(Parameters)
def original(request, asked, found):
    """What an article was last read from, by the rules by which the API gives its bytes."""
    capture = revisions.original(found, False)
    if capture is None:
        raise NotFound
    text, trouble = text_of(capture)
    read = evidence.coloured(evidence.placed(capture.evidence, text))
    context = {
        "article": {"id": found.pk, "headline": found.headline, "language": found.language},
        "canonical": canonical_page({"id": found.pk, "headline": found.headline}),
        "capture": capture,
        "trouble": trouble,
        "pieces": [one | {"said": said(one["fields"])} for one in evidence.pieces(text[:LONGEST], read)],
        "fields": [*legend(read)],
        "cut": max(0, len(text) - LONGEST),
    }
    return render(request, "archive/original.html", context)


def text_of(capture):
    """Return (the original as text, what is wrong with it)."""
    try:
        return evidence.text_of(capture), ""
    except NotText:
        return "", _("This original is no text that can be shown; it can be had as a file.")
    except Damaged as error:
        logger.error("%s: %s of article %s; bring it back from a backup.", error, capture.sha256, capture.article_id)
        return "", _("The original cannot be read at the moment: it must be brought back from a backup.")


def legend(read):
    """Yield each field that was read, with its colour and all that was read into it, in the order of reading."""
    for name in dict.fromkeys(one["field"] for one in read):
        found = [one for one in read if one["field"] == name]
        stands = any(one.get("start") is not None for one in found)
        yield {"name": FIELDS.get(name, name), "colour": found[0]["colour"], "stands": stands, "found": found}


def said(fields):
    """Return the names of fields, as `evidence.pieces` has them, in the reader's language."""
    return ", ".join(str(FIELDS.get(one.replace(" ", "_"), one)) for one in fields.split(", ")) if fields else ""
