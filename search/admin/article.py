"""Articles in the admin: found on both shelves in the archive's own language, and what files of an index still hold."""

import calendar
import datetime

from django.contrib import admin, messages
from django.contrib.admin.views.main import ORDER_VAR
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from articles.addresses import key_of
from articles.admin.article import LETTERS, ArticleAdmin, ArticleList
from articles.batching import batches
from articles.models import Article, Author, Source, Status, Topic
from articles.parameters import BadParameters
from search import desk
from search.engines.base import NEWEST, RELEVANCE, EngineError
from search.purging import standing
from search.query.nodes import Days
from search.shelves import PUBLIC

MOST = 1_000
"""Hits that are listed: more than anybody looks through page by page."""

EACH = 2
"""Passages of an article in the list."""

CONTEXT = 30
"""Letters of a question that are shown from the place where it is wrong."""

OF_DRAFTS = ("undated", "ahead", "address", "short", "sourceless", "drafts")
"""Queues that hold drafts alone."""

NAMED = {
    "source": ("source", Source, "key"),
    "author": ("authors__id__exact", Author, "name"),
    "topic": ("topics__id__exact", Topic, "name"),
}
"""Facet of engines → what narrows the list by it, the model that it names by number, and the column with the value."""

LAST = {
    1: lambda year: (12, 31),
    2: lambda year, month: (calendar.monthrange(year, month)[1],),
    3: lambda year, month, day: (),
}
"""Number of known parts of a date → the others of the last day that has these."""

LONGEST_ID = 18
"""Digits of a number that may be an article's."""


class FoundList(ArticleList):
    """The list; of what was looked for in the order in which it was found, with passages."""

    def get_results(self, request):
        """Order the hits, unless a column was chosen to order by, and read the passages of this page alone."""
        super().get_results(request)
        if hits := getattr(request, "hits", None):
            if ORDER_VAR not in self.params:
                place = {pk: number for number, pk in enumerate(hits.ids)}
                self.result_list = sorted(self.result_list, key=lambda article: place[article.pk])
            found = desk.passages(hits, [article.pk for article in self.result_list], each=EACH)
            for article in self.result_list:
                article.passages = found.get(article.pk, [])


class InOrder:
    """The articles of a queryset in the order of these ids, a slice at a time; what was filtered out is passed over."""

    def __init__(self, queryset, ids):
        there = set(queryset.order_by().values_list("pk", flat=True))
        self._queryset, self._ids = queryset, [pk for pk in ids if pk in there]

    def __len__(self):
        return len(self._ids)

    def __getitem__(self, part):
        wanted = self._ids[part]
        rows = {article.pk: article for article in self._queryset.filter(pk__in=wanted)}
        return [rows[pk] for pk in wanted if pk in rows]


