"""Drafts to rows: once, whole, and never against a curator."""

import datetime
import hashlib
import json
from dataclasses import replace

import pytest

from articles import curation, originals
from articles.importing import markdown, ndjson
from articles.importing.arrivals import arrival
from articles.importing.draft import Held, Record, Rejected
from articles.importing.entries import Entry, held
from articles.importing.options import Options
from articles.importing.store import Store, Vanished, _open_drafts
from articles.models import (
    Address,
    Article,
    Author,
    Authorship,
    Capture,
    Change,
    ForgottenKey,
    Image,
    RelatedLink,
    Revision,
    Source,
    Status,
    Tagging,
    Topic,
)
from articles.reading import readable
from tests.articles.writers import ended, start

pytestmark = pytest.mark.django_db

EVERYTHING = (
    Article,
    Address,
    Author,
    Authorship,
    Capture,
    Change,
    Image,
    RelatedLink,
    Revision,
    Source,
    Tagging,
    Topic,
)
BASE = {
    "headline": "Harbour reopens",
    "body": "Ships came in.",
    "published_at": "2023-09-20",
    "source_url": "https://a.b/harbour",
    "topics": ["sea"],
    "byline": "Jane Doe and AFP",
    "related_links": [{"title": "Closed", "url": "https://a.b/closed"}],
    "images": [{"url": "https://a.b/1.jpg", "caption": "Ships."}],
    "language": "en",
}


NOW = datetime.datetime(2023, 9, 20, tzinfo=datetime.UTC)
CONTAINER = hashlib.sha256(b"a dump").hexdigest()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.ARCHIVE_ORIGINALS = tmp_path / "originals"
    originals.keep_all({CONTAINER: b"a dump"})


def draft(**fields):
    """A record of the archive's own shape as it is read, in a container that is kept."""
    data = json.dumps({name: value for name, value in (BASE | fields).items() if value is not None}).encode()
    return ndjson.read(Record(data=data, file="a.jsonl", position="line 1", container=CONTAINER), Options())


def clipping(text):
    return markdown.read(Record(data=text.encode(), file="a.md"), Options())


def store(*found, **how):
    return Store(**how).store(list(map(arrival, found)))


def verdicts(*found, **how):
    return [one.verdict for one in store(*found, **how)]


def counts():
    return [model.objects.count() for model in EVERYTHING]


# --- what is new ----------------------------------------------------------------------------------


def test_a_complete_draft_becomes_a_public_article_with_all_that_belongs_to_it():
    [outcome] = store(draft())
    article = Article.objects.public().with_parts().get(pk=outcome.article)
    assert (outcome.verdict, outcome.file, outcome.position, outcome.reasons) == ("published", "a.jsonl", "line 1", ())
    assert (article.headline, article.text, article.word_count) == ("Harbour reopens", "Ships came in.", 3)
    assert [(one.author.name, one.author.kind) for one in article.authorships.all()] == [
        ("Jane Doe", "person"),
        ("AFP", "agency"),
    ]
    assert (article.source.key, [one.topic.name for one in article.taggings.all()]) == ("a.b", ["sea"])
    assert [one.caption for one in article.images.all()] == ["Ships."]
    assert [(one.title, one.key) for one in article.related_links.all()] == [("Closed", "https://a.b/closed")]
    assert [(one.kind, one.key) for one in article.addresses.all()] == [("canonical", "https://a.b/harbour")]


def test_it_leaves_exactly_one_change_and_no_revision():
    store(draft(), draft(source_url="https://a.b/other"))
    assert list(Change.objects.values_list("kind", "public", "by")) == [("created", True, "import_articles")] * 2
    assert not Revision.objects.exists()


def test_an_article_may_have_more_topics_than_sqlite_takes_in_one_expression_and_so_may_a_batch_that_revises():
    names = [f"Topic {number}" for number in range(1_100)]
    one = {"topics": names, "source_url": "https://a.b/all"}
    many = [{"topics": names[at : at + 11], "source_url": f"https://a.b/{at}"} for at in range(0, 1_100, 11)]
    store(*(draft(**fields) for fields in (one, *many)))
    assert {*verdicts(*(draft(**fields, body="Ships left.") for fields in (one, *many)))} == {"revised"}
    article = readable(Article.objects.get(source_url=one["source_url"]).pk)
    assert [tagging.topic.name for tagging in article.taggings.all()] == names


