"""Sources, authors and topics in the admin: renamed in one place, shown by many articles."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from articles import bulk, renaming
from articles.admin.recorded import RecordedAdmin, note_of
from articles.admin.verbs import DONE, counted, undo_link
from articles.jobs import AlreadyRunning, JobStatus
from articles.models import Article, Author, Authorship, Source, Tagging, Topic

MOST = 100
"""Names of which one is made at a time."""


class NameAdmin(RecordedAdmin):
    """A name and the number of articles that show it. Renaming leaves a change for each of them."""

    through = column = link = None
    search_fields = ("name",)
    actions = ("merge_action",)

    def get_urls(self):
        """Put the page of merging before all others."""
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/", view, name=f"articles_{self.opts.model_name}_merge"), *super().get_urls()]

    @admin.action(permissions=["change"], description="Make one name of the selected ones…")
    def merge_action(self, request, names):
        """Lead to the page that asks which name stays."""
        ids = ",".join(map(str, names.order_by("name").values_list("pk", flat=True)[:MOST]))
        return HttpResponseRedirect(f"{reverse(f'admin:articles_{self.opts.model_name}_merge')}?ids={ids}")

    def merge_view(self, request):
        """Ask which of some names stays; then put it in the place of the others, in every article."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        ids = [pk for pk in request.GET.get("ids", "").split(",") if pk.isdecimal() and len(pk) < 19][:MOST]
        names = list(self.get_queryset(request).filter(pk__in=ids))
        kept = next((one for one in names if str(one.pk) == request.POST.get("kept")), None)
        if kept is not None and len(names) > 1:
            return HttpResponseRedirect(self._merge(request, kept, [one for one in names if one != kept]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Make one of {len(names)} {self.opts.verbose_name_plural}",
            "names": names,
            "error": "Choose the name that stays." if request.method == "POST" else "",
        }
        return TemplateResponse(request, "admin/articles/names/merge.html", context)

    def _merge(self, request, kept, others):
        """Do it as an act that can be undone; returns where to go on."""
        ids = renaming.shown_by(self.model, [one.pk for one in others])
        by = request.user.get_username()
        job = bulk.begin("rename", ids, renaming.instead(kept, others), by=by, note=note_of(request))
        if job.status == JobStatus.WAITING:
            return reverse("admin:articles_job_change", args=[job.pk])
        done = job.steps.filter(refused="").count()
        sentence = f"“{kept}” stands for all of them now. {counted(done)} {DONE['rename']}."
        self.message_user(request, undo_link(sentence, job), messages.SUCCESS)
        return reverse(f"admin:articles_{self.opts.model_name}_changelist")

    def get_queryset(self, request):
        """Count by a subquery, which the database runs only for the rows of one page."""
        same = self.through.objects.filter(**{self.column: OuterRef("pk")}).order_by()
        number = same.values(self.column).annotate(number=Count("pk")).values("number")
        return super().get_queryset(request).annotate(held=Subquery(number, output_field=IntegerField()))

    @admin.display(description="articles")
    def number_of_articles(self, one):
        """Return how many articles show it, as a link to them."""
        place = f"{reverse('admin:articles_article_changelist')}?{urlencode({self.link: one.pk})}"
        return format_html('<a href="{}">{}</a>', place, one.held or 0)

    def save_model(self, request, obj, form, change):
        """Leave a name that very many articles show to the worker."""
        if not (change and form.changed_data and obj.held and obj.held > renaming.MANY):
            super().save_model(request, obj, form, change)
            return
        try:
            job = renaming.rename(obj, by=request.user.get_username(), note=note_of(request))
        except AlreadyRunning as running:
            self.message_user(request, str(running), messages.ERROR)
            return
        place = reverse("admin:articles_job_change", args=[job.pk])
        sentence = format_html(
            '{} follow in the background: <a href="{}">job {}</a>.', counted(obj.held), place, job.pk
        )
        self.message_user(request, sentence, messages.WARNING)

    def delete_view(self, request, object_id, extra_context=None):
        """Refuse in one sentence to delete a name that articles show."""
        one = self.get_object(request, object_id)
        if one is not None and one.held and self.has_delete_permission(request, one):
            self.message_user(request, in_use(one), messages.ERROR)
            return HttpResponseRedirect(reverse(f"admin:articles_{self.opts.model_name}_change", args=[one.pk]))
        return super().delete_view(request, object_id, extra_context)

    def get_deleted_objects(self, objs, request):
        """Show the names, and those that articles show as what stands against it."""
        objs = list(objs)
        needed = set() if self.has_delete_permission(request) else {self.opts.verbose_name}
        protected = [in_use(one) for one in objs if one.held]
        return [str(one) for one in objs], {self.opts.verbose_name_plural: len(objs)}, needed, protected

    def delete_queryset(self, request, queryset):
        """Delete one after the other."""
        for one in queryset:
            one.delete()


def in_use(one):
    """Return the sentence that says why a name stays."""
    shown = f"{one.held} article shows it" if one.held == 1 else f"{one.held} articles show it"
    return f"“{one}” cannot be deleted while {shown}: rename it, or give them another {one._meta.verbose_name} first."


class SourceForm(forms.ModelForm):
    """A source; filters and addresses know it by its domain, or by its name where it has none."""

    def clean_domain(self):
        """Keep the domain as domains are compared."""
        return self.cleaned_data["domain"].strip().lower().removeprefix("www.")

    def clean(self):
        """Refuse a domain, or a name without one, that another source has."""
        cleaned = super().clean()
        key = cleaned.get("domain") or cleaned.get("name")
        if key and Source.objects.filter(key=key).exclude(pk=self.instance.pk).exists():
            self.add_error("domain" if cleaned.get("domain") else "name", f"Another source is known as “{key}”.")
        return cleaned


@admin.register(Source)
class SourceAdmin(NameAdmin):
    """Where articles were printed."""

    form = SourceForm
    list_display = ("name", "domain", "number_of_articles")
    search_fields = ("name", "domain")
    through, column, link = Article, "source", "source"


@admin.register(Author)
class AuthorAdmin(NameAdmin):
    """Who wrote."""

    list_display = ("name", "kind", "number_of_articles")
    list_filter = ("kind",)
    through, column, link = Authorship, "author", "authors__id__exact"


@admin.register(Topic)
class TopicAdmin(NameAdmin):
    """What articles are about."""

    list_display = ("name", "number_of_articles")
    through, column, link = Tagging, "topic", "topics__id__exact"
