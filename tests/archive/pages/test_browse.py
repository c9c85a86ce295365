"""Looking around: calendars of what is held, and lists of names."""

import pytest

from articles import curation
from articles.models import Source
from tests.archive.pages.conftest import on
from tests.articles.test_prose import hostile


@pytest.fixture
def rains(make_article, index):
    """Articles of three years, with a year between of which nothing is held."""
    make_article(headline="A", source="Herald", authors=["Anna"], published_at=on("2019-03-01"))
    make_article(headline="B", source="Herald", topics=["Sea"], section="World", published_at=on("2019-03-01"))
    make_article(headline="C", source="Other", authors=["Anna"], language="de", published_at=on("2019-12-31"))
    make_article(headline="D", published_at=on("2021-02-28"))
    index()


def counts(page, link):
    """The text of the link with this address."""
    return link in page.links()


def test_all_years_are_there_with_what_is_held_of_each(read, rains):
    page = read("/browse/")
    assert "4 articles, from 2019 to 2021" in page.text
    assert "2010s 2019 3 2020s 2020 none 2021 1" in page.text
    assert {"/browse/2019/", "/browse/2021/"} <= {*page.links()}
    assert "/browse/2020/" not in page.links()
    assert "Sources Herald 2 Other 1" in page.text
    assert "/?source=Herald" in page.links()
    assert "English 3" in page.text
    assert "German 1" in page.text


def test_an_empty_archive_has_nothing_to_browse(read, index):
    assert "Nothing is held yet." in read("/browse/").text
    for kind in ("sources", "authors", "topics", "sections"):
        assert "No article names any." in read(f"/browse/{kind}/").text
    read("/browse/2019/", status=404)


def test_a_year_shows_its_days_and_leads_to_the_articles_of_each(read, rains):
    page = read("/browse/2019/")
    assert "3 articles" in page.text
    assert "March 2" in page.text
    assert "April none" in page.text
    assert "/browse/2019/03/" in page.links()
    [link] = [one for one in page.all("a") if one.get("aria-label") == "1 March 2019: 2"]
    assert link["href"] == "/?published_after=2019-03-01&published_before=2019-03-02"
    assert "2 articles" in read(link["href"]).text
    assert len([one for one in page.links() if "published_before" in one and "source=" not in one]) == 2 + 3


def test_a_month_shows_how_much_is_held_of_each_day(read, rains):
    page = read("/browse/2019/12/")
    assert "1 article" in page.text
    assert "30 31 1" in page.text
    assert "/?source=Other&published_after=2019-12-01&published_before=2020-01-01" in page.links()


def test_neighbours_pass_over_what_is_empty(read, rains):
    assert [one for one in read("/browse/2019/").all("a") if "rel" in one] == [{"rel": "next", "href": "/browse/2021/"}]
    before, behind = [one for one in read("/browse/2019/12/").all("a") if "rel" in one]
    assert (before["href"], behind["href"]) == ("/browse/2019/03/", "/browse/2021/02/")


def test_a_gap_has_its_page_and_what_lies_outside_of_all_has_none(read, rains):
    assert "0 articles" in read("/browse/2020/").text
    assert "0 articles" in read("/browse/2020/02/").text
    for place in ("2018/", "2022/", "2019/02/", "2021/03/", "2019/13/", "2019/3/", "0999/", "9999/", "20190/"):
        read(f"/browse/{place}", status=404)


@pytest.mark.parametrize("place", ["", "2019/", "2019/03/", "sections/", "authors/"])
def test_what_is_no_parameter_is_refused_in_one_sentence(read, rains, place):
    page = read(f"/browse/{place}?sauce=1", status=400)
    assert "There is no parameter “sauce” here" in page.text
    assert f"/browse/{place}" in page.links()


@pytest.mark.parametrize("place", ["", "2019/", "2019/03/", "sources/", "authors/", "topics/", "sections/"])
def test_pages_cost_few_queries(client, rains, django_assert_max_num_queries, place):
    with django_assert_max_num_queries(4):
        assert client.get(f"/browse/{place}").status_code == 200


def test_what_is_not_public_is_not_counted(read, rains, make_article, index):
    make_article(source="Secret", authors=["Secret"], topics=["Secret"], section="Secret", status="draft")
    hidden = make_article(source="Hidden", authors=["Hidden"], section="Hidden", published_at=on("1999-03-01"))
    index()
    curation.withdraw(hidden, reason="legal")
    for kind in ("sources", "authors", "topics"):
        assert "Hidden" not in read(f"/browse/{kind}/").text
    index()
    for place in ("", "sources/", "authors/", "topics/", "sections/"):
        text = read(f"/browse/{place}").text
        assert "Secret" not in text
        assert "Hidden" not in text
        assert "1999" not in text


