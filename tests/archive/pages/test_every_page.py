"""What holds for every page for readers, in both languages: form, safety, weight, and what it says of itself."""

import re
import subprocess
from pathlib import PurePosixPath
from shutil import which
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.urls import Resolver404, get_resolver, resolve
from django.utils.text import Truncator

from archive.pages.names import NamePages
from archive.pages.question import Question
from archive.policy import PAGES
from articles import curation
from articles.models import Article, Author, Source, Topic
from search.query.fields import NAMES
from tests.archive.markup import Page
from tests.archive.pages.places import ARTICLE, PLACES, WITHDRAWN, path_of
from tests.archive.pages.speech import PROPER, english_in, languages_of, without
from tests.archive.test_catalogue import compiled
from tests.clients.making import PACKAGES
from tests.conftest import ROOT

pytestmark = [pytest.mark.xdist_group("every page"), pytest.mark.django_db, pytest.mark.once]

LANGUAGES = ("en", "ru")
VNU = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
HEAVIEST = 120_000
"""Bytes of a page with all that it loads, unpacked."""

HEAVIEST_STYLE = 30_000

FETCHED = {}
"""(name of a page, language) → the answer, once for all tests here."""

EVERY = [(name, language) for name in PLACES for language in LANGUAGES]


@pytest.fixture
def fetched(request, client):
    """Every page of an archive with the sample, in both languages; also the names that its articles give."""
    if not FETCHED:
        request.getfixturevalue("sample")
        curation.withdraw(Article.objects.get(pk=WITHDRAWN), reason="error")
        assert Article.objects.get(pk=ARTICLE).headline.startswith("Observers Count Fourteen Violations")
        for name, language in EVERY:
            path, _, query = path_of(PLACES[name]).partition("?")
            headers = {"Accept-Language": language}
            FETCHED[name, language] = client.get(path, QueryDict(query), headers=headers, follow=True)
        headlines = Article.objects.values_list("headline", flat=True)
        FETCHED["names"] = {
            *Source.objects.values_list("name", flat=True),
            *Author.objects.values_list("name", flat=True),
            *Topic.objects.values_list("name", flat=True),
            *Article.objects.values_list("section", flat=True),
            *(Truncator(headline).chars(most) for headline in headlines for most in (70, 90, 1_000)),
            *NAMES,
            *Question.declared,
            *NamePages.declared,
            *(q for place in PLACES.values() for q in parse_qs(urlsplit(place.path).query).get("q", ())),
        }
    return FETCHED


@pytest.fixture(params=EVERY, ids=[" in ".join(one) for one in EVERY])
def one(request, fetched):
    """A page in a language: its name, the language and the answer."""
    return *request.param, fetched[request.param]


@pytest.fixture
def parsed(one):
    """The page, parsed."""
    return Page(one[2].content.decode())


def test_every_route_of_the_pages_is_in_the_list(fetched):
    pages = {
        pattern.name
        for pattern in get_resolver().url_patterns
        if getattr(pattern, "callback", None)
        and pattern.callback.__module__.startswith(("archive.pages", "archive.acc"))
    }
    asked = {route_of(answer) for key, answer in fetched.items() if key != "names"}
    no_pages = {"logout", "article_page"}  # these lead on: the second to article_slug
    assert pages - no_pages <= asked


def route_of(answer):
    """Return the name of the route that gave an answer, None where there is none."""
    try:
        return resolve(answer.request["PATH_INFO"]).url_name
    except Resolver404:
        return None


def test_it_comes_with_its_status_in_its_language(one):
    name, language, answer = one
    assert answer.status_code == PLACES[name].status
    assert answer["Content-Language"] == language
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in answer["Vary"].split(",")}