def test_a_draft_with_problems_is_stored_and_names_them():
    [outcome] = store(draft(published_at=None))
    article = Article.objects.get(pk=outcome.article)
    assert (outcome.verdict, article.status) == ("draft", Status.DRAFT)
    assert article.problems == list(outcome.reasons) == ["It has no date."]
    assert not Change.objects.get().public


def test_complete_ones_stay_drafts_where_somebody_looks_first():
    [outcome] = store(draft(), publish=False)
    assert (outcome.verdict, Article.objects.get().problems) == ("draft", [])
    assert Capture.objects.get().verdict == "draft"
    assert curation.publish(Article.objects.get()).public


def test_a_capture_says_where_it_came_from_and_how_it_was_read():
    store(draft())
    capture = Capture.objects.get()
    assert (capture.container, capture.file, capture.position) == (CONTAINER, "a.jsonl", "line 1")
    assert (capture.verdict, capture.importer, capture.media_type) == ("published", "ndjson/1", "text/markdown")
    shown = {one["field"]: one for one in capture.evidence}
    assert shown["headline"] == {
        "field": "headline",
        "rule": "field",
        "start": None,
        "end": None,
        "raw": "Harbour reopens",
        "value": "Harbour reopens",
        "repairs": [],
        "raw_field": "headline",
    }


def test_a_clipping_is_its_own_original():
    data = "# Harbour reopens\r\n\r\n2023-09-20\r\n\r\nShips came in."
    store(clipping(data))
    capture = Capture.objects.get()
    assert originals.read(capture) == data.encode()
    assert capture.container == capture.sha256


def test_the_broken_form_of_an_address_is_kept_beside_it(shared):
    data = (shared / "seed" / "000_b2e24505923e43c9.txt").read_bytes()
    store(markdown.read(Record(data=data, file="seed.txt"), Options()))
    kinds = dict(Address.objects.values_list("kind", "url"))
    assert kinds["canonical"].endswith("karabakh-vows-to-disarm-a82526")
    assert kinds["as printed"].endswith("karabakh-vo ws-to-disarm-a82526")


def test_what_is_rejected_is_kept_once_and_belongs_to_no_article():
    for _ in range(2):
        assert verdicts(clipping("  "), clipping("2023-09-20")) == ["rejected"] * 2
    assert not Article.objects.exists()
    assert [originals.read(one) for one in Capture.objects.all()] == [b"  ", b"2023-09-20"]
    assert set(Capture.objects.values_list("verdict", "article")) == {("rejected", None)}


def test_what_could_not_be_read_leaves_nothing():
    lost = Rejected(record=Record(data=b"", file="a.md"), importer="files/1", reason="It cannot be read.", lost=True)
    assert verdicts(lost) == ["rejected"]
    assert not Capture.objects.exists()


@pytest.mark.parametrize("dry", [False, True])
def test_what_could_not_be_read_keeps_its_own_reason(dry):
    """Nothing was read of either, so that both have the bytes of an empty file."""
    cut = Rejected(record=Record(data=b"", file="a.gz"), importer="files/1", reason="It was cut.", lost=True)
    broken = replace(cut, record=replace(cut.record, file="c.gz"), reason="It is broken.")
    reasons = ["It was cut.", "It has neither a headline nor a body.", "It is broken."]
    assert [one.reasons for one in store(cut, clipping(""), broken, dry=dry)] == [(reason,) for reason in reasons]
    assert list(Capture.objects.values_list("file", flat=True)) == ([] if dry else ["a.md"])


# --- who it is ------------------------------------------------------------------------------------


def test_the_same_again_changes_nothing():
    found = [draft(), clipping("# H\n\n2023\n\nText."), draft(source_url=None, published_at=None), clipping("")]
    first = verdicts(*found)
    before = counts()
    assert first == ["published", "published", "draft", "rejected"]
    assert verdicts(*found) == ["unchanged", "unchanged", "unchanged", "rejected"]
    assert counts() == before


