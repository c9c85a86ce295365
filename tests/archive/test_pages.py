"""The pages for people: finding and reading."""

import datetime
import itertools

import pytest
from django.contrib.auth.models import User
from django.db import models

from articles import curation
from articles.models import Article, Correction, Image, RelatedLink
from articles.recording import act
from tests.archive.markup import Page
from tests.archive.test_prose import hostile


@pytest.fixture
def read(client):
    """Return a function that opens a page, checks its form and gives it parsed."""

    def read(path, parameters=None, status=200):
        response = client.get(path, parameters)
        assert response.status_code == status, response.content.decode()
        page = Page(response.content.decode())
        assert page.faults == []
        assert list(page.dangers()) == []
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids))
        assert len(page.all("h1")) == 1
        return page

    return read


def on(day):
    return datetime.datetime.fromisoformat(f"{day}T00:00+00:00")


# --- finding ------------------------------------------------------------------------------------


def test_an_empty_archive_says_how_to_fill_it_and_only_then(index, read, make_article):
    assert "There is nothing to search yet." in read("/").text
    assert "manage.py import_articles" in read("/").text
    for question in ("?q=harbour", "?source=Argus", "?published_before=1900"):
        assert "Nothing was found." in read(f"/{question}").text
    make_article()
    index()
    assert "import_articles" not in read("/").text


def test_the_front_page_shows_the_newest_articles(index, read, make_article):
    make_article(headline="Old news", published_at=on("1923-05-01"), date_precision="month")
    make_article(headline="Fresh news", source="Argus", byline="Jane Miller")
    index()
    page = read("/")
    assert "2 articles" in page.text
    assert page.text.index("Fresh news") < page.text.index("Old news")
    assert "Argus 20 September 2023 Jane Miller" in page.text
    assert " May 1923 " in page.text
    assert " 1 May 1923 " not in page.text


def test_what_was_found_is_marked_in_headline_and_passages(index, client, make_article):
    article = make_article(headline="The <harbour> reopens")
    index()
    html = client.get("/", {"q": "harbour"}).content.decode()
    assert f'<a href="/articles/{article.pk}/">The &lt;<mark>harbour</mark>&gt; reopens</a>' in html
    assert "The <mark>harbour</mark> reopened on Monday." in html
    assert 'value="harbour"' in html


def test_how_the_query_was_understood_is_said_and_advice_is_a_link(index, read, make_article):
    make_article()
    index()
    page = read("/", {"q": "harbour zebra", "source": ""})
    assert "Nothing was found." in page.text
    assert "harbour" in page.text
    assert "?q=harbour" in page.links()


def test_scores_are_explained_where_that_is_asked(index, read, make_article):
    make_article()
    index()
    assert "Score" not in read("/", {"q": "harbour"}).text
    text = read("/", {"q": "harbour -whale", "explain": "1"}).text
    assert "Score 0." in text
    assert " + harbour in headline 0." in text


def test_advice_to_drop_the_filters_drops_them(index, read, make_article):
    make_article(source="Argus")
    make_article(source="Other", headline="Unrelated", body="Nothing.")
    index()
    page = read("/", {"q": "harbour", "source": "Other"})
    assert "?q=harbour" in page.links()


def test_pages_lead_on_and_back_and_show_each_article_once(index, read, make_article):
    for number in range(5):
        make_article(headline=f"Story {number}")
    index()
    seen, link = [], "/?page_size=2&sort=oldest"
    while link:
        page = read(link)
        seen += [one for one in page.links() if one.startswith("/articles/")]
        further = [attributes["href"] for attributes in page.all("a") if attributes.get("rel") == "next"]
        link = further and f"/{further[0]}"
    assert len(seen) == len(set(seen)) == 5
    assert "5 articles, 5 to 5" in page.text
    assert "?page_size=2&sort=oldest" in page.links()


def test_sources_languages_and_times_narrow_and_can_be_taken_back(index, read, make_article):
    make_article(headline="A", source="Argus", published_at=on("1923-05-01"))
    make_article(headline="B", source="Argus", language="de")
    make_article(headline="C", source="Other")
    index()
    page = read("/", {"q": "harbour"})
    assert "?q=harbour&source=Argus" in page.links()
    assert "?q=harbour&language=de" in page.links()
    assert "German 1" in page.text
    year = next(link for link in page.links() if "1923" in link)
    assert year == "?q=harbour&published_after=1923-01-01&published_before=1924-01-01"
    assert "1 article" in read(f"/{year}").text
    narrowed = read("/?q=harbour&source=Argus&language=de")
    assert "1 article" in narrowed.text
    assert "?q=harbour&language=de" in narrowed.links()
    assert {"name": "source", "value": "Argus", "type": "hidden"} in narrowed.all("input")


