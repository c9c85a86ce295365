"""What is done to one article or to many in the admin: one page that shows which and asks why, and the way back."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from articles import bulk, curation
from articles.admin.queues import next_in, queue_of
from articles.admin.verbforms import FORMS
from articles.jobs import AlreadyRunning, Job, JobStatus
from articles.models import Article, Selection, StateError

IN_ADDRESS = 100
"""Articles whose numbers stand in the address of the page; more are kept as a selection."""

SHOWN = 10
"""Articles that the page shows as examples."""

MOST_FAILURES = 5
"""Failures told one by one after an act; the rest is counted."""

DONE = {
    "publish": "published",
    "withdraw": "withdrawn",
    "restore": "restored",
    "set": "changed",
    "rename": "changed",
    "correct": "corrected",
    "merge": "merged",
}
SAID = {"set": "change fields of"}


def action(verb):
    """Return the action that leads from the list to the page of a verb."""

    @admin.action(permissions=["change"], description=f"{capfirst(said(verb))} the selected articles…")
    def lead(model_admin, request, articles):
        ids = model_admin.chosen(request, articles)
        query = {"ids": ",".join(map(str, ids))}
        if len(ids) > IN_ADDRESS:
            query = {"selection": Selection.objects.create(ids=sorted(ids), by=request.user.get_username()).pk}
        if request.GET:
            query["_changelist_filters"] = request.GET.urlencode()
        return HttpResponseRedirect(f"{address(verb)}?{urlencode(query)}")

    lead.__name__ = verb
    return lead


def said(verb):
    """Return what a verb is called in a sentence."""
    return SAID.get(verb, verb)


def address(verb):
    """Return where the page of a verb is."""
    return reverse("admin:articles_article_verb", args=[verb])


def possible(article):
    """Return the verbs that this article's status allows."""
    return [verb for verb in FORMS if article.status in curation.TRANSITIONS.get(verb, ())]


