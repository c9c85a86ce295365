"""The first page: finding, narrowing, widening and going on."""

import itertools
import re

import pytest

from articles import curation
from articles.models import Image
from tests.archive.markup import Page
from tests.archive.pages.conftest import on
from tests.articles.test_prose import hostile


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
    assert (
        f'<a href="/articles/{article.pk}/the-harbour-reopens/?q=harbour">The &lt;<mark>harbour</mark>&gt; reopens</a>'
        in html
    )
    assert "The <mark>harbour</mark> reopened on Monday." in html
    assert 'value="harbour"' in html


def test_the_beginning_of_the_text_stands_where_only_what_is_above_it_was_found(index, read, make_article):
    make_article(headline="Whale", byline="Ada Whale", body="A tanker left.\n\nAnother came.")
    make_article(headline="Tanker", body="It came.\n\nA whale was seen.", published_at=on("2000-01-01"))
    index()
    for q in ("headline:whale", "by:whale"):
        assert "A tanker left." in read("/", {"q": q}).text
    assert "It came." not in read("/", {"q": "whale"}).text


def test_a_search_leads_to_its_course_in_time(index, client, read, make_article):
    for day in ("2011-03-01", "2013-05-02"):
        make_article(headline="Whale", published_at=on(day), source="Herald")
    index()
    page = read("/", {"q": "whale", "source": "Herald", "sort": "oldest", "page_size": "10", "facets": "source"})
    assert "/trends/?q=whale&source=Herald" in page.links()
    assert client.get("/trends/?q=whale&source=Herald").status_code == 200


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
    assert " + harbour in the headline 0." in text


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


def links_named(page, name):
    """Every href of a link that is called so."""
    return [attributes["href"] for attributes in page.all("a") if attributes.get("aria-label") == name]


def test_a_value_is_left_out_by_the_question_itself_and_taken_back(index, read, make_article):
    make_article(headline="A", source='The "Daily" Planet', topics=["Rail: freight"])
    make_article(headline="B", source="Argus", topics=["Газета «Труд»"])
    make_article(headline="C", source="Other", topics=["Sea & ships"])
    index()
    page = read("/", {"q": "harbour OR whale", "language": "en"})
    [link] = links_named(page, 'Leave out The "Daily" Planet')
    assert link == "?language=en&q=%28harbour+OR+whale%29+-source%3A%22The+Daily+Planet%22"
    without = read(f"/{link}")
    assert "2 articles" in without.text
    assert "not source The Daily Planet" in without.text
    [again] = links_named(without, "Leave out Газета «Труд»")
    assert "1 article" in read(f"/{again}").text
    [back] = links_named(without, "Without the filter source The Daily Planet")
    assert "3 articles" in read(f"/{back}").text
    [freight] = links_named(page, "Leave out Rail: freight")
    assert "2 articles" in read(f"/{freight}").text


def test_leaving_out_without_words_stays_in_the_order_of_time(index, read, make_article):
    for day, source in (("1923-05-01", "Argus"), ("2001-01-01", "Argus"), ("1950-01-01", "Argus"), ("1990-01-01", "X")):
        make_article(headline=f"Of {day}", source=source, published_at=on(day))
    index()
    [link] = links_named(read("/"), "Leave out X")
    text = read(f"/{link}").text
    assert text.index("Of 2001") < text.index("Of 1950") < text.index("Of 1923")


def test_several_values_of_one_facet_are_any_of_them(index, read, make_article):
    for source in ("Argus", "Argus", "Other", "Third"):
        make_article(source=source)
    index()
    page = read("/?source=Argus")
    assert "2 articles" in page.text
    [link] = [one for one in page.links() if one == "?source=Argus&source=Other"]
    both = read(f"/{link}")
    assert "3 articles" in both.text
    assert links_named(both, "Without the filter Argus") == ["?source=Other"]
    assert links_named(both, "Without the filter source Argus") == ["?source=Other"]
    assert "Third 1" in both.text
    assert "?" in both.links()  # without any filter


def test_authors_topics_and_sections_narrow_too_and_long_lists_are_opened(index, read, make_article):
    for number in range(12):
        make_article(topics=[f"T{number:02}", "All"], authors=[f"Jane {number % 3}"], section=f"S{number % 2}")
    index()
    page = read("/", {"q": "harbour"})
    for heading in ("Authors", "Topics", "Sections"):
        assert heading in page.text
    assert "6 more topics" in page.text
    assert "?q=harbour&topic=T11" in page.links()
    assert "Languages" not in page.text  # one value that all have tells nothing
    for link in ("?q=harbour&author=Jane+1", "?q=harbour&section=S1", "?q=harbour&topic=All"):
        assert link in page.links() or link.endswith("All")
        assert "Nothing was found" not in read(f"/{link}").text


