"""Clippings as different papers print them: every one is published, and every word of it is kept."""

import re
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.importing import markdown
from articles.importing.draft import Record
from articles.importing.options import Options

NAMES = ("headline", "subtitle", "byline", "source_name", "source_url", "section", "language", "date_precision")


@dataclass(frozen=True, kw_only=True)
class Style:
    """A clipping and what must be read from it; `begins` is how its body begins. What is not named must be empty."""

    text: str
    headline: str
    at: str
    begins: str
    byline: str = ""
    authors: str = ""
    subtitle: str = ""
    source_name: str = ""
    source_url: str = ""
    section: str = ""
    language: str = "en"
    topics: tuple = ()
    pictures: int = 0
    labels: tuple = field(default=())


REST = """The ferry had been out of service since the storm of November, and the islanders had got used to the
freight boat, which takes no dogs and leaves when its skipper is ready.

"I shall miss the arguments," said Ada Penrose, who keeps the shop at the landing. Nobody else said that they would."""

STYLES = {
    "broadsheet with a standfirst": Style(
        text=f"""# Ferry returns to Skerrin after five months

*Islanders line the quay as the Marigold makes her first crossing since the November storm.*

By Hester Vale, Transport correspondent

Tuesday 16 April 2019 14.05 BST

First passengers came ashore at noon.

{REST}

Original url: https://www.harbourgazette.example/2019/apr/16/ferry-returns
""",
        headline="Ferry returns to Skerrin after five months",
        subtitle="Islanders line the quay as the Marigold makes her first crossing since the November storm.",
        byline="Hester Vale, Transport correspondent",
        authors="Hester Vale",
        at="2019-04-16 13:05",
        source_name="Harbour Gazette",
        source_url="https://www.harbourgazette.example/2019/apr/16/ferry-returns",
        begins="First passengers came ashore",
    ),
    "local paper, byline and paper in italics": Style(
        text=f"""# Ferry back in service

_By Hester Vale_, *Skerrin Herald*

16 April 2019

{REST}""",
        headline="Ferry back in service",
        byline="Hester Vale, Skerrin Herald",
        authors="Hester Vale",
        at="2019-04-16 00:00",
        source_name="Skerrin Herald",
        begins="The ferry had been out",
    ),
    "paper and date in one line": Style(
        text=f"""# Ferry back in service

*Skerrin Herald* — Friday, June 1st, 2018

{REST}""",
        headline="Ferry back in service",
        at="2018-06-01 00:00",
        source_name="Skerrin Herald",
        begins="The ferry had been out",
    ),
    "plain text, no marks at all": Style(
        text=f"""Ferry returns to Skerrin after five months
Islanders line the quay as the Marigold makes her crossing.
By Hester Vale
16 April 2019

{REST}""",
        headline="Ferry returns to Skerrin after five months",
        subtitle="Islanders line the quay as the Marigold makes her crossing.",
        byline="Hester Vale",
        authors="Hester Vale",
        at="2019-04-16 00:00",
        begins="The ferry had been out",
    ),
    "bare headline over a date": Style(
        text=f"Ferry returns to Skerrin after five months\n\nApril 16, 2019 | 3:10 PM EDT\n\n{REST}",
        headline="Ferry returns to Skerrin after five months",
        at="2019-04-16 19:10",
        begins="The ferry had been out",
    ),
    "headline underlined, agency behind the name": Style(
        text=f"""Ferry returns to Skerrin
========================

By Hester Vale, Reuters | April 16, 2019

{REST}

**Read more:** [The storm in pictures](https://skerrin.example/storm)""",
        headline="Ferry returns to Skerrin",
        byline="Hester Vale, Reuters",
        authors="Hester Vale, Reuters",
        at="2019-04-16 00:00",
        begins="The ferry had been out",
    ),
    "broadcaster: published and updated": Style(
        text=f"""# Ferry returns to Skerrin

Updated 17 Apr 2019 09:00 BST

Published: 16 Apr 2019 14:30 BST

![The Marigold](https://skerrin.example/marigold.jpg)
*The Marigold at the landing. Photo: Colm Reddy*

{REST}""",
        headline="Ferry returns to Skerrin",
        at="2019-04-16 13:30",
        pictures=1,
        begins="The ferry had been out",
    ),
    "American, Eastern time, linked name": Style(
        text=f"""# Ferry Returns to Skerrin

## After five months, islanders line the quay for the first crossing

[Hester Vale](https://skerrin.example/people/hester-vale)

April 16, 2019, 2:30 p.m. ET

{REST}""",
        headline="Ferry Returns to Skerrin",
        subtitle="After five months, islanders line the quay for the first crossing",
        byline="Hester Vale",
        authors="Hester Vale",
        at="2019-04-16 18:30",
        begins="The ferry had been out",
    ),
    "German": Style(
        text="""# Die Fähre nach Skerrin fährt wieder

**Nach fünf Monaten legt die „Marigold“ zum ersten Mal wieder an.**

Von Hanne Röder

12.07.2016 · 14:30 Uhr

Die Fähre war seit dem Sturm im November nicht mehr gefahren, und die Leute auf der Insel hatten sich an das
Frachtboot gewöhnt.

»Mir werden die Streitereien fehlen«, sagt die Frau, die den Laden am Anleger hat.""",
        headline="Die Fähre nach Skerrin fährt wieder",
        subtitle="Nach fünf Monaten legt die „Marigold“ zum ersten Mal wieder an.",
        byline="Hanne Röder",
        authors="Hanne Röder",
        at="2016-07-12 14:30",
        language="de",
        begins="Die Fähre war seit dem Sturm",
        labels=("Von", "Uhr"),
    ),
    "French": Style(
        text="""# Le bac de Skerrin reprend du service

Par Jeanne Morvan et AFP

Publié le 20 septembre 2023 à 14h30

Le bac était à quai depuis la tempête de novembre, et les habitants de l'île avaient pris l'habitude du cargo, qui ne
prend pas les chiens.

« Les disputes vont me manquer », dit la patronne de l'épicerie du port.""",
        headline="Le bac de Skerrin reprend du service",
        byline="Jeanne Morvan et AFP",
        authors="Jeanne Morvan, AFP",
        at="2023-09-20 14:30",
        language="fr",
        begins="Le bac était à quai",
        labels=("Par", "Publié", "le"),
    ),
    "Spanish": Style(
        text="""# El transbordador vuelve a Skerrin

Por Lucía Ferrer y Tomás Ibarra

Miércoles, 20 de septiembre de 2023

El transbordador no salía desde la tormenta de noviembre, y los vecinos de la isla se habían acostumbrado al barco de
carga, que no lleva perros.

«Voy a echar de menos las discusiones», dice la dueña de la tienda del muelle.""",
        headline="El transbordador vuelve a Skerrin",
        byline="Lucía Ferrer y Tomás Ibarra",
        authors="Lucía Ferrer, Tomás Ibarra",
        at="2023-09-20 00:00",
        language="es",
        begins="El transbordador no salía",
        labels=("Por",),
    ),
    "Russian": Style(
        text="""# Паром на остров снова ходит

Автор: Ирина Соловьёва

20 сентября 2023 г., 14:30 МСК

Паром не ходил с ноябрьского шторма, и жители острова привыкли к грузовому катеру, на который не берут собак.

«Мне будет не хватать этих ссор», — сказала хозяйка лавки на пристани. Она не знает, как это было до шторма.""",
        headline="Паром на остров снова ходит",
        byline="Ирина Соловьёва",
        authors="Ирина Соловьёва",
        at="2023-09-20 11:30",
        language="ru",
        begins="Паром не ходил",
        labels=("Автор", "г"),
    ),
    "Arabic": Style(
        text="""# العبارة تعود إلى الجزيرة

بقلم: ليلى منصور

الأربعاء 20 سبتمبر 2023

لم تبحر العبارة منذ عاصفة نوفمبر، وكان سكان الجزيرة قد اعتادوا على قارب الشحن الذي لا يأخذ الكلاب.

قالت صاحبة المتجر إن هذا ما كان من أمر الجدال في الميناء.""",
        headline="العبارة تعود إلى الجزيرة",
        byline="ليلى منصور",
        authors="ليلى منصور",
        at="2023-09-20 00:00",
        language="ar",
        begins="لم تبحر العبارة",
        labels=("بقلم",),
    ),
    "note with front matter": Style(
        text=f"""---
title: "Ferry returns to Skerrin: at last"
description: >-
  Islanders line the quay as the Marigold
  makes her first crossing.
author: ["[[Hester Vale]]", Colm Reddy]
published: 2019-04-16T14:30:00+01:00
source: https://www.skerrinherald.example/ferry-returns
publication: Skerrin Herald
section: Transport
tags:
  - ferries
  - islands
lang: en-GB
---

# Ferry returns to Skerrin: at last

{REST}""",
        headline="Ferry returns to Skerrin: at last",
        subtitle="Islanders line the quay as the Marigold makes her first crossing.",
        byline="Hester Vale, Colm Reddy",
        authors="Hester Vale, Colm Reddy",
        at="2019-04-16 13:30",
        source_name="Skerrin Herald",
        source_url="https://www.skerrinherald.example/ferry-returns",
        section="Transport",
        topics=("ferries", "islands"),
        language="en-GB",
        begins="The ferry had been out",
        labels=("title", "description", "author", "published", "source", "publication", "section", "tags", "lang"),
    ),
    "section, breadcrumb and place stay in the text": Style(
        text=f"""# Ferry returns to Skerrin

Home > World > Islands

SKERRIN, 5 May 2020

{REST}""",
        headline="Ferry returns to Skerrin",
        at="2020-05-05 00:00",
        begins="Home > World > Islands\n\nSKERRIN\n\nThe ferry had been out",
    ),
    "an address that broke twice": Style(
        text=f"""# Ferry returns to Skerrin

by Hester Vale

April 16, 2019

{REST}

Original url:

https://www.valleycourier.example/ferry-ret urns-after-fi
ve""",
        headline="Ferry returns to Skerrin",
        byline="Hester Vale",
        authors="Hester Vale",
        at="2019-04-16 00:00",
        source_name="Valley Courier",
        source_url="https://www.valleycourier.example/ferry-returns-after-five",
        begins="The ferry had been out",
    ),
}