class VerbPages:
    """The part of the admin of articles that carries the verbs."""

    def get_urls(self):
        """Put the pages of the verbs before all others, one of which takes any name."""
        verb, undo = map(self.admin_site.admin_view, (self.verb_view, self.undo_view))
        return [
            path("act/<slug:verb>/", verb, name="articles_article_verb"),
            path("undo/<int:number>/", undo, name="articles_article_undo"),
            *super().get_urls(),
        ]

    def chosen(self, request, articles):
        """Return the ids of the articles that were chosen in the list."""
        return list(articles.order_by().values_list("pk", flat=True))

    def verb_view(self, request, verb):
        """Show which articles are meant and ask why; then do it, and say what could not be done."""
        if verb not in FORMS:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        ids = self._named(request)
        form = FORMS[verb](request.POST or None)
        if ids and form.is_valid():
            act = self._do_to_many if verb in bulk.DO else self._do_to_one
            return HttpResponseRedirect(act(request, verb, ids, form) or self._back(request, ids))
        examples = Article.objects.defer("body", "text").filter(pk__in=ids[:SHOWN]).order_by("pk")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{capfirst(said(verb))} {counted(len(ids))}",
            "verb": verb,
            "said": said(verb),
            "count": len(ids),
            "articles": examples,
            "more": max(0, len(ids) - SHOWN),
            "later": len(ids) > bulk.AT_ONCE,
            "form": form,
            "back": self._back(request, ids),
        }
        return TemplateResponse(request, "admin/articles/article/verb.html", context)

    def response_add(self, request, obj, post_url_continue=None):
        """Publish what was written by “Save and publish”; go on to its page where that cannot be."""
        if self._kept_back(request, obj):
            return HttpResponseRedirect(reverse("admin:articles_article_change", args=[obj.pk]))
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        """Publish what was saved by “Save and publish”, in the same act; stay with what cannot be."""
        if self._kept_back(request, obj):
            return HttpResponseRedirect(request.get_full_path())
        return super().response_change(request, obj)

    def _kept_back(self, request, article):
        """Publish an article if that is asked for; returns whether it could not be, and says why."""
        if "_publish" not in request.POST or not self.has_change_permission(request, article):
            return False
        try:
            curation.publish(article)
        except StateError as error:
            self.message_user(request, f"It was saved, but not published. {error}", messages.ERROR)
            return True
        self.message_user(request, f"“{article}” is published.", messages.SUCCESS)
        return False

    def undo_view(self, request, number):
        """Ask whether an act is to be taken back, and take it back."""
        job = Job.objects.filter(pk=number, kind="bulk").first()
        if job is None:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return HttpResponseRedirect(self._undo(request, job))
        left = job.steps.filter(refused="", undone=False)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Undo job {job.pk}",
            "job": job,
            "done": DONE[job.parameters["verb"]],
            "count": left.count(),
            "articles": Article.objects.filter(pk__in=left.values("article_id")[:SHOWN]).defer("body", "text"),
        }
        return TemplateResponse(request, "admin/articles/article/undo.html", context)

    def _named(self, request):
        """Return the ids of the articles that the address names, or those of a selection as it was made."""
        number = request.GET.get("selection", "")
        if number.isdecimal() and len(number) < 19:
            mine = Selection.objects.filter(pk=number, by=request.user.get_username()).first()
            return mine.ids if mine else []
        ids = [int(pk) for pk in request.GET.get("ids", "").split(",") if pk.isdecimal() and len(pk) < 19]
        return list(Article.objects.filter(pk__in=ids[: 2 * IN_ADDRESS]).order_by("pk").values_list("pk", flat=True))

    # --- doing it -------------------------------------------------------------------------------

    def _do_to_many(self, request, verb, ids, form):
        """Do it as an act that can be undone; returns where to go on, nothing for where one came from."""
        job = bulk.begin(verb, ids, form.given(), by=request.user.get_username(), note=form.why())
        if job.status == JobStatus.WAITING:
            return reverse("admin:articles_job_change", args=[job.pk])
        done = job.steps.filter(refused="")
        note = f"{capfirst(DONE[verb])}. {form.why()}".strip()
        for article in Article.objects.filter(pk__in=done.values("article_id")).defer("body", "text"):
            self.log_change(request, article, note)
        self._tell(request, DONE[verb], len(done), _refusals(job), job)
        return None

    def _do_to_one(self, request, verb, ids, form):
        """Do what is for one article at a time: its page shows what came of it."""
        article = Article.objects.get(pk=ids[0])
        try:
            getattr(curation, verb)(article, by=request.user.get_username(), **form.cleaned_data)
        except StateError as error:
            self._tell(request, DONE[verb], 0, [f"“{article}”: {error}"])
            return
        self.log_change(request, article, f"{capfirst(DONE[verb])}. {form.why()}".strip())
        self._tell(request, DONE[verb], 1, [])

    def _undo(self, request, job):
        back = reverse("admin:articles_job_change", args=[job.pk])
        try:
            undoing = bulk.undo(job, by=request.user.get_username())
        except (AlreadyRunning, StateError) as error:
            self.message_user(request, str(error), messages.WARNING)
            return back
        if undoing.status == JobStatus.WAITING:
            return reverse("admin:articles_job_change", args=[undoing.pk])
        done = undoing.steps.filter(refused="").count()
        self._tell(request, "what they were before", done, _refusals(undoing))
        return back

    def _tell(self, request, done, count, refused, job=None):
        if count:
            sentence = f"{counted(count)} {done}."
            if job is not None:
                sentence = undo_link(sentence, job)
            self.message_user(request, sentence, messages.SUCCESS)
        for sentence in refused[:MOST_FAILURES]:
            self.message_user(request, sentence, messages.ERROR)
        if len(refused) > MOST_FAILURES:
            rest = len(refused) - MOST_FAILURES
            self.message_user(request, f"{rest} more could not be {done} either.", messages.ERROR)

    def _back(self, request, ids):
        """Return to the list as it was narrowed, or to the article whose button was pressed."""
        filters = request.GET.get("_changelist_filters")
        if (queue := queue_of(request)) and len(ids) == 1 and request.method == "POST":
            return next_in(queue, ids[0])
        if len(ids) == 1 and filters is None:
            return reverse("admin:articles_article_change", args=[ids[0]])
        return reverse("admin:articles_article_changelist") + (f"?{filters}" if filters else "")


def undo_link(sentence, job):
    """Put the way back behind a sentence that tells what was done."""
    place = reverse("admin:articles_article_undo", args=[job.pk])
    return format_html('{} <a href="{}">Undo…</a>', sentence, place)


def counted(number):
    """Say how many articles."""
    return f"{number:,} article{'s' * (number != 1)}"


def _refusals(job):
    """A sentence for each article that nothing was done to."""
    refused = dict(job.steps.exclude(refused="").values_list("article_id", "refused"))
    named = Article.objects.filter(pk__in=list(refused)).defer("body", "text").in_bulk()
    return [f"“{named.get(pk, f'article {pk}')}”: {why}" for pk, why in refused.items()]
