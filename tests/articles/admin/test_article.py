"""Articles in the admin: the list, and the page of one."""

import datetime

import pytest

from articles import curation
from articles.addresses import Address, key_of
from articles.models import Article, Change, Image, RelatedLink, Revision, Source
from tests.articles.admin.conftest import errors_of, page


def listed(response):
    return [article.headline for article in response.context["cl"].result_list]


def number_of_changes():
    return Change.objects.count()


# --- the list -----------------------------------------------------------------------------------


def test_the_list_shows_status_source_date_and_problems(curator, make_article):
    at = datetime.datetime(1987, 3, 1, tzinfo=datetime.UTC)
    make_article(
        source="Argus", published_at=at, date_precision="month", status="draft", problems=["No <date>.", "Two"]
    )
    html = curator.get(page("article_changelist")).content.decode()
    assert "Harbour reopens" in html
    assert "Argus" in html
    assert ">1987-03<" in html
    assert '<span class="problems" title="No &lt;date&gt;. Two">No &lt;date&gt;. + 1</span>' in html


def test_an_article_without_headline_can_be_opened(curator, make_article):
    article = make_article(headline="", status="draft", body="<b>Ships</b> came\n\nin.")
    html = curator.get(page("article_changelist")).content.decode()
    assert f'{page("article_change", article.pk)}">(no headline) <bdi>Ships came' in html


def test_a_longer_list_asks_no_more_of_the_database(curator, make_article, django_assert_max_num_queries):
    for number in range(3):
        make_article(source=f"Paper {number}", headline=f"Story {number}")
    curator.get(page("article_changelist"))
    with django_assert_max_num_queries(9) as few:
        curator.get(page("article_changelist"))
    for number in range(3, 30):
        make_article(source=f"Paper {number}", headline=f"Story {number}", problems=["Odd."])
    with django_assert_max_num_queries(len(few)):
        assert len(listed(curator.get(page("article_changelist")))) == 30


def test_the_list_never_reads_a_body(curator, make_article, django_assert_max_num_queries):
    make_article()
    with django_assert_max_num_queries(9) as queries:
        curator.get(page("article_changelist"))
    assert not any('"articles_article"."body"' in query["sql"] for query in queries)


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("harbour", ["Harbour reopens"]),
        ("REOPENS harbour", ["Harbour reopens"]),
        ('"harbour reopens"', ["Harbour reopens"]),
        ('"reopens harbour"', []),
        ("miller", ["Grain prices fall"]),
        ("grain harbour", []),
        ("https://www.argus.example/1923/grain/?utm_source=x", ["Grain prices fall"]),
        ("argus.example/1923", ["Grain prices fall"]),
        ("argus.example", []),
        ("100%", []),
        ("'", []),
    ],
)
def test_search_finds_words_and_addresses(curator, make_article, term, found):
    make_article()
    grain = make_article(headline="Grain prices fall", byline="Jane Miller")
    url = "http://argus.example/1923/grain"
    Address.objects.create(article=grain, url=url, key=key_of(url), kind="alias")
    assert listed(curator.get(page("article_changelist"), {"q": term})) == found


def test_filters_narrow_by_status_problems_source_and_language(curator, make_article):
    make_article(headline="One", source="Argus", language="de")
    make_article(headline="Two", status="draft", problems=["There is no date."])
    argus = Source.objects.get(name="Argus")
    for query, found in (
        ({"status__exact": "draft"}, ["Two"]),
        ({"problems": "some"}, ["Two"]),
        ({"problems": "none"}, ["One"]),
        ({"source": argus.pk}, ["One"]),
        ({"source": "nonsense"}, []),
        ({"language": "de"}, ["One"]),
    ):
        assert listed(curator.get(page("article_changelist"), query)) == found


