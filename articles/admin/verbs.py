"""Publish, withdraw, restore and correct in the admin: one page that asks why, then the verbs of `curation`."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst

from articles import curation
from articles.admin.fields import Prose
from articles.models import Article, StateError, WithdrawalReason

MOST = 500
"""Articles that one act from the list takes: what a person looks through, and what a web request can carry."""

MOST_FAILURES = 5
"""Failures told one by one after an act; the rest is counted."""

DONE = {"publish": "published", "withdraw": "withdrawn", "restore": "restored", "correct": "corrected"}


class WhyForm(forms.Form):
    """Why; for staff only."""

    note = Prose(label="Why", help_text="For staff, in the history of the article. Readers never see it.")


class WithdrawForm(WhyForm):
    """Why an article is taken back: a class that readers see, and a note that they do not."""

    reason = forms.ChoiceField(
        choices=[("", "—"), *WithdrawalReason.choices],
        help_text="Readers see this and the date in place of the article.",
    )
    field_order = ("reason", "note")


class CorrectForm(WhyForm):
    """What was wrong, as readers are told, and a note that they do not see."""

    correction = Prose(required=True, strip=True, rows=4, help_text="Readers see this on top of the article.")
    field_order = ("correction", "note")


FORMS = {"publish": WhyForm, "withdraw": WithdrawForm, "restore": WhyForm, "correct": CorrectForm}


def action(verb):
    """Return the action that leads from the list to the page of a verb."""

    @admin.action(permissions=["change"], description=f"{capfirst(verb)} the selected articles…")
    def lead(model_admin, request, articles):
        query = {"ids": ",".join(map(str, articles.order_by().values_list("pk", flat=True)))}
        if request.GET:
            query["_changelist_filters"] = request.GET.urlencode()
        return HttpResponseRedirect(f"{address(verb)}?{urlencode(query)}")

    lead.__name__ = verb
    return lead


def address(verb):
    """Return where the page of a verb is."""
    return reverse("admin:articles_article_verb", args=[verb])


def possible(article):
    """Return the verbs that this article's status allows."""
    return [verb for verb, (starts, _) in curation.TRANSITIONS.items() if article.status in starts]


class VerbPages:
    """The part of the admin of articles that carries the verbs."""

    def get_urls(self):
        """Put the page of the verbs before all others, one of which takes any name."""
        view = self.admin_site.admin_view(self.verb_view)
        return [path("act/<slug:verb>/", view, name="articles_article_verb"), *super().get_urls()]

    def response_action(self, request, queryset):
        """Refuse to act on more articles than anybody looked at."""
        if request.POST.get("select_across") == "1" and queryset[MOST:].exists():
            sentence = f"That is more than {MOST} articles: narrow the list first. Nothing was changed."
            self.message_user(request, sentence, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return super().response_action(request, queryset)

    def verb_view(self, request, verb):
        """Ask why, then do it to each article and say what could not be done."""
        if verb not in FORMS:
            raise Http404
        if not self.has_change_permission(request):
            raise PermissionDenied
        articles = self._named(request)
        form = FORMS[verb](request.POST or None)
        if articles and form.is_valid():
            self._tell(request, verb, *self._do(request, verb, articles, form.cleaned_data))
            return HttpResponseRedirect(self._back(request, articles))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{capfirst(verb)} {len(articles)} article{'s' * (len(articles) != 1)}",
            "verb": verb,
            "articles": articles,
            "form": form,
            "back": self._back(request, articles),
        }
        return TemplateResponse(request, "admin/articles/article/verb.html", context)

    def _named(self, request):
        """Return the articles that the address names."""
        ids = [int(pk) for pk in request.GET.get("ids", "").split(",") if pk.isdecimal() and len(pk) < 19][:MOST]
        return list(Article.objects.defer("body", "text").filter(pk__in=ids).order_by("pk"))

    def _do(self, request, verb, articles, given):
        """Act on one article after the other; returns those done, and a sentence for each that was refused."""
        done, refused = [], []
        for article in articles:
            try:
                getattr(curation, verb)(article, by=request.user.get_username(), **given)
                self.log_change(request, article, f"{capfirst(DONE[verb])}. {given['note']}".strip())
                done.append(article)
            except StateError as error:
                refused.append(f"“{article}”: {error}")
        return done, refused

    def _tell(self, request, verb, done, refused):
        if done:
            self.message_user(request, f"{len(done)} article{'s' * (len(done) != 1)} {DONE[verb]}.", messages.SUCCESS)
        for sentence in refused[:MOST_FAILURES]:
            self.message_user(request, sentence, messages.ERROR)
        if len(refused) > MOST_FAILURES:
            rest = len(refused) - MOST_FAILURES
            self.message_user(request, f"{rest} more could not be {DONE[verb]} either.", messages.ERROR)

    def _back(self, request, articles):
        """Return to the list as it was narrowed, or to the article whose button was pressed."""
        filters = request.GET.get("_changelist_filters")
        if len(articles) == 1 and filters is None:
            return reverse("admin:articles_article_change", args=[articles[0].pk])
        return reverse("admin:articles_article_changelist") + (f"?{filters}" if filters else "")