def test_it_is_html_without_a_fault(one, parsed):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(one[2].content, transport_encoding="utf-8")
    assert [error[:2] for error in parser.errors] == []
    assert parsed.faults == []
    ids = [attributes["id"] for _, attributes in parsed.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.slow
@pytest.mark.skipif(not (VNU.exists() and which("java")), reason="no checker of HTML, or no Java: make clients")
def test_the_checker_of_the_standard_finds_nothing(fetched, tmp_path):
    """It knows of each element what may stand in it, and of each attribute what it may be (https://validator.nu)."""
    for name in PLACES:  # other words make no other elements
        (tmp_path / f"{name}.html").write_bytes(fetched[name, "en"].content)
    command = ["java", "-jar", str(VNU), "--format", "gnu", *map(str, tmp_path.glob("*.html"))]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.stderr.splitlines() == []
    assert checked.returncode == 0


def test_nothing_within_it_runs_and_nothing_comes_from_elsewhere(one, parsed):
    _, _, answer = one
    assert answer["Content-Security-Policy"] == PAGES
    assert "unsafe" not in PAGES
    assert [*parsed.dangers()] == []
    assert all(address.startswith("/static/") for address in loaded(parsed))


def loaded(page):
    """The addresses of what a page has its browser load: styles, icon and scripts."""
    links = [one["href"] for one in page.all("link") if one["rel"] in {"stylesheet", "icon"}]
    return links + [one["src"] for one in page.all("script") if "src" in one]


def size(address):
    with open(finders.find(address.removeprefix("/static/")), "rb") as file:
        return len(file.read())


def test_it_is_light(one, parsed):
    weight = {"the page": len(one[2].content)} | {address: size(address) for address in loaded(parsed)}
    assert sum(weight.values()) < HEAVIEST, weight
    styles = {name: weighs for name, weighs in weight.items() if PurePosixPath(name).suffix == ".css"}
    assert sum(styles.values()) < HEAVIEST_STYLE, styles


def test_it_has_the_parts_by_which_people_find_their_way(one, parsed):
    _, language, _ = one
    [html] = parsed.all("html")
    assert html["lang"] == language
    assert [len(parsed.all(part)) for part in ("h1", "main")] == [1, 1]
    assert parsed.all("header")
    assert parsed.all("footer")
    skip = next(attributes for attributes in parsed.all("a"))
    assert skip["href"] == f"#{parsed.all('main')[0]['id']}"


def test_every_field_has_a_label(parsed):
    labelled = {attributes.get("for") for attributes in parsed.all("label")}
    for kind in ("input", "select", "textarea"):
        for attributes in parsed.all(kind):
            if attributes.get("type") not in {"hidden", "submit"}:
                assert attributes.get("id") in labelled or attributes.get("aria-label"), attributes


def meta(page):
    """Return {name or property: content} of what a page says of itself."""
    told = [(one.get("name") or one.get("property"), one["content"]) for one in page.all("meta") if "content" in one]
    assert len(told) == len(dict(told))
    return dict(told)


def test_a_link_to_it_looks_right_where_it_is_shared_and_engines_know_whether_to_list_it(one, parsed):
    name, language, _ = one
    said = meta(parsed)
    canonical = [link["href"] for link in parsed.all("link") if link["rel"] == "canonical"]
    if not PLACES[name].listed:
        assert said.get("robots") == "noindex" or canonical
        return
    assert "robots" not in said
    assert len(canonical) == 1
    assert canonical[0].startswith("http://")
    assert said["og:url"] == canonical[0]
    assert 20 < len(said["description"]) <= 320
    assert said["og:description"] == said["description"]
    assert said["og:title"] in title_of(one[2])
    assert said["og:site_name"]
    assert said["og:type"] == ("article" if name == "article" else "website")
    assert said["og:locale"] == {"en": "en_US", "ru": "ru_RU"}[language]


def title_of(answer):
    """Return what the tab of the browser says."""
    [title] = re.findall("<title>(.*?)</title>", answer.content.decode().partition("</head>")[0], re.DOTALL)
    return title


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_tell_pages_apart(fetched, language):
    right = [name for name, place in PLACES.items() if place.status == 200 and name != "article with marks"]
    titles = {title_of(fetched[name, language]).strip() for name in right}
    assert "" not in titles
    assert len(titles) == len(right)


@pytest.mark.parametrize("name", PLACES)
def test_no_word_of_a_page_in_russian_is_english(fetched, name):
    html = fetched[name, "ru"].content.decode()
    assert english_in(html, "ru", known=fetched["names"]) == []


@pytest.mark.parametrize("name", PLACES)
def test_a_page_in_russian_says_nothing_that_the_catalogue_translates(fetched, name):
    russian = compiled(ROOT)
    messages = {key for key in russian if isinstance(key, str) and key and russian[key] != key and "\4" not in key}
    said = {text for text, language in languages_of(fetched[name, "ru"].content.decode()) if language == "ru"}
    assert said & messages - fetched["names"] == set()


def test_a_page_in_english_says_nothing_russian(one, fetched):
    _, language, answer = one
    if language == "en":
        said = {text for text, spoken in languages_of(answer.content.decode()) if spoken == "en"}
        assert [text for text in said if re.search("[А-Яа-яЁё]", without(text, {*PROPER, *fetched["names"]}))] == []


def test_dates_are_told_in_the_language_of_the_page(fetched):
    html = fetched["article", "ru"].content.decode()
    assert "16\N{NO-BREAK SPACE}февраля 2021\N{NO-BREAK SPACE}г." in html
    assert "16 February 2021" in fetched["article", "en"].content.decode()
    assert 'datetime="2021-02-16"' in html


def test_no_sentence_ends_twice(parsed):
    """In Russian a date ends with the full stop of an abbreviation already."""
    assert "г.." not in parsed.text


def test_drawings_have_numbers_that_browsers_read(one):
    """In Russian a decimal point is a comma, which would part two numbers there."""
    numbers = re.findall(r' (?:x|y|x1|x2|y1|y2|cx|cy|r|width|height)="([^"]*)"', one[2].content.decode())
    assert all(re.fullmatch(r"-?[0-9.]+%?", number) for number in numbers), numbers
