"""All forms of `date:`, and what is wrong with others."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.dates import FORMS, days
from search.query.errors import QueryError
from search.query.nodes import Days


def day(text):
    return datetime.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023-09", "2023-09-01", "2023-09-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-09-20", "2023-09-20", "2023-09-20"),
        ("2023-09-01..2023-09-20", "2023-09-01", "2023-09-20"),
        ("2021..2023-02", "2021-01-01", "2023-02-28"),
        ("2023-09..", "2023-09-01", None),
        ("..2023-09", None, "2023-09-30"),
        (">=2023-09", "2023-09-01", None),
        (">2023-09", "2023-10-01", None),
        (">2023", "2024-01-01", None),
        ("<=2023-09", None, "2023-09-30"),
        ("<2024", None, "2023-12-31"),
        ("<2024-03-01", None, "2024-02-29"),
        ("1400", "1400-01-01", "1400-12-31"),
        ("9998", "9998-01-01", "9998-12-31"),
        (">=9998-12-31", "9998-12-31", None),
        (">9998-12-30", "9998-12-31", None),
    ],
)
def test_every_form_has_its_days(value, first, last):
    assert days(value, 0) == Days(day(first), day(last))


@pytest.mark.parametrize("form", FORMS)
def test_the_forms_that_errors_name_are_read(form):
    assert isinstance(days(form, 0), Days)


@pytest.mark.parametrize(
    ("value", "offset", "nearest"),
    [
        ("2023-9", 0, "2023-09"),
        ("2023/09/01", 0, "2023-09-01"),
        ("20230901", 0, "2023-09-01"),
        ("2023-9..2024", 0, "2023-09"),
        ("2023..2024-5", 6, "2024-05"),
        (">=2023-9-1", 2, "2023-09-01"),
        ("01.09.2023", 0, None),
        ("yesterday", 0, None),
        ("", 0, None),
        (">", 1, None),
        ("2023-09-20T10:00", 0, None),
        ("٢٠٢٣", 0, None),
        ("2023..2024..2025", 6, None),
        ("2023-13-45", 0, None),
        ("2023-02-30", 0, None),
        ("2023-13", 0, None),
        ("2023-00", 0, None),
        ("2023-02-29..", 0, None),
        ("1399", 0, None),
        ("9999", 0, None),
        ("0000", 0, None),
        ("..", 0, None),
        ("2023-10..2023-09", 0, None),
        ("<1400", 0, None),
        ("<1400-01-01", 0, None),
        (">9998", 0, None),
    ],
)
def test_what_is_no_date_is_pointed_at(value, offset, nearest):
    with pytest.raises(QueryError) as caught:
        days(value, 5)
    assert (caught.value.offset, caught.value.nearest) == (5 + offset, nearest)


@given(st.text(st.sampled_from("0123456789-.<>=/ x"), max_size=24))
def test_anything_is_days_in_order_or_an_error_within_the_text(value):
    try:
        found = days(value, 0)
    except QueryError as error:
        found, offset = None, error.offset
    if found:
        assert not (found.first and found.last) or found.first <= found.last
    else:
        assert 0 <= offset <= len(value)
