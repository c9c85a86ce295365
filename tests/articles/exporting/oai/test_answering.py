"""What a harvester is told of the archive and of each article, and that it misses nothing while the archive changes."""

import datetime

import pytest
from django.utils import timezone
from lxml import etree

from articles import curation
from articles.exporting import ndjson
from articles.exporting.ndjson import digests
from articles.exporting.oai import answering
from articles.exporting.oai.formats import SCHEMA
from articles.headers import Header
from articles.history import Change
from articles.models import Correction, Image, RelatedLink
from articles.recording import act
from tests.articles.exporting.oai.conftest import OAI

ARTICLE = "{urn:news-archive:article:1}"
DC = "{http://purl.org/dc/elements/1.1/}"


# --- about the archive ----------------------------------------------------------------------------


def test_the_archive_says_what_it_is(ask, make_article, settings):
    settings.SITE_URL, settings.ARCHIVE_EMAIL = "https://archive.example.org", "desk@example.org"
    make_article()
    answer = ask("Identify")
    assert [one.tag.removeprefix(OAI) for one in answer.all("Identify")[0]] == [
        *("repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord"),
        *("granularity", "description"),
    ]
    assert answer.text("baseURL") == "https://archive.example.org/oai/"
    assert answer.text("adminEmail") == "desk@example.org"
    assert answer.text("earliestDatestamp") == f"{Header.objects.get().at:%Y-%m-%dT%H:%M:%SZ}"
    assert answer.text("deletedRecord") == "persistent"
    assert answer.text("granularity") == "YYYY-MM-DDThh:mm:ssZ"
    told = answer.root.find(".//{http://www.openarchives.org/OAI/2.0/oai-identifier}sampleIdentifier").text
    assert told == "oai:archive.example.org:1"


def test_an_empty_archive_says_so_too(ask):
    assert ask("Identify").errors == []
    assert ask("ListRecords", metadataPrefix="oai_dc").errors == ["noRecordsMatch"]


def test_formats_are_those_that_records_come_in(ask, make_article, client):
    article = make_article()
    for asked in ({}, {"identifier": f"oai:127.0.0.1:{article.pk}"}):
        answer = ask("ListMetadataFormats", **asked)
        assert answer.texts("metadataPrefix") == ["oai_dc", "article"]
    served = client.get(answer.texts("schema")[1].removeprefix("http://127.0.0.1:8000"))
    assert served.content == SCHEMA.read_bytes()
    assert client.get("/oai/article.xsd", headers={"If-None-Match": served["ETag"]}).status_code == 304


# --- records --------------------------------------------------------------------------------------


@pytest.fixture
def full(make_article):
    """An article with everything that there is to be told."""
    article = make_article(
        headline="Bees & <wasps>",
        subtitle="A “swarm”",
        byline="Ann Lee",
        source="Herald",
        section="World news",
        authors=["Ann Lee", "AFP"],
        topics=["Sea", "Bees"],
        source_url="https://s.example/1",
        date_precision="month",
    )
    for part in (
        Image(article=article, url="https://s.example/p.jpg", caption="A bee", credit="Cy"),
        RelatedLink(article=article, url="https://s.example/2", title="More"),
        Correction(article=article, note="It was a wasp."),
    ):
        part.save()
    return article


def test_dublin_core_tells_the_bibliography(ask, full):
    record = ask("GetRecord", metadataPrefix="oai_dc", identifier=f"oai:127.0.0.1:{full.pk}").root
    told = [(one.tag.removeprefix(DC), one.text) for one in record.iter() if str(one.tag).startswith(DC)]
    assert told == [
        ("title", "Bees & <wasps>"),
        ("creator", "Ann Lee"),
        ("creator", "AFP"),
        ("subject", "Sea"),
        ("subject", "Bees"),
        ("description", "A “swarm”"),
        ("publisher", "Herald"),
        ("date", "2023-09"),
        ("type", "Text"),
        ("identifier", f"http://127.0.0.1:8000/articles/{full.pk}/"),
        ("source", "https://s.example/1"),
        ("language", "en"),
        ("relation", "https://s.example/2"),
    ]


@pytest.mark.parametrize(
    ("precision", "told"),
    [("year", "2023"), ("month", "2023-09"), ("day", "2023-09-20"), ("minute", "2023-09-20T00:00:00Z")],
)
def test_no_more_of_a_date_is_told_than_is_known(ask, make_article, precision, told):
    make_article(date_precision=precision)
    assert ask("ListRecords", metadataPrefix="oai_dc").root.find(f".//{DC}date").text == told


