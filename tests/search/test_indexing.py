"""The index follows the log: nothing is lost, nothing that is not public gets in, whatever happens meanwhile."""

from contextlib import nullcontext, suppress
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.db.models import QuerySet

from articles import curation
from articles.history import Change
from articles.models import Article
from search import backend, checking, indexing, shares
from search.engines.base import NoIndex, Query, Refused
from search.engines.memory import Memory
from search.locks import Busy, lock
from search.models import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine():
    """A memory engine with an empty index."""
    engine = Memory(analysis=backend.analysis().name)
    engine.rebuild((), position=0)
    return engine


def ids(engine):
    return {hit.id for hit in engine.search(Query(), size=100).hits}


def bring(engine):
    while indexing.catch_up(engine):
        pass


def roll_back(*, to):
    """Leave the log as a database has it that was restored to this change."""
    QuerySet(Change).filter(seq__gt=to).delete()


class Picky(Memory):
    """Refuses documents with these ids, whatever they come with."""

    refused = ()

    def apply(self, add, remove, *, position, mark=""):
        add = list(add)
        if any(document.id in self.refused for document in add):
            raise Refused("too strange")
        super().apply(add, remove, position=position, mark=mark)

    def rebuild(self, documents, *, before_switch=None, **position):
        """Be as picky with what a generation that does not serve yet is given to catch up."""

        def switch(building):
            building.__class__ = Picky
            before_switch(building)

        super().rebuild(documents, before_switch=before_switch and switch, **position)


def test_only_public_articles_are_indexed(engine, make_article):
    public, draft, withdrawn = make_article(), make_article(status="draft"), make_article()
    curation.withdraw(withdrawn, reason="error")
    bring(engine)
    assert ids(engine) == {public.pk}
    assert draft.pk not in ids(engine)
    assert engine.state().position == Change.objects.count()


def test_an_edit_a_withdrawal_a_restoration_and_a_deletion_are_followed(engine, make_article):
    article = make_article()
    bring(engine)
    before = dict(engine.contents())
    article.headline = "Another"
    article.save()
    bring(engine)
    assert dict(engine.contents()) != before
    curation.withdraw(article, reason="error")
    bring(engine)
    assert ids(engine) == set()
    curation.restore(article)
    bring(engine)
    assert ids(engine) == {article.pk}
    article.delete()
    bring(engine)
    assert ids(engine) == set()


def test_applying_again_changes_nothing(engine, make_article):
    make_article(), make_article()
    bring(engine)
    first = dict(engine.contents())
    engine.apply([], [], position=0)
    bring(engine)
    assert dict(engine.contents()) == first


def test_a_batch_ends_where_its_limit_is(engine, make_article):
    for _ in range(5):
        make_article()
    assert [indexing.catch_up(engine, limit=2) for _ in range(4)] == [2, 2, 1, 0]
    assert len(ids(engine)) == 5


def test_without_an_index_following_says_so_and_creates_none(make_article):
    make_article()
    engine = Memory(analysis=backend.analysis().name)
    with pytest.raises(NoIndex):
        indexing.catch_up(engine)
    with pytest.raises(NoIndex):
        engine.state()


def test_an_index_of_other_code_is_named_and_left_alone(engine, make_article):
    make_article()
    bring(engine)
    engine.analysis = "another analysis"
    with pytest.raises(indexing.Mismatch, match="another analysis"):
        indexing.catch_up(engine)
    assert len(ids(engine)) == 1


def test_a_restored_database_is_noticed_though_its_numbers_go_on(engine, make_article):
    make_article()
    engine.apply([], [], position=1, mark="of another history")
    with pytest.raises(indexing.Mismatch, match="another history"):
        indexing.catch_up(engine)


def test_an_index_that_is_ahead_of_a_restored_database_is_noticed_before_and_after_its_numbers_are_given_again(
    engine, make_article
):
    make_article()
    make_article()
    bring(engine)
    roll_back(to=1)
    with pytest.raises(indexing.Mismatch, match="stands at change 2 of another history"):
        indexing.catch_up(engine)
    again = [make_article(), make_article()]
    assert "another history" in indexing.bring_up_to_date(engine)
    assert {article.pk for article in again} < ids(engine)
    assert checking.check(engine).sound


