"""What belongs to an article, edited on its page."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.utils import pretty_name
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from articles.addresses import AddressKind, key_of
from articles.admin.fields import CuratedForm, Line, Place, Prose
from articles.models import Address, Authorship, Capture, Correction, Image, RelatedLink, Tagging

BY_HAND = (AddressKind.AS_PRINTED, AddressKind.ALIAS)
"""The kinds of address that a curator gives; the canonical one follows the article's own address."""


class PartForm(CuratedForm):
    """A part of an article; of the fields that `needs` names one must hold something."""

    needs = ()

    def clean(self):
        """Refuse a part that says nothing."""
        cleaned = super().clean()
        if self.needs and not self.errors and not any(cleaned.get(name) for name in self.needs):
            raise ValidationError(f"This row is empty: give {' or '.join(self.needs)}, or delete it.")
        return cleaned


class Rows(forms.BaseInlineFormSet):
    """Rows of a table whose fields have names: Django's tables have none but the heads of their columns."""

    def add_fields(self, form, index):
        """Name every field as its column, for those who cannot see in which it stands."""
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)  # beside which Django puts links
            for part, one in zip(("", ", time"), getattr(widget, "widgets", [widget]), strict=False):
                one.attrs.setdefault("aria-label", capfirst(field.label or pretty_name(name)) + part)


class InOrder(Rows):
    """Parts with a place; a new one without goes behind all others, a kept one stays where it was."""

    def clean(self):
        """Fill the places that were left empty."""
        super().clean()
        rows = [form for form in self.forms if hasattr(form, "cleaned_data")]
        for form in rows:
            form.instance.position = self._place(form)
        last = max((form.instance.position for form in rows if form.instance.position is not None), default=-1)
        for form in rows:
            if form.instance.position is None:
                last = form.instance.position = last + 1

    def _place(self, form):
        given = form.cleaned_data.get("position")
        return form.initial.get("position") if given is None else given


class OrderedForm(PartForm):
    """A part with a place."""

    position = Place()


class ImageForm(OrderedForm):
    """A picture: its address may be lost, but then there is a caption or a credit."""

    needs, web_addresses = ("url", "caption", "credit"), ("url",)
    url, caption, credit = Line(), Prose(), Line()


class RelatedLinkForm(OrderedForm):
    """A related link: its address may be lost, but then there is a title."""

    needs, web_addresses = ("title", "url"), ("url",)
    title, url = Line(), Line()


class AddressForm(CuratedForm):
    """An address by hand. Those that the archive made itself are shown and not changed."""

    web_addresses = ("url",)
    url = Line(required=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept_key = self.instance.key
        kept = self.instance.kind if self.instance.pk else ""
        self.fields["kind"].choices = [(one.value, one.label) for one in AddressKind if one in {*BY_HAND, kept}]
        if kept and kept not in BY_HAND:
            for field in self.fields.values():
                field.disabled = True

    def clean(self):
        """Refuse an address that another article has."""
        cleaned = super().clean()
        self.refuse_taken("url", self.instance.article_id)
        if "url" in self.changed_data and not self.errors:
            self.instance.key = key_of(cleaned["url"])
        return cleaned


class Addresses(Rows):
    """The addresses of one article."""

    def clean(self):
        """Refuse two rows that mean the same address, and one that takes an address before another gives it up."""
        super().clean()
        stay = [form for form in self.forms if not self._should_delete_form(form)]
        keys = [form.instance.key for form in stay]
        for form in stay:
            if form.instance.key and keys.count(form.instance.key) > 1 and not form.errors:
                raise ValidationError(f"Two rows mean the same address, {form.instance.key}: delete one.")
        self._refuse_too_early()

    def _refuse_too_early(self):
        """Follow the order in which rows are saved: no key may be in the database twice at any moment."""
        holders = {form.kept_key: form for form in self.initial_forms}
        for form in self.initial_forms:
            key = form.instance.key
            if not self._should_delete_form(form) and holders.get(key, form) is not form and not form.errors:
                raise ValidationError(f"Another row still has the address {key}: change that one first, and save.")
            holders.pop(form.kept_key)
            if not self._should_delete_form(form):
                holders[key] = form


class PartInline(admin.TabularInline):
    """Rows of one kind of part."""

    extra, formset = 0, Rows

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Leave out the ways to change or delete what a row only names: a row is narrow, and others name it too."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.is_relation and field is not None:
            named = field.widget
            named.can_change_related = named.can_delete_related = named.can_view_related = False
            named.can_add_related = named.can_add_related and db_field.name != "target"
        return field


class AuthorshipInline(PartInline):
    """Who wrote it, in the order printed."""

    model, form, formset = Authorship, OrderedForm, InOrder
    verbose_name, verbose_name_plural = "author", "authors"
    fields = ("author", "position")
    autocomplete_fields = ("author",)


class TaggingInline(PartInline):
    """What it is about."""

    model, form, formset = Tagging, OrderedForm, InOrder
    verbose_name, verbose_name_plural = "topic", "topics"
    fields = ("topic", "position")
    autocomplete_fields = ("topic",)


class ImageInline(PartInline):
    """The pictures that stood in it."""

    model, form, formset = Image, ImageForm, InOrder
    fields = ("caption", "credit", "url", "position")


class RelatedLinkInline(PartInline):
    """The links that stood in it, and the articles of ours that they mean."""

    model, form, formset = RelatedLink, RelatedLinkForm, InOrder
    fk_name = "article"
    fields = ("title", "url", "target", "position")
    autocomplete_fields = ("target",)


class AddressInline(PartInline):
    """Under which addresses it is known."""

    model, form, formset = Address, AddressForm, Addresses
    fields = ("url", "kind")


class CorrectionForm(PartForm):
    """A correction: what readers are told."""

    note = Prose(required=True)


class CorrectionInline(PartInline):
    """What readers were told to be wrong in it."""

    model, form = Correction, CorrectionForm
    fields = ("note", "at")


class CaptureInline(PartInline):
    """The records it was read from."""

    model = Capture
    verbose_name, verbose_name_plural = "original", "originals"
    fields = ("original", "verdict", "importer", "captured_at", "size")
    readonly_fields = ("original",)
    can_delete = False

    def has_add_permission(self, request, obj=None):
        """Originals come in by import alone."""
        return False

    def has_change_permission(self, request, obj=None):
        """Originals are never changed."""
        return False

    def get_queryset(self, request):
        """Without the evidence, which is long."""
        return super().get_queryset(request).defer("evidence")

    @admin.display(description="original")
    def original(self, capture):
        """A link to the bytes and what was read from them."""
        return format_html('<a href="{}">{}</a>', reverse("admin:articles_capture_change", args=[capture.pk]), capture)


INLINES = (
    AuthorshipInline,
    TaggingInline,
    ImageInline,
    RelatedLinkInline,
    CorrectionInline,
    AddressInline,
    CaptureInline,
)
