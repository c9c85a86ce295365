"""The form of an import: how what is sent is to be read."""

from django import forms
from django.contrib.admin.widgets import AdminRadioSelect

from articles.admin.fields import Line
from articles.importing.options import SETTABLE, BadOption
from articles.importing.receiving import SET, about, options_of


class OptionsForm(forms.Form):
    """The options of an upload; `options` are as `Upload.options` keeps them, once the form is valid."""

    status = forms.ChoiceField(
        label="What is complete",
        choices=[("published", "is published at once"), ("draft", "waits as a draft, for somebody to look first")],
        widget=AdminRadioSelect,
        initial="published",
    )
    dates = forms.ChoiceField(
        label="04/05/2015 means",
        choices=[("", "what the record itself tells, else a problem"), ("dmy", "4 May 2015"), ("mdy", "5 April 2015")],
        required=False,
    )
    source = Line(label="Source", help_text="For records that name none: a domain, or a name.")
    section = Line(label="Section", help_text="For records that name none.")
    language = Line(label="Language", help_text="For records that name none, such as en or pt-BR; else it is guessed.")
    published_at = Line(label="Date", help_text="For records that have none, such as 2017 or 2017-03-01.")
    headline_from_body = forms.BooleanField(
        label="Where there is no headline, the first sentence is one", required=False
    )
    map = Line(
        label="Names of fields",
        help_text="For dumps that have their own, THEIRS=OURS, such as title=headline,text=body,date=published_at.",
    )

    def clean(self):
        """Read the options as an import will."""
        given = {name: value for name, value in self.cleaned_data.items() if value}
        self.options = {name: value for name, value in given.items() if name not in SETTABLE}
        self.options["set"] = {name: given[name] for name in SET if name in given}
        try:
            options_of(self.options)
        except BadOption as error:
            self.add_error(*about(error))
        return self.cleaned_data

    @classmethod
    def of(cls, upload):
        """Return the form filled in with the options of an upload."""
        return cls(initial=upload.options | upload.options.get("set", {}))


def told(options: dict) -> list[tuple[str, str]]:
    """Return (label, value) of the options that were chosen, as the form calls them."""
    fields = OptionsForm.base_fields
    values = options | options.get("set", {})
    found = []
    for name, field in fields.items():
        if value := values.get(name):
            choices = dict(getattr(field, "choices", ()))
            found.append((field.label, "yes" if value is True else choices.get(value, value)))
    return found