def test_the_same_twice_in_one_batch_is_one_article():
    assert verdicts(draft(), draft(), draft(headline="Another")) == ["published", "unchanged", "revised"]
    assert (Article.objects.count(), Capture.objects.count(), Change.objects.count()) == (1, 2, 2)


def test_a_record_is_known_by_its_address_however_it_is_spelled():
    store(draft())
    assert verdicts(draft(source_url="http://WWW.a.b/harbour/?utm_source=x#top")) == ["captured"]
    assert Article.objects.count() == 1


def test_a_record_without_address_is_known_by_its_source_and_identifier():
    same = {"source_url": None, "source": "Reuters", "key": "7"}
    assert verdicts(draft(**same), draft(**same, headline="Another")) == ["published", "revised"]
    assert verdicts(draft(**same | {"source": "AFP"})) == ["published"]
    assert verdicts(draft(**same | {"source": None})) == ["published"]
    assert Article.objects.count() == 3


def test_a_record_with_neither_is_known_by_its_bytes():
    assert verdicts(draft(source_url=None), draft(source_url=None, headline="Another")) == ["published"] * 2
    assert verdicts(draft(source_url=None)) == ["unchanged"]


def test_records_of_one_batch_that_lead_to_one_article_by_different_names_take_turns():
    store(draft(source="A", key="7"))
    by_address = draft(headline="Second")
    by_identifier = draft(source_url=None, source="A", key="7", headline="Third")
    by_identifier = replace(by_identifier, source_domain="")
    Address.objects.get(kind="identifier")
    assert verdicts(by_address, by_identifier) == ["revised", "revised"]
    assert Article.objects.get().headline == "Third"
    assert Article.objects.get().revision == 3


def test_what_was_deleted_for_good_stays_away():
    for found in (draft(), draft(source_url=None), clipping("# H\n\n2023\n\nText.")):
        [outcome] = store(found)
        curation.delete(Article.objects.get(pk=outcome.article))
        before = counts()
        assert verdicts(found) == ["left alone"]
        assert counts() == before
    assert verdicts(draft(headline="The same page")) == ["left alone"]
    assert ForgottenKey.objects.exists()


def test_what_was_deleted_for_good_does_not_come_back_with_tracking_parameters_and_a_key():
    [outcome] = store(draft())
    curation.delete(Article.objects.get(pk=outcome.article))
    tracked = draft(source_url="https://a.b/harbour?utm_source=feed", source="A", key="7")
    assert [one.kind for one in arrival(tracked).identity.names] == ["as printed", "identifier"]
    assert verdicts(tracked) == ["left alone"]
    assert verdicts(draft(source_url="https://a.b/other?utm_source=feed", source="A", key="8")) == ["published"]


# --- bytes that an article has --------------------------------------------------------------------


def test_bytes_that_an_article_has_need_not_be_read_again():
    [outcome] = store(draft())
    sha256 = Capture.objects.get().sha256
    assert held([sha256, "f" * 64]) == {sha256: outcome.article}
    before = counts()
    [again] = store(Held(record=draft().record, article=outcome.article))
    assert (again.verdict, again.article, again.position) == ("unchanged", outcome.article, "line 1")
    assert counts() == before


def test_those_of_open_drafts_and_rejected_records_are_read_again():
    store(draft(published_at=None), draft(source_url="https://a.b/2", published_at=None), clipping(""))
    complete = Article.objects.get(source_url="https://a.b/2")
    curation.publish(dated(complete))
    assert list(held(Capture.objects.values_list("sha256", flat=True)).values()) == [complete.pk]


def dated(article):
    """Let a curator give an article its date."""
    article.published_at, article.date_precision, article.problems = NOW, "day", []
    article.save()
    return article


# --- new bytes for what is kept -------------------------------------------------------------------


def test_another_text_is_a_new_capture_and_a_new_revision():
    store(draft())
    assert verdicts(draft(body="Ships left.", topics=["sea", "trade"])) == ["revised"]
    article = Article.objects.with_parts().get()
    assert (article.body, article.text, article.revision) == ("Ships left.", "Ships left.", 2)
    assert [one.topic.name for one in article.taggings.all()] == ["sea", "trade"]
    assert Revision.objects.get().state["body"] == "Ships came in."
    assert [one.kind for one in Change.objects.all()] == ["created", "revised"]
    assert Capture.objects.count() == 2