def test_our_own_format_tells_all_and_is_as_its_schema_says(ask, api, full):
    record = ask("GetRecord", metadataPrefix="article", identifier=f"oai:127.0.0.1:{full.pk}").root
    found = record.find(f".//{ARTICLE}article")
    etree.XMLSchema(etree.parse(str(SCHEMA))).assertValid(etree.ElementTree(found))
    assert found.get("sha256") == digests([full.pk])[full.pk]
    shown = api(f"articles/{full.pk}/")
    for name in ("headline", "subtitle", "byline", "section", "language", "published_at", "source_url", "body", "text"):
        assert found.findtext(ARTICLE + name) == shown[name], name
    assert found.findtext(f"{ARTICLE}source/{ARTICLE}name") == "Herald"
    for several, one, name in (
        ("authors", "author", "name"),
        ("images", "image", "caption"),
        ("related_links", "related_link", "title"),
        ("corrections", "correction", "note"),
    ):
        told = [part.findtext(ARTICLE + name) for part in found.findall(f"{ARTICLE}{several}/{ARTICLE}{one}")]
        assert told == [part[name] for part in shown[several]], several
        assert told
    assert [one.text for one in found.findall(f"{ARTICLE}topics/{ARTICLE}topic")] == shown["topics"]


def test_a_bare_article_is_as_the_schema_says_too(ask, make_article):
    make_article(published_at=datetime.datetime(845, 1, 1, tzinfo=datetime.UTC), date_precision="year")
    answer = ask("ListRecords", metadataPrefix="article").root
    etree.XMLSchema(etree.parse(str(SCHEMA))).assertValid(etree.ElementTree(answer.find(f".//{ARTICLE}article")))


def test_no_text_breaks_a_record(ask, make_article, shared):
    lines = (shared / "nasty" / "blns" / "blns.txt").read_text("utf-8").splitlines()
    nasty = ["".join(map(chr, range(1, 0x20))), "\x7f\x85\ufffe\uffff]]>", *[one for one in lines if one.strip()]]
    everything = "\n".join(nasty)
    article = make_article(headline=everything, body=everything, subtitle=nasty[0], section=nasty[0][:255])
    for prefix in ("oai_dc", "article"):
        answer = ask("ListRecords", metadataPrefix=prefix)
        assert answer.ids == [article.pk]
    told = answer.root.find(f".//{ARTICLE}headline").text
    illegal = {*map(chr, range(0x20)), "\ufffe", "\uffff"} - {*"\t\n\r"}
    assert told.split() == "".join(" " if one in illegal else one for one in everything).split()


@pytest.mark.parametrize("prefix", ["oai_dc", "article"])
@pytest.mark.parametrize("verb", ["withdraw", "merge", "delete"])
def test_what_is_gone_is_a_header_and_nothing_else(ask, make_article, prefix, verb):
    article, other = make_article(headline="Bees", source="Herald"), make_article()
    pk = article.pk
    {
        "withdraw": lambda: curation.withdraw(article, reason="legal"),
        "merge": lambda: curation.merge(article, into=other),
        "delete": article.delete,
    }[verb]()
    for answer in (
        ask("GetRecord", metadataPrefix=prefix, identifier=f"oai:127.0.0.1:{pk}"),
        ask("ListRecords", metadataPrefix=prefix),
        ask("ListIdentifiers", metadataPrefix=prefix),
    ):
        assert (pk, True, []) in answer.headers
        gone = next(one for one in answer.all("header") if one.get("status"))
        assert [one.tag.removeprefix(OAI) for one in gone] == ["identifier", "datestamp"]
        assert gone.getnext() is None or gone.getnext().tag == f"{OAI}header"


def test_one_that_was_taken_back_this_very_moment_is_told_as_gone(make_article, monkeypatch, ask):
    article = make_article(headline="Bees")

    def withdrawn_meanwhile(ids):
        curation.withdraw(article, reason="legal")
        return records(ids)

    records = answering.records
    monkeypatch.setattr(answering, "records", withdrawn_meanwhile)
    answer = ask("ListRecords", metadataPrefix="article")
    assert answer.headers == [(article.pk, True, [])]


def test_a_draft_is_in_no_list(ask, make_article):
    make_article(status="draft")
    assert ask("ListIdentifiers", metadataPrefix="oai_dc").errors == ["noRecordsMatch"]


# --- by date --------------------------------------------------------------------------------------