def test_dates_lead_from_years_to_months_to_days(curator, make_article):
    for day in ("1923-05-01", "1923-05-02", "1923-07-09", "2023-09-20"):
        at = datetime.datetime.fromisoformat(f"{day}T00:00+00:00")
        make_article(headline=day, published_at=at)
    make_article(headline="undated", published_at=None, date_precision="", status="draft")

    def dates(**query):
        chosen = {f"published_at__{name}": value for name, value in query.items()}
        response = curator.get(page("article_changelist"), chosen)
        up, down = response.context["cl"].date_choices
        return up and up[1], [name for _, name in down], len(listed(response))

    assert dates() == (None, ["1923", "2023"], 5)
    assert dates(year=1923) == ("All dates", ["1923-05", "1923-07"], 3)
    assert dates(year=1923, month=5) == ("1923", ["1923-05-01", "1923-05-02"], 2)
    assert dates(year=1923, month=5, day=2) == ("1923-05", [], 1)


# --- writing by hand ----------------------------------------------------------------------------


def test_an_article_by_hand_is_a_draft_with_one_change(save):
    response = save(
        headline="Found in a drawer", body="A text.\r\n\r\nAnother.", published="1923-05", note="from paper"
    )
    article = Article.objects.get()
    assert response.status_code == 302
    assert (article.status, article.language, article.date_precision) == ("draft", "und", "month")
    assert article.published_at == datetime.datetime(1923, 5, 1, tzinfo=datetime.UTC)
    assert article.body == article.text == "A text.\n\nAnother."
    change = Change.objects.get()
    assert (change.kind, change.by, change.note) == ("created", "ada", "from paper")


def test_status_cannot_be_given_by_a_form(save, make_article):
    save(headline="Sneaky", body="x", published="1923", status="published")
    assert Article.objects.get().status == "draft"
    article = make_article()
    save(article, status="withdrawn", subtitle="new")
    assert (article.status, article.subtitle) == ("published", "new")


def test_a_save_with_all_kinds_of_parts_is_one_change_and_one_revision(save, make_article):
    article = make_article(authors=["AFP"])
    before = number_of_changes()
    response = save(
        article,
        headline="Harbour opens again",
        **{"images-TOTAL_FORMS": 1, "images-0-caption": "Ships", "images-0-position": ""},
        **{"related_links-TOTAL_FORMS": 1, "related_links-0-title": "Earlier", "related_links-0-position": ""},
        **{"corrections-TOTAL_FORMS": 1, "corrections-0-note": "It was Tuesday."},
        **{"corrections-0-at_0": "2023-09-21", "corrections-0-at_1": "12:00"},
        **{"addresses-TOTAL_FORMS": 1, "addresses-0-url": "https://a.example/1", "addresses-0-kind": "alias"},
        **{"authorships-0-DELETE": "on"},
        note="as the reader wrote",
    )
    assert response.status_code == 302, errors_of(response)
    assert number_of_changes() == before + 1
    change = Change.objects.order_by("-seq").first()
    assert (change.kind, change.by, change.note) == ("revised", "ada", "as the reader wrote")
    revision = Revision.objects.order_by("-number").first()
    assert revision.state["headline"] == "Harbour reopens"
    assert revision.state["authors"] == [{"name": "AFP", "kind": "person"}]
    assert article.revision == revision.number + 1
    assert article.state()["images"] == [{"url": "", "caption": "Ships", "credit": ""}]
    assert article.authorships.count() == 0


def test_saving_an_untouched_form_writes_nothing(save, make_article):
    body = "  indented\n\nand *marked*\n"
    article = make_article(body=body, authors=["AFP"], topics=["Sea"], source_url="https://a.example/1")
    before = number_of_changes()
    assert save(article).status_code == 302
    assert (number_of_changes(), article.body) == (before, body)