def test_a_page_shows_the_facets_and_the_interval_that_are_asked_for(index, read, make_article):
    make_article(source="A", section="One")
    make_article(source="B", section="Two", published_at=on("2022-09-20"))
    index()
    page = read("/", {"facets": "section", "histogram": "year"})
    assert "Sections" in page.text
    assert "Sources" not in page.text
    assert "2022: 1 2023: 1" in page.text


def test_pages_with_long_questions_stay_small(index, client, make_article):
    for number in range(60):
        make_article(source=f"Paper {number}", topics=[f"T{number}"], authors=[f"A{number}"], section=f"S{number}")
    index()
    for q in ("harbour", "harbour OR " + " OR ".join(["железнодорожная"] * 25)):
        response = client.get("/", {"q": q})
        assert (response.status_code, len(response.content) < 100_000) == (200, True), len(response.content)


def test_two_fields_narrow_to_a_span_and_keep_all_else(index, read, make_article):
    for year in (1921, 1922, 1923):
        make_article(source="Argus", published_at=on(f"{year}-05-01"))
    index()
    page = read("/", {"q": "harbour", "source": "Argus", "sort": "oldest"})
    fields = [field["name"] for field in page.all("input") if field.get("type") != "hidden"]
    assert fields == ["q", "published_after", "published_before"]
    span = {"q": "harbour", "source": "Argus", "published_after": "1922", "published_before": "1923-01"}
    page = read("/", span)
    assert "1 article" in page.text
    assert {"1922", "1923-01"} <= {field.get("value") for field in page.all("input")}
    assert "from 1922" in page.text
    assert "?q=harbour&source=Argus&published_before=1923-01" in page.links()


def test_a_day_that_is_none_is_told_and_can_be_written_anew(index, read, make_article):
    make_article(source="Argus")
    index()
    page = read("/?q=harbour&source=Argus&published_after=last+week&published_before=2000", status=400)
    assert "published_after is “last week”" in page.text
    values = [field.get("value") for field in page.all("input") if field["name"].startswith("published")]
    assert values == ["2000", "last week", "2000"]
    assert {"name": "source", "value": "Argus", "type": "hidden"} in page.all("input")


def test_a_correction_is_a_question_with_its_count(index, read, make_article):
    for _ in range(4):
        make_article()
    index()
    page = read("/", {"q": "harbuor"})
    assert "Did you mean “harbour”? 4 articles" in page.text
    assert "?q=harbour" in page.links()


def test_links_to_articles_say_what_was_looked_for(index, read, make_article):
    place = f"/articles/{make_article().pk}/harbour-reopens/"
    index()
    assert place in read("/").links()
    asked = {"q": 'harbour "ships came"', "match": "any", "source": "", "sort": "newest"}
    assert f"{place}?q=harbour+%22ships+came%22&match=any" in read("/", asked).links()


def test_the_same_search_can_be_followed_and_taken_along(index, client, read, make_article):
    for source in ("Argus", "Argus", "Other"):
        make_article(source=source)
    index()
    page = read("/", {"q": "harbour", "source": "Argus", "page_size": "1", "explain": "1"})
    kinds = {attributes["type"]: attributes["href"] for attributes in page.all("a") if "type" in attributes}
    lines = b"".join(client.get(kinds["application/x-ndjson"]).streaming_content).splitlines()
    table = b"".join(client.get(kinds["text/csv"]).streaming_content).split(b"\r\n")
    assert (len(lines), len(table)) == (2, 4)  # a heading, and nothing behind the last row
    assert client.get(kinds["application/json"]).json()["total"] == 2
    assert len(client.get(kinds["application/feed+json"]).json()["items"]) == 1  # a page of it
    for kind in ("application/atom+xml", "application/rss+xml"):
        assert client.get(kinds[kind]).status_code == 200


def test_how_fresh_the_index_is_stands_in_small_print(index, read, make_article):
    make_article()
    index()
    assert re.search(r"as of change [0-9]+ ?\.", read("/").text)
    make_article()
    assert re.search(r"as of change [0-9]+ ?; 1 change is not yet in it", read("/").text)


def test_a_caption_that_was_found_is_shown_as_one(index, read, make_article):
    article = make_article()
    Image.objects.create(article=article, caption="A zebra on deck")
    index()
    assert "Picture: A zebra on deck" in read("/", {"q": "zebra"}).text


def test_a_new_question_keeps_filters_and_drops_the_place(index, read, make_article):
    for _ in range(3):
        make_article(source="Argus")
    index()
    page = read("/", {"page_size": "1", "source": "Argus", "match": "any", "sort": "oldest"})
    page = read("/" + next(attributes["href"] for attributes in page.all("a") if attributes.get("rel") == "next"))
    hidden = {field["name"] for field in page.all("input") if field.get("type") == "hidden"}
    assert hidden == {"page_size", "source", "match", "sort"}
    [order] = [one["href"] for one in page.all("a") if one.get("aria-current") == "true"]
    assert order == "?page_size=1&source=Argus&match=any&sort=oldest"


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
