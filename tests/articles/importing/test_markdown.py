"""Markdown clippings, whatever is missing from them or stands elsewhere."""

import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing import markdown
from articles.importing.draft import AuthorName, Draft, Evidence, Link, Picture, Record, Rejected
from articles.importing.options import Options

FIXTURES = sorted((Path(__file__).resolve().parents[3] / "fixtures" / "articles").glob("*.md"))
WHOLE = """# Harbour reopens

By [AFP](#)

September 20, 2023

Ships at the quay. **Nell Farrow / Harbour Gazette**

The harbour reopened on Monday, and the ships came in.

**Related article:** [Harbour closed](https://example.org/closed)

## **What comes next**

Nobody knows that yet, said the mayor of the town.

Original url:

<https://www.example.org/2023/harbour-reopens>
"""
ADDRESS = "https://www.example.org/2023/harbour-reopens"
BODY = """The harbour reopened on Monday, and the ships came in.

## What comes next

Nobody knows that yet, said the mayor of the town."""


def everything(draft):
    """What a draft says, without where it was read."""
    names = ("headline", "byline", "authors", "published_at", "date_precision", "body", "images", "related_links")
    return {name: getattr(draft, name) for name in (*names, "source_url", "source_name", "language", "problems")}


# --- the clipping that everything started from ----------------------------------------------------


def test_the_seed_gives_exactly_what_it_holds(clipping, seed):
    draft = clipping(seed)
    assert draft.headline == "Azerbaijan Halts 'Anti-Terrorist Operation' as Karabakh Vows to Disarm"
    assert draft.byline == "AFP"
    assert draft.authors == (AuthorName(name="AFP", kind="agency"),)
    assert draft.published_at == datetime.datetime(2023, 9, 20, tzinfo=datetime.UTC)
    assert draft.date_precision == "day"
    assert draft.language == "en"
    assert draft.images == (
        Picture(
            caption="Damage caused by Azerbaijani shelling in Stepanakert, the de facto capital of Nagorno-Karabakh.",
            credit="Hagop Ipdjian / X (Twitter)",
        ),
    )
    assert draft.related_links == (
        Link(title="As Nagorno-Karabakh Fighting Flares, Moscow's Role as Security Guarantor Questioned"),
        Link(title="War Is Returning to Nagorno-Karabakh Because the World Did Nothing to Stop It"),
    )
    assert (draft.source_name, draft.source_domain) == ("The Moscow Times", "themoscowtimes.com")
    path = "www.themoscowtimes.com/2023/09/20/azerbaijan-halts-anti-terrorist-operation-as-karabakh-"
    assert draft.source_url == f"https://{path}vows-to-disarm-a82526"
    assert draft.printed_urls == (f"https://{path}vo ws-to-disarm-a82526",)
    assert draft.problems == ()


def test_the_body_of_the_seed_has_every_sentence_but_what_is_kept_elsewhere(clipping, seed):
    draft = clipping(seed)
    lines = [line.strip() for line in seed.decode().split("\n") if line.strip()]
    elsewhere = ("# ", "By [", "September 20", "Damage caused", "**Related", "Original url", "<https")
    kept = [line.replace("## **International pressure**", "International pressure") for line in lines]
    assert draft.text.split("\n\n") == [line for line in kept if not line.startswith(elsewhere)]
    assert "## International pressure" in draft.body
    assert not any(word in draft.body for word in ("Related", "Hagop", "Original url", "themoscowtimes"))


def test_every_value_of_the_seed_has_its_evidence(clipping, seed):
    by_field = {}
    for one in clipping(seed).evidence:
        by_field.setdefault(one.field, []).append(one)
    fields = {"headline", "byline", "authors", "published_at", "images", "related_links", "source_url", "body"}
    assert set(by_field) == fields | {"source", "language"}
    text = seed.decode()
    assert by_field["published_at"] == [
        Evidence(
            field="published_at",
            rule="date line: month day, year",
            raw="September 20, 2023",
            value="2023-09-20T00:00:00+00:00, precision day",
            start=text.index("September 20"),
            end=text.index("September 20") + 18,
        )
    ]
    [address] = by_field["source_url"]
    assert address.repairs == ("a line wrap joined",)
    assert "karabakh-vo ws-to-disarm" in address.raw