def test_an_index_that_read_ahead_of_its_position_is_noticed_though_its_position_was_restored(engine, make_article):
    first, _ = make_article(), make_article()
    first.headline = "Changed after the backup"
    first.save()
    assert indexing.catch_up(engine, limit=1) == 1
    assert indexing.mismatch(engine) == ""
    roll_back(to=2)
    assert engine.state().position == 1
    assert "stands at change 3 of another history" in indexing.mismatch(engine)


def test_what_was_read_ahead_is_forgotten_once_the_index_is_there(engine, make_article):
    make_article(), make_article()
    indexing.catch_up(engine, limit=1)
    bring(engine)
    assert engine.state().mark == Change.objects.get(seq=2).mark


def test_bringing_up_to_date_rebuilds_where_it_must_and_says_why(engine, make_article):
    article = make_article()
    assert indexing.bring_up_to_date(engine) == ""
    engine.apply([], [], position=1, mark="of another history")
    assert "another history" in indexing.bring_up_to_date(engine)
    assert "no index" in indexing.bring_up_to_date(empty := Memory(analysis=backend.analysis().name)).lower()
    assert ids(engine) == ids(empty) == {article.pk}


@pytest.mark.parametrize("refused", [[0], [3], [5], [0, 1, 5], range(6)])
def test_a_refused_article_stops_nothing_and_is_remembered(make_article, refused):
    engine = Picky(analysis=backend.analysis().name)
    engine.rebuild((), position=0)
    articles = [make_article() for _ in range(6)]
    engine.refused = {articles[number].pk for number in refused}
    bring(engine)
    assert ids(engine) == {article.pk for article in articles} - engine.refused
    assert set(Refusal.objects.values_list("article_id", flat=True)) == engine.refused
    assert engine.state().position == Change.objects.count()
    engine.refused = ()
    for article in articles:
        article.save()
    bring(engine)
    assert len(ids(engine)) == 6
    assert not Refusal.objects.exists()


class Dying(Picky):
    """Is killed as soon as a commit moved its position, or another generation serves."""

    dies = False

    def apply(self, add, remove, *, position, mark=""):
        before = self.state().position
        super().apply(add, remove, position=position, mark=mark)
        if self.dies and position != before:
            raise SystemExit("killed")

    def rebuild(self, documents, **options):
        super().rebuild(documents, **options)
        if self.dies:
            raise SystemExit("killed")


@pytest.fixture
def dying():
    """A picky engine with an empty index, which dies when anything is in it."""
    engine = Dying(analysis=backend.analysis().name)
    engine.rebuild((), position=0)
    engine.dies = True
    return engine


@pytest.mark.parametrize("refused", [[0], [1], [2], [0, 1, 2]])
def test_what_is_refused_is_remembered_whichever_commit_is_the_last(dying, make_article, refused):
    articles = [make_article() for _ in range(3)]
    dying.refused = {articles[number].pk for number in refused}
    with pytest.raises(SystemExit):
        indexing.catch_up(dying)
    assert dying.state().position == Change.objects.count()
    assert set(Refusal.objects.values_list("article_id", flat=True)) == dying.refused


def test_what_is_refused_no_longer_is_forgotten_whichever_commit_is_the_last(dying, make_article):
    article = make_article()
    Refusal.objects.create(article_id=article.pk, reason="too strange")
    with pytest.raises(SystemExit):
        indexing.catch_up(dying)
    assert ids(dying) == {article.pk}
    assert not Refusal.objects.exists()


def test_what_a_rebuild_refuses_is_remembered_though_it_dies_when_it_has_switched(dying, make_article):
    article, refused = make_article(), make_article()

    def strange(documents):
        for document in documents:
            if document.id == refused.pk:
                raise Refused("too strange", refused.pk)
            yield document

    with pytest.raises(SystemExit):
        indexing.rebuild(dying, watch=strange)
    assert ids(dying) == {article.pk}
    assert Refusal.objects.get().article_id == refused.pk