def test_a_new_question_keeps_filters_and_drops_the_place(index, read, make_article):
    for _ in range(3):
        make_article(source="Argus")
    index()
    page = read("/", {"page_size": "1", "source": "Argus", "match": "any", "sort": "oldest"})
    page = read("/" + next(attributes["href"] for attributes in page.all("a") if attributes.get("rel") == "next"))
    hidden = {field["name"] for field in page.all("input") if field.get("type") == "hidden"}
    assert hidden == {"page_size", "source", "match"}
    assert [option["value"] for option in page.all("option") if "selected" in option] == ["oldest"]


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"q": "harbour (flood"}, "harbour (flood"),
        ({"q": '"open'}, '"open'),
        ({"q": "x" * 600}, "512"),
        ({"q": "harbour OR"}, "harbour OR"),
        ({"sort": "best"}, "sort is “best”"),
        ({"cursor": "nonsense"}, "cursor is none that this archive gave out"),
        ({"sauce": "x"}, "There is no parameter “sauce” here"),
        ({"published_after": "soon"}, "published_after is “soon”"),
        ({"page_size": "0"}, "page_size is “0”"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_the_place_marked(index, read, parameters, sentence):
    page = read("/", parameters, status=400)
    assert sentence in page.text
    assert "Nothing was found" not in page.text
    if parameters.get("q", "").startswith("harbour ("):
        assert len(page.all("mark")) == 1


def test_a_near_parameter_is_named(index, read):
    assert "Perhaps you meant source ." in read("/", {"sauce": "x"}, status=400).text


def test_a_hostile_question_comes_back_as_text(index, client, shared):
    strings = [
        *itertools.islice(hostile(shared), 0, None, 40),
        '"><img src=x onerror=alert(1)>',
        "</title><svg onload=x>",
    ]
    for string in strings:
        page = Page(client.get("/", {"q": string}).content.decode())
        assert (list(page.dangers()), page.faults) == ([], []), string


def test_a_question_that_cannot_be_understood_stays_in_the_box(index, read):
    q = '"><script>alert(1)</script>'
    assert {field.get("value") for field in read("/", {"q": q}, status=400).all("input")} == {q}


def test_a_broken_engine_never_looks_like_nothing_found(client, make_article, settings, tmp_path):
    make_article()
    settings.SEARCH_URL = f"whoosh://{tmp_path / 'nowhere'}"
    response = client.get("/", {"q": "harbour"})
    html = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "Search cannot answer at the moment" in html
    assert "Nothing was found" not in html
    assert "nowhere" not in html
    assert 'value="harbour"' in html


def test_only_public_articles_are_found_even_before_the_index_knows(index, read, make_article):
    article = make_article()
    index()
    curation.withdraw(article, reason="legal")
    assert "Harbour" not in read("/", {"q": "harbour"}).text


def test_there_is_nothing_to_send_to_a_page(index, client):
    for path in ("/", "/articles/1/"):
        assert client.post(path).status_code == 405
        assert client.head(path).status_code in {200, 404}


# --- reading ------------------------------------------------------------------------------------


def test_an_article_is_shown_with_all_that_was_printed(client, read, make_article):
    held = make_article(headline="Held")
    draft = make_article(headline="A draft", status="draft")
    article = make_article(
        headline="Harbour & reopens",
        subtitle="After a year",
        byline="Jane Miller",
        source="Argus",
        authors=["Jane Miller"],
        topics=["Sea & ships"],
        source_url="https://argus.example/1?a=1&b=2",
        published_at=on("1923-05-01"),
        date_precision="month",
        body="First *paragraph*.\n\n## Heading\n\n<b>Second</b>.",
    )
    Image.objects.create(article=article, url="https://a.example/ship.jpg", caption="A ship", credit="Jo")
    Image.objects.create(article=article, caption="Lost picture")
    RelatedLink.objects.create(article=article, title="Kept here", target=held)
    RelatedLink.objects.create(article=article, title="Not yet", target=draft, position=1)
    RelatedLink.objects.create(article=article, title="Elsewhere", url="https://b.example/", position=2)
    Correction.objects.create(article=article, note="It was Tuesday.", at=on("1923-06-02"))
    page = read(f"/articles/{article.pk}/")
    for text in (
        "Harbour & reopens",
        "After a year",
        "Jane Miller Argus May 1923",
        "A ship Jo",
        "Lost picture",
        "Heading",
    ):
        assert text in page.text
    assert page.text.index("Correction, 2 June 1923: It was Tuesday.") < page.text.index("After a year")
    assert "<b>Second</b>." in page.text
    links = page.links()
    assert f"/articles/{held.pk}/" in links
    assert f"/articles/{draft.pk}/" not in links
    assert "A draft" not in page.text
    assert "/?author=Jane%20Miller" in links
    assert "/?topic=Sea%20%26%20ships" in links
    assert f"/api/v1/articles/{article.pk}/" in links
    away = [attributes for attributes in page.all("a") if attributes["href"].startswith("http")]
    assert {one["href"] for one in away} == {
        "https://argus.example/1?a=1&b=2",
        "https://a.example/ship.jpg",
        "https://b.example/",
    }
    assert {one["rel"] for one in away} == {"nofollow noopener noreferrer"}


def test_similar_articles_are_shown_beneath_and_an_article_does_without_them(read, index, make_article, settings):
    article = make_article()
    other = make_article(headline="Harbour closes", source="Argus")
    index()
    page = read(f"/articles/{article.pk}/")
    assert "Similar articles Harbour closes Argus , 20 September 2023" in page.text
    assert f"/articles/{other.pk}/" in page.links()
    settings.SEARCH_URL = "whoosh:///nowhere/index"
    assert "Similar" not in read(f"/articles/{article.pk}/").text


def test_an_article_costs_few_queries(client, make_article, django_assert_max_num_queries):
    article = make_article(authors=["A", "B", "C"], topics=["X", "Y"])
    for number in range(5):
        RelatedLink.objects.create(article=article, title="x", url=f"https://a.example/{number}", position=number)
    with django_assert_max_num_queries(10):
        client.get(f"/articles/{article.pk}/")


@pytest.mark.parametrize(("tag", "attributes"), [("ar", {"lang": "ar", "dir": "rtl"}), ("und", {"dir": "auto"})])
def test_foreign_text_tells_its_language_and_direction(index, read, make_article, tag, attributes):
    article = make_article(language=tag, headline="خبر", body="نص طويل")
    index()
    assert read(f"/articles/{article.pk}/").all("article") == [attributes]
    assert attributes in read("/").all("li")


def test_a_withdrawn_article_leaves_date_and_reason_and_no_word(read, make_article):
    article = make_article(headline="Secret harbour", body="Secret text.", source="Secret source")
    curation.withdraw(article, reason="legal", note="secret order")
    page = read(f"/articles/{article.pk}/", status=410)
    assert "The reason: legal ." in page.text
    assert f"{article.withdrawn_at:%B %Y}" in page.text
    assert "ecret" not in page.text


def test_a_deleted_article_that_was_public_is_gone(read, make_article):
    article = make_article()
    pk = article.pk
    curation.delete(article)
    assert "It was deleted on" in read(f"/articles/{pk}/", status=410).text


def test_a_merged_article_leads_to_the_other(client, make_article):
    article, duplicate = make_article(), make_article()
    models.QuerySet(Article).filter(pk=duplicate.pk).update(status="merged", merged_into=article)
    response = client.get(f"/articles/{duplicate.pk}/")
    assert (response.status_code, response["Location"]) == (308, f"/articles/{article.pk}/")


def test_a_draft_is_as_unknown_as_what_never_was(client, make_article):
    draft = make_article(status="draft")
    answers = [client.get(f"/articles/{pk}/") for pk in (draft.pk, draft.pk + 1)]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].content == answers[1].content
    assert answers[0].headers == answers[1].headers