@pytest.fixture
def dated(make_article):
    """Articles whose headers bear the first moments of these days and seconds."""

    def make(*times):
        made = [make_article() for _ in times]
        for article, time in zip(made, times, strict=True):
            at = datetime.datetime.fromisoformat(time).replace(tzinfo=datetime.UTC)
            Header.objects.filter(pk=article.pk).update(at=at)
        return [article.pk for article in made]

    return make


def test_both_ends_of_a_span_are_in_it_in_both_granularities(ask, dated):
    ids = dated("2024-05-01T00:00:00", "2024-05-01T23:59:59.999999", "2024-05-02T00:00:00", "2024-05-02T12:00:00.5")
    for first, last, expected in (
        ("2024-05-01", "2024-05-01", ids[:2]),
        ("2024-05-01T00:00:00Z", "2024-05-01T00:00:00Z", ids[:1]),
        ("2024-05-01T23:59:59Z", "2024-05-01T23:59:59Z", ids[1:2]),
        ("2024-05-01T23:59:59Z", "2024-05-02T12:00:00Z", ids[1:]),
        ("2024-05-02", "9999-12-31", ids[2:]),
        (None, "2024-05-01", ids[:2]),
        ("2024-05-02", None, ids[2:]),
        ("0001-01-01", None, ids),
    ):
        span = {name: value for name, value in (("from", first), ("until", last)) if value}
        answer = ask("ListIdentifiers", metadataPrefix="oai_dc", **span)
        assert answer.ids == expected, span


# --- in pages -------------------------------------------------------------------------------------


def walk(ask, verb="ListIdentifiers", between=lambda: None, **arguments):
    """Yield each answer of a list, with something done between two."""
    answer = ask(verb, metadataPrefix="oai_dc", **arguments)
    yield answer
    while answer.token:
        between()
        answer = ask(verb, resumptionToken=answer.token)
        yield answer


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7])
def test_a_list_comes_in_pages(ask, make_article, pages, size):
    articles = [make_article(source="A") for _ in range(6)]
    pages(size)
    for arguments in ({}, {"set": "source:A"}, {"from_": "2000-01-01"}):
        answers = list(walk(ask, **arguments))
        assert [pk for one in answers for pk in one.ids] == [one.pk for one in articles]
        assert len(answers) == -(-6 // size)


def test_a_page_of_long_articles_is_shorter_and_leads_on(ask, make_article, monkeypatch):
    monkeypatch.setattr(ndjson, "HEAVIEST", 100)
    bodies = ["Harbour.", "Harbour " * 9, "Harbour " * 30, "Harbour.", "Harbour again.", "Gone."]
    articles = [make_article(body=body) for body in bodies]
    curation.withdraw(articles[-1], reason="error")
    ids = [one.pk for one in articles]
    told = list(walk(ask, "ListRecords"))
    assert [one.ids for one in told] == [ids[:2], ids[2:3], ids[3:]]
    assert [one.all("resumptionToken")[0].get("cursor") for one in told] == ["0", "2", "3"]
    assert ask("ListIdentifiers", metadataPrefix="oai_dc").ids == ids


def test_a_page_says_where_it_stands_and_how_long_the_list_is(ask, make_article, pages):
    for _ in range(5):
        make_article()
    pages(2)
    told = [one.all("resumptionToken")[0] for one in walk(ask)]
    assert [(one.get("cursor"), one.get("completeListSize")) for one in told] == [("0", "5"), ("2", "5"), ("4", "5")]
    assert told[-1].text is None
    pages(5)
    assert ask("ListRecords", metadataPrefix="oai_dc").token is None


def test_of_a_long_list_nobody_counts_how_long_it_is(ask, make_article, pages, monkeypatch):
    monkeypatch.setattr(answering, "COUNTED", 3)
    for _ in range(4):
        make_article()
    pages(2)
    for answer in walk(ask):
        assert "completeListSize" not in answer.all("resumptionToken")[0].attrib


def test_an_article_of_one_act_after_another_is_told_once(ask, make_article, pages):
    """All of an act bear the same time, so that a place is a time and an id."""
    articles = [make_article() for _ in range(7)]
    with act():
        for article in articles:
            article.headline = "Together"
            article.save()
    pages(2)
    assert [pk for one in walk(ask) for pk in one.ids] == [one.pk for one in articles]


def test_what_changes_during_a_harvest_comes_at_its_end_and_nothing_is_passed_over(ask, make_article, pages):
    articles = [make_article() for _ in range(8)]
    pages(2)
    work = iter(
        [
            lambda: articles[0].save(),  # told already: told again
            lambda: curation.withdraw(articles[5], reason="error"),  # not told yet
            lambda: articles[7].delete(),
            make_article,
        ]
    )
    answers = list(walk(ask, between=lambda: next(work, lambda: None)()))
    told = [header for one in answers for header in one.headers]
    last = {pk: deleted for pk, deleted, _ in told}
    assert last == {one.pk: not one.public for one in Header.objects.all()}
    assert len(last) == 9


def test_a_token_goes_on_after_a_restart_and_can_be_used_again(ask, make_article, pages):
    for _ in range(4):
        make_article()
    pages(2)
    token = ask("ListRecords", metadataPrefix="oai_dc").token
    first, second = (ask("ListRecords", resumptionToken=token).ids for _ in range(2))
    assert first == second


def test_where_all_others_have_left_the_list_the_last_one_is_told_again(ask, make_article, pages, clock):
    """They changed, and lie behind `until` now: a page with nothing on it would be no valid answer."""
    clock(datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC))
    articles = [make_article() for _ in range(3)]
    pages(2)
    answer = ask("ListRecords", metadataPrefix="oai_dc", until="2024-05-01")
    clock(datetime.datetime(2024, 5, 3, tzinfo=datetime.UTC))
    articles[2].save()
    again = ask("ListRecords", resumptionToken=answer.token)
    assert (again.ids, again.token) == ([articles[1].pk], "")
    articles[0].save()
    articles[1].save()
    assert ask("ListRecords", resumptionToken=answer.token).errors == ["noRecordsMatch"]


