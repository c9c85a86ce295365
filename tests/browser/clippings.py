"""Five hundred clippings as a folder on an old disk has them: most are sound, thirty are not, each in its own way.

The same every time: all is drawn from one seed. Every sentence is made of parts written for this test.
"""

import calendar
import io
import random
import zipfile
from dataclasses import dataclass

PLACES = (
    *("Northmoor", "Millhaven", "Orlo", "Bryst", "Ashel", "Stanmere"),
    *("Karsova", "Zelmar", "Lowick", "Penhallow", "Thornby", "Eastwater"),
)
THINGS = (
    *("harbour wall", "tram depot", "grain store", "town clock", "swimming bath", "iron bridge", "wool market"),
    *("post office", "water tower", "orchard", "brass band", "night school", "rope works", "lamp factory"),
)
DEEDS = (
    *("was opened", "was closed", "burned down", "was rebuilt", "was sold", "changed hands", "was flooded"),
    *("won a prize", "was painted green", "lost its roof", "was listed", "was forgotten", "found a new keeper"),
)
PEOPLE = ("Mara Lind", "Dov Sander", "Amina Rahal", "Teresa Quill", "Sven Aakre", "Priscilla Owusu", "Ivo Brand")
SYLLABLES = ("ta", "ne", "mo", "li", "ka", "ru", "ve", "so", "di", "pel", "gor", "hum")
SAYINGS = (
    "It was {}'s turn, said the chairman, and nobody in {} disagreed with him aloud.",
    "The council of {} had talked about it for nine years and needed eleven minutes to vote; {} sent a telegram.",
    "A committee from {} measured everything twice and wrote down a third figure, which {} accepted.",
    "People came from {} on foot, as the last bus had gone by way of {} and had not come back.",
    "The bill, which {} is to pay in four parts, was read out in {} to general silence.",
    "An old woman in {} remembered how it had been done before; a young man from {} took notes.",
    "No money changed hands, the mayor of {} said, and looked at the mayor of {} while she said it.",
    "The work took until the first frost, and {} lent two horses when the engine from {} failed.",
    "Whoever walks from {} to the river can see it; from {} one sees only the scaffolding.",
    "The insurers have written to {} three times and to {} once, which says enough about the papers.",
)
MONTHS = calendar.month_name[1:]
SITE = "https://www.eastwaterpost.example"


@dataclass(frozen=True, kw_only=True)
class Clipping:
    """A file of the folder, and what is the matter with it: nothing for those that are sound."""

    name: str
    data: bytes
    matter: str = ""
    headline: str = ""


class Maker:
    """Draws clippings, no two alike."""

    def __init__(self, seed=1987):
        self.draw, self.number = random.Random(seed), 0

    def parts(self):
        """Return {headline, byline, date, body, url} of another story."""
        self.number += 1
        draw, place = self.draw, self.draw.choice(PLACES)
        thing, deed = draw.choice(THINGS), draw.choice(DEEDS)
        year, month, day = draw.randint(1961, 2019), draw.randint(1, 12), draw.randint(13, 28)
        said = [saying.format(*draw.sample(PLACES, 2)) for saying in draw.sample(SAYINGS, 6)]
        name = "".join(draw.choice(SYLLABLES) for _ in range(4)).capitalize()
        first = (
            f"The {thing} of {place} {deed} on the {day}th, {draw.randint(2, 900)} years after the first one of {name}."
        )
        return {
            "headline": f"{thing.title()} of {place} {deed.title()}, No. {self.number}",
            "byline": f"By {draw.choice(PEOPLE)}",
            "date": f"{day} {MONTHS[month - 1]} {year}",
            "body": "\n\n".join([first, " ".join(said[:3]), " ".join(said[3:])]),
            "url": f"{SITE}/{year}/{month:02}/{thing.replace(' ', '-')}-{self.number}",
        }

    def clipping(self, matter="", *, suffix="md", data=None, name=None, **changes):
        """Return a clipping with some parts changed; None leaves a part out."""
        parts = self.parts() | changes
        text = data if data is not None else written(parts).encode()
        name = name or f"{self.number:03}-{matter.replace(' ', '-') or 'clipping'}.{suffix}"
        return Clipping(name=name, data=text, matter=matter, headline=parts["headline"] or "")


