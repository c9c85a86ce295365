"""Articles in the admin: the list, and the page of one."""

import re

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import CharField, Q
from django.db.models.functions import Cast, Left
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator, smart_split, unescape_string_literal

from articles import curation, dates
from articles.addresses import key_of
from articles.admin.captures import beginning_of
from articles.admin.comparing import ComparePages
from articles.admin.deletion import what_goes, what_stays
from articles.admin.filters import ProblemFilter, QueueFilter, SourceFilter
from articles.admin.forms import ArticleForm
from articles.admin.history import HistoryPage
from articles.admin.parts import INLINES
from articles.admin.queues import QueuePages, queue_of
from articles.admin.recorded import NUMBER, RecordedAdmin, note_of
from articles.admin.verbs import VerbPages, action, address, possible
from articles.bylines import follow
from articles.editing import name_canonical
from articles.models import Address, Article, Authorship, Capture

LETTERS = {"year": 4, "month": 7, "day": 10}
"""How many letters of a date as the database writes it tell year, month and day."""

BEGINNING = 60
"""Letters of a text or a problem that are shown in the list."""


class ArticleList(ChangeList):
    """The list; it never reads bodies, and finds the dates to choose from without a count of everything."""

    def get_queryset(self, *args, **kwargs):
        """Leave out what is long."""
        return super().get_queryset(*args, **kwargs).defer("body", "text")

    def get_results(self, request):
        """Read the beginning of those on this page that have no headline to be told apart by."""
        super().get_results(request)
        bare = {article.pk: article for article in self.result_list if not article.headline}
        if bare:
            beginnings = Article.objects.filter(pk__in=bare).values_list("pk", Left("text", BEGINNING))
            for pk, beginning in beginnings:
                bare[pk].beginning = beginning

    @property
    def date_choices(self):
        """Return (links upwards, links downwards) for the dates of what is listed: years, then months, then days."""
        given = (self.params.get(f"published_at__{level}") for level in LETTERS)
        chosen = [f"{int(value):02}" for value in given if value is not None]
        depth = len(chosen)
        if depth == len(LETTERS):
            return self._date_link(chosen[:2]), []
        written = Left(Cast("published_at", CharField()), list(LETTERS.values())[depth])
        found = self.queryset.filter(published_at__isnull=False).order_by().values_list(written, flat=True).distinct()
        return self._date_link(chosen[: depth - 1]) if depth else None, [
            self._date_link(one.split("-")) for one in sorted(found)
        ]

    def _date_link(self, parts):
        query = {f"published_at__{level}": int(part) for level, part in zip(LETTERS, parts, strict=False)}
        return self.get_query_string(query, ["published_at__"]), "-".join(parts) or "All dates"


