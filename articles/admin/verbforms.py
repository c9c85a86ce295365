"""What the pages of the verbs ask: why, and what is given with it."""

import difflib

from django import forms
from django.core.exceptions import ValidationError

from articles.addresses import keys_of
from articles.admin.fields import Line, Prose, language_tag
from articles.models import Address, Article, Source, WithdrawalReason


class WhyForm(forms.Form):
    """Why; for staff only."""

    note = Prose(label="Why", help_text="For staff, in the history of the article. Readers never see it.")

    def given(self):
        """What goes with the verb, as `articles.bulk` takes it."""
        return {}

    def why(self):
        """The note."""
        return self.cleaned_data["note"].strip()


class WithdrawForm(WhyForm):
    """Why an article is taken back: a class that readers see, and a note that they do not."""

    reason = forms.ChoiceField(
        choices=[("", "—"), *WithdrawalReason.choices],
        help_text="Readers see this and the date in place of the article.",
    )
    field_order = ("reason", "note")

    def given(self):
        """The class."""
        return {"reason": self.cleaned_data["reason"]}


class CorrectForm(WhyForm):
    """What was wrong, as readers are told, and a note that they do not see."""

    correction = Prose(required=True, strip=True, rows=4, help_text="Readers see this on top of the article.")
    field_order = ("correction", "note")


class MergeForm(WhyForm):
    """The article that stays."""

    into = Line(
        required=True,
        help_text="The number or the address of the article that stays. Readers of this one are led there; its related "
        "links stand there; all else stays here, and “Restore” undoes it.",
    )
    field_order = ("into", "note")

    def clean_into(self):
        """Find the article that is meant."""
        given = self.cleaned_data["into"]
        number = int(given) if given.isdecimal() and len(given) < 19 else 0
        by_address = Address.objects.filter(key__in=[key for key in keys_of(given) if key]).values("article")
        found = Article.objects.filter(pk=number).first() or Article.objects.filter(pk__in=by_address).first()
        if found is None:
            raise ValidationError(f"There is no article with the number or address “{given}”.")
        return found


FIELDS = ("source", "section", "language", "byline")
"""Fields that many articles are given at once, topics apart."""


LONGEST = 255
"""Characters of the name of a topic or a section."""


class Names(Line):
    """Names by comma, each once."""

    def clean(self, value):
        """Return a list."""
        names = list(dict.fromkeys(name for one in super().clean(value).split(",") if (name := " ".join(one.split()))))
        if too_long := [name for name in names if len(name) > LONGEST]:
            raise ValidationError(f"“{too_long[0][:60]}…” is no name: at most {LONGEST} characters are kept.")
        return names


class SetForm(WhyForm):
    """Fields that all of the articles get; what is left empty stays as it is with each."""

    source = Line(help_text="Domain or name of a source that the archive knows. What is left empty stays as it is.")
    section = Line(max_length=LONGEST)
    byline = Line(help_text="As printed, without “By”; the authors follow, where nobody chose others.")
    language = Line(max_length=35, help_text="A tag such as en or pt-BR; und for unknown.")
    more = Names(label="Topics to add", help_text="By comma.")
    less = Names(label="Topics to take away", help_text="By comma.")
    empty = forms.MultipleChoiceField(
        label="Make empty",
        required=False,
        choices=[(name, name) for name in ("source", "section", "byline")],
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = (*FIELDS, "more", "less", "empty", "note")

    def clean_source(self):
        """Find the source that is meant."""
        given = self.cleaned_data["source"]
        if not given:
            return None
        found = Source.objects.filter(key=given).first() or Source.objects.filter(name=given).first()
        if found is None:
            near = difflib.get_close_matches(given, Source.objects.values_list("name", flat=True), n=1)
            meant = f" Is “{near[0]}” meant?" if near else ""
            raise ValidationError(f"There is no source “{given}”: add it first, or write one that is there.{meant}")
        return {"name": found.name, "domain": found.domain or None}

    def clean_language(self):
        """Refuse what is no tag."""
        if tag := self.cleaned_data["language"].strip():
            language_tag(tag)
        return tag

    def clean(self):
        """Ask for something to do."""
        cleaned = super().clean()
        names = [name for name in (*FIELDS, "more", "less", "empty") if cleaned.get(name)]
        if not names and not self.errors:
            raise ValidationError("Nothing is to be changed: fill in at least one field.")
        if both := [name for name in cleaned.get("empty") or () if cleaned.get(name)]:
            raise ValidationError(f"The {both[0]} cannot be given and made empty at once.")
        return cleaned

    def given(self):
        """Fields and topics."""
        fields = {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data[name]}
        fields |= {name: None if name == "source" else "" for name in self.cleaned_data["empty"]}
        return {"fields": fields, "more": self.cleaned_data["more"], "less": self.cleaned_data["less"]}


FORMS = {
    "publish": WhyForm,
    "withdraw": WithdrawForm,
    "restore": WhyForm,
    "correct": CorrectForm,
    "merge": MergeForm,
    "set": SetForm,
}