class FoundArticleAdmin(ArticleAdmin):
    """What curators see and do, and find."""

    search_help_text = (
        "As readers search, in everything that is kept: words, “phrases”, headline:flood, date:2023.., -without. "
        "Or the address of an article, or its number."
    )

    def get_changelist(self, request, **kwargs):
        """Use the list that knows what was found."""
        return FoundList

    def get_list_display(self, request):
        """Show passages of what was looked for."""
        shown = super().get_list_display(request)
        return (*shown[:1], "found", *shown[1:]) if request.GET.get("q", "").strip() else shown

    def get_paginator(self, request, queryset, per_page, *args, **kwargs):
        """Page through hits in their order, unless a column was chosen to order by."""
        if (hits := getattr(request, "hits", None)) and ORDER_VAR not in request.GET:
            queryset = InOrder(queryset, hits.ids)
        return super().get_paginator(request, queryset, per_page, *args, **kwargs)

    @admin.display(description="found", empty_value="—")
    def found(self, article):
        """Return the passages, marked."""
        passages = [(mark_safe(one),) for one in getattr(article, "passages", ())]  # noqa: S308 - escaped by highlighting
        return format_html_join(" ", '<bdi class="passage">{}</bdi>', passages) or None

    def get_search_results(self, request, queryset, search_term):
        """Find in the query language; addresses, and what is chosen from while one types, as they are written."""
        term = search_term.replace("\x00", "").strip()
        is_address = key_of(term) or ("/" in term and len(term.split()) == 1)
        if not term or is_address or request.resolver_match.url_name == "autocomplete":
            return super().get_search_results(request, queryset, search_term)
        try:
            hits = desk.find(asked(request, term), most=MOST)
        except BadParameters as error:
            self.message_user(request, place_of(error, term), messages.ERROR)
            return queryset.none(), False
        except EngineError as error:
            said = f"{error} Until then words are looked for in headlines and bylines alone."
            self.message_user(request, said, messages.WARNING)
            return super().get_search_results(request, queryset, search_term)
        request.hits, request.unsearched = with_number(hits, term), queryset
        if hits.total > MOST and request.method == "GET":
            which = "best" if ORDER_VAR not in request.GET else "newest"
            listed = f"the {which} {MOST:,} are listed. “Select all” takes all of them."
            self.message_user(request, f"{hits.total:,} articles are found; {listed}", messages.INFO)
        return queryset.filter(pk__in=request.hits.ids), False

    def chosen(self, request, articles):
        """Return the ids of what was chosen: where that is all, also of those hits that are not listed."""
        hits = getattr(request, "hits", None)
        if request.POST.get("select_across") != "1" or not hits or hits.total <= MOST:
            return super().chosen(request, articles)
        found, narrowed = desk.walk(asked(request, request.GET["q"])), request.unsearched.order_by()
        return [pk for some in batches(found) for pk in narrowed.filter(pk__in=some).values_list("pk", flat=True)]

    # --- the page of one ------------------------------------------------------------------------

    def get_fieldsets(self, request, obj=None):
        """Tell of what must be in no index whether it is."""
        first, *others = super().get_fieldsets(request, obj)
        if obj and standing(obj):
            name, options = first
            first = (name, options | {"fields": [*options["fields"][:1], "words", *options["fields"][1:]]})
        return [first, *others]

    def get_readonly_fields(self, request, obj=None):
        """Show what the indexes hold of it; nobody types that."""
        return (*super().get_readonly_fields(request, obj), "words")

    @admin.display(description="in the index")
    def words(self, article):
        """Return since when no file of an index holds a word of it, or what is done about that."""
        return format_html("{}", standing(article).sentence)


def asked(request, term):
    """Return what is looked for. What narrows the list narrows the search, and so its first hits, where engines can."""
    sort = NEWEST if ORDER_VAR in request.GET else RELEVANCE
    return desk.Asked(
        q=term, shelves=shelves(request.GET), days=days(request.GET), filters=filters(request.GET), sort=sort
    )


def shelves(chosen):
    """Return the shelves that a chosen status, or a queue of drafts, leaves."""
    if status := chosen.get("status__exact"):
        return (PUBLIC,) if status == Status.PUBLISHED else (desk.DESK,)
    return (desk.DESK,) if chosen.get("queue") in OF_DRAFTS else desk.SHELVES


def filters(chosen):
    """Return the filters of engines for a chosen language, source, author or topic."""
    found = {"language": (chosen["language"].lower(),)} if chosen.get("language") else {}
    for facet, (parameter, model, column) in NAMED.items():
        if (pk := chosen.get(parameter, "")).isdecimal() and len(pk) <= LONGEST_ID:
            found[facet] = tuple(model.objects.filter(pk=pk).values_list(column, flat=True))
    return found


def days(chosen):
    """Return the days of a chosen year, month or day; None for all, and for what is no date."""
    parts = [chosen[name] for level in LETTERS if (name := f"published_at__{level}") in chosen]
    try:
        given = [int(part) for part in parts]
        first = datetime.date(*given, *[1] * (3 - len(given))) if given else None
        last = first and datetime.date(*given, *LAST[len(given)](*given))
    except (ValueError, TypeError):
        return None
    return first and Days(first, last)


def with_number(hits, term):
    """Return the hits, and before all others the article that has this number."""
    if not term.isdecimal() or len(term) > LONGEST_ID or not Article.objects.filter(pk=int(term)).exists():
        return hits
    return desk.Hits(ids=tuple(dict.fromkeys((int(term), *hits.ids))), total=hits.total, found=hits.found)


def place_of(error, term):
    """Return the sentence on what is wrong with a question, and where."""
    mistake = error.errors[0]
    if (offset := mistake["offset"]) is None:
        return mistake["detail"]
    at = term[offset : offset + CONTEXT]
    return f"{mistake['detail']} (character {offset + 1}{f': “{at}”' if at else ', the end'})"


admin.site.unregister(Article)
admin.site.register(Article, FoundArticleAdmin)
