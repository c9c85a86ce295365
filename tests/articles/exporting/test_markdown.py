"""An article as Markdown with front matter, which YAML reads. How it comes back: `importing/test_exported.py`."""

import yaml

from articles.exporting import markdown


def read(content):
    """Return front matter and body, as any program for Markdown reads them."""
    _, front, body = content.decode().split("---\n", 2)
    return yaml.safe_load(front), body


def test_an_article_is_front_matter_and_its_body(whole):
    front, body = read(markdown.write(whole()))
    assert body == "\nFirst *paragraph*.\n\nSecond.\n"
    assert front == {
        "shape": "news-archive-article/1",
        "title": "Harbour reopens",
        "subtitle": "After a year",
        "byline": "Ann Lee and AFP",
        "authors": [{"name": "Ann Lee", "kind": "person"}, {"name": "AFP", "kind": "agency"}],
        "source": {"name": "The Argus", "domain": "argus.example"},
        "section": "World",
        "tags": ["Sea", "Ships & trade"],
        "lang": "en",
        "date": "2023-09-20T14:05:06Z",
        "date_precision": "minute",
        "source_url": "https://argus.example/1?a=1&b=2",
        "images": [{"url": "https://argus.example/ship.jpg", "caption": "A ship", "credit": "Jo"}],
        "related": [
            {"title": "Kept here", "url": ""},
            {"title": "Elsewhere", "url": "https://b.example/"},
            {"title": "Lost", "url": ""},
        ],
        "corrections": [{"at": "2023-09-22T08:00:00Z", "note": "It was Tuesday."}],
        "url": "http://127.0.0.1:8000/api/v1/articles/42/",
        "revision": 3,
    }


def test_a_date_is_as_precise_as_it_is_known(whole):
    assert [read(markdown.write(whole(date_precision=one)))[0]["date"] for one in ("year", "month", "day")] == [
        *("2023", "2023-09", "2023-09-20")
    ]


def test_what_was_withdrawn_says_so(left):
    front, body = read(markdown.gone(left))
    assert front == {
        "shape": "news-archive-withdrawn/1",
        "url": "http://127.0.0.1:8000/api/v1/articles/42/",
        "status": "withdrawn",
        "reason": "legal",
        "date": "2024-05-03",
    }
    assert body == "\nThis article was withdrawn on 3 May 2024. The reason: legal.\n"


def test_hostile_text_is_read_back_by_yaml(hostile_articles):
    for article in hostile_articles:
        front = markdown.write(article).decode().removeprefix("---\n").partition("\n---\n")[0]
        assert yaml.safe_load(front).get("title", "") == article["headline"], article["headline"]
