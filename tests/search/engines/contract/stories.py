"""Stories in nine languages, short and made for this: the archive that `languages.py` asks about.

The first digit of an id tells the language: 1 Russian, 2 German, 3 Arabic, 4 Chinese, 5 French, 6 English, 7 Turkish;
8 is a language that is not searched, and 9 has the stories that stand at the edge of a day.
"""

import datetime

from search.analysis import for_languages
from search.engines.base import Document

ANALYSIS = for_languages(("en", "ru", "de", "ar", "fr", "tr", "zh"))


def story(number: int, language: str, body: str, *, published: str = "2023-05-01T12:00+00:00", has=(), **fields):
    """Make the document of an article; what `source`, `author`, `topic` and `section` hold is a text and a value."""
    values = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in fields.items()}
    texts = {"body": (body,)} | values
    parts = language.split("-")
    return Document(
        id=number,
        published=datetime.datetime.fromisoformat(published),
        texts={name: ANALYSIS.text(runs, language) for name, runs in texts.items()},
        language=tuple("-".join(parts[:length]) for length in range(1, len(parts) + 1)),
        has=frozenset(has),
        **{name: values[name] for name in ("source", "author", "topic", "section") if name in values},
    )


STORIES = (
    # --- Russian --------------------------------------------------------------------------------------
    story(
        11, "ru", "Министр иностранных дел говорил о перемирии. Самолёт сел ночью.",
        headline="Министры встретились в Ереване", source="Вестник", topic=["дипломатия"],
    ),
    story(12, "ru", "Обстрелы прекратились после перемирия, сообщила газета.", source="Вестник", topic=["война"]),
    story(13, "ru", "Ёлка на площади зажглась, самолет улетел. Мой город спит.", source="Вечер"),
    story(14, "ru", "Мои соседи видели министров.", by="Анна Петрова", author=["Анна Петрова"], has=["image"]),
    # --- German ---------------------------------------------------------------------------------------
    story(
        21, "de", "Die Ärzte fordern mehr Geld. Der Bürgermeister sagte, die Straße bleibe gesperrt.",
        headline="Neue Häuser für Köln", source="Der Bote", section="Lokales",
    ),
    story(22, "de-at", "Ein Haus brannte in der STRASSE am Fluss. Der Arzt kam zu spät.", source="Der Bote"),
    story(23, "de", "Das Gift im Fluß tötete Fische.", headline="Fischsterben", source="Tagblatt", topic=["Umwelt"]),
    # --- Arabic ---------------------------------------------------------------------------------------
    story(31, "ar", "قال الوزير إن الكتاب متاح في كل مكتبة.", headline="افتتاح المدرسة الجديدة", source="الخبر"),
    story(32, "ar", "في مَدْرَسَةٍ قديمة كتاب واحد.", source="الخبر"),
    story(33, "ar", "بلغ السعر ٣٫٥ دولار، وكان ١٬٠٠٠ دينار. قرأ علـــي الخبر."),
    # --- Chinese --------------------------------------------------------------------------------------
    story(41, "zh-hans", "双方在北京签署了停火协议。", headline="停火协议今天生效", source="晨报"),
    story(42, "zh-hant-tw", "停電之後，火車晚點。", source="晨报", has=["image", "related"]),
    story(43, "zh", "中国代表团访问华沙。Ｃｏｖｉｄ－１９ 疫情结束。"),
    story(44, "zh", "国中学生参加比赛。"),
    # --- French ---------------------------------------------------------------------------------------
    story(
        51, "fr", "Les élections auront lieu dimanche, a dit le chef de l’État. Le cœur de la ville est fermé.",
        headline="L’élection du maire", source="La Gazette", section="Politique",
    ),
    story(52, "fr-ca", "Aujourd'hui le maire a été élu à Besançon; rendez-vous à la mairie.", source="La Gazette"),
    # --- English --------------------------------------------------------------------------------------
    story(
        61, "en", "Armenia's government sent an e-mail to the U.S.A. about 1,000 vaccines.",
        headline="U.S. ministers meet over COVID-19", by="Ani Karabakhtsyan, Geneva", author=["Ani Karabakhtsyan"],
        source="The Courier", section="World", topic=["health", "diplomacy"], published="2020-04-02T08:00+00:00",
    ),
    story(
        62, "en-gb", "Days of covid, says the mail; page 19. It is between US and them. Armenia’s answer came late.",
        source="The Courier", section="World", published="2020-04-03T08:00+00:00", has=["correction"],
    ),
    story(
        63, "en", "Growth was 3.5 percent, not 35. It is 1000 metres to the sea, and 1,500 to the port.",
        headline="Figures of the week", source="The Ledger", section="Business", published="2021-01-01T00:00+00:00",
    ),
    story(
        64, "en", "The minister for foreign affairs resigned. A white and very old house was sold.",
        headline="Cabinet", source="The Ledger", section="World", published="2021-12-31T23:59:59+00:00",
    ),
    story(
        65, "en-us", "The guests of the white old house left. The pictures show the garden.",
        headline="White House reopens", caption=["The White House,", "house of presidents"], source="The Courier",
        section="World", topic=["diplomacy"], has=["image"], published="2022-06-01T00:00+00:00",
    ),
    story(66, "en", "Gifts for the poor: many die in floods. The election is late.", source="The Ledger"),
    story(67, "en", "Mr O’Brien, no naïve man, owns a café. Señor Núñez wrote his résumé.", headline="OBRIEN'S CAFE"),
    story(68, "en", "The Karabakh road is open. Karabagh was an older spelling.", headline="Road", topic=["Karabakh"]),
    story(69, "en", "Reuters reports: a reuter is no reporter. Nothing else happened.", by="Reuters", source="Reuters"),
    # --- Turkish --------------------------------------------------------------------------------------
    story(71, "tr", "İstanbul’da ışık söndü. Kitaplar yandı.", headline="IŞIKLAR SÖNDÜ", source="Haber"),
    story(72, "tr", "ISPARTA gülleri açtı. Bir kitap bulundu.", source="Haber"),
    # --- not searched: these are only folded ----------------------------------------------------------
    story(81, "pl", "Łódź ma nowego ministra. Gifty są drogie.", source="Kurier"),
    story(82, "und", "Ministers. Gift. Łódź.", source="Kurier"),
    # --- at the edge of a day, told as it was on the clocks there ---------------------------------------
    story(91, "en", "Midnight bell.", published="2023-09-20T23:30-05:00", source="Clock", section="West"),
    story(92, "en", "Midnight bell.", published="2023-09-21T00:30+14:00", source="Clock", section="East"),
    story(93, "en", "Midnight bell.", published="2023-09-20T23:59:59+00:00", source="Clock", section="Centre"),
    story(94, "en", "Midnight bell.", published="2023-09-21T00:00:00+00:00", source="Clock", section="Centre"),
    story(95, "en", "Midnight bell.", published="1969-12-31T23:59:59+00:00", source="Clock", section="Past"),
)  # fmt: skip
