"""The options of an import as a form: read, kept, and told in the words of the form."""

from articles.admin.importforms import OptionsForm, told
from articles.models import Upload

KEPT = {"status": "draft", "dates": "dmy", "map": "t=body", "headline_from_body": True, "set": {"source": "Herald"}}


def test_a_form_keeps_what_was_chosen_and_nothing_else():
    form = OptionsForm(
        {"status": "draft", "dates": "dmy", "map": "t=body", "headline_from_body": "on", "source": " Herald "}
    )
    assert form.is_valid()
    assert form.options == KEPT
    form = OptionsForm({"status": "published"})
    assert form.is_valid()
    assert form.options == {"status": "published", "set": {}}


def test_what_was_kept_fills_the_form_again():
    form = OptionsForm.of(Upload(options=KEPT))
    shown = {
        name: form[name].value() for name in ("status", "dates", "map", "headline_from_body", "source", "language")
    }
    assert shown == {
        "status": "draft",
        "dates": "dmy",
        "map": "t=body",
        "headline_from_body": True,
        "source": "Herald",
        "language": None,
    }


def test_a_status_that_is_none_is_refused():
    assert not OptionsForm({"status": "lost"}).is_valid()
    assert not OptionsForm({}).is_valid()


def test_options_are_told_as_the_form_calls_them():
    assert told(KEPT) == [
        ("What is complete", "waits as a draft, for somebody to look first"),
        ("04/05/2015 means", "4 May 2015"),
        ("Source", "Herald"),
        ("Where there is no headline, the first sentence is one", "yes"),
        ("Names of fields", "t=body"),
    ]
    assert told({}) == []