def written(parts):
    """Return the text of a clipping."""
    shown = [f"# {parts['headline']}" if parts["headline"] else None, parts["byline"], parts["date"], parts["body"]]
    lines = [one for one in shown if one]
    return "\n\n".join(lines) + (f"\n\nOriginal url: {parts['url']}\n" if parts["url"] else "\n")


def sound(maker, number):
    """Return clippings with which nothing is the matter."""
    return [maker.clipping() for _ in range(number)]


def bad(maker, others):
    """Return thirty clippings, in sixteen ways bad; `others` are sound ones, which some of them repeat."""
    made = [maker.clipping("no date", date=None) for _ in range(3)]
    made += [maker.clipping("ambiguous date", date=f"0{n}/05/2015") for n in (3, 4, 6)]
    made += [maker.clipping("future date", date=f"{n} May 2091") for n in (14, 15)]
    made += [broken_address(maker) for _ in range(3)]
    made += [maker.clipping("no headline", headline=None, byline=None) for _ in range(2)]
    made += [maker.clipping("empty body", body="") for _ in range(2)]
    made += [Clipping(name=f"copy of {one.name}", data=one.data, matter="same bytes") for one in others[:2]]
    made += [near(maker, one) for one in others[2:5]]
    made.append(maker.clipping("zero bytes", suffix="txt", data=b"PK\x03\x04" + bytes(range(256)) * 40))
    made.append(
        maker.clipping("picture", suffix="md", data=b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + maker.draw.randbytes(600))
    )
    made += [wrong_encoding(maker, encoding) for encoding in ("windows-1252", "utf-16")]
    made.append(maker.clipping("huge", body=register(maker)))
    made += [page_of_html(maker) for _ in range(2)]
    made.append(maker.clipping("nothing", suffix="md", data=b""))
    made.append(maker.clipping("short", body="See page nine."))
    made.append(maker.clipping("no source", url=None))
    return made


def broken_address(maker):
    """Return a clipping whose address a printer broke into two lines."""
    url = maker.parts()["url"]
    return maker.clipping("broken address", url=f"{url[:-12]}\n{url[-12:]}", name=f"broken-{maker.number}.md")


def register(maker):
    """Return the text of a report that nobody has cut: 11 MB, each line another."""
    return "\n".join(f"Lot {number}, taxed at {maker.draw.randint(1, 10**9)} crowns." for number in range(300_000))


def near(maker, one):
    """Return the same story as another paper printed it: another headline and address, one sentence more."""
    text = one.data.decode().replace("# ", "# Again: ", 1).replace(SITE, "https://lowickecho.example")
    text = text.replace("\n\nOriginal", " The Echo was there as well.\n\nOriginal")
    return Clipping(
        name=f"echo-{one.name}", data=text.encode(), matter="near duplicate", headline=f"Again: {one.headline}"
    )


def wrong_encoding(maker, encoding):
    """Return a clipping that is not in UTF-8."""
    parts = maker.parts()
    parts |= {"headline": f"Café “Zur Brücke” in {parts['headline'].split(' of ')[1]}"}
    return Clipping(
        name=f"{encoding}.md", data=written(parts).encode(encoding), matter="encoding", headline=parts["headline"]
    )


def page_of_html(maker):
    """Return a page of the web that somebody saved as text."""
    parts = maker.parts()
    body = "".join(f"<p>{one}</p>" for one in parts["body"].split("\n\n"))
    page = f"<!doctype html><html><head><title>{parts['headline']}</title></head><body>{body}</body></html>"
    return Clipping(name=f"page-{maker.number}.txt", data=page.encode(), matter="page", headline=parts["headline"])


def folder(number=500, seed=1987):
    """Return so many clippings, the bad ones among the others."""
    maker = Maker(seed)
    others = sound(maker, number - 30)
    found = others + bad(maker, others)
    maker.draw.shuffle(found)
    return found


def zipped(clippings):
    """Return the clippings as the bytes of a zip."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        for one in clippings:
            file.writestr(f"eastwater/{one.name}", one.data)
    return written.getvalue()