@pytest.mark.parametrize("name", STYLES)
def test_a_style_is_read_as_a_reader_would(clipping, name):
    style = STYLES[name]
    draft = clipping(style.text)
    assert draft.problems == ()
    precision = "day" if style.at.endswith("00:00") else "minute"
    expected = {one: getattr(style, one, precision) for one in NAMES}
    assert {one: getattr(draft, one) for one in NAMES} == expected | {"source_name": draft.source_name}
    assert draft.source_name in (style.source_name, draft.source_domain)
    assert f"{draft.published_at:%Y-%m-%d %H:%M}" == style.at
    assert ", ".join(one.name for one in draft.authors) == style.authors
    assert (draft.topics, len(draft.images)) == (style.topics, style.pictures)
    assert draft.body.startswith(style.begins)


# --- no word is lost ------------------------------------------------------------------------------

LABELS = ("By", "by", "Published", "Updated", "Original", "url", "Read", "more", "Related", "article", "Text")
"""Words that say only what stands behind them."""


def lost(text, found, labels):
    """Words of a clipping that stand in no field, and in no evidence either."""
    kept = [getattr(found, "body", ""), *(one.raw for one in getattr(found, "evidence", ()))]
    return set(re.findall(r"[^\W_]+", text)) - set(re.findall(r"[^\W_]+", " ".join(kept))) - set(labels)


