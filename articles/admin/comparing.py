"""Former states in the admin: what an edit changed, side by side, and the way back to what was before."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles import differences, editing
from articles.admin.fields import Prose
from articles.models import Article, Revision, StateError


class BringBackForm(forms.Form):
    """Why a former state is brought back, and which state was seen beside it."""

    note = Prose(label="Why", help_text="For staff, in the history of the article. Readers never see it.")
    expected = forms.IntegerField(widget=forms.HiddenInput)


class ComparePages:
    """The part of the admin of articles that compares their states."""

    def get_urls(self):
        """Put the page before all others."""
        view = self.admin_site.admin_view(self.compare_view)
        place = path("<int:article_id>/revisions/<int:number>/", view, name="articles_article_compare")
        return [place, *super().get_urls()]

    def compare_view(self, request, article_id, number):
        """Show a former state beside the one after it, or beside that of now; bring it back where asked to."""
        article = Article.objects.with_parts().filter(pk=article_id).first()
        if article is None or not self.has_view_permission(request, article):
            raise PermissionDenied if article else Http404
        former = Revision.objects.filter(article_id=article_id, number=number).first()
        if former is None:
            raise Http404
        form = BringBackForm(request.POST or None, initial={"expected": article.revision})
        may = self.has_change_permission(request, article)
        if request.method == "POST" and may and form.is_valid():
            return self._bring_back(request, article, number, **form.cleaned_data)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Revision {number} of “{article}”",
            "article": article,
            "former": former,
            "form": form if may else None,
            **sides(article, former, with_now="now" in request.GET),
        }
        return TemplateResponse(request, "admin/articles/article/compare.html", context)

    def _bring_back(self, request, article, number, *, note, expected):
        try:
            editing.restore_revision(
                article, number, by=request.user.get_username(), note=note.strip(), expected=expected
            )
        except StateError as error:
            self.message_user(request, str(error), messages.ERROR)
            return HttpResponseRedirect(f"{request.path}?now")
        self.log_change(request, article, f"Brought back revision {number}. {note}".strip())
        self.message_user(request, f"The article is again what it was at revision {number}.", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def sides(article, former, *, with_now):
    """Return what the page compares: a former state with the one that the next edit made of it, or with that of now."""
    following = Revision.objects.filter(article_id=article.pk, number=former.number + 1).first()
    with_now = with_now or following is None
    after = article.state() if with_now else following.state
    return {
        "with_now": with_now,
        "left": f"Revision {former.number}",
        "right": f"Revision {after['revision']}{', as it is now' * with_now}",
        "is_last": following is None,
        "differences": differences.compare(former.state, after),
    }