# --- the sample -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name[:3])
def test_the_span_of_every_evidence_of_the_sample_holds_what_it_says(clipping, path):
    draft = clipping(path.read_bytes())
    assert isinstance(draft, Draft)
    assert {"**Related", "Original url"}.isdisjoint(draft.body.split("\n"))


# --- encodings and line ends ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        WHOLE.replace("\n", "\r\n").encode(),
        WHOLE.replace("\n", "\r").encode(),
        WHOLE.encode("utf-8-sig"),
        WHOLE.encode("utf-16"),
        WHOLE.rstrip("\n").encode(),
        f"\n\n  \n{WHOLE}\n\n".encode(),
    ],
)
def test_the_form_of_the_file_makes_no_difference(clipping, data):
    assert everything(clipping(data)) == everything(clipping(WHOLE))


def test_windows_1252_is_read_and_said(clipping):
    draft = clipping(WHOLE.replace("mayor", "mayor – Müller –").encode("windows-1252"))
    assert "mayor – Müller –" in draft.body
    assert draft.problems == ()
    assert "Windows-1252" in draft.evidence[0].repairs[0]


def test_control_characters_become_spaces(clipping):
    draft = clipping(WHOLE.replace("harbour reopened", "harbour\x02reopened").replace("# Harbour", "# Harbour\x1b"))
    assert "harbour reopened" in draft.body
    assert draft.headline == "Harbour reopens"


# --- parts that are missing or elsewhere ----------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        ("# Harbour reopens\n", "It has no headline."),
        ("September 20, 2023\n", "It has no date."),
        ("By [AFP](#)\n", None),
        ("Original url:\n\n<https://www.example.org/2023/harbour-reopens>\n", None),
        ("**Related article:** [Harbour closed](https://example.org/closed)\n", None),
        ("Ships at the quay. **Nell Farrow / Harbour Gazette**\n", None),
        ("## **What comes next**\n", None),
    ],
)
def test_any_part_may_be_missing(clipping, part, problem):
    assert part in WHOLE
    draft = clipping(WHOLE.replace(part, ""))
    assert draft.problems == ((problem,) if problem else ())
    assert draft.body == (BODY.replace("## What comes next\n\n", "") if "##" in part else BODY)


@pytest.mark.parametrize(
    "moved",
    [
        "September 20, 2023\n\nBy [AFP](#)\n\n# Harbour reopens\n\n{rest}",
        "# Harbour reopens\n\nSeptember 20, 2023\n\nBy [AFP](#)\n\n{rest}",
        "# Harbour reopens\nBy [AFP](#)\nSeptember 20, 2023\n\n{rest}",
        "# Harbour reopens\n\nBy [AFP](#) | September 20, 2023\n\n{rest}",
        "# Harbour reopens\n\nBy AFP, September 20, 2023\n\n{rest}",
        "# Harbour reopens\n\nSeptember 20, 2023 – By AFP\n\n{rest}",
        "# Harbour reopens\n\n{rest}\n\nBy AFP\n\nSeptember 20, 2023",
        "Harbour reopens\n===\n\nBy AFP\n\nPublished: September 20, 2023\n\n{rest}",
        "# **Harbour reopens** #\n\n**By AFP**\n\n*September 20, 2023*\n\n{rest}",
        "**Harbour reopens**\n\nBy AFP\n\nSeptember 20, 2023\n\n{rest}",
        "## Harbour reopens\n\nBy AFP\n\nSeptember 20, 2023\n\n{rest}",
        f"Original url: {ADDRESS}\n\n# Harbour reopens\n\nBy AFP\n\nSept. 20, 2023\n\n{{rest}}",
    ],
)
def test_any_part_may_stand_elsewhere(clipping, moved):
    rest = WHOLE[WHOLE.index("Ships") :]
    if moved.startswith("Original"):
        rest = rest[: rest.index("Original")]
    assert everything(clipping(moved.format(rest=rest.strip()))) == everything(clipping(WHOLE))


