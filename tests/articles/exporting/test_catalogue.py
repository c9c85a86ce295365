"""The table of shapes."""

import pytest

from articles.exporting.catalogue import BY_SUFFIX, SHAPES, alternates

WRITTEN = [one for one in SHAPES if one.module]


def test_every_shape_has_a_suffix_and_a_media_type_of_its_own():
    assert len({one.suffix for one in SHAPES}) == len({one.media_type for one in SHAPES}) == len(SHAPES) == 10
    assert [*BY_SUFFIX.values()] == [*SHAPES]
    assert (SHAPES[0].media_type, SHAPES[0].module) == ("application/json", None)


def test_what_is_no_json_says_its_charset():
    for one in SHAPES:
        assert one.content_type.endswith("json" if one.media_type.endswith("json") else "; charset=utf-8")


@pytest.mark.parametrize("shape", WRITTEN, ids=lambda one: one.suffix)
def test_every_module_writes_articles_and_what_is_left_of_them(shape, whole, bare, left):
    for article in (whole(), bare):
        assert article["headline"] in shape.module.write(article).decode()
    told = shape.module.gone(left).decode()
    assert "withdrawn" in told
    assert "2024" in told
    assert "legal" in told


@pytest.mark.parametrize("shape", WRITTEN, ids=lambda one: one.suffix)
def test_what_was_corrected_is_told_in_every_shape(shape, whole, bare):
    assert "It was Tuesday." in shape.module.write(whole()).decode()
    assert "orrection" not in shape.module.write(bare).decode()


@pytest.mark.parametrize("shape", WRITTEN, ids=lambda one: one.suffix)
def test_what_only_staff_may_know_is_in_no_shape(shape, whole):
    staff = {"problems": ["quixotic"], "withdrawal": {"note": "quixotic"}, "merged_into": 9_876_543}
    written = shape.module.write(whole(**staff, status="draft")).decode()
    assert "quixotic" not in written
    assert "9876543" not in written


def test_each_shape_has_an_address_of_the_same_revision():
    places = dict(alternates("https://a.example/api/v1/articles/42/", "revision=3"))
    assert places[BY_SUFFIX["csl.json"]] == "https://a.example/api/v1/articles/42.csl.json?revision=3"
    assert [place for _, place in alternates("/x/")] == [f"/x.{one.suffix}" for one in SHAPES]