def test_what_is_refused_late_in_a_rebuild_is_remembered_and_fails_it_not(make_article, monkeypatch):
    engine, articles = Picky(analysis=backend.analysis().name), [make_article() for _ in range(3)]
    engine.rebuild((), position=0)

    def late(documents):
        yield from documents
        monkeypatch.setattr(Picky, "refused", {articles[1].pk})
        articles[1].save()

    indexing.rebuild(engine, watch=late)
    assert ids(engine) == {articles[0].pk, articles[2].pk}
    assert Refusal.objects.get().article_id == articles[1].pk
    assert checking.check(engine).sound


def test_what_is_refused_early_in_a_rebuild_and_edited_meanwhile_is_taken(engine, make_article):
    article, refused = make_article(), []

    def settle(documents):
        yield from documents
        if not refused:
            refused.append(article.pk)
            raise Refused("too strange", article.pk)
        article.save()

    indexing.rebuild(engine, watch=settle)
    assert ids(engine) == {article.pk}
    assert not Refusal.objects.exists()


def test_a_rebuild_that_fails_leaves_what_is_known_of_the_index_that_serves(engine, make_article, monkeypatch):
    article = make_article()
    Refusal.objects.create(article_id=article.pk, reason="too strange")

    def edit(documents):
        article.save()
        make_article()
        yield from ()

    def fail(*_):
        raise indexing.RebuildFailed("differs")

    monkeypatch.setattr(indexing, "_finish", fail)
    with pytest.raises(indexing.RebuildFailed):
        indexing.rebuild(engine, watch=edit)
    assert Refusal.objects.get().reason == "too strange"


