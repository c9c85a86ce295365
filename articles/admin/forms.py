"""The form of an article: what a curator may type, and what must hold before it is kept."""

from django import forms
from django.utils import timezone

from articles import curation, dates, differences
from articles.admin.fields import CuratedForm, KnownDate, Line, Prose, language_tag
from articles.bylines import as_read
from articles.editing import Conflict
from articles.models import Article
from articles.settling import after_edit


class ArticleForm(CuratedForm):
    """An article by hand. Status, text and everything that the archive derives are not in it."""

    web_addresses = ("source_url",)

    headline, subtitle = Line(), Line()
    byline = Line(
        help_text="As printed, without “By”. Those whom a new byline names become the authors, "
        "unless these were edited by hand."
    )
    published = KnownDate(
        label="Published", help_text="As precise as known: 2023, 2023-09, 2023-09-20 or 2023-09-20 14:05 (UTC)."
    )
    source_url = Line(label="Address", help_text="Where it was printed: http or https.")
    body = Prose(rows=28, help_text="Markdown (CommonMark).")
    settled = forms.BooleanField(
        required=False,
        label="The problems are settled",
        help_text="Saving settles by itself what an edit mends: a missing headline, body or date, "
        "a date or language in doubt. Tick this for the others, once you have looked at them.",
    )
    note = Line(label="Why", help_text="For the history of the article; readers never see it.")
    opened = forms.IntegerField(widget=forms.HiddenInput, required=False)

    conflict = None
    """What differs between the article as somebody else has left it meanwhile and what was typed here."""

    class Meta:
        model = Article
        fields = ("headline", "subtitle", "byline", "source", "section", "language", "source_url", "body")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["published"] = dates.write(self.instance.published_at, self.instance.date_precision)
        self.initial["opened"] = self.instance.revision

    def clean(self):
        """Check what was changed, and that what is public stays complete."""
        cleaned = super().clean()
        self._refuse_what_others_have_edited()
        self.refuse_taken("source_url", self.instance.pk)
        if "published" in self.changed_data and "published" in cleaned:
            self.instance.published_at, self.instance.date_precision = cleaned["published"]
        return cleaned

    def _refuse_what_others_have_edited(self):
        """Show both texts and keep what was typed; whoever has seen that may save it all the same."""
        opened, now = self.cleaned_data.get("opened"), self.instance.revision
        if not self.instance.pk or opened in {None, now}:
            return
        kept = Article.objects.with_parts().get(pk=self.instance.pk)
        self.conflict = differences.compare(*self._both(kept))
        self.data = self.data.copy()
        self.data[self.add_prefix("opened")] = now
        self.add_error(None, f"{Conflict(kept, opened)} Saving again puts what you typed in its place.")

    def _both(self, kept):
        """Return the article as it is kept and as it was typed, of the fields that are typed here."""
        typed = {name: self.cleaned_data.get(name, self.data.get(name)) for name in ArticleForm.Meta.fields}
        source = self.cleaned_data.get("source")
        typed["source"] = source and {"name": source.name, "domain": source.domain or None}
        typed["published"] = self.data.get("published", "")
        now = kept.state() | {"published": dates.write(kept.published_at, kept.date_precision)}
        return {name: now[name] for name in typed}, typed

    def clean_byline(self):
        """Read a new byline as an import would."""
        typed = self.cleaned_data["byline"]
        return as_read(typed) if "byline" in self.changed_data else typed

    def clean_language(self):
        """An empty language is an unknown one."""
        tag = self.cleaned_data["language"].strip() or "und"
        if "language" in self.changed_data:
            language_tag(tag)
        return tag

    def _post_clean(self):
        """Ask only when the article has its new values."""
        super()._post_clean()
        if self.cleaned_data.get("settled"):
            self.instance.problems = []
        if self.cleaned_data.get("settled") or "source_url" in self.changed_data:
            self.instance.doubtful_address = None
        self.instance.problems = after_edit(self.instance, self.changed_data, timezone.now())
        if self.instance.public and not self.errors and (missing := curation.missing_parts(self.instance)):
            self.add_error(None, f"A public article needs its {' and '.join(missing)}: withdraw it first.")
