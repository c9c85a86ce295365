"""Suspected duplicates in the admin: two articles side by side, merged one way or the other, or told apart for good."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html

from articles import curation, dates, differences
from articles.admin.filters import QueueFilter
from articles.admin.queues import QueuePages, next_in, queue_of
from articles.admin.recorded import ReadOnlyAdmin, note_of
from articles.models import Article, StateError, Suspicion

ACTS = ("right", "left", "two")
"""What a curator may say: the left one goes into the right one, the right one into the left one, they are two."""


@admin.register(Suspicion)
class SuspicionAdmin(QueuePages, ReadOnlyAdmin):
    """Pairs of articles that may be one, and what was said of them."""

    list_display = ("pair", "kind", "percent", "found_at", "dismissed_at", "dismissed_by")
    list_filter = (QueueFilter, "kind")
    list_select_related = ("article", "other")
    search_fields = ("article_id",)
    search_help_text = "The number of one of the two articles."
    ordering = ("-id",)
    fields = ("kind", "percent", "found_at")
    change_form_template = "admin/articles/suspicion/change_form.html"

    def get_urls(self):
        """Put the buttons of the page before Django's own addresses."""
        view = self.admin_site.admin_view(self.settle_view)
        return [path("<int:pk>/settle/", view, name="articles_suspicion_settle"), *super().get_urls()]

    def get_queryset(self, request):
        """The list never reads what is long."""
        long = [f"{side}__{name}" for side in ("article", "other") for name in ("body", "text")]
        return super().get_queryset(request).defer(*long)

    def get_search_results(self, request, queryset, search_term):
        """Find an article on either side by the indexes."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if not term.isdecimal() or len(term) > 18:
            return queryset.none(), False
        sides = [Suspicion.objects.filter(**{side: int(term)}).order_by() for side in ("article", "other")]
        return queryset.filter(pk__in=[pk for side in sides for pk in side.values_list("pk", flat=True)]), False

    @admin.display(description="articles")
    def pair(self, suspicion):
        """Return both headlines, each in its own direction."""
        names = (suspicion.other, suspicion.article)
        return format_html("<bdi>{}</bdi> · <bdi>{}</bdi>", *names)

    @admin.display(description="the same text", ordering="score")
    def percent(self, suspicion):
        """Return how much of their texts is the same."""
        return f"{100 * suspicion.score:.0f} %"

    # --- the page of a pair ---------------------------------------------------------------------

    def render_change_form(self, request, context, *args, **kwargs):
        """Show both articles with what differs; the earlier one stands on the left."""
        pair = context["original"]
        found = {article.pk: article for article in _whole(pair)}
        left, right = found[pair.other_id], found[pair.article_id]
        compared = differences.compare(left.state(), right.state())
        context |= {
            "sides": [_side(article) for article in (left, right)],
            "differences": [one for one in compared if one.name != "status"],
            "left": f"Article {left.pk}",
            "right": f"Article {right.pk}",
            "title": "Suspected duplicates",
            "settled": _settled(pair),
            "percent": self.percent(pair),
            "may_settle": _may_settle(request),
            "settle": f"{reverse('admin:articles_suspicion_settle', args=[pair.pk])}?{request.GET.urlencode()}",
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def settle_view(self, request, pk):
        """Do what was said, and go on with the next pair."""
        pair = Suspicion.objects.filter(pk=pk).first()
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if pair is None or request.POST.get("say") not in ACTS:
            raise Http404
        if not _may_settle(request):
            raise PermissionDenied
        here = f"{reverse('admin:articles_suspicion_change', args=[pk])}?{request.GET.urlencode()}"
        try:
            said = self._settle(request, pair, request.POST["say"])
        except StateError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(here)
        self.message_user(request, said, messages.SUCCESS)
        self.log_change(request, pair, said)
        queue = queue_of(request)
        return HttpResponseRedirect(next_in(queue, pk) if queue else here)

    def _settle(self, request, pair, say):
        by = request.user.get_username()
        if say == "two":
            pair.dismiss(by=by)
            return f"Articles {pair.other_id} and {pair.article_id} are two."
        found = {article.pk: article for article in _whole(pair)}
        left, right = found[pair.other_id], found[pair.article_id]
        one, other = (left, right) if say == "right" else (right, left)
        curation.merge(one, into=other, by=by, note=note_of(request))
        return f"Article {one.pk} was merged into article {other.pk}. “Restore” on its page undoes that."


def _whole(pair):
    return Article.objects.with_parts().filter(pk__in=[pair.article_id, pair.other_id])


def _side(article):
    return {
        "article": article,
        "date": dates.write(article.published_at, article.date_precision),
        "link": reverse("admin:articles_article_change", args=[article.pk]),
    }


def _settled(pair):
    """Return what was said of a pair, if anything was."""
    if pair.dismissed_at:
        return f"{pair.dismissed_by or 'Somebody'} said on {pair.dismissed_at:%Y-%m-%d} that these are two articles."
    if not Suspicion.objects.open().filter(pk=pair.pk).exists():
        return "One of the two was merged."
    return ""


def _may_settle(request):
    return request.user.has_perm("articles.change_article")