@pytest.mark.parametrize(
    "name", ["Original url", "Original URL", "ORIGINAL URL", "**Original url", "URL", "Source", "Link"]
)
@pytest.mark.parametrize(
    "address",
    [
        "\n\n<https://www.example.org/2023/harbour-reopens>",
        " <https://www.example.org/2023/harbour-reopens>",
        " https://www.example.org/2023/harbour-reopens",
        "\nhttps://www.example.org/2023/harbour-reopens",
        " [read it there](https://www.example.org/2023/harbour-reopens)",
        "\n\n<https://www.example.org/2023/harbour-\nreopens>",
        " https://www.example.org/2023/harbour-re\nopens",
        " https://www.example.org/2023/harbour -reopens",
    ],
)
def test_the_address_stands_behind_many_marks_in_many_forms(clipping, name, address):
    mark = f"{name}:**" if name.startswith("**") else f"{name}:"
    draft = clipping(WHOLE[: WHOLE.index("Original")] + mark + address)
    assert draft.source_url == "https://www.example.org/2023/harbour-reopens"
    assert (draft.body, draft.problems) == (BODY, ())


def test_a_second_headline_stays_a_heading(clipping):
    draft = clipping(WHOLE.replace("Nobody knows", "# Later\n\nNobody knows"))
    assert draft.headline == "Harbour reopens"
    assert "# Later" in draft.body


def test_what_is_code_is_no_headline(clipping):
    draft = clipping("```\n# a comment\n```\n\n# Harbour reopens\n\nText.")
    assert draft.headline == "Harbour reopens"
    assert draft.body == "```\n# a comment\n```\n\nText."


def test_lists_and_quotes_stay_in_the_body_as_they_are(clipping):
    text = "- one\n- two\n\n> He said so.\n\n1. first\n2. second"
    assert clipping(f"# H\n\n2023-09-20\n\n{text}").body == text


def test_rules_between_the_parts_are_no_body(clipping):
    draft = clipping(WHOLE.replace("Ships at", "---\n\nShips at").replace("Original url", "* * *\n\nOriginal url"))
    assert draft.body == BODY


# --- nothing to keep ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"  \n\n", b"September 20, 2023\n", b"Original url: <https://a.b/c>", b"\x89PNG\0\0"]
)
def test_without_headline_and_body_it_is_rejected(clipping, data):
    found = clipping(data)
    assert isinstance(found, Rejected)
    assert found.record.data == data
    assert found.reason.endswith(".")


def test_a_headline_alone_is_a_draft(clipping):
    assert clipping("# Harbour reopens").problems == ("It has no body.", "It has no date.")


def test_what_is_too_large_for_a_clipping_is_rejected():
    record = Record(data=b"x" * (markdown.LARGEST + 1), file="a.md")
    assert markdown.read(record, Options()).reason == "It has more than 10 MB: no clipping."


PARTS = (
    "# |## |**|By |Jane Doe|AFP|September 20, 2023|\n|\n\n| |Text here. |**Related article:** |[T](#)|![](a.jpg)|"
    "Original url:|<https://a.b/c d>|---|```|é|__|*|_|[|](|)|Updated: |- |\r\n|Source: |===|>|<|\\|2023"
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from([*PARTS.split("|"), "|"]), max_size=30).map("".join))
def test_any_mixture_of_parts_is_read_with_true_spans(text):
    found = markdown.read(Record(data=text.encode(), file="a.md"), Options())
    for one in getattr(found, "evidence", ()):
        assert one.start is None or text[one.start : one.end] == one.raw
