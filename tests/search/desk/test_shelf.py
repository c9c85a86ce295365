"""The desk's shelf holds what curators alone may find, in an index of its own that is kept by the same code."""

import pytest
from django.core.management import CommandError, call_command

from articles import curation
from articles.history import Change, last_change
from articles.models import Article
from search import backend, checking, indexing
from search.desk import DESK, SHELVES, shelf
from search.documents import UNDATED
from search.engines.base import NEWEST, OLDEST, Query
from search.engines.memory import Memory
from search.models import Refusal
from tests.search.test_indexing import Picky, ids, roll_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine():
    """A memory engine with an empty index."""
    engine = Memory(analysis=backend.analysis().name)
    engine.rebuild((), position=0)
    return engine


def bring(engine):
    return indexing.bring_up_to_date(engine, shelf=DESK)


# --- what stands on it -----------------------------------------------------------------------------


def test_drafts_and_what_was_withdrawn_or_merged_stand_on_it_and_nothing_public(engine, make_article):
    public, draft, withdrawn, merged = make_article(), make_article(status="draft"), make_article(), make_article()
    curation.withdraw(withdrawn, reason="error")
    curation.merge(merged, into=public)
    bring(engine)
    assert ids(engine) == {draft.pk, withdrawn.pk, merged.pk}


@pytest.mark.parametrize("reason", ["legal", "privacy"])
def test_what_was_withdrawn_for_legal_or_privacy_reasons_is_in_neither_index(engine, make_article, reason):
    public = Memory(analysis=backend.analysis().name)
    article = make_article()
    indexing.bring_up_to_date(public)
    curation.withdraw(article, reason=reason)
    indexing.bring_up_to_date(public)
    bring(engine)
    assert ids(engine) == ids(public) == set()


VERBS = {
    "publish": ("draft", curation.publish),
    "withdraw": ("published", lambda one: curation.withdraw(one, reason="error")),
    "forget": ("published", lambda one: curation.withdraw(one, reason="legal")),
    "restore": ("withdrawn", curation.restore),
    "restore what was forgotten": ("forgotten", curation.restore),
    "unmerge": ("merged", curation.restore),
    "unpublish": ("published", curation.unpublish),
    "merge": ("published", lambda one: curation.merge(one, into=other(one))),
    "merge a draft": ("draft", lambda one: curation.merge(one, into=other(one))),
    "delete": ("draft", curation.delete),
    "delete what was withdrawn": ("withdrawn", curation.delete),
    "edit": ("draft", lambda one: one.save()),
    "edit what is public": ("published", lambda one: one.save()),
    "edit what was withdrawn": ("withdrawn", lambda one: one.save()),
}


def other(article):
    return Article.objects.public().exclude(pk=article.pk).first()


def put(article, status):
    """Bring a public article to a status."""
    match status:
        case "withdrawn":
            curation.withdraw(article, reason="error")
        case "forgotten":
            curation.withdraw(article, reason="privacy")
        case "merged":
            curation.merge(article, into=other(article))


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_followed_though_most_changes_are_passed_over(engine, make_article, verb):
    status, act = VERBS[verb]
    make_article()
    article = make_article(status="draft" if status == "draft" else "published")
    put(article, status)
    bring(engine)
    act(article)
    bring(engine)
    assert ids(engine) == set(Article.objects.on_the_desk().values_list("pk", flat=True))
    assert indexing.lag(engine.state().position, shelf=DESK) == 0
    assert checking.check(engine, shelf=DESK).sound


def test_what_has_no_date_stands_before_all_that_has_one(engine, make_article):
    dated = make_article(status="draft")
    undated = make_article(status="draft", published_at=None, date_precision="")
    bring(engine)
    assert [hit.id for hit in engine.search(Query(sort=NEWEST), size=9).hits] == [dated.pk, undated.pk]
    assert [hit.id for hit in engine.search(Query(sort=OLDEST), size=9).hits] == [undated.pk, dated.pk]
    [document] = indexing.documents([undated.pk], shelf=DESK)
    assert document.published == UNDATED


# --- its position ----------------------------------------------------------------------------------


class Counting(Memory):
    commits = 0

    def apply(self, add, remove, *, position, mark=""):
        self.commits += 1
        super().apply(add, remove, position=position, mark=mark)


def test_what_happens_to_public_articles_makes_no_commit_until_the_position_is_far_behind(make_article):
    engine = Counting(analysis=backend.analysis().name)
    engine.rebuild((), position=0)
    for _ in range(3):
        make_article().save()
    assert indexing.catch_up(engine, shelf=DESK) == 0
    assert (engine.commits, engine.state().position) == (0, 0)
    near = type(DESK)(**{**vars(DESK), "every": 2})
    indexing.catch_up(engine, shelf=near)
    assert (engine.commits, engine.state().position) == (1, last_change()[0])
    assert indexing.catch_up(engine, shelf=near) == 0
    assert engine.commits == 1


def test_what_is_far_behind_a_restored_database_is_noticed_all_the_same(engine, make_article):
    make_article(), make_article(status="draft"), make_article()
    bring(engine)
    assert engine.state().position == 3
    roll_back(to=1)
    assert "another history" in bring(engine)


