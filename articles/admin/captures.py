"""Originals in the admin: the bytes of a record as text, coloured where something was read from them."""

import re

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html

from articles import evidence, originals
from articles.admin.filters import QueueFilter
from articles.admin.queues import QueuePages, next_in, queue_of
from articles.admin.recorded import ReadOnlyAdmin
from articles.evidence import coloured, pieces, placed
from articles.importing.decoding import NotText
from articles.models import Capture

LONGEST = 200_000
"""Characters of an original that are shown; evidence lies in the first ones."""

BRING_BACK = "bring them back from a copy of ARCHIVE_DATA; `manage.py verify_originals` names all that are."

SHA256 = re.compile("[0-9a-fA-F]{64}")


@admin.register(Capture)
class CaptureAdmin(QueuePages, ReadOnlyAdmin):
    """Each time that a record came in, with what became of it."""

    list_display = ("__str__", "verdict", "reason", "to_article", "captured_at", "size", "importer")
    list_filter = (QueueFilter, "verdict")
    search_fields = ("file",)
    search_help_text = "The name of a file or a part of it, or a SHA-256."
    ordering = ("-id",)
    change_form_template = "admin/articles/capture/change_form.html"
    fields = ("to_article", "verdict", "reason", "file", "position", "importer", "captured_at")
    fields += ("media_type", "size", "sha256", "container")

    def get_urls(self):
        """Put the button of the page before Django's own addresses."""
        view = self.admin_site.admin_view(self.aside_view)
        return [path("<int:pk>/aside/", view, name="articles_capture_aside"), *super().get_urls()]

    def aside_view(self, request, pk):
        """Put a rejected record aside, or take it up again; then go on where one was."""
        capture = Capture.objects.filter(pk=pk, article=None).defer("evidence").first()
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if capture is None:
            raise Http404
        if not request.user.has_perm("articles.change_article"):
            raise PermissionDenied
        back = capture.put_aside_at is not None
        originals.put_aside(capture, back=back)
        said = "waits again" if back else "was put aside; its page can take it up again"
        self.message_user(request, f"“{capture}” {said}.", messages.SUCCESS)
        queue = queue_of(request)
        there = next_in(queue, pk) if queue else reverse("admin:articles_capture_change", args=[pk])
        return HttpResponseRedirect(there)

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
        text, trouble = text_of(capture)
        found = coloured(placed(capture.evidence, text))
        context |= {"evidence": found, "trouble": trouble, "pieces": pieces(text[:LONGEST], found)}
        context["may_put_aside"] = request.user.has_perm("articles.change_article")
        context |= {"cut": max(0, len(text) - LONGEST), "title": "Original"}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="article", ordering="article_id")
    def to_article(self, capture):
        """Return a link to the article that was made of it."""
        if not capture.article_id:
            return self.get_empty_value_display()
        place = reverse("admin:articles_article_change", args=[capture.article_id])
        return format_html('<a href="{}">{}</a>', place, capture.article_id)


def text_of(capture):
    """Return (the original as text, as far as it goes; what is wrong with it)."""
    try:
        return evidence.text_of(capture), ""
    except originals.Damaged as error:
        return "", f"{error}: {BRING_BACK}"
    except NotText as error:
        return originals.read(capture).decode("utf-8", "replace"), str(error)


def beginning_of(capture):
    """Return the text of an original, for somebody to go on from; nothing where its bytes are no text."""
    text, trouble = text_of(capture)
    return "" if trouble else text[:LONGEST]
