"""By what a record is known."""

import hashlib
from dataclasses import replace

import pytest

from articles import addresses
from articles.importing.draft import Draft, Record, Rejected
from articles.importing.identity import identity_of

RECORD = Record(data=b"bytes", file="a")
SHA256 = hashlib.sha256(b"bytes").hexdigest()
DRAFT = Draft(record=RECORD, importer="x/1", headline="H")


def names(**values):
    return [(name.kind, name.key) for name in identity_of(replace(DRAFT, **values)).names]


def test_an_address_comes_first_then_the_identifier_then_the_bytes():
    draft = replace(DRAFT, source_url="https://www.a.b/c", source_name="Reuters", key="7")
    assert identity_of(draft).keys == ("https://a.b/c", "id:reuters:7", f"sha256:{SHA256}")


def test_the_printed_form_is_a_name_too():
    assert names(source_url="https://a.b/cd", printed_urls=("https://a.b/c d",)) == [
        ("canonical", "https://a.b/cd"),
        ("as printed", "https://a.b/c%20d"),
    ]


def test_without_address_and_identifier_the_bytes_are_the_name():
    assert names() == names(key="7") == [("identifier", f"sha256:{SHA256}")]


def test_an_identifier_counts_only_within_a_source():
    assert names(key="7", source_domain="a.b", source_name="A") == [("identifier", "id:a.b:7")]


@pytest.mark.parametrize("tracked", ["https://a.b/c?utm_source=x", "https://a.b/c#second"])
def test_a_record_with_an_identifier_claims_its_page_exactly_as_it_names_it(tracked):
    both = {"source_url": "https://a.b/c", "printed_urls": (tracked,)}
    assert [kind for kind, _ in names(**both)] == ["canonical", "as printed"]
    assert names(**both, key="7", source_name="A") == [
        ("as printed", addresses.key_of(tracked, exactly=True)),
        ("identifier", "id:a:7"),
    ]


def test_what_is_rejected_is_known_by_its_bytes():
    assert identity_of(Rejected(record=RECORD, importer="x/1", reason="No.")).keys == (f"sha256:{SHA256}",)
