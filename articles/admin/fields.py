"""Form fields and form rules that keep what curators type as the archive keeps it."""

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError

from articles import dates
from articles.addresses import NO_ADDRESS, key_of, repair
from articles.editing import holder
from articles.languages import is_tag


class Line(forms.CharField):
    """One line of text."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "widget": AdminTextInputWidget} | kwargs)


class Prose(forms.CharField):
    """Text of many lines. Browsers send them with CR LF; the archive keeps LF, else every save would be an edit."""

    def __init__(self, *, rows=2, **kwargs):
        widget = AdminTextareaWidget(attrs={"rows": rows})
        super().__init__(**{"required": False, "strip": False, "widget": widget} | kwargs)

    def to_python(self, value):
        """Return the text with line feeds only."""
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class KnownDate(Line):
    """A date as precise as it is known, in one field. Cleans to (datetime, precision), (None, "") when empty."""

    def clean(self, value):
        """Return date and precision; what is wrong with it becomes an error of the form."""
        text = super().clean(value)
        if not text:
            return None, ""
        try:
            return dates.parse(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None

    def has_changed(self, initial, data):
        """Compare as written: the seconds that a kept date may have are not shown and not lost."""
        return (initial or "") != (data or "").strip()


class Place(forms.IntegerField):
    """The place of a part among its like; left empty, a new part goes to the end."""

    def __init__(self, **kwargs):
        widget = forms.NumberInput(attrs={"class": "vPlace"})
        super().__init__(required=False, min_value=0, max_value=32_767, label="place", widget=widget, **kwargs)

    def has_changed(self, initial, data):
        """An empty place is no change, so that an empty row stays an empty row."""
        return data not in (None, "") and super().has_changed(initial, data)


class CuratedForm(forms.ModelForm):
    """A form that checks only what its user changed: what an import kept as printed never blocks a save."""

    web_addresses = ()

    def clean(self):
        """Keep new addresses in their clean form; refuse those that lead nowhere."""
        cleaned = super().clean()
        for name in set(self.web_addresses) & set(self.changed_data):
            if given := cleaned.get(name):
                cleaned[name] = repair(given).url
            if given and not cleaned[name]:
                self.add_error(name, NO_ADDRESS)
        return cleaned

    def refuse_taken(self, name, article):
        """Refuse a new address under which another article is known already."""
        key = key_of(self.cleaned_data.get(name) or "") if name in self.changed_data else ""
        if key and (other := holder(key, article)) is not None:
            self.add_error(name, f"Article {other} is already known under this address.")


def language_tag(value):
    """Refuse what has not the shape of a language tag."""
    if not is_tag(value):
        raise ValidationError(f"“{value}” is no language tag: write en, pt-BR, or und for unknown.")