def test_a_kept_time_keeps_its_seconds(save, make_article):
    at = datetime.datetime(2023, 9, 20, 14, 5, 37, tzinfo=datetime.UTC)
    article = make_article(published_at=at, date_precision="minute")
    save(article, subtitle="new")
    assert (article.subtitle, article.published_at) == ("new", at)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"published": "tomorrow"}, "is no date"),
        ({"published": "2023-02-30"}, "not in the calendar"),
        ({"language": "English, I think"}, "is no language tag"),
        ({"source_url": "javascript:alert(1)"}, "no address on the web"),
        ({"source_url": "nothing"}, "no address on the web"),
        ({"headline": ""}, "A public article needs its headline"),
        ({"body": "  \r\n "}, "A public article needs its body"),
        ({"published": ""}, "A public article needs its date"),
        ({"images-TOTAL_FORMS": 1, "images-0-position": "3"}, "This row is empty"),
        ({"images-TOTAL_FORMS": 1, "images-0-url": "data:text/html,x"}, "no address on the web"),
        ({"related_links-TOTAL_FORMS": 1, "related_links-0-url": "ftp://a.example"}, "no address on the web"),
        ({"addresses-TOTAL_FORMS": 1, "addresses-0-url": "b", "addresses-0-kind": "alias"}, "no address on the web"),
        ({"corrections-TOTAL_FORMS": 1, "corrections-0-at_0": "2023-09-21"}, "required"),
        ({"headline": "a\x00b"}, "Null characters"),
    ],
)
def test_bad_input_is_refused_beside_its_field(save, make_article, given, sentence):
    article = make_article()
    before = number_of_changes()
    assert sentence in errors_of(save(article, **given))
    assert number_of_changes() == before


def test_what_was_imported_odd_does_not_block_another_edit(save, make_article):
    article = make_article(source_url="odd:thing", language="x")
    Image.objects.create(article=article, url="/relative.jpg")
    RelatedLink.objects.create(article=article, url="www", title="")
    assert save(article, subtitle="new").status_code == 302
    assert article.subtitle == "new"


def test_parts_without_a_place_go_to_the_end(save, make_article):
    article = make_article()
    Image.objects.create(article=article, caption="first", position=4)
    response = save(
        article,
        **{"images-TOTAL_FORMS": 3, "images-0-position": ""},
        **{"images-1-caption": "second", "images-1-position": "", "images-2-caption": "third", "images-2-position": ""},
    )
    assert response.status_code == 302, errors_of(response)
    rows = list(article.images.values_list("caption", "position"))
    assert rows == [("first", 4), ("second", 5), ("third", 6)]


# --- addresses ----------------------------------------------------------------------------------


def test_the_own_address_is_kept_clean_and_known(save, make_article):
    article = make_article()
    save(article, source_url="HTTP://WWW.Argus.example/1923/?utm_source=x#top")
    assert article.source_url == "http://www.argus.example/1923/"
    save(article, source_url="https://argus.example/other")
    kinds = {address.url: address.kind for address in article.addresses.all()}
    assert kinds == {"http://www.argus.example/1923/": "alias", "https://argus.example/other": "canonical"}


def test_an_address_that_is_the_own_again_is_canonical_again(save, make_article):
    article = make_article()
    for url in ("https://argus.example/1", "https://argus.example/2", "https://argus.example/1"):
        save(article, source_url=url)
    kinds = {address.url: address.kind for address in article.addresses.all()}
    assert kinds == {"https://argus.example/1": "canonical", "https://argus.example/2": "alias"}


def test_two_articles_that_were_imported_from_one_page_can_both_be_edited(save, make_article):
    url = "https://argus.example/1"
    first, second = make_article(source_url=url), make_article(source_url=url)
    Address.objects.create(article=first, url=url, key=key_of(url), kind="canonical")
    assert save(second, headline="Harbour closes").status_code == 302
    assert second.headline == "Harbour closes"


def test_an_address_of_another_article_is_refused_with_its_number(save, make_article):
    url = "https://argus.example/1"
    other = make_article()
    Address.objects.create(article=other, url=url, key=key_of(url), kind="canonical")
    article = make_article()
    sentence = f"Article {other.pk} is already known under this address."
    assert sentence in errors_of(save(article, source_url="http://www.argus.example/1/"))
    row = {"addresses-TOTAL_FORMS": 1, "addresses-0-url": url, "addresses-0-kind": "alias"}
    assert sentence in errors_of(save(article, **row))


def test_the_same_address_twice_is_refused(save, make_article):
    rows = {f"addresses-{number}-url": f"https://a.example/1#{number}" for number in range(2)}
    kinds = {f"addresses-{number}-kind": "alias" for number in range(2)}
    response = save(make_article(), **{"addresses-TOTAL_FORMS": 2}, **rows, **kinds)
    assert "Two rows mean the same address" in errors_of(response)