def test_an_endless_body_is_shown_as_plain_paragraphs(read, make_article):
    article = make_article(body="[" * 20_001 + "\n\n<script>alert(1)</script>")
    assert "[[[[" in read(f"/articles/{article.pk}/").text


def test_hostile_text_anywhere_in_an_article_runs_nothing(index, read, shared):
    strings = [string.replace("\x00", "") for string in hostile(shared)]
    strings = [string for string in strings if string.strip()]
    for start in range(0, len(strings), 400):
        read(f"/articles/{store_hostile(strings[start : start + 400]).pk}/")
    index()
    read("/", {"q": "alert", "page_size": "100"})


def store_hostile(strings):
    """Store an article of nothing else, with every string as the address of a picture and a link."""
    text = "\n\n".join(strings)
    printed = {"headline": text, "subtitle": text, "byline": text, "body": text}
    named = {"section": strings[0][:255], "language": strings[0][:35], "source_url": strings[0]}
    with act():
        article = Article(**printed, **named, status="published", published_at=on("2023-09-20"), date_precision="day")
        article.save()
        Image.objects.insert({"article_id": article.pk, "url": one, "caption": one, "credit": one} for one in strings)
        RelatedLink.objects.insert({"article_id": article.pk, "title": one, "url": one} for one in strings)
        Correction(article=article, note=text).save()
    return article


# --- a private archive --------------------------------------------------------------------------


def test_a_private_archive_asks_visitors_to_sign_in_and_shows_nothing(index, client, make_article, settings):
    article = make_article()
    index()
    settings.ARCHIVE_ACCESS = "login"
    for path, place in ((f"/articles/{article.pk}/", f"/articles/{article.pk}/"), ("/?q=a%26b", "/%3Fq%3Da%2526b")):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (302, f"/login/?next={place}")
    client.force_login(User.objects.create_user("ada"))
    assert client.get("/").status_code == client.get(f"/articles/{article.pk}/").status_code == 200
