"""An archive with articles of every kind, and with everything that can have become of them, by the real ways in."""

import json

import pytest
from django.core.management import CommandError, call_command

from articles import addresses, curation, originals
from articles.models import Article, Author, Capture, Image, RelatedLink, Source, Topic
from articles.originals import put_aside

LANGUAGES = ("en", "de", "ku", "ru", "und")
WORDS = "The harbour of Northmoor reopened after the flood, number {}. Ships came in with “fish”; 中国 🐟."


def record(number):
    """Return one record of a dump; every few lack something, or have more."""
    made = {
        "key": str(number),
        "headline": f"Harbour {number}",
        "subtitle": "Ships" * (number % 3 == 0),
        "byline": f"Ann {number % 7}",
        "authors": [{"name": f"Ann {number % 7}", "kind": "person"}, {"name": "AFP", "kind": "agency"}],
        "source": ("Herald", "gazette.example", "Северный вестник")[number % 3],
        "section": f"Section {number % 4}",
        "topics": [f"Topic {number % 11}", "sea"],
        "language": LANGUAGES[number % 5],
        "published_at": f"{1900 + number % 120}-0{1 + number % 9}",
        "source_url": f"https://gazette.example/{number}?utm_source=x",
        "body": f"{WORDS.format(number)}\n\n> *{'so it was. ' * (number % 5 + 1)}*",
        "images": [{"url": f"https://gazette.example/{number}.jpg", "caption": "The sea", "credit": "B"}],
        "related_links": [{"title": "Before", "url": f"https://gazette.example/{number - 1}"}],
    }
    if number % 10 == 7:
        del made["published_at"]  # a draft
    if number % 10 == 8:
        made["published_at"] = "04/05/2015"  # a problem
    return made


def fill(folder, count):
    """Take in so many records and what is beside them, then let everything become of some of them."""
    dump = folder / "dump.ndjson"
    with dump.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(record(number), ensure_ascii=False) + "\n" for number in range(count))
        file.write("{broken\n[]\n")
    clipping = folder / "clipping.md"
    clipping.write_text(
        "# Bridge opens\n\nBy Mara Lind\n\n20 September 2023\n\nThe *bridge* opened.\n", encoding="utf-8"
    )
    with pytest.raises(CommandError, match="2 of"):
        call_command("import_articles", str(dump), str(clipping), verbosity=0)
    befall(Article.objects.public().order_by("pk"))


def befall(public):
    """Do to public articles, by their places in the list, what can be done."""
    ids = list(public.values_list("pk", flat=True))
    share = min(60, max(1, len(ids) // 20))
    several = [ids[start : start + share] for start in range(0, len(ids), share)]
    article = Article.objects.get
    for pk in several[0]:
        one = article(pk=pk)
        one.headline = f"Edited {pk}"
        one.save()
    for pk in several[1]:
        curation.withdraw(article(pk=pk), reason=("legal", "error")[pk % 2], note="for staff", by="ada")
    for pk in several[2]:
        curation.withdraw(article(pk=pk), reason="privacy")
        curation.restore(article(pk=pk), by="ada", note="it was wrong")
    for pk, into in zip(several[3], several[4], strict=False):
        curation.merge(article(pk=pk), into=article(pk=into))
    for pk in several[5]:
        curation.correct(article(pk=pk), correction="It was Tuesday.", by="ada", note="a reader wrote")
    for pk in several[6]:
        curation.delete(article(pk=pk), by="ada")
    for pk in several[7]:
        Image.objects.create(article_id=pk, url="https://a.example/b.jpg", position=3)
        RelatedLink.objects.create(article_id=pk, title="By hand", target_id=several[8][0])
    made = Article.objects.create(headline="A draft by hand", problems=["It has no date."])
    assert made.status == "draft"
    source = Source.objects.get(name="Herald")
    source.name = "The Herald"
    source.save()
    Author.objects.create(name="Nobody yet")
    Topic.objects.create(name="unused")
    addresses.forget(["https://gone.example/"])
    put_aside(Capture.objects.filter(article=None).first())
    assert originals.missing(Capture.objects.values_list("container", flat=True)) == []