def two_aliases(article):
    for url in ("https://a.example/1", "https://a.example/2"):
        Address.objects.create(article=article, url=url, key=key_of(url), kind="alias")
    return article


def test_addresses_that_change_places_are_refused_with_a_sentence(save, make_article):
    article = two_aliases(make_article(source_url=""))
    rows = {"addresses-0-url": "https://a.example/2", "addresses-1-url": "https://a.example/1"}
    assert "Another row still has the address https://a.example/2: change that one first" in errors_of(
        save(article, **rows)
    )


def test_an_address_may_go_to_another_row_once_its_own_has_given_it_up(save, make_article):
    article = two_aliases(make_article(source_url=""))
    assert save(article, **{"addresses-0-url": "https://a.example/3", "addresses-1-url": "https://a.example/1"}).url
    assert {one.url for one in article.addresses.all()} == {"https://a.example/3", "https://a.example/1"}
    assert save(article, **{"addresses-0-DELETE": "on", "addresses-1-url": "https://a.example/3"}).url
    assert {one.url for one in article.addresses.all()} == {"https://a.example/3"}


def test_an_identifier_is_shown_and_not_changed(save, make_article):
    article = make_article()
    Address.objects.create(article=article, url="argus 17", key="argus\t17", kind="identifier")
    save(article, subtitle="new", **{"addresses-0-url": "https://a.example/1", "addresses-0-kind": "alias"})
    assert article.addresses.values_list("url", "key", "kind").get() == ("argus 17", "argus\t17", "identifier")


# --- problems, status, permissions --------------------------------------------------------------


def test_problems_can_be_settled_without_publishing(save, make_article):
    article = make_article(status="draft", problems=["The date is doubtful."])
    save(article, subtitle="x")
    assert article.problems == ["The date is doubtful."]
    save(article, settled="on")
    assert (article.problems, article.status) == ([], "draft")


def test_what_an_edit_mends_is_no_problem_any_more(save, make_article):
    article = make_article(
        status="draft", published_at=None, date_precision="", problems=["It has no date.", "It is odd."]
    )
    save(article, published="1923-05")
    assert article.problems == ["It is odd."]
    save(article, body="")
    assert article.problems == ["It has no body.", "It is odd."]
    save(article, settled="on")
    assert article.problems == ["It has no body."]


def test_the_page_of_a_withdrawn_article_says_why_and_when(curator, make_article):
    article = make_article()
    curation.withdraw(article, reason="legal", note="court order 7")
    html = curator.get(page("article_change", article.pk)).content.decode()
    assert "<b>withdrawn</b> (Legal, " in html
    assert "court order 7" in html


@pytest.mark.parametrize(
    ("status", "verbs"),
    [("draft", ["publish", "merge"]), ("published", ["withdraw", "correct", "merge"])],
)
def test_the_page_has_a_button_for_each_verb_that_the_status_allows(curator, make_article, status, verbs):
    article = make_article(status=status)
    response = curator.get(page("article_change", article.pk))
    assert [verb for verb, _ in response.context["verbs"]] == verbs
    assert ("View on site" in response.content.decode()) == (status == "published")


def test_who_may_only_look_finds_nothing_to_press(onlooker, make_article):
    article = make_article(problems=["Odd."], authors=["AFP"])
    html = onlooker.get(page("article_change", article.pk)).content.decode()
    assert "Harbour reopens" in html
    assert "2023-09-20" in html
    for button in ("Withdraw…", 'name="_save"', 'name="note"', 'name="settled"', "deletelink"):
        assert button not in html
    listing = onlooker.get(page("article_changelist"))
    assert 'name="action"' not in listing.content.decode()
    assert onlooker.post(page("article_change", article.pk), {"headline": "x"}).status_code == 403
    assert onlooker.post(page("article_delete", article.pk), {"post": "yes"}).status_code == 403
    assert onlooker.get(page("article_add")).status_code == 403
