"""What every format has in common once it has read what it could."""

import pytest

TEXT = "The ceasefire was brokered by the peacekeepers, and it is to be held by all sides."


def headline(line, text):
    return line({"text": text}, headline_from_body=True).headline


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The harbour reopened. Ships came in.", "The harbour reopened."),
        ("Das Dorf wurde am 3. Mai überflutet. Es war still.", "Das Dorf wurde am 3. Mai überflutet."),
        ("He asked: “Is it over?” Nobody knew.", "He asked: “Is it over?”"),
        ("No end at all", "No end at all"),
        ("First paragraph\n\nSecond one. And more.", "First paragraph"),
        ("Wrapped at\nseventy. More.", "Wrapped at seventy."),
        ("停戦は日曜日の朝に発効しました。詳細は不明です。", "停戦は日曜日の朝に発効しました。"),
        ("word " * 100, ("word " * 40).strip() + " …"),
        ("x" * 500, "x" * 200 + " …"),
    ],
)
def test_a_headline_is_the_first_sentence(line, text, expected):
    assert headline(line, text) == expected


def test_a_headline_is_made_only_where_that_is_asked_for(line):
    assert line({"text": TEXT}).problems[0] == "It has no headline."
    assert line({"headline": "H", "text": TEXT}, headline_from_body=True).headline == "H"


def test_the_language_is_given_or_the_source_s_or_told_from_the_words(line):
    german = "Die Gewerkschaft hat mit der Regierung über die Löhne gesprochen und ist nicht zufrieden."
    moscow = {"source_url": "https://www.themoscowtimes.com/a", "text": german}
    assert line(moscow | {"language": "ru"}).language == "ru"
    assert line(moscow).language == "en"
    assert line({"text": german}).language == "de"
    assert line({"headline": "Harbour reopens"}).language == "und"
    rules = [line(record).evidence[-1].rule for record in (moscow, {"text": german})]
    assert rules == ["language of The Moscow Times", "most frequent function words"]


def test_every_value_has_evidence(line):
    draft = line({"headline": "H", "text": TEXT, "source_url": "https://a.b/c", "published_at": "2023"})
    assert {one.field for one in draft.evidence} == {
        "headline",
        "body",
        "source_url",
        "published_at",
        "source",
        "language",
    }
    assert [one.value for one in draft.evidence if one.field == "source"] == ["a.b, a.b"]


def test_a_tracked_address_is_cleaned_and_kept_as_printed(line):
    draft = line({"headline": "H", "source_url": "http://WWW.a.b/c?utm_source=x"})
    assert (draft.source_url, draft.printed_urls) == ("http://www.a.b/c", ("http://WWW.a.b/c?utm_source=x",))


@pytest.mark.parametrize(("date", "tag"), [("20 сентября 2023", "ru"), ("20 août 2023", "fr"), ("20 mars 2023", "und")])
def test_the_month_of_the_date_tells_the_language_of_a_short_text(clipping, date, tag):
    draft = clipping(f"# Skerrow\n\n{date}\n\nSkerrow, Brackwater!")
    (said,) = (one for one in draft.evidence if one.field == "language")
    assert (draft.language, said.value) == (tag, tag)
    assert (said.rule == "name of the month in the date") == (tag != "und")


def test_the_month_of_the_date_does_not_tell_the_language_of_a_long_text(clipping):
    assert clipping(f"# H\n\n20 сентября 2023\n\n{'Қазақ ' * 60}").language == "und"
