"""An article as a NewsArticle of schema.org."""

import json
import re

import pytest

from articles.exporting import jsonld

PAGE = "http://127.0.0.1:8000/articles/42/"


def written(article):
    return json.loads(jsonld.write(article))


def test_an_article_is_a_news_article(whole):
    assert written(whole()) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": "http://127.0.0.1:8000/api/v1/articles/42/",
        "headline": "Harbour reopens",
        "alternativeHeadline": "After a year",
        "author": [{"@type": "Person", "name": "Ann Lee"}, {"@type": "NewsMediaOrganization", "name": "AFP"}],
        "creditText": "Ann Lee and AFP",
        "publisher": {"@type": "NewsMediaOrganization", "name": "The Argus", "url": "https://argus.example"},
        "articleSection": "World",
        "keywords": ["Sea", "Ships & trade"],
        "inLanguage": "en",
        "datePublished": "2023-09-20T14:05:06Z",
        "articleBody": "First paragraph.\n\nSecond.",
        "wordCount": 3,
        "image": [
            {
                "@type": "ImageObject",
                "contentUrl": "https://argus.example/ship.jpg",
                "caption": "A ship",
                "creditText": "Jo",
            }
        ],
        "correction": [
            {"@type": "CorrectionComment", "text": "It was Tuesday.", "datePublished": "2023-09-22T08:00:00Z"}
        ],
        "url": "https://argus.example/1?a=1&b=2",
        "archivedAt": PAGE,
        "mainEntityOfPage": {"@type": "WebPage", "@id": PAGE, "relatedLink": ["https://b.example/"]},
        "dateModified": "2024-02-01T12:00:00Z",
        "version": 3,
        "creativeWorkStatus": "Published",
    }


def test_what_is_not_known_is_not_said(bare):
    assert written(bare).keys() == {
        *("@context", "@type", "@id", "headline", "datePublished", "articleBody", "wordCount", "url", "archivedAt"),
        *("mainEntityOfPage", "dateModified", "version", "creativeWorkStatus"),
    }
    assert written(bare)["datePublished"] == "2023"


@pytest.mark.parametrize(("precision", "date"), [("month", "2023-09"), ("day", "2023-09-20")])
def test_a_date_is_as_precise_as_it_is_known(whole, precision, date):
    assert written(whole(date_precision=precision))["datePublished"] == date


def test_a_draft_says_that_it_is_one_and_may_lack_its_date(bare):
    draft = written(bare | {"status": "draft", "published_at": None, "date_precision": ""})
    assert (draft["creativeWorkStatus"], "datePublished" in draft) == ("Draft", False)


def test_what_was_withdrawn_says_so_and_no_more(left):
    assert json.loads(jsonld.gone(left)) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": "http://127.0.0.1:8000/api/v1/articles/42/",
        "url": PAGE,
        "creativeWorkStatus": "Withdrawn",
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": "This article was withdrawn on 3 May 2024. The reason: legal.",
                "datePublished": "2024-05-03",
            }
        ],
    }


def test_it_uses_the_words_that_schema_org_itself_shows_for_corrections(shared, whole):
    shown = (shared / "formats/schemaorg/data/issue-1950-examples.txt").read_text()
    theirs = set(re.findall(r'"(@?\w+)":', shown))
    assert {"correction", "headline", "datePublished", "publisher", "mainEntityOfPage"} <= theirs & written(
        whole()
    ).keys()
    assert written(whole())["correction"][0].keys() <= theirs
