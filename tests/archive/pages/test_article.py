"""The page of an article: reading, and what is left of one that was taken back."""

import json

import pytest
from django.db import models

from archive.pages.around import LONGEST_DESCRIPTION, description
from archive.pages.marking import LONGEST
from archive.pages.one import REASONS
from articles import curation
from articles.addresses import key_of
from articles.models import Address, Article, Correction, Image, RelatedLink
from articles.recording import act
from tests.archive.markup import Page
from tests.archive.pages.conftest import on
from tests.articles.test_prose import hostile

QUERIES = 12
"""Of the database, for the page of an article, whatever belongs to it."""


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
    assert f"/api/v1/articles/{article.pk}.json" in links
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
    assert "Similar articles Harbour closes Argus 20 September 2023" in page.text
    assert f"/articles/{other.pk}/harbour-closes/" in page.links()
    settings.SEARCH_URL = "whoosh:///nowhere/index"
    assert "Similar" not in read(f"/articles/{article.pk}/").text


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


def test_only_a_paragraph_of_a_common_length_has_its_first_line_set_off(read, make_article):
    for text, opens in (("word " * 600 + "\n\nMore.", True), ("word " * 601 + "\n\nMore.", False)):
        page = read(f"/articles/{make_article(body=text).pk}/")
        [body] = [one["class"] for one in page.all("div") if one.get("class", "").startswith("body")]
        assert body == ("body opening" if opens else "body")


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


# --- its address ----------------------------------------------------------------------------------


def test_its_number_and_any_slug_lead_to_its_slug_with_what_was_asked(client, make_article):
    article = make_article(headline="Гавань & порт")
    there = f"/articles/{article.pk}/%D0%B3%D0%B0%D0%B2%D0%B0%D0%BD%D1%8C-%D0%BF%D0%BE%D1%80%D1%82/"
    for path in ("", "harbour/", "Гавань-порт/"):
        response = client.get(f"/articles/{article.pk}/{path}?q=x+y&match=any")
        assert (response.status_code, response["Location"]) == (308, f"{there}?q=x+y&match=any")
    assert client.get(there).status_code == 200
    assert client.get(f"/articles/{article.pk}/a/b/").status_code == 404


def test_its_address_is_told_to_those_who_link_to_it(read, make_article, settings):
    article = make_article()
    [link] = [one for one in read(f"/articles/{article.pk}/?q=harbour").all("link") if one["rel"] == "canonical"]
    assert link["href"] == f"{settings.SITE_URL}/articles/{article.pk}/harbour-reopens/"


@pytest.mark.parametrize("asked", ["page_size=5", "revision=1", "q=%FF", "match=some", "q=a&q=b"])
def test_what_a_page_does_not_take_is_refused_whatever_article_is_asked_for(client, make_article, asked):
    article = make_article()
    answers = [client.get(f"/articles/{pk}/x/?{asked}") for pk in (article.pk, article.pk + 1)]
    assert [answer.status_code for answer in answers] == [400, 400]
    page = Page(answers[0].content.decode())
    assert (page.faults, [*page.dangers()]) == ([], [])
    assert "Harbour" not in page.text


def test_a_query_that_cannot_be_understood_is_refused_with_a_way_to_the_article(read, make_article, settings):
    article = make_article()
    page = read(f"/articles/{article.pk}/harbour-reopens/", {"q": "(harbour"}, status=400)
    assert "Harbour reopens" not in page.text
    assert f"{settings.SITE_URL}/articles/{article.pk}/" in page.links()


# --- the words that led there ---------------------------------------------------------------------


def test_the_words_of_a_search_are_marked_wherever_they_were_printed_and_each_leads_to_the_next(read, make_article):
    article = make_article(
        headline="Harbour reopens", subtitle="The harbour", byline="Ann Harbour", body="A *harbour*."
    )
    Image.objects.create(article=article, caption="Harbour <b>", credit="Jo")
    page = read(f"/articles/{article.pk}/", {"q": "harbour"})
    assert [one["id"] for one in page.all("mark")] == [f"match-{number}" for number in range(1, 6)]
    assert [link for link in page.links() if link.startswith("#match-")] == [
        *(f"#match-{number}" for number in range(1, 6)),
        *(f"#match-{number}" for number in range(2, 7)),
    ]
    assert [one["id"] for one in page.all("nav") if "id" in one] == ["match-6"]
    assert "5 places: 1 2 3 4 5" in page.text
    assert "/?q=harbour" in page.links()


