"""Sources, authors and topics in the admin: renamed in one place, shown by many articles."""

from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from articles.admin.recorded import RecordedAdmin
from articles.models import Article, Author, Authorship, Source, Tagging, Topic


class NameAdmin(RecordedAdmin):
    """A name and the number of articles that show it. Renaming leaves a change for each of them."""

    through = column = link = None
    search_fields = ("name",)

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
