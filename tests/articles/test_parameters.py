import datetime
from urllib.parse import quote

import pytest
from jsonschema import Draft202012Validator

from articles.parameters import (
    MOST_PAIRS,
    MOST_VALUES,
    BadParameters,
    Choice,
    Choices,
    Day,
    Mistake,
    Parameter,
    Parameters,
    Switch,
    Tags,
    Values,
    Whole,
)


class Asked(Parameters):
    name = Parameter("A name.")
    source = Values("Sources.")
    language = Tags("Languages.")
    size = Whole("How many.", least=1, most=100, default=20, paging=True)
    order = Choice("The order.", "newest", "oldest", default="newest")
    count = Choices("What to count.", "source", "topic")
    loud = Switch("Whether loudly.")
    since = Day("From this day on.")


class Needed(Parameters):
    url = Parameter("An address.", required=True)


def mistakes(query_string, parameters=Asked):
    with pytest.raises(BadParameters) as caught:
        parameters(query_string)
    return caught.value.errors


def test_what_is_left_out_has_its_default():
    asked = Asked()
    assert (asked.name, asked.source, asked.size, asked.order) == (None, (), 20, "newest")
    assert (asked.count, asked.loud, asked.since) == ((), False, None)


def test_an_empty_value_is_the_parameter_left_out():
    asked = Asked("size=&source=&order=&since=&name")
    assert (asked.size, asked.source, asked.pairs) == (20, (), [])


def test_values_are_read_as_what_they_mean():
    asked = Asked("name=a+b%2Bc&size=5&order=oldest&count=topic,source,topic&loud=1&since=2023-09-20")
    assert (asked.name, asked.size, asked.order, asked.count) == ("a b+c", 5, "oldest", ("topic", "source"))
    assert (asked.loud, asked.since) == (True, datetime.date(2023, 9, 20))


def test_a_repeated_filter_is_any_of_its_values_whatever_their_order():
    assert Asked("source=b&source=a&source=b").source == ("a", "b") == Asked("source=a&source=b").source


def test_languages_are_read_in_lower_case():
    assert Asked("language=en-GB").language == ("en-gb",)


@pytest.mark.parametrize(
    ("value", "date"),
    [("2023", (2023, 1, 1)), ("2023-09", (2023, 9, 1)), ("1400", (1400, 1, 1)), ("2024-02-29", (2024, 2, 29))],
)
def test_a_month_or_a_year_stands_for_its_first_day(value, date):
    assert Asked(f"since={value}").since == datetime.date(*date)


@pytest.mark.parametrize(
    "value", ["2023-13", "2023-02-29", "20230920", "2023-9-1", "1399", "9999", "0000", "٢٠٢٣", "2023-W01", "x", "-1"]
)
def test_what_is_no_day_is_refused(value):
    [mistake] = mistakes(f"since={quote(value)}")
    assert mistake["parameter"] == "since"
    assert mistake["valid"] == ["YYYY", "YYYY-MM", "YYYY-MM-DD"]


@pytest.mark.parametrize("value", ["0", "101", "-5", "1.5", "1e1", "٥", "+5", " 5", "0x10", "99999999999999999999"])
def test_a_number_that_is_none_or_beyond_its_bounds_is_refused(value):
    assert [one["parameter"] for one in mistakes(f"size={quote(value)}")] == ["size"]


def test_a_single_value_given_twice_is_refused():
    [mistake] = mistakes("size=5&size=5")
    assert mistake["detail"] == "size is given 2 times: give it once."


def test_an_unknown_name_gets_the_valid_ones_and_the_nearest():
    [mistake] = mistakes("sorce=x")
    assert (mistake["parameter"], mistake["nearest"]) == ("sorce", "source")
    assert mistake["valid"] == list(Asked.declared)


def test_where_nothing_is_declared_nothing_is_taken():
    [mistake] = mistakes("revision=3", Parameters)
    assert mistake["detail"] == "There is no parameter “revision” here: this address takes none."


def test_an_unknown_choice_gets_the_valid_ones_and_the_nearest():
    [mistake] = mistakes("order=newst")
    assert (mistake["valid"], mistake["nearest"]) == (["newest", "oldest"], "newest")


