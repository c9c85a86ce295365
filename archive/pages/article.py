"""The page of one article, as a good newspaper would print it, with all that the archive knows around it."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe

from archive.errors import down
from archive.pages import around
from archive.pages.marking import Marked, marker_for
from archive.pages.one import moved_to, of_one_article
from archive.pages.placing import placed
from articles import prose, revisions, shapes
from articles.exporting import bibtex, jsonld, ris
from articles.exporting.catalogue import alternates
from articles.exporting.citations import citations
from articles.exporting.telling import page_of
from articles.memento import tell
from articles.models import Status
from articles.slugs import canonical_page, slug_of
from search import indexing
from search.engines.base import EngineError
from search.similar import similar

MOST_SIMILAR = 5

LONGEST_OPENING = 3_000
"""Characters of a first paragraph whose first line is set off: for one of 300,000 a browser takes 17 s to do so."""


@of_one_article(Marked)
def by_number(request, asked, found):
    """Lead from the address that never changes to the one that can be read."""
    return to_slug(request, found)


@of_one_article(Marked)
def article(request, asked, found, slug):
    """One article to read, with the words of a search marked. A slug that is not its own leads to its own."""
    if slug != slug_of(found.headline):
        return to_slug(request, found)
    return tell(render(request, "archive/article.html", page(asked, found)), found)


def to_slug(request, found):
    """Lead to the address with the words of the headline."""
    return moved_to(request, reverse("article_slug", args=[found.pk, slug_of(found.headline)]))


def page(asked, found):
    """Return all that the template needs. Raises `BadParameters`."""
    whole = shapes.whole(found)
    original = revisions.original(found, False)
    evidence = original.evidence if original else []
    return {
        "article": whole,
        "canonical": canonical_page(whole),
        "address": page_of(whole),
        "archive": settings.ARCHIVE_NAME,
        "has_original": original is not None,
        "printed_as": around.printed_as(whole, evidence),
        "linking": around.linking(found),
        "similar": similar_to(found),
        "shapes": alternates(reverse("article", args=[found.pk])),
        "q": asked.q,
        "match": asked.match,
        **told(whole),
        **printed(asked, whole, evidence),
    }


def told(whole):
    """Return what programs read of an article in its page, and what people copy from it."""
    public = whole | {"status": Status.PUBLISHED.value}
    return {
        "description": around.description(whole),
        "feeds": around.feeds(whole),
        "jsonld": mark_safe(jsonld.beside_the_text(public)),  # noqa: S308 - ends no script, see there
        "citations": citations(whole, timezone.now().date()),
        "records": [("BibTeX", bibtex.write(public).decode()), ("RIS", ris.write(public).decode())],
    }


def printed(asked, whole, evidence):
    """Return what stood in the paper, marked in the order in which it stands on the page."""
    marker = marker_for(asked, whole["language"])
    headline = marker.text("headline", whole["headline"])
    subtitle = marker.text("subtitle", whole["subtitle"])
    byline = marker.text("byline", whole["byline"])
    pieces, related = body(whole, evidence)
    return {
        "headline": headline,
        "subtitle": subtitle,
        "byline": byline,
        "body": [{"html": marker.html("body", html), "links": links} for html, links in pieces],
        "images": [
            one | {name: marker.text("caption", one[name]) for name in ("caption", "credit")} for one in whole["images"]
        ],
        "related": related,
        "opens": len(whole["text"].partition("\n\n")[0]) <= LONGEST_OPENING,
        "marks": marker,
    }


def body(whole, evidence):
    """Return the text as pieces of HTML with the links that stood behind each, and the links that stood in none.

    It is plain paragraphs where anything else would take too long.
    """
    if prose.is_too_much(whole["body"]):
        return [(linebreaks(whole["text"], autoescape=True), [])], whole["related_links"]
    pieces, left = placed(whole, evidence)
    return [(prose.html(text), links) for text, links in pieces], left


def similar_to(found):
    """Return similar articles; none where search cannot answer, which is no reason not to show this one."""
    try:
        return similar(found, MOST_SIMILAR, indexing.searched())
    except EngineError as error:
        down(error)
        return []