def test_words_that_are_not_there_are_told_too(read, make_article):
    page = read(f"/articles/{make_article().pk}/", {"q": "zebra", "match": "any"})
    assert "zebra does not stand here in these words." in page.text
    assert "/?q=zebra&match=any" in page.links()
    assert page.all("mark") == []
    assert "All that was found" not in read(f"/articles/{make_article().pk}/").text


def test_words_that_could_not_be_looked_for_are_not_told_to_be_missing(read, make_article, settings):
    long = make_article(headline="Long", body="harbour " * (LONGEST // 8 + 1))
    assert (
        "harbour could not be looked for in all of this text." in read(f"/articles/{long.pk}/", {"q": "harbour"}).text
    )
    settings.SEARCH_URL = "whoosh:///nowhere/index"
    page = read(f"/articles/{make_article().pk}/", {"q": "harb*"})
    assert "harb* could not be looked for in all of this text." in page.text


# --- around it ------------------------------------------------------------------------------------


def test_a_link_that_is_shared_says_what_it_leads_to(read, make_article, settings):
    article = make_article(
        headline='The "harbour" & more', topics=["Sea", "Ships"], section="Home", date_precision="month"
    )
    page = read(f"/articles/{article.pk}/")
    told = {one.get("property") or one.get("name"): one.get("content") for one in page.all("meta")}
    assert told["og:title"] == 'The "harbour" & more'
    assert told["og:type"] == "article"
    assert told["og:site_name"] == settings.ARCHIVE_NAME
    assert told["og:url"] == f"{settings.SITE_URL}/articles/{article.pk}/the-harbour-more/"
    assert told["og:description"] == told["description"] == "The harbour reopened on Monday. Ships came in."
    assert told["article:published_time"] == "2023-09"
    assert told["article:section"] == "Home"
    assert [one["content"] for one in page.all("meta") if one.get("property") == "article:tag"] == ["Sea", "Ships"]


def test_a_description_is_the_subtitle_or_the_beginning_cut_between_words():
    assert description({"subtitle": " After\na year ", "text": "Text."}) == "After a year"
    long = description({"subtitle": "", "text": "harbour " * 100})
    assert (long[-9:], len(long) <= LONGEST_DESCRIPTION) == (" harbour…", True)
    assert description({"subtitle": "", "text": "x" * 500}) == "x" * LONGEST_DESCRIPTION + "…"


def test_programs_find_its_shapes_feeds_and_data_in_the_head(read, make_article):
    article = make_article(source="Argus & Co", headline="</script><script>alert(1)</script> & \u2028")
    page = read(f"/articles/{article.pk}/")
    links = {(one.get("type"), one["href"]) for one in page.all("link") if one["rel"] == "alternate"}
    assert ("application/ld+json", f"/api/v1/articles/{article.pk}.jsonld") in links
    assert ("application/atom+xml", "/api/v1/search.atom?source=Argus+%26+Co") in links
    assert ("application/atom+xml", "/api/v1/search.atom") in links
    [data] = [json.loads(one) for one in page.data if one.strip()]
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == article.headline
    assert "articleBody" not in data


def test_those_that_link_to_it_are_named_if_anybody_may_see_them(read, make_article):
    article = make_article(source_url="https://argus.example/1")
    Address(article=article, url=article.source_url, key=key_of(article.source_url), kind="canonical").save()
    by_address, by_hand = make_article(headline="By address"), make_article(headline="By hand")
    elsewhere = make_article(headline="Elsewhere")
    draft = make_article(headline="A draft", status="draft")
    for one in (by_address, draft):
        RelatedLink.objects.create(article=one, title="x", url="https://www.argus.example/1/?utm_source=a")
    RelatedLink.objects.create(article=by_hand, title="x", url="https://lost.example/", target=article)
    RelatedLink.objects.create(article=elsewhere, title="x", url="https://argus.example/1", target=by_hand)
    RelatedLink.objects.create(article=article, title="myself", url="https://argus.example/1")
    page = read(f"/articles/{article.pk}/")
    assert "Articles that link to this one By hand" in page.text
    assert "By address" in page.text
    assert "Elsewhere" not in page.text
    assert "A draft" not in page.text
    assert "link to this one" not in read(f"/articles/{by_address.pk}/").text


def test_related_links_stand_where_they_stood(read, make_article, make_original):
    article = make_article(body="First.\n\nSecond.")
    RelatedLink.objects.create(article=article, title="Other <i>", url="https://a.example/")
    RelatedLink.objects.create(article=article, title="At the end", url="https://b.example/", position=1)
    evidence = [
        {"field": "body", "rule": "", "raw": "First.", "value": "", "start": 0, "end": 6},
        {
            "field": "related_links",
            "rule": "",
            "raw": "",
            "value": "Other <i> <https://a.example/>",
            "start": 8,
            "end": 9,
        },
        {"field": "body", "rule": "", "raw": "Second.", "value": "", "start": 30, "end": 37},
    ]
    make_original(article, b"First.", evidence)
    text = read(f"/articles/{article.pk}/").text
    assert "First. Related: Other <i> Second." in text
    assert "Related At the end" in text


def test_how_its_address_was_repaired_is_told(read, make_article, make_original):
    article = make_article(source_url="https://argus.example/a-story")
    read_so = {
        "field": "source_url",
        "rule": "x",
        "raw": "https://argus.example/a-\nstory",
        "value": article.source_url,
    }
    make_original(article, b"x", [read_so | {"repairs": ["a line wrap joined"], "start": 0, "end": 1}])
    text = read(f"/articles/{article.pk}/").text
    assert (
        "As it was printed: https://argus.example/a- story — it was broken by the end of a line, and was joined" in text
    )
    article.source_url = "https://argus.example/other"
    article.save()
    assert "As it was printed" not in read(f"/articles/{article.pk}/").text


def test_it_can_be_cited(read, make_article):
    article = make_article(source="Argus", byline="Jane Miller", authors=["Jane Miller"])
    text = read(f"/articles/{article.pk}/").text
    for cited in (
        "Miller, J. (2023, September 20). Harbour reopens.",
        "@article{article-",
        "TY - NEWS",
        "дата обращения",
    ):
        assert cited in text


@pytest.mark.parametrize("reason", ["legal", "privacy", "error", "duplicate", "other"])
def test_every_reason_is_explained(read, make_article, reason):
    article = make_article()
    curation.withdraw(article, reason=reason)
    for path in ("", "original/", "history/", "any-slug/"):
        page = read(f"/articles/{article.pk}/{path}", status=410)
        assert str(REASONS[reason][1]) in page.text
        assert "can bring back what was withdrawn by mistake" in page.text


def test_the_queries_of_a_page_do_not_grow(index, client, make_article, make_original, django_assert_num_queries):
    def one(many):
        article = make_article(authors=[f"A{n}" for n in range(many)], topics=[f"T{n}" for n in range(many)])
        article.source_url = f"https://argus.example/{many}"
        article.save()
        Address(article=article, url=article.source_url, key=key_of(article.source_url), kind="canonical").save()
        for number in range(many):
            RelatedLink.objects.create(article=article, title="x", url=f"https://a.example/{number}", position=number)
            RelatedLink.objects.create(article=make_article(), title="x", url=article.source_url)
        make_original(article, f"{many}".encode())
        return f"/articles/{article.pk}/harbour-reopens/"

    few, many = one(1), one(9)
    index()
    for path in (few, many):
        with django_assert_num_queries(QUERIES):
            assert client.get(path).status_code == 200