def test_all_mistakes_are_named_at_once():
    with pytest.raises(BadParameters) as caught:
        Asked("size=0&order=x&count=source,nothing&loud=yes&more=1")
    assert [one["parameter"] for one in caught.value.errors] == ["more", "size", "order", "count", "loud"]
    assert str(caught.value.detail).endswith("(4 more below)")


def test_what_is_missing_is_named():
    [mistake] = mistakes("", Needed)
    assert mistake["detail"] == "url is missing: An address."


@pytest.mark.parametrize("query_string", ["name=%zz", "name=100%", "name=%", "na%me=x"])
def test_a_percent_sign_that_escapes_nothing_is_refused(query_string):
    assert "percent sign" in mistakes(query_string)[0]["detail"]


@pytest.mark.parametrize("query_string", ["name=%ff", "name=%ed%a0%80", "name=\xff", "%c0%80=x"])
def test_what_is_not_utf_8_is_refused(query_string):
    assert "UTF-8" in mistakes(query_string)[0]["detail"]


@pytest.mark.parametrize("query_string", ["name=a%00b", "%00=a", "source=%00"])
def test_nul_is_refused(query_string):
    assert "NUL" in mistakes(query_string)[0]["detail"]


def test_bytes_that_were_not_escaped_are_read_as_utf_8():
    assert Asked("name=Zoë".encode().decode("latin-1")).name == "Zoë"


def test_a_value_that_is_too_long_is_refused_without_being_repeated():
    [mistake] = mistakes("name=" + "x" * 1_000_000)
    assert "1000000 characters" in mistake["detail"]
    assert len(str(mistake)) < 300


def test_a_name_that_is_too_long_is_repeated_in_part():
    [mistake] = mistakes("x" * 1_000_000 + "=1")
    assert len(mistake["parameter"]) == 60


def test_too_many_values_and_too_many_parameters_are_refused():
    assert "at most 100 values" in mistakes("&".join(f"source={n}" for n in range(MOST_VALUES + 1)))[0]["detail"]
    assert "at most 1000" in mistakes("&".join(["source=a"] * (MOST_PAIRS + 1)))[0]["detail"]


def test_the_same_question_on_another_page_is_the_same_question():
    assert Asked("source=a&source=b&size=5").question == Asked("size=7&source=b&source=a").question
    assert Asked("source=a").question != Asked("source=b").question


def test_the_query_string_is_kept_but_for_what_is_replaced():
    assert Asked("source=a%26b&size=5&name=").query_string(size=7) == "source=a%26b&size=7"


def test_a_subclass_takes_what_its_bases_take():
    class Other(Parameters):
        colour = Parameter("A colour.")

    class Both(Asked, Other):
        shape = Parameter("A shape.")

    assert {*Asked.declared, "colour", "shape"} == set(Both.declared)


def test_mistakes_that_show_only_together_come_last():
    class Pair(Asked):
        def check(self):
            return [Mistake("Either of them.", parameter="name")] if self.name and self.source else []

    assert mistakes("name=a&source=b", Pair)[0]["detail"] == "Either of them."
    assert [one["parameter"] for one in mistakes("name=a&source=b&size=0", Pair)] == ["size"]


# --- how they are described -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            ("since", day)
            for day in ("", "1400", "9998-12-31", "2023-09", "1399", "0000", "2023-13", "2023-09-00", "23")
        ),
        *(("name", text) for text in ("", "x" * 512, "x" * 513, "\0", "\n")),
        *(("source", text) for text in ("", "x" * 512, "x" * 513, "\0")),
    ],
)
def test_what_is_described_is_what_is_taken(name, value):
    described = Asked.declared[name].described()
    fits = Draft202012Validator(described).is_valid([value] if described["type"] == "array" else value)
    try:
        Asked(f"{name}={quote(value)}")
    except BadParameters:
        assert not fits
    else:
        assert fits


def test_what_must_be_given_is_described_as_not_empty():
    assert Needed.declared["url"].described()["minLength"] == 1
    assert "minLength" not in Asked.declared["name"].described()