@pytest.mark.parametrize("name", STYLES)
def test_every_word_of_a_style_is_kept(clipping, name):
    style = STYLES[name]
    assert lost(style.text, clipping(style.text), (*LABELS, *style.labels)) == set()


LINES = [
    "# A headline",
    "## Another",
    "**Bold line**",
    "A bare first line",
    "Setext\n===",
    "*A standfirst in italics, of some words*",
    "A sentence that sums all of it up",
    "By Jane Doe",
    "_By Ann Lee_, *Harbour Times*",
    "Von Jane Doe",
    "Text: Jane Doe",
    "[Jane Doe](https://a.b/profile/jane)",
    "Jane Doe, Science correspondent",
    "5 May 2020",
    "12. Juli 2016 · Politik",
    "The Guardian, Tuesday 5 May 2020",
    "London, 6 May 2020",
    "Harbour Times / 7 May 2020 / Page 3",
    "Updated 8 May 2020",
    "04/05/2015",
    "Home > World",
    "Share on Facebook",
    "Comments (12)",
    "---\ntitle: T\nfoo: bar\n---",
    "---\nNote: nothing\n---",
    "The first paragraph of an article, which is prose.",
    "Another one, by nobody; it ends in 1999.",
    "- one\n- two",
    "A caption. **Ann Lee / AFP**",
    "![alt](https://a.b/c.jpg)",
    "**Related article:** [Title](https://a.b/d)",
    "Original url: https://a.b/e-f gh-i jk",
]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(LINES), st.sampled_from(["\n", "\n\n"])), max_size=12))
def test_no_order_of_lines_loses_a_word(lines):
    text = "".join(line + end for line, end in lines)
    found = markdown.read(Record(data=text.encode(), file="a.md"), Options())
    for one in getattr(found, "evidence", ()):
        assert one.start is None or text[one.start : one.end] == one.raw
    if not hasattr(found, "reason"):
        assert lost(text, found, (*LABELS, "title", "foo", "bar")) == set()