@pytest.mark.parametrize("prefix", ["oai_dc", "article"])
def test_the_number_of_queries_does_not_grow(client, make_article, pages, prefix, django_assert_num_queries):
    for _ in range(12):
        make_article(source="A", topics=["Sea"], authors=["Ann"])
    address = f"/oai/?verb=ListRecords&metadataPrefix={prefix}"
    for size in (1, 4, 11):
        pages(size)
        with django_assert_num_queries(11):
            token = etree.fromstring(client.get(address).content).findtext(f".//{OAI}resumptionToken")
        with django_assert_num_queries(10):  # how long the list is was counted
            client.get(f"/oai/?verb=ListRecords&resumptionToken={token}")
        with django_assert_num_queries(6):
            client.get("/oai/?verb=ListIdentifiers&metadataPrefix=oai_dc&set=source:A&from=2001-01-01")


# --- the date of an answer ------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """Return a function that sets the clock."""

    def show(at):
        monkeypatch.setattr(timezone, "now", lambda: at)

    return show


def test_an_answer_bears_no_later_time_than_the_newest_header(make_article, clock):
    """An act under way bears a later one, but may be committed only after the answer: who asks next from the time of
    the answer must hear of it.
    """
    noon = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)
    clock(noon)
    make_article()
    clock(noon + datetime.timedelta(seconds=40))
    assert answering.complete_until() == noon
    clock(noon + datetime.timedelta(hours=1))
    assert answering.complete_until() == noon + datetime.timedelta(minutes=50)
    clock(noon - datetime.timedelta(hours=1))
    assert answering.complete_until() == noon - datetime.timedelta(hours=1), "never in the future"


def test_nothing_that_was_committed_late_is_missed_by_who_asks_next_from_then(ask, make_article):
    make_article()
    answer = ask("ListIdentifiers", metadataPrefix="oai_dc")
    late = make_article()  # its act began before the answer, say, and ended after
    Header.objects.filter(pk=late.pk).update(at=Header.objects.exclude(pk=late.pk).get().at)
    again = ask("ListIdentifiers", metadataPrefix="oai_dc", from_=answer.text("responseDate"))
    assert late.pk in again.ids


def test_what_is_told_is_what_the_log_says(ask, make_article):
    """The last change of each that was ever public, in the order of the log."""
    articles = [make_article(source="A") for _ in range(5)]
    make_article(status="draft")
    curation.withdraw(articles[1], reason="error")
    curation.restore(articles[1])
    curation.merge(articles[3], into=articles[0])
    articles[2].delete()
    last = {}
    for pk, digest in Change.objects.filter(public=True).order_by("seq").values_list("article_id", "sha256"):
        last.pop(pk, None)
        last[pk] = digest
    answer = ask("ListRecords", metadataPrefix="article")
    assert {pk: deleted for pk, deleted, _ in answer.headers} == {pk: not digest for pk, digest in last.items()}
    assert answer.ids == sorted(last, key=[*last].index) or {*answer.ids} == {*last}
    found = [one.get("sha256") for one in answer.root.iter(f"{ARTICLE}article")]
    assert sorted(found) == sorted(filter(None, last.values()))
