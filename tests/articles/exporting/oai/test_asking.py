"""What is wrong with a request: every error of the protocol, with status 200 and a sentence."""

import base64

import orjson
import pytest
from django.urls import reverse

from articles import curation
from articles.exporting.oai.asking import span
from articles.pagination import encoded

RECORDS = {"verb": "ListRecords", "metadataPrefix": "oai_dc"}

BAD_VERBS = ["", "verb=", "verb=Nothing", "verb=identify", "verb=Identify&verb=Identify", "verb=Identify&verb=ListSets"]

BAD_ARGUMENTS = [
    "verb=Identify&metadataPrefix=oai_dc",
    "verb=Identify&nothing=1",
    "verb=ListSets&set=source",
    "verb=GetRecord",
    "verb=GetRecord&identifier=oai:127.0.0.1:1",
    "verb=GetRecord&metadataPrefix=oai_dc",
    "verb=ListRecords",
    "verb=ListIdentifiers&set=source",
    "verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc",
    "verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2023",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2023-02-30",
    "verb=ListRecords&metadataPrefix=oai_dc&from=0000-01-01",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2023-09-20T12:00Z",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2023-09-20T12:00:00",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2023-09-20T12:00:00%2B02:00",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2023-09-20T12:00:00.5Z",
    "verb=ListRecords&metadataPrefix=oai_dc&from=%D9%A2023-09-20",
    "verb=ListRecords&metadataPrefix=oai_dc&until=2023-09-20T24:00:00Z",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2023-09-20&until=2023-09-20T12:00:00Z",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2023-09-21&until=2023-09-20",
    "verb=ListRecords&metadataPrefix=oai_dc&set=other",
    "verb=ListRecords&metadataPrefix=oai_dc&set=source:",
    "verb=ListRecords&metadataPrefix=oai_dc&set=source:a+b",
    "verb=ListRecords&metadataPrefix=oai_dc&set=source:a:b",
    "verb=ListRecords&metadataPrefix=oai_dc&set=source:!C3",
    "verb=ListRecords&metadataPrefix=oai_dc&set=source:!41",
    "verb=ListRecords&metadataPrefix=oai_dc&set=source:!00",
    "verb=Identify&x=%",
    "verb=Identify&x=%FF",
    "verb=Identify&x=%00",
]


@pytest.mark.parametrize("query", BAD_VERBS)
def test_what_is_no_verb_is_a_bad_verb(client, ask, query):
    answer = client.get(f"/oai/?{query}")
    assert b'<error code="badVerb">' in answer.content
    assert b"<request>http://127.0.0.1:8000/oai/</request>" in answer.content, "arguments are not repeated"


@pytest.mark.parametrize("query", BAD_ARGUMENTS)
def test_what_a_verb_does_not_take_is_a_bad_argument(client, make_article, query):
    make_article(source="A")
    answer = client.get(f"/oai/?{query}")
    assert answer.status_code == 200
    assert b'<error code="badArgument">' in answer.content
    assert b"<request>http://127.0.0.1:8000/oai/</request>" in answer.content


def test_every_bad_argument_is_named(client, db):
    told = client.get("/oai/?verb=ListRecords&from=x&colour=blue&colour=red").content.decode()
    assert told.count("badArgument") == 3
    assert "colour is given twice" in told
    assert "metadataPrefix is missing" in told


def test_other_errors_repeat_the_arguments(ask, make_article):
    make_article()
    answer = ask("ListRecords", metadataPrefix="marc21")
    assert answer.errors == ["cannotDisseminateFormat"]
    assert dict(answer.all("request")[0].attrib) == {"verb": "ListRecords", "metadataPrefix": "marc21"}


def test_the_other_errors(ask, make_article):
    article = make_article()
    name = f"oai:127.0.0.1:{article.pk}"
    assert ask("GetRecord", metadataPrefix="marc21", identifier=name).errors == ["cannotDisseminateFormat"]
    assert ask("ListSets").errors == ["noSetHierarchy"]
    assert ask("ListRecords", metadataPrefix="oai_dc", until="2001-01-01").errors == ["noRecordsMatch"]
    assert ask("ListRecords", metadataPrefix="oai_dc", from_="9999-12-31").errors == ["noRecordsMatch"]
    assert ask("ListRecords", metadataPrefix="oai_dc", set="source:nobody").errors == ["noRecordsMatch"]
    curation.withdraw(article, reason="legal")
    assert ask("ListMetadataFormats", identifier=name).errors == ["noMetadataFormats"]