def test_refusals_of_the_desk_and_of_readers_are_told_apart(make_article):
    desk, public = (Picky(analysis=backend.analysis().name) for _ in range(2))
    for engine in (desk, public):
        engine.rebuild((), position=0)
    draft, article = make_article(status="draft"), make_article()
    desk.refused, public.refused = {draft.pk}, {article.pk}
    bring(desk)
    indexing.bring_up_to_date(public)
    assert set(Refusal.objects.values_list("article_id", "shelf")) == {(draft.pk, "desk"), (article.pk, "public")}
    assert checking.check(desk, shelf=DESK).refused == [draft.pk]
    desk.refused = ()
    indexing.rebuild(desk, shelf=DESK)
    assert [refusal.article_id for refusal in Refusal.objects.all()] == [article.pk]


def test_both_indexes_can_refuse_one_article(make_article):
    article = make_article()
    for name in ("public", "desk"):
        Refusal.objects.create(article_id=article.pk, shelf=name, reason="too strange")
    assert Refusal.objects.count() == 2


# --- where it lies ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("public", "desk"),
    [
        ("whoosh:///somewhere/else", "whoosh://{data}/desk"),
        ("tantivy:///somewhere/else", "tantivy://{data}/desk"),
        ("opensearch://user:p%2Fw@one:9200,two/news?replicas=1", "opensearch://user:p%2Fw@one:9200,two/news-desk?replicas=1"),
        ("opensearchs://one/news", "opensearchs://one/news-desk"),
        ("memory://", "memory://"),
    ],
)  # fmt: skip
def test_it_is_of_the_same_kind_as_the_public_one_and_lies_in_the_archives_folder(settings, public, desk, tmp_path):
    settings.ARCHIVE_DATA = tmp_path
    settings.SEARCH_URL = public
    assert shelf.address() == desk.format(data=tmp_path)
    assert type(DESK.engine()) is type(backend.engine())
    assert DESK.engine() is not backend.engine()
    assert DESK.engine() is DESK.engine()


def test_neither_index_is_ever_taken_for_the_other(settings, make_article, tmp_path):
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"
    make_article(), make_article(status="draft")
    call_command("rebuild_index")
    settings.SEARCH_URL = f"whoosh://{settings.ARCHIVE_DATA}/desk"
    assert "index was made as" in indexing.mismatch(backend.engine())


# --- the commands ----------------------------------------------------------------------------------


@pytest.fixture
def whoosh(settings, tmp_path):
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"


def held():
    return [ids(one.engine()) for one in SHELVES]


def test_the_commands_keep_both(whoosh, make_article, capsys):
    article, draft = make_article(), make_article(status="draft")
    call_command("rebuild_index")
    assert held() == [{article.pk}, {draft.pk}]
    curation.publish(draft)
    call_command("index")
    assert held() == [{article.pk, draft.pk}, set()]
    curation.withdraw(article, reason="other")
    call_command("index")
    said = capsys.readouterr().out
    assert "Indexed 1 change on the desk." in said
    assert f"The desk’s index contains all changes up to {last_change()[0]}." in said
    assert held() == [{draft.pk}, {article.pk}]


def test_one_shelf_can_be_rebuilt_alone(whoosh, make_article):
    make_article()
    call_command("rebuild_index")
    before = [one.engine().state().generation for one in SHELVES]
    call_command("rebuild_index", "--shelf", "desk")
    after = [one.engine().state().generation for one in SHELVES]
    assert (before[0] == after[0], before[1] == after[1]) == (True, False)


def test_a_rebuild_tells_nothing_where_it_is_told_not_to(whoosh, make_article, capsys):
    for _ in range(2):
        make_article()
    call_command("rebuild_index", verbosity=0)
    assert "".join(capsys.readouterr()) == ""
    assert backend.engine().state().documents == 2


def test_a_faulty_desk_is_found_and_mended_and_the_public_index_left_alone(whoosh, make_article, capsys):
    make_article()
    draft, wrong = make_article(status="draft"), make_article(status="draft")
    call_command("rebuild_index")
    before = backend.engine().state()
    position = Change.objects.order_by("seq").last()
    DESK.engine().apply([], [draft.pk], position=position.seq, mark=position.mark)
    with pytest.raises(CommandError, match="The desk’s index differs from the database: check_index --repair mends"):
        call_command("check_index")
    assert f"desk: missing: 1 ({draft.pk})" in capsys.readouterr().out
    call_command("check_index", "--repair")
    assert ids(DESK.engine()) == {draft.pk, wrong.pk}
    assert backend.engine().state() == before


def test_the_sentences_about_a_missing_desk_do_not_hide_those_about_the_public_index(whoosh, make_article, capsys):
    make_article()
    call_command("rebuild_index", "--shelf", "public")
    with pytest.raises(CommandError, match="desk: There is no index"):
        call_command("check_index")
    assert "Sound: 1 articles compared" in capsys.readouterr().out
    call_command("check_index", "--repair")
    call_command("check_index")