def test_other_bytes_that_say_the_same_are_a_new_capture_and_nothing_else():
    store(draft())
    assert verdicts(draft(mood="good")) == ["captured"]
    assert (Capture.objects.count(), Change.objects.count(), Revision.objects.count()) == (2, 1, 0)


def test_what_a_new_record_lacks_stays():
    store(draft())
    before = Article.objects.with_parts().get().state()
    assert verdicts(draft(byline=None, topics=None, images=None, related_links=None, language=None)) == ["captured"]
    assert Article.objects.with_parts().get().state() == before


def test_a_less_precise_date_takes_nothing_away():
    store(draft())
    assert verdicts(draft(published_at="2023")) == ["captured"]
    assert verdicts(draft(published_at="2022")) == ["revised"]


def test_what_a_curator_edited_keeps_its_value_and_the_difference_becomes_a_problem():
    store(draft())
    article = Article.objects.get()
    article.headline = "Harbour reopens at last"
    article.save()
    assert verdicts(draft(headline="Harbor reopens", body="Ships left.")) == ["revised"]
    article.refresh_from_db()
    assert (article.headline, article.body, article.status) == ("Harbour reopens at last", "Ships left.", "published")
    assert article.problems == ["New bytes differ in the headline; what a curator wrote was kept."]


def test_parts_that_a_curator_edited_are_kept_too():
    store(draft())
    image = Image.objects.get()
    image.caption = "Ships at the quay."
    image.save()
    store(draft(images=[{"url": "https://a.b/2.jpg", "caption": "Other."}]))
    assert Image.objects.get().caption == "Ships at the quay."
    assert Article.objects.get().problems == ["New bytes differ in the images; what a curator wrote was kept."]


def test_a_target_that_a_curator_gave_to_a_link_survives(make_article):
    store(draft())
    link = RelatedLink.objects.get()
    link.target = make_article()
    link.save()
    assert verdicts(draft(mood="good")) == ["captured"]
    assert RelatedLink.objects.get().target


def test_the_state_of_a_withdrawn_article_is_never_changed():
    store(draft())
    curation.withdraw(Article.objects.get(), reason="privacy")
    assert verdicts(draft()) == ["unchanged"]
    assert verdicts(draft(body="Ships left.")) == ["revised"]
    assert Article.objects.get().status == Status.WITHDRAWN
    assert not Change.objects.latest("seq").public


def test_a_merged_article_stays_merged(make_article):
    from django.db.models import QuerySet

    store(draft())
    merged = Article.objects.get()
    QuerySet(Article).filter(pk=merged.pk).update(status="merged", merged_into=make_article())
    store(draft(body="Ships left."))
    assert Article.objects.get(pk=merged.pk).status == Status.MERGED


def test_corrections_are_added_and_none_is_lost():
    store(draft())
    curation.correct(Article.objects.get(), correction="It was Monday.")
    store(draft(corrections=[{"at": "2023-09-21", "note": "It was noon."}]))
    assert sorted(one.note for one in Article.objects.get().corrections.all()) == ["It was Monday.", "It was noon."]


def test_a_draft_becomes_public_when_a_record_settles_its_problems():
    store(draft(published_at=None))
    assert verdicts(draft()) == ["published"]
    article = Article.objects.get()
    assert (article.status, article.problems) == (Status.PUBLISHED, [])
    assert [one.kind for one in Change.objects.all()] == ["created", "published"]


def test_the_same_bytes_with_better_options_complete_a_draft():
    data = json.dumps({"headline": "H", "body": "B", "key": "1", "source": "A"}).encode()
    record = Record(data=data, file="a.jsonl", container=CONTAINER)
    plain, dated = (ndjson.read(record, Options(given=given)) for given in ({}, {"published_at": "2017"}))
    assert verdicts(plain) == ["draft"]
    assert verdicts(dated) == ["published"]
    assert verdicts(dated, plain) == ["unchanged"] * 2
    assert (Capture.objects.count(), Capture.objects.get().verdict) == (1, "published")
    assert Article.objects.get().published_at.year == 2017