@admin.register(Article)
class ArticleAdmin(QueuePages, VerbPages, ComparePages, HistoryPage, RecordedAdmin):
    """What curators see and do. Status is moved by the verbs alone, never by the form."""

    form = ArticleForm
    actions = tuple(action(verb) for verb in ("publish", "withdraw", "restore", "set"))
    autocomplete_fields = ("source",)
    date_hierarchy = "published_at"
    list_display = ("headline_or_none", "status", "date", "troubles", "source", "language")
    list_filter = ("status", QueueFilter, ProblemFilter, SourceFilter, ("language", admin.AllValuesFieldListFilter))
    list_select_related = ("source",)
    ordering = ("-id",)
    search_fields = ("headline", "byline")
    search_help_text = "Words of headline and byline, all of them; “several words” in quotes; or an address."
    readonly_fields = ("standing", "troubles_whole", "plain_text", "kept")
    change_form_template = "admin/articles/article/change_form.html"

    # --- the list -------------------------------------------------------------------------------

    def get_changelist(self, request, **kwargs):
        """Use the list that reads little."""
        return ArticleList

    def lookup_allowed(self, lookup, value, request=None):
        """Allow the links that lead here from authors, topics and dates; a year of more digits is no year."""
        if lookup in {f"published_at__{level}" for level in LETTERS}:
            return re.fullmatch("[0-9]{1,4}", value) is not None
        return lookup in {"authors__id__exact", "topics__id__exact"} or super().lookup_allowed(lookup, value, request)

    def get_search_results(self, request, queryset, search_term):
        """Find an address by its key, at once; anything else by words, each in headline or byline."""
        if key := key_of(search_term):
            return queryset.filter(pk__in=Address.objects.filter(key=key).values("article")), False
        for word in words_of(search_term):
            by_address = Address.objects.filter(url__icontains=word).values("article") if "/" in word else ()
            queryset = queryset.filter(Q(headline__icontains=word) | Q(byline__icontains=word) | Q(pk__in=by_address))
        return queryset, False

    @admin.display(description="headline")
    def headline_or_none(self, article):
        """Return the headline in its own direction; something to click on, and to tell it by, where there is none."""
        if article.headline:
            return format_html("<bdi>{}</bdi>", article.headline)
        return format_html("(no headline) <bdi>{}</bdi>", getattr(article, "beginning", ""))

    @admin.display(description="date", ordering="published_at", empty_value="—")
    def date(self, article):
        """Return the date as precise as known."""
        return dates.write(article.published_at, article.date_precision) or None

    @admin.display(description="problems", empty_value="—")
    def troubles(self, article):
        """Return the first problem and how many there are beside it; all are read by pointing at it."""
        if not article.problems:
            return None
        first, more = Truncator(article.problems[0]).chars(BEGINNING), len(article.problems) - 1
        shown = f"{first} + {more}" if more else first
        return format_html('<span class="problems" title="{}">{}</span>', " ".join(article.problems), shown)

    # --- the page of one ------------------------------------------------------------------------

    def get_fieldsets(self, request, obj=None):
        """Show what there is to see: problems only where there are some, the way it was kept only once it is."""
        edits = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        printed = ["headline", "subtitle", "byline", "published", "source", "section", "language", "source_url", "body"]
        problems = ["troubles_whole", *["settled"] * edits] if obj and obj.problems else []
        state = [(None, {"fields": ["standing", *problems]})] if obj else []
        kept = [("As kept", {"fields": ["kept", "plain_text"], "classes": ["collapse"]})] if obj else []
        why = [("History", {"fields": ["note", "opened"]})] if edits else []
        return [*state, ("As printed", {"fields": printed}), *kept, *why]

    def get_inlines(self, request, obj):
        """Leave out the table of originals where there are none."""
        return INLINES if obj and obj.captures.exists() else [one for one in INLINES if one.model is not Capture]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """A source is not deleted from the page of one article."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "source":
            field.widget.can_delete_related = False
        return field

    def get_view_on_site_url(self, obj=None):
        """Lead to the reader's page, where there is one."""
        return reverse("article_page", args=[obj.pk]) if obj is not None and obj.public else None

    def get_changeform_initial_data(self, request):
        """Begin with the text of a record that was rejected, where one is written by hand in its place."""
        begun = super().get_changeform_initial_data(request)
        number = begun.pop("capture", "")
        if not NUMBER.fullmatch(number) or not request.user.has_perm("articles.view_capture"):
            return begun
        rejected = Capture.objects.filter(pk=number, article=None).first()
        return begun | ({"body": beginning_of(rejected)} if rejected else {})

    def render_change_form(self, request, context, *args, **kwargs):
        """Add the buttons of the verbs that the article's status allows; they know the list that one came from."""
        article = context["original"]
        changes = self.has_change_permission(request, article)
        may = article is not None and changes
        queue = queue_of(request)
        wanted = (f"ids={article.pk}" if may else "", f"queue={queue.slug}" if queue else "")
        query = "&".join(filter(None, (*wanted, self.get_preserved_filters(request))))
        context["verbs"] = [(verb, f"{address(verb)}?{query}") for verb in possible(article)] if may else []
        context["publishes"] = changes and (article is None or "publish" in possible(article))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request, form, formsets, change):
        """Keep the article known under its own address, and under those who wrote it, when these became others."""
        super().save_related(request, form, formsets, change)
        if "source_url" in form.changed_data:
            name_canonical(form.instance)
        chosen = any(formset.model is Authorship and formset.has_changed() for formset in formsets)
        follows = "byline" in form.changed_data and not chosen
        if follows and (names := follow(form.instance, form.initial.get("byline", ""))) is not None:
            said = f"Authors, as the byline names them: {', '.join(names) or 'none'}."
            self.message_user(request, said, messages.INFO)

    @admin.display(description="status")
    def standing(self, article):
        """Return the status, and of one taken back why and when."""
        if article.withdrawn_at:
            why = f"{article.get_withdrawal_reason_display()}, {article.withdrawn_at:%Y-%m-%d %H:%M} UTC"
            return format_html("<b>withdrawn</b> ({}) {}", why, article.withdrawal_note)
        if article.merged_into_id:
            link = reverse("admin:articles_article_change", args=[article.merged_into_id])
            return format_html('<b>merged</b> into <a href="{}">{}</a>', link, article.merged_into)
        return format_html("<b>{}</b>", article.status)

    @admin.display(description="problems")
    def troubles_whole(self, article):
        """Return every problem as a sentence."""
        items = format_html_join("", "<li>{}</li>", ((problem,) for problem in article.problems))
        return format_html('<ul class="problems">{}</ul>', items)

    @admin.display(description="published", empty_value="—")
    def published(self, article):
        """Return the date for those who may only look."""
        return self.date(article)

    @admin.display(description="kept")
    def kept(self, article):
        """Return number, revision, length and times in one line."""
        times = f"added {article.created_at:%Y-%m-%d %H:%M}, last changed {article.updated_at:%Y-%m-%d %H:%M} UTC"
        return f"article {article.pk}, revision {article.revision}, {article.word_count} words; {times}"

    @admin.display(description="plain text")
    def plain_text(self, article):
        """Return what is indexed and marked."""
        return format_html('<div class="plain-text">{}</div>', article.text)

    # --- deletion -------------------------------------------------------------------------------

    def get_deleted_objects(self, objs, request):
        """Show what goes with them, and where their text stays; the parts are protected from anything but the verb."""
        if "post" not in request.POST:
            for sentence in what_stays(objs):
                self.message_user(request, sentence, messages.WARNING)
        return what_goes(objs, self.has_delete_permission(request))

    def delete_model(self, request, obj):
        """Delete for good, by the verb."""
        curation.delete(obj, by=request.user.get_username(), note=note_of(request))

    def delete_queryset(self, request, queryset):
        """Delete one after the other, each with its own change."""
        for article in queryset:
            self.delete_model(request, article)


def words_of(term):
    """Return the words of a search; what stands in quotes is one."""
    for word in smart_split(term.replace("\x00", "")):
        quoted = len(word) > 1 and word[0] in "\"'" and word[-1] == word[0]
        yield unescape_string_literal(word) if quoted else word