def test_articles_are_walked_without_a_cursor_that_stays_open(make_article, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(shares, "PORTION", 2)
    articles = [make_article() for _ in range(4)]
    with django_assert_num_queries(3) as asked:
        assert list(shares.ids_of()) == [article.pk for article in articles]
    assert all("LIMIT 2" in query["sql"] for query in asked)


def test_shares_that_are_read_one_after_another_hold_each_article_once(make_article, monkeypatch):
    monkeypatch.setattr(shares, "PORTION", 2)
    monkeypatch.setattr(shares, "BLOCK", 2)
    articles = [make_article() for _ in range(9)]
    curation.withdraw(articles[2], reason="error")
    first = [*shares.share_of(0, 2)]
    curation.restore(articles[2])
    second = [*shares.share_of(1, 2)]
    assert first
    assert second
    assert sorted(first + second) == sorted({*first, *second} | {one.pk for one in articles if one != articles[2]})


def test_a_rebuild_takes_what_is_written_while_it_runs(engine, make_article):
    first, second, third = make_article(), make_article(), make_article()
    bring(engine)

    def meanwhile(documents):
        for number, one in enumerate(documents):
            yield one
            if number == 0:
                curation.withdraw(second, reason="error")
                first.headline = "Edited meanwhile"
                first.save()
                made.append(make_article())

    made = []
    indexing.rebuild(engine, watch=meanwhile)
    assert ids(engine) == {first.pk, third.pk, made[0].pk}
    assert engine.state().position == Change.objects.count()
    assert checking.check(engine).sound


def test_a_rebuild_that_differs_from_the_database_is_dropped(engine, make_article):
    kept = make_article()
    bring(engine)
    generation = engine.state().generation
    with pytest.raises(indexing.RebuildFailed, match="lacks 1 articles"):
        indexing.rebuild(engine, watch=lambda documents: (one for one in ()))
    assert engine.state().generation == generation
    assert ids(engine) == {kept.pk}


def test_a_rebuild_that_holds_an_article_twice_is_dropped(make_article):
    class Double(Memory):
        def contents(self):
            yield from [*super().contents()] * 2

    engine = Double(analysis=backend.analysis().name)
    engine.rebuild((), position=0)
    make_article()
    with pytest.raises(indexing.RebuildFailed, match="lacks 0 articles and has 1 too many"):
        indexing._finish(engine, {})


def test_a_second_rebuild_at_the_same_time_is_refused(engine, make_article):
    make_article()

    def inside(documents):
        with pytest.raises(Busy):
            indexing.rebuild(Memory(analysis=backend.analysis().name))
        return documents

    indexing.rebuild(engine, watch=inside)


def test_an_index_in_memory_follows_the_log_before_it_is_searched(settings, make_article, client):
    settings.SEARCH_URL = "memory://"
    article = make_article()
    assert client.get("/api/v1/search/").json()["total"] == 1
    curation.withdraw(article, reason="error")
    assert client.get("/api/v1/search/").json()["total"] == 0


# --- checks -------------------------------------------------------------------------------------


def test_check_finds_every_kind_of_fault_and_repair_mends_them(engine, make_article):
    missing, stale, hidden, sound = make_article(), make_article(), make_article(), make_article()
    bring(engine)
    state = engine.state()
    [document] = list(indexing.documents([stale.pk]))
    [other] = list(indexing.documents([hidden.pk]))
    curation.withdraw(hidden, reason="error")
    bring(engine)
    wrong = [replace(document, section=("elsewhere",)), other, replace(other, id=99_999)]
    position = Change.objects.order_by("seq").last()
    engine.apply(wrong, [missing.pk], position=position.seq, mark=position.mark)
    findings = checking.check(engine)
    assert (findings.missing, findings.stale) == ([missing.pk], [stale.pk])
    assert (findings.misplaced, findings.surplus) == ([hidden.pk], [99_999])
    assert not findings.sound
    checking.repair(engine)
    assert checking.check(engine).sound
    assert ids(engine) == {missing.pk, stale.pk, sound.pk}
    assert engine.state().generation == state.generation


def test_what_is_only_behind_is_no_fault(engine, make_article):
    article = make_article()
    bring(engine)
    curation.withdraw(article, reason="error")
    make_article()
    assert checking.check(engine).sound


def test_what_is_edited_while_it_is_checked_is_no_fault(engine, make_article):
    article = make_article()
    bring(engine)

    def edit_first(documents):
        article.headline = "Harbour closes"
        article.save()
        return documents

    assert checking.check(engine, watch=edit_first).sound


def test_others_index_while_articles_are_compared(engine, make_article):
    hidden, _ = make_article(), make_article()
    bring(engine)

    def meanwhile(documents):
        yield from documents
        curation.withdraw(hidden, reason="error")
        with lock("index", wait=False):
            pass
        bring(engine)

    assert checking.check(engine, watch=meanwhile).sound


class Reading(Picky):
    """Lets others index while it is read."""

    def verify(self):
        """See that nobody is kept from indexing, and do it."""
        with lock("index", wait=False):
            pass
        bring(self)

    def contents(self):
        """Do the same once more."""
        Article.objects.last().delete()
        self.verify()
        return super().contents()


def test_others_index_while_the_index_is_read(make_article):
    engine = Reading(analysis=backend.analysis().name)
    engine.rebuild((), position=0)
    hidden, edited, _ = make_article(), make_article(), make_article()
    bring(engine)
    curation.withdraw(hidden, reason="error")
    edited.headline = "Harbour closes"
    edited.save()
    make_article()
    findings = checking.check(engine)
    assert findings.sound
    assert findings.state.position < engine.state().position == Change.objects.count()


class Vanishing(Memory):
    """Finds a file gone as long as others may index."""

    def verify(self):
        """Fail unless nobody else can index."""
        with suppress(Busy), lock("index", wait=False):
            raise NoIndex("a file is gone")


class Damaged(Memory):
    """Finds a file gone whoever indexes."""

    def verify(self):
        """Fail."""
        raise NoIndex("a file is gone")


def test_what_cannot_be_read_while_others_index_is_read_alone():
    for kind in (Vanishing, Damaged):
        engine = kind(analysis=backend.analysis().name)
        engine.rebuild((), position=0)
        with nullcontext() if kind is Vanishing else pytest.raises(NoIndex, match="a file is gone"):
            assert checking.check(engine).sound


def test_what_was_missing_or_surplus_and_changed_meanwhile_is_no_fault(engine, make_article):
    missing, surplus = make_article(), make_article()
    bring(engine)
    [document] = indexing.documents([surplus.pk])
    curation.withdraw(surplus, reason="error")
    bring(engine)
    state = engine.state()
    engine.apply([document], [missing.pk], position=state.position, mark=state.mark)

    def meanwhile(documents):
        yield from documents
        curation.restore(surplus)
        missing.save()

    assert checking.check(engine, watch=meanwhile).sound
    bring(engine)
    assert ids(engine) == {missing.pk, surplus.pk}


def test_a_repair_during_a_rebuild_ends_with_one_sentence(settings, make_article):
    settings.SEARCH_URL = "memory://"
    make_article()
    with lock("rebuild"), pytest.raises(CommandError, match="A rebuild of the index is running already"):
        call_command("check_index", "--repair")


def test_a_search_in_memory_during_a_rebuild_elsewhere_is_told_to_come_again(settings, make_article, client):
    settings.SEARCH_URL = "memory://"
    make_article()
    with lock("rebuild"):
        assert client.get("/api/v1/search/").status_code == 503


def test_check_index_ends_with_status_1_and_a_sentence(settings, make_article, capsys):
    settings.SEARCH_URL = "memory://"
    article = make_article()
    with pytest.raises(CommandError, match="no index"):
        call_command("check_index")
    call_command("check_index", "--repair")
    call_command("check_index")
    told = capsys.readouterr().out
    assert "Sound: 1 articles compared" in told
    assert "lacks" not in told
    backend.engine().apply([], [article.pk], position=1, mark=Change.objects.get().mark)
    with pytest.raises(CommandError, match="differs from the database"):
        call_command("check_index")
    assert f"missing: 1 ({article.pk})" in capsys.readouterr().out


@pytest.mark.parametrize("options", [[], ["--repair"]])
def test_check_index_says_how_many_changes_a_sound_index_lacks(settings, make_article, tmp_path, capsys, options):
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"
    make_article()
    call_command("rebuild_index")
    for _ in range(2):
        make_article()
    call_command("check_index", *options)
    sound, lacks, desk = capsys.readouterr().out.splitlines()[-3:]
    assert desk.startswith("desk: Sound: 0 articles compared")
    assert (sound.startswith("Sound: "), sound.endswith("as of change 1.")) == (True, True)
    assert lacks == "The index lacks 2 changes: `manage.py index` applies them, as `manage.py up` does."
    call_command("index")
    call_command("check_index", *options)
    assert "lacks" not in capsys.readouterr().out


@pytest.mark.parametrize("suffix", [".trm", ".pst", ".row.col", ".values.col"])
def test_a_damaged_file_is_found_by_check_index_and_mended(settings, make_article, tmp_path, capsys, suffix):
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"
    article = make_article()
    call_command("rebuild_index")
    call_command("check_index")
    damaged = next(tmp_path.rglob(f"*{suffix}"))
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    with pytest.raises(CommandError, match=r"is not as it was written.*check_index --repair"):
        call_command("check_index")
    call_command("check_index", "--repair")
    call_command("check_index")
    assert "Rebuilt" in capsys.readouterr().out
    assert ids(backend.engine()) == {article.pk}


def test_check_index_does_not_rebuild_where_the_machine_fails(settings, make_article, tmp_path, monkeypatch):
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"
    make_article()
    call_command("rebuild_index")
    generation = backend.engine().state().generation

    def fail(*_):
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("search.engines.whoosh.storage.checksum", fail)
    with pytest.raises(CommandError, match=r"cannot be read now.*Too many open files"):
        call_command("check_index", "--repair")
    assert backend.engine().state().generation == generation


def test_the_index_command_indexes_once_and_says_how_far(settings, make_article, capsys):
    settings.SEARCH_URL = "memory://"
    make_article()
    call_command("rebuild_index")
    make_article()
    call_command("index")
    assert "Indexed 1 change." in capsys.readouterr().out
    assert backend.engine().state().documents == 2


@pytest.mark.parametrize("command", ["index", "rebuild_index", "check_index"])
def test_a_database_that_cannot_answer_ends_a_command_with_one_sentence(settings, command, monkeypatch, tmp_path):
    settings.SEARCH_URL = f"whoosh://{tmp_path}/index"
    call_command("rebuild_index")

    def fail(*_):
        raise OperationalError("database is locked")

    for name in ("search.indexing.last_change", "search.indexing.mismatch", "search.checking.mismatch"):
        monkeypatch.setattr(name, fail)
    with pytest.raises(CommandError, match=r"The database cannot answer \(database is locked\): try again"):
        call_command(command)