def test_many_drafts_are_completed_with_no_more_questions_than_few(django_assert_max_num_queries):
    bare = [clipping(f"# Harbour {number} reopens\n\nShips came in.") for number in range(8)]
    store(*bare)
    entries = dict(zip(Article.objects.order_by("pk").values_list("pk", flat=True), bare, strict=True))
    entries = {pk: Entry(arrival=arrival(replace(found, problems=()))) for pk, found in entries.items()}
    with django_assert_max_num_queries(8):
        assert len(list(_open_drafts(entries))) == 8


def test_drafts_that_somebody_wants_to_look_at_stay_drafts():
    store(draft(), publish=False)
    assert verdicts(draft()) == ["unchanged"]
    assert Article.objects.get().status == Status.DRAFT


# --- all or nothing -------------------------------------------------------------------------------


def test_a_batch_is_stored_whole_or_not_at_all(monkeypatch):
    def fail(rows):
        raise KeyboardInterrupt

    monkeypatch.setattr(originals, "capture", fail)
    before = counts()
    with pytest.raises(KeyboardInterrupt):
        store(draft(), draft(source_url="https://a.b/2"))
    assert counts() == before
    monkeypatch.undo()
    assert verdicts(draft(), draft(source_url="https://a.b/2")) == ["published"] * 2


def test_bytes_that_vanished_meanwhile_are_kept_again_before_they_are_named():
    one = clipping("# H\n\n2023\n\nText.")

    class Forgetful(Store):
        def _plans(self, entries):
            assert not originals.missing([entry.identity.sha256 for entry in entries])
            return super()._plans(entries)

    assert Forgetful().store([arrival(one)])[0].verdict == "published"


def test_a_container_that_vanished_meanwhile_stops_the_batch_with_a_sentence():
    originals.path_of(CONTAINER).unlink()
    with pytest.raises(Vanished, match=r"What was kept of a\.jsonl was deleted meanwhile"):
        store(draft())
    assert not Article.objects.exists()
    originals.keep_all({CONTAINER: b"a dump"})
    assert verdicts(draft()) == ["published"]


def test_a_dry_run_of_ever_new_records_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("articles.importing.store.REMEMBERED", 10)
    trial = Store(dry=True)
    for number in range(50):
        trial.store([arrival(draft(source_url=f"https://a.b/{number}"))])
    assert len(trial.seen) <= 12


def test_a_dry_run_says_what_would_happen_and_writes_nothing(settings):
    store(draft())
    before = counts()
    trial = Store(dry=True)
    found = [draft(), draft(body="Other."), draft(source_url="https://a.b/2"), clipping(""), draft(published_at=None)]
    said = ["unchanged", "revised", "published", "rejected", "captured"]
    assert [one.verdict for one in trial.store(list(map(arrival, found)))] == said
    assert [one.verdict for one in trial.store([arrival(draft(source_url="https://a.b/2", body="B"))])] == ["revised"]
    again = trial.store([arrival(draft(source_url="https://a.b/2"))])
    assert [one.verdict for one in again] == ["unchanged"]
    assert counts() == before
    assert [path.name for path in settings.ARCHIVE_ORIGINALS.rglob("*") if path.is_file()] == [CONTAINER]


# --- others that write ----------------------------------------------------------------------------

HELD = """
import sqlite3
from threading import Timer
from articles.importing import waiting
call_command("migrate", verbosity=0)
connection.cursor().execute("PRAGMA busy_timeout = 100")
other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
file = pathlib.Path(sys.argv[1])
for waiting.MINUTES in (60, 0.5):
    line = {"headline": "One", "body": str(waiting.MINUTES), "published_at": "2023-09-20"}
    file.write_text(json.dumps(line) + "\\n")
    other.execute("BEGIN IMMEDIATE")
    Timer(1.5, other.execute, ["ROLLBACK"]).start()
    try:
        call_command("import_articles", str(file), verbosity=0)
    except CommandError as error:
        print(error)
    print(Article.objects.count())
    while other.in_transaction:
        time.sleep(0.1)
"""


@pytest.mark.sqlite
def test_an_import_waits_for_minutes_while_others_write(tmp_path):
    told = ended(start(tmp_path / "data", HELD, tmp_path / "one.jsonl"))
    stopped = "Stopped, because of this: database is locked."
    assert [line.split(" 0 records")[0] for line in told.splitlines()] == ["1", stopped, "1"]
