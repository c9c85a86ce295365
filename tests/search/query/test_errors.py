"""What is wrong with a query, said in one sentence."""

from search.query.errors import QueryError, nearest, shown


def test_an_error_says_what_and_where():
    error = QueryError("There is no field titel:", 4, length=5, valid=["headline", "body"], nearest="headline")
    assert (error.detail, error.offset, error.length) == ("There is no field titel:", 4, 5)
    assert (error.valid, error.nearest, str(error)) == (("headline", "body"), "headline", error.detail)


def test_the_nearest_name_is_one_that_was_probably_meant():
    names = ("headline", "body", "date", "has")
    assert nearest("headlin", names) == "headline"
    assert nearest("langauge", [*names, "language"]) == "language"
    assert nearest("was", names) is None
    assert nearest("", names) is None


def test_what_was_typed_is_shown_short_and_fit_for_json():
    assert shown("foo") == '"foo"'
    assert shown("x" * 600) == f'"{"x" * 40}…"'
    assert shown("a\ud800").encode()