IDENTIFIERS = (
    *("oai:127.0.0.1:{draft}", "oai:127.0.0.1:987654321", "oai:127.0.0.1:0", "oai:127.0.0.1:01", "oai:127.0.0.1:"),
    *("oai:127.0.0.1:99999999999999999999", "oai:elsewhere.example:{public}", "{public}", "x", "oai:127.0.0.1:٣"),
    "oai:127.0.0.1:9223372036854775808",
)


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_what_never_was_and_what_never_was_public_does_not_exist(ask, make_article, name):
    name = name.format(public=make_article().pk, draft=make_article(status="draft").pk)
    assert ask("GetRecord", metadataPrefix="oai_dc", identifier=name).errors == ["idDoesNotExist"]
    assert ask("ListMetadataFormats", identifier=name).errors == ["idDoesNotExist"]


def test_a_draft_takes_as_many_queries_as_what_never_was(client, make_article, django_assert_num_queries):
    draft = make_article(status="draft").pk
    for number in (draft, 987_654_321):
        with django_assert_num_queries(3):
            client.get(f"/oai/?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:{number}")


# --- tokens ---------------------------------------------------------------------------------------

QUESTION = "verb=ListRecords&metadataPrefix=oai_dc"
BAD_TOKENS = [
    "x",
    "é",
    "W10",
    encoded(QUESTION),
    encoded(QUESTION, 1, 2, 3),
    encoded(QUESTION, 1, 2, 3, "4"),
    encoded(QUESTION, 1, 2, -3, 4),
    encoded(QUESTION, 1, -2, 3, 4),
    encoded(QUESTION, True, 2, 3, 4),
    encoded(QUESTION, 1.5, 2, 3, 4),
    encoded("verb=ListIdentifiers&metadataPrefix=oai_dc", 1, 2, 3, 4),
    encoded("verb=ListRecords&metadataPrefix=marc21", 1, 2, 3, 4),
    encoded("verb=ListRecords", 1, 2, 3, 4),
    encoded("verb=ListRecords&resumptionToken=x", 1, 2, 3, 4),
    encoded(f"{QUESTION}&from=yesterday", 1, 2, 3, 4),
    encoded(f"{QUESTION}&set=%", 1, 2, 3, 4),
    encoded("", 1, 2, 3, 4),
    base64.urlsafe_b64encode(orjson.dumps({"a": 1})).decode(),
]


@pytest.mark.parametrize("token", BAD_TOKENS)
def test_what_is_no_token_is_a_bad_one(ask, make_article, token):
    make_article()
    assert ask("ListRecords", resumptionToken=token).errors == ["badResumptionToken"]


def test_a_token_of_sets_fits_no_other_list(ask, make_article):
    make_article(source="A")
    token = encoded("verb=ListSets", "", 0, 1)
    assert ask("ListSets", resumptionToken=token).errors == []
    assert ask("ListRecords", resumptionToken=token).errors == ["badResumptionToken"]
    assert ask("ListSets", resumptionToken=encoded("verb=ListSets", "A", 7, 1)).errors == ["badResumptionToken"]
    assert ask("ListSets", resumptionToken=encoded("verb=ListSets", "A\0", 0, 1)).errors == ["badResumptionToken"]


def test_a_place_that_could_be_is_one_whenever_it_was(ask, make_article):
    make_article()
    for at in (-(2**62), 2**62):
        assert ask("ListRecords", resumptionToken=encoded(QUESTION, at, 1, 0, -1)).errors == []


# --- how it is asked ------------------------------------------------------------------------------


def test_a_form_asks_as_an_address_does(client, make_article):
    make_article(headline="Bees")
    posted = client.post("/oai/", "verb=ListRecords&metadataPrefix=oai_dc", "application/x-www-form-urlencoded")
    assert b"<dc:title>Bees</dc:title>" in posted.content
    beside = client.post("/oai/?verb=Identify", "", "application/x-www-form-urlencoded")
    assert beside.content.count(b"<Identify>") == 1


def test_a_form_is_none_of_another_type_and_not_endless(client, db):
    assert client.post("/oai/", {"verb": "Identify"}).status_code == 415
    assert client.post("/oai/", "x" * 2_600_000, "application/x-www-form-urlencoded").status_code == 413
    refused = client.put("/oai/")
    assert (refused.status_code, refused["Content-Type"]) == (405, "application/problem+json")


def test_whatever_a_harvester_accepts_it_gets_xml(client, db):
    assert client.get("/oai/?verb=Identify", headers={"Accept": "image/png"}).status_code == 200


def test_an_answer_is_asked_for_again_for_one_query(client, make_article, django_assert_num_queries):
    make_article()
    address = "/oai/?verb=ListRecords&metadataPrefix=oai_dc"
    tag = client.get(address)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    make_article()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_too_many_are_told_when_to_ask_again(client, db, settings):
    settings.THROTTLE_ANONYMOUS = ("1/day",)
    client.get(reverse("oai"))
    refused = client.get(reverse("oai"))
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0


def test_the_last_day_of_the_calendar_never_ends():
    assert span("9999-12-31")[1] is None
    assert span("9999-12-31T23:59:59Z")[1] is None
