"""What this archive gives out as Markdown comes back as it was."""

import datetime

import pytest
from django.core.management import call_command

from articles.addresses import key_of
from articles.exporting import markdown as shape
from articles.exporting import ndjson
from articles.importing import markdown
from articles.importing.decoding import clean
from articles.importing.draft import Record, Rejected
from articles.importing.options import Options
from articles.models import Address, Article, Correction, Image, RelatedLink, Source
from tests.conftest import ROOT

OPTIONS = ("--set", "published_at=2017", "--headline-from-body", "--map")
OPTIONS += ("id=key,title=headline,text=body,date=published_at,lang=language,tags=topics,source=source",)
FIELDS = ("headline", "subtitle", "byline", "section", "language", "published_at", "date_precision", "source_url")
FIELDS += ("body", "text")


def read(content, **options):
    return markdown.read(Record(data=content, file="exported.md"), Options(**options))


def said(draft):
    """Return what a draft says, in the shape of a record of `ndjson.records`."""
    source = {"name": draft.source_name, "domain": draft.source_domain or None} if draft.source_name else None
    return {name: getattr(draft, name) for name in FIELDS} | {
        "word_count": len(draft.text.split()),
        "authors": [{"name": one.name, "kind": one.kind} for one in draft.authors],
        "source": source,
        "topics": list(draft.topics),
        "images": [{"url": one.url, "caption": one.caption, "credit": one.credit} for one in draft.images],
        "related_links": [{"title": one.title, "url": one.url} for one in draft.related_links],
        "corrections": [{"at": one.at, "note": one.note} for one in draft.corrections],
    }


def comes_back(record):
    """Whether a record of `ndjson.records` comes back whole, by way of Markdown."""
    draft = read(shape.write(record | {"url": "https://there.example/api/v1/articles/1/"}))
    assert not isinstance(draft, Rejected), record["id"]
    assert (draft.problems, draft.unread, draft.printed_urls) == ((), (), ()), record["id"]
    assert said(draft) == without_what_is_its_own(record), record["id"]
    return True


def records():
    return ndjson.records(Article.objects.public().order_by("pk").values_list("pk", flat=True))


@pytest.fixture
def take_in(db, settings, tmp_path):
    """Return a function that imports files."""
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"

    def take(*given):
        call_command("import_articles", *map(str, given), verbosity=0)

    return take


def test_the_sample_comes_back(take_in):
    take_in(ROOT / "fixtures" / "articles")
    assert sum(map(comes_back, records())) > 90


@pytest.mark.parametrize("corpus", ["wikinews_fr", "gentoo", "przhab", "gnad"])
def test_real_articles_come_back(take_in, shared, corpus):
    take_in(shared / "corpora" / f"{corpus}.jsonl.gz", *OPTIONS)
    assert sum(map(comes_back, records())) >= 100


@pytest.mark.slow
def test_thousands_of_real_articles_come_back(take_in, shared):
    take_in(shared / "corpora" / "ant.jsonl.gz", *OPTIONS)
    assert sum(map(comes_back, records())) > 8_000


def test_it_becomes_the_same_article_again(make_article, take_in, tmp_path, client):
    """To the byte of its canonical line, but for what each archive counts for itself; here under another address."""
    source = Source.objects.create(name="The Argus", domain="argus.example")
    made = make_article(
        source=source,
        authors=["Ann Lee", "AFP"],
        topics=["Sea", "Ships & trade"],
        byline="Somebody else",
        source_url="https://argus.example/1",
        body="    code first\n\n# A heading\n\nBy Jane Miller\n\n20 May 2020\n\nOriginal url: https://x.example/\n\n---",
    )
    Image(article=made, url="https://argus.example/ship.jpg", caption="A “ship”: [x](y)", credit="Jo").save()
    RelatedLink(article=made, url="https://argus.example/2", title="More").save()
    Correction(article=made, note="It was Tuesday.\n\nNot Monday.").save()
    written = client.get(f"/api/v1/articles/{made.pk}.md").content
    (tmp_path / "one.md").write_bytes(written.replace(b"argus.example/1", b"argus.example/one"))
    take_in(tmp_path / "one.md")
    before, after = map(without_what_is_its_own, records())
    assert after["source_url"] == "https://argus.example/one"
    assert ndjson.canonical(after | {"source_url": "https://argus.example/1"}) == ndjson.canonical(before)


def without_what_is_its_own(record):
    return {name: record[name] for name in record.keys() - {"id", "revision", "created_at", "updated_at"}}


def test_coming_back_to_where_it_is_changes_nothing(make_article, take_in, tmp_path, client):
    made = make_article(source_url="https://argus.example/1", byline="Ann Lee")
    Address(article=made, url=made.source_url, key=key_of(made.source_url), kind="canonical").save()
    before = ndjson.digests([made.pk])
    (tmp_path / "one.md").write_bytes(client.get(f"/api/v1/articles/{made.pk}.md").content)
    take_in(tmp_path / "one.md")
    assert Article.objects.count() == 1
    assert ndjson.digests([made.pk]) == before


def test_what_an_article_has_not_is_not_made_up(whole):
    """Neither authors from its byline nor a source from its address, nor a language from its words."""
    article = whole(authors=[], source=None, language="und", related_links=[], topics=[])
    draft = read(shape.write(article))
    assert (draft.authors, draft.source_name, draft.source_domain, draft.language) == ((), "", "", "und")
    assert (draft.byline, draft.source_url) == ("Ann Lee and AFP", "https://argus.example/1?a=1&b=2")


def test_options_give_what_is_lacking(bare):
    draft = read(shape.write(bare), given={"section": "World", "language": "de"})
    assert (draft.section, draft.language) == ("World", "und")


def test_a_file_with_other_ends_of_lines_is_the_same(whole):
    written = shape.write(whole())
    changed = read(written.replace(b"\n", b"\r\n"))
    assert said(changed) == said(read(written))


def test_the_evidence_says_where_each_value_stands(whole):
    written = shape.write(whole()).decode()
    for one in read(written.encode()).evidence:
        stands = written[one.start : one.end]
        assert one.raw_field == ""
        assert (one.value.split(",")[0].split(" (")[0] in stands) or one.field in {"published_at", "corrections"}, one


@pytest.mark.parametrize(
    "change",
    [
        ('"news-archive-article/1"', '"news-archive-article/2"'),
        ('title: "Harbour reopens"', "title: Harbour reopens"),
        ('title: "Harbour reopens"', 'title: "Harbour reopens"\ntitle: "Twice"'),
        ('tags: ["Sea", "Ships & trade"]', "tags:\n  - Sea\n  - Ships & trade"),
        ("---\n\n", "\n"),
    ],
)
def test_what_somebody_has_made_into_something_else_is_a_clipping_like_any_other(whole, change):
    written = shape.write(whole()).decode()
    assert change[0] in written
    draft = read(written.replace(*change, 1).encode())
    assert "First *paragraph*." in draft.body
    assert {one.rule for one in draft.evidence if one.field == "body"} == {"what is left"}


def test_a_value_of_another_kind_is_a_problem(whole):
    draft = read(shape.write(whole()).replace(b'section: "World"', b'section: {"a": 1}'))
    [problem] = draft.problems
    assert "section" in problem


def test_hostile_text_comes_back(hostile_articles):
    for article in hostile_articles:
        draft = read(shape.write(article | {"published_at": datetime.datetime(2023, 9, 1, tzinfo=datetime.UTC)}))
        if "\0" not in article["body"] and clean(article["body"]).strip():
            assert draft.body == clean(article["body"]), article["body"]
            assert draft.headline.split() == clean(article["headline"]).split()