# --- names ----------------------------------------------------------------------------------------


def test_sources_are_told_with_count_span_search_and_feed(read, rains, make_article, index):
    source = Source.objects.create(name="Times", domain="times.example")
    make_article(source=source, published_at=on("1999-03-01"))
    index()
    page = read("/browse/sources/")
    assert "Herald 2 2019 Feed" in page.text
    assert "Times 1 1999 Feed" in page.text
    assert "/?source=times.example" in page.links()
    assert "/api/v1/search.atom?source=times.example" in page.links()
    make_article(source=source, published_at=on("2001-03-01"))
    index()
    assert "Times 2 1999–2001 Feed" in read("/browse/sources/").text


@pytest.mark.parametrize(
    ("kind", "name", "count"), [("authors", "Anna", 2), ("topics", "Sea", 1), ("sections", "World", 1)]
)
def test_names_lead_to_as_many_articles_as_they_say(read, rains, kind, name, count):
    page = read(f"/browse/{kind}/")
    assert f"{name} {count} Feed" in page.text
    link = f"/?{kind.removesuffix('s')}={name}"
    assert link in page.links()
    assert f"{count} article" in read(link).text


def test_names_come_letter_by_letter_in_any_alphabet(read, make_article, index):
    make_article(authors=["Anna", "Émile", "eva", "Иван", "Ольга", "محمد", "أحمد", "3M", "de Vries"])
    index()
    page = read("/browse/authors/")
    letters = [one for one in page.links() if "letter=" in one]
    assert len(letters) == 8
    assert "All A D E И О ا م #" in page.text
    page = read("/browse/authors/", {"letter": "E"})
    assert [one for one in ("Anna", "Émile", "eva", "Иван") if one in page.text] == ["Émile", "eva"]
    assert "Иван" in read("/browse/authors/", {"letter": "И"}).text
    assert "أحمد" in read("/browse/authors/", {"letter": "ا"}).text
    assert "3M" in read("/browse/authors/", {"letter": "#"}).text


def test_a_letter_with_no_name_is_refused_with_those_that_there_are(read, rains):
    assert "No name begins with “X”: use A." in read("/browse/authors/", {"letter": "X"}, status=400).text


def test_pages_of_names_lead_on_and_show_each_once(read, make_article, index):
    make_article(authors=[f"Ann {number}" for number in range(5)] + ["Bob"])
    index()
    seen, link = [], "/browse/authors/?letter=A&page_size=2"
    while link:
        page = read(link)
        seen += [one for one in page.links() if one.startswith("/?author=")]
        further = [one["href"] for one in page.all("a") if one.get("rel") == "next"]
        link = further and f"/browse/authors/{further[0]}"
    assert len(seen) == len({*seen}) == 5
    assert "?page_size=2&letter=A" in page.links()
    read("/browse/authors/", {"cursor": "x"}, status=400)


def test_hostile_names_are_text(client, read, shared, make_article, index):
    names = [*dict.fromkeys(one.replace("\x00", "").strip()[:200] for one in hostile(shared))][::100]
    names = [name for name in names if name]
    for start in range(0, len(names), 50):
        some = names[start : start + 50]
        make_article(authors=some, topics=some, source=some[0], section=some[0])
    index()
    for kind in ("sources", "authors", "topics", "sections"):
        page = read(f"/browse/{kind}/?page_size=100" if kind != "sections" else f"/browse/{kind}/")
        for link in [one for one in page.links() if one.startswith("/?")][:5]:
            assert client.get(link).status_code == 200
    read("/browse/")


# --- ways there -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "current"),
    [
        ("/", "/"),
        ("/browse/", "/browse/"),
        ("/browse/authors/", "/browse/"),
        ("/trends/", "/trends/"),
        ("/about/", "/about/"),
    ],
)
def test_every_page_says_in_which_room_one_is(read, index, place, current):
    rooms = [one for one in read(place).all("a") if one["href"] in {"/", "/browse/", "/trends/", "/about/"}]
    assert current in [one["href"] for one in rooms if "aria-current" in one]
    assert {"/", "/browse/", "/trends/", "/about/"} == {one["href"] for one in rooms}
