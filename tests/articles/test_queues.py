"""What waits for a curator: each queue has what it says, no more, and finds it by an index."""

import datetime

import pytest
from django.utils import timezone

from articles import curation, editing
from articles.addresses import key_of
from articles.models import Address, Article, RelatedLink, Source
from articles.queues import QUEUES

pytestmark = pytest.mark.django_db

LONG = "word " * 60


@pytest.fixture
def make_draft(make_article):
    """Return a function that makes a draft in which nothing is missing, but for what is given."""

    def make(**fields):
        source, _ = Source.objects.get_or_create(name="Herald", domain="")
        return make_article(**{"status": "draft", "body": LONG, "source": source} | fields)

    return make


def waiting(slug):
    return list(QUEUES[slug].rows().values_list("pk", flat=True))


LACKING = {
    "undated": {"published_at": None, "date_precision": ""},
    "ahead": {"published_at": timezone.now() + datetime.timedelta(days=3)},
    "address": {"doubtful_address": True},
    "short": {"body": "A few words."},
    "sourceless": {"source": None},
}


@pytest.mark.parametrize("slug", LACKING)
def test_a_draft_waits_in_the_queue_of_what_it_lacks_alone(make_draft, make_article, slug):
    make_draft()
    make_article(body="Short, but public.")
    draft = make_draft(**LACKING[slug])
    assert {name for name in LACKING if waiting(name)} == {slug}
    assert waiting(slug) == [draft.pk]
    assert QUEUES[slug].count() == 1
    assert QUEUES["drafts"].count() == 2


@pytest.mark.sqlite
@pytest.mark.parametrize("slug", QUEUES)
def test_a_queue_is_counted_by_an_index(slug):
    plan = QUEUES[slug].rows().order_by()[:10].values("pk").explain()
    assert not [line for line in plan.splitlines() if " SCAN " in line and "INDEX" not in line], plan


def test_a_queue_is_walked_in_both_directions(make_draft):
    first, second, third = (make_draft().pk for _ in range(3))
    queue = QUEUES["drafts"]
    assert (queue.first(), queue.after(first), queue.after(third)) == (first, second, None)
    assert (queue.before(third), queue.before(first)) == (second, None)


def test_an_address_given_by_hand_is_not_doubtful(make_draft):
    draft = make_draft(doubtful_address=True)
    editing.edit(draft, {"source_url": "https://herald.example/a"})
    assert waiting("address") == []


# --- links that lead nowhere --------------------------------------------------------------------


def link(article, url, **more):
    made = RelatedLink(article=article, title="More", url=url, **more)
    made.save()
    return made


def known_at(article, url):
    Address(article=article, url=url, key=key_of(url), kind="canonical").save()


def test_a_link_waits_until_its_article_comes_in(make_article):
    article = make_article()
    link(article, "https://herald.example/later")
    assert waiting("links") == [article.pk]
    known_at(make_article(), "http://www.herald.example/later?utm_source=x")
    assert waiting("links") == []


def test_it_waits_again_when_that_is_deleted_for_good(make_article):
    article, held = make_article(), make_article()
    known_at(held, "https://herald.example/here")
    link(article, "https://herald.example/here")
    assert waiting("links") == []
    curation.delete(held)
    assert waiting("links") == [article.pk]


def test_or_when_an_address_is_taken_away(make_article):
    article, held = make_article(), make_article()
    known_at(held, "https://herald.example/here")
    link(article, "https://herald.example/here")
    held.addresses.get().delete()
    assert waiting("links") == [article.pk]


def test_a_link_whose_article_a_curator_chose_does_not_wait(make_article):
    article, held = make_article(), make_article()
    made = link(article, "https://herald.example/lost")
    made.target = held
    made.save()
    assert waiting("links") == []
    link(article, "")
    assert waiting("links") == []


def test_an_import_settles_links_and_makes_new_ones(tmp_path, make_article):
    from django.core.management import call_command

    article = make_article()
    link(article, "https://herald.example/one")
    text = "# One\n\n20 September 2023\n\nThe body.\n\nRelated articles:\n- [Two](https://herald.example/two)\n\n"
    (tmp_path / "one.md").write_text(f"{text}Original url: https://herald.example/one\n")
    call_command("import_articles", str(tmp_path), verbosity=0)
    imported = Article.objects.latest("pk")
    assert waiting("links") == [imported.pk]


def test_an_import_tells_of_an_address_that_it_repaired(tmp_path):
    from django.core.management import call_command

    text = "# One\n\nThe body.\n\nOriginal url: https://herald.example/one-\nand-more\n"
    (tmp_path / "one.md").write_text(text)
    call_command("import_articles", str(tmp_path), verbosity=0)
    assert waiting("address") == [Article.objects.get().pk]
