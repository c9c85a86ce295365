"""Originals in the admin: the bytes of a record as text, coloured where something was read from them."""

import re
from itertools import pairwise

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html

from articles import originals
from articles.admin.recorded import ReadOnlyAdmin
from articles.importing.decoding import NotText, decode
from articles.models import Capture

LONGEST = 200_000
"""Characters of an original that are shown; evidence lies in the first ones."""

BRING_BACK = "bring them back from a copy of ARCHIVE_DATA; `manage.py verify_originals` names all that are."

SHA256 = re.compile("[0-9a-fA-F]{64}")

COLOURS = 8
"""Colours that the style sheet has, used in turn."""


@admin.register(Capture)
class CaptureAdmin(ReadOnlyAdmin):
    """Each time that a record came in, with what became of it."""

    list_display = ("__str__", "verdict", "to_article", "importer", "captured_at", "size", "reason")
    list_filter = ("verdict", "importer")
    search_fields = ("file",)
    search_help_text = "The name of a file or a part of it, or a SHA-256."
    ordering = ("-id",)
    change_form_template = "admin/articles/capture/change_form.html"
    fields = ("to_article", "verdict", "reason", "file", "position", "importer", "captured_at")
    fields += ("media_type", "size", "sha256", "container")

    def get_search_results(self, request, queryset, search_term):
        """Find a SHA-256 by the index. Names are looked through, a second or so for a million rows."""
        term = search_term.strip().replace("\x00", "")
        if SHA256.fullmatch(term):
            return queryset.filter(Q(sha256=term.lower()) | Q(container=term.lower())), False
        return (queryset.filter(file__icontains=term) if term else queryset), False

    def get_queryset(self, request):
        """The list never reads the evidence, which is long."""
        rows = super().get_queryset(request)
        return rows.defer("evidence") if request.resolver_match.url_name.endswith("changelist") else rows

    def render_change_form(self, request, context, *args, **kwargs):
        """Add the bytes as text, and what was read from where."""
        capture = context["original"]
        evidence = coloured(capture.evidence)
        text, trouble = text_of(capture)
        context |= {"evidence": evidence, "trouble": trouble, "pieces": pieces(text[:LONGEST], evidence)}
        context |= {"cut": max(0, len(text) - LONGEST), "title": "Original"}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="article", ordering="article_id", empty_value="—")
    def to_article(self, capture):
        """Return a link to the article that was made of it."""
        if not capture.article_id:
            return None
        place = reverse("admin:articles_article_change", args=[capture.article_id])
        return format_html('<a href="{}">{}</a>', place, capture.article_id)


def text_of(capture):
    """Return (the original decoded as its reader did, so that spans fit; what is wrong with it)."""
    try:
        data = originals.read(capture)
        return decode(data).text, ""
    except originals.Damaged as error:
        return "", f"{error}: {BRING_BACK}"
    except NotText as error:
        return data.decode("utf-8", "replace"), str(error)


def coloured(evidence):
    """Return the evidence with a colour for each field, the same for all that was read into it."""
    fields = list(dict.fromkeys(one["field"] for one in evidence))
    return [one | {"colour": fields.index(one["field"]) % COLOURS + 1} for one in evidence]


def pieces(text, evidence):
    """Cut a text where spans begin and end; returns [{text, fields, colour}], colour None where nothing was read.

    Spans may lie in one another: the shortest gives the colour, all give their names.
    """
    spans = [one for one in evidence if one.get("start") is not None and one.get("end") is not None]
    spans.sort(key=lambda one: one["end"] - one["start"])
    cuts = sorted({0, len(text), *(min(one[side], len(text)) for one in spans for side in ("start", "end"))})
    return [_piece(text, spans, *cut) for cut in pairwise(cuts)]


def _piece(text, spans, start, end):
    around = [one for one in spans if one["start"] <= start and end <= one["end"]]
    fields = ", ".join(dict.fromkeys(one["field"].replace("_", " ") for one in around))
    return {"text": text[start:end], "fields": fields, "colour": around[0]["colour"] if around else None}
