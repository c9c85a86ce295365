"""Bylines: who wrote, as newspapers print it."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from articles.importing.draft import AuthorName
from articles.importing.sources import NAMES

_AGENCIES = (
    "AAP|AFP|Agence France-Presse|Agencies|Anadolu|Anadolu Agency|ANI|ANP|ANSA|Antara|AP|APA|APP|Armenpress|"
    "Associated Press|The Associated Press|Australian Associated Press|Azertac|BelTA|Belga|Bernama|Bloomberg|BNS|"
    "Canadian Press|The Canadian Press|ČTK|CTK|Deutsche Presse-Agentur|dpa|EFE|ELTA|GNA|IANS|Inter Press Service|"
    "Interfax|Interfax-Ukraine|IPS|IRNA|Jiji|JTA|Kazinform|KCNA|Kyodo|Kyodo News|LETA|Lusa|MENA|MTI|NAN|"
    "News Agencies|NTB|PA|PA Media|PAP|Press Association|PTI|Press Trust of India|Radio Free Europe|"
    "Radio Free Europe/Radio Liberty|Radio Liberty|RFE/RL|Reuters|Reuters Staff|RIA Novosti|Ritzau|SANA|Sputnik|"
    "STT|Tanjug|TASS|Tasnim|Thomson Reuters|Trend|TT|Ukrinform|UNI|UPI|United Press International|VOA|"
    "Voice of America|WAM|Wire Services|Xinhua|Yonhap"
)
AGENCIES = frozenset(_AGENCIES.casefold().split("|"))
"""Folded names of agencies; words such as `Press` or `News Agency` at the end make one too."""

_PAPER_NAME = re.compile(
    r"(?:\w[\w.'’&-]* ){1,4}(?:times|post|herald|gazette|tribune|chronicle|courier|journal|guardian|observer|telegraph|"
    r"telegram|mail|express|mirror|standard|independent|examiner|inquirer|ledger|dispatch|echo|advertiser|argus|"
    r"sentinel|zeitung|tageblatt|tagblatt|nachrichten|rundschau|anzeiger|kurier|figaro|monde|diario|gazzetta|corriere|"
    r"вестник|газета|известия)",
    re.IGNORECASE,
)
"""A few words of which the last says that they name a newspaper."""

_AGENCY_END = re.compile(r"\b(?:news agency|news service|newswire|presse?|press service|wire|news)$", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|writers?|staff|columnists?|contributors?|bureau|desk|analysts?|"
    r"special to|photographers?|editorial|newsroom|agencies and|korrespondent(?:in)?|redakteur(?:in)?|redaktion|"
    r"correspondante?|rédaction|corresponsal|redacción|redazione|корреспондент|редакция)\b",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:(?:written |words |story |report |text )?by|authors?|byline|reported by)\b\s*:?\s+", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"(?:von|par|por|di|(?:text|words|story|texte|texto|testo|autor(?:in)?|auteure?|autore|автор|авторы|текст|بقلم|كتب)"
    r"\s*:)\s+",
    re.IGNORECASE,
)
"""What papers of other languages print for “By”: words with other meanings too, so that place and names must fit."""

_AUTHOR_PAGE = re.compile(
    r"[/.?=](?:profiles?|authors?|by|byline|people|person|staff|contributors?|columnists?|correspondents?|journalists?|"
    r"reporters?|writers?|autor(?:en|es)?|auteurs?|autori?)[/=.-]",
    re.IGNORECASE,
)
"""What the address of a page about who wrote has in it."""

_LIKE_BYLINE = re.compile(rf"[\s*_]*(?:{_BY.pattern})", re.IGNORECASE)
_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\s*\([^()]*(?:\([^()]*\)[^()]*)*\)")
_MARKS = re.compile(r"\*+|(?<!\w)_+|_+(?!\w)")
_MAIL = re.compile(r"\s*[<(]?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+[>)]?")
_PARTED = re.compile(
    r"\s*(?:[;|\n]|,(?!\s*(?:Jr|Sr|I{2,3}|IV)\b)|\s/\s|\s[–—-]\s|\s(?:and|with|und|et|&)\s)\s*", re.IGNORECASE
)
_LISTED = re.compile(rf"{_PARTED.pattern}|\\s(?:y|e|ed|и|و)\\s", re.IGNORECASE)
_PAPER = re.compile(r"(?P<names>.*[^\s*_].*?)\s*[,|/–—-]\s*(?P<mark>[*_])(?P<paper>[^*_]+)(?P=mark)")
_PICTURES = re.compile(
    r"[\s,;|]{0,3}(?:\band\s+)?\b(?:photo(?:graph)?(?:s|y)?|pictures?|images?) by\b:?\s+", re.IGNORECASE
)
"""What parts those who took the pictures from those who wrote."""

_PLACE = re.compile(r"\s+(?:in|at|from|near|aboard)\s+(?=[A-Z]|the ).*$")
_OF = re.compile(r"\s+(?:of|for)\s+")
_SMALL = re.compile(
    r"an?|and|the|of|for|in|at|from|with|&|de|la|les?|d[aiou]s?|del|della|van|von|de[rn]|te[rn]|bi?e?n|ibn|abu|al|el|y|e|"
    r"our|own|by|special|to|news|agency|(?:al|el)-.*|d['’].*"
)
_DAYS = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|now|then|contrast|default|law|far|christmas|noon|midnight",
    re.IGNORECASE,
)
_NAMED = re.compile(r"[^\W\d_][\w.'’-]*")
LONGEST = 160
"""Characters of a line that may still be a byline; the longest real ones, of five names, have about 120."""

KEPT = 2048
"""Bylines that are kept as read: a paper prints the same few hundred all the time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Byline:
    """Who wrote: the line without “By” and markup, its authors in order, and what was left out of it.

    `paper` is the one that the line names as the place where it was printed.
    """

    text: str
    authors: tuple[AuthorName, ...] = ()
    repairs: tuple[str, ...] = ()
    paper: str = ""


@lru_cache(maxsize=KEPT)
def read_byline(printed):
    """Read a byline, with or without “By”."""
    text = " ".join(_unmarked(printed).split())
    text = _BY.sub("", text, count=1) if _BY.match(text) else text
    without_mail = (_MAIL.sub("", text) if "@" in text else text).strip(" ,;|*_")
    repairs = ("an e-mail address left out",) if "@" in text and _MAIL.search(text) else ()
    return Byline(text=without_mail, authors=_authors(without_mail), repairs=repairs)


def is_byline(line):
    """Whether a line of its own is a byline: “By” and then nothing but names."""
    if not _LIKE_BYLINE.match(line):
        return False
    text = _unmarked(line).strip()
    match = _BY.match(text)
    if not match or len(text) > LONGEST:
        return False
    names = _PICTURES.sub(", ", _MAIL.sub("", text[match.end() :])).strip()
    return (
        bool(names)
        and not _DAYS.fullmatch(names)
        and not re.search(r"\d|[!?:\"“”]|[a-z]{3}\.$", names)
        and _is_names(names)
    )


def is_perhaps_byline(line):
    """Whether a line is a byline where bylines stand: `Von Jane Doe`, a linked name, a name with a role."""
    is_linked = "](" in line and _is_linked_to_authors(line)
    if len(line) > LONGEST and not is_linked:
        return False
    text = _without_by(line)
    if text is not None or is_linked:
        return all(map(_is_full_name, _LISTED.split(text or _unmarked(line).strip(" *_"))))
    if not _ROLE.search(line):
        return False
    first, *rest = _LISTED.split(_unmarked(line).strip(" *_"))
    roles = [one for one in rest if _is_role(one)]
    return bool(roles) and all(_is_full_name(one) for one in (first, *rest) if one not in roles)


def _without_by(line):
    """A line without what other languages print for “By”; None where it does not begin so."""
    line = line.lstrip(" *_")
    match = _ELSEWHERE.match(line)
    return _unmarked(line[match.end() :]).strip(" *_") if match else None


def _is_linked_to_authors(line):
    """Whether a line holds links only, each to the page of somebody who writes."""
    around = _LINK.sub("", line).strip(" *_,&|")
    return (not around or _LISTED.fullmatch(f" {around} ") is not None) and all(
        _AUTHOR_PAGE.search(link[0], link.end(1) - link.start()) for link in _LINK.finditer(line)
    )


def _is_full_name(text):
    """Whether this is two to five words that begin as names do; or a well-known agency."""
    words = text.strip(" ,;").split()
    if text.strip(" ,;").casefold() in AGENCIES | NAMES:
        return True
    if not all(map(_NAMED.fullmatch, words)):
        return False
    return 2 <= len(words) <= 5 and all(not word[0].islower() or _SMALL.fullmatch(word) for word in words)


def _is_role(text):
    """Whether a few words say what somebody is at a paper: `Science correspondent`."""
    return len(text.split()) <= 6 and bool(_ROLE.search(text)) and not re.search(r"[.!?]$|\d", text)


@lru_cache(maxsize=KEPT)
def read_line(line):
    """Read a byline that is a line of its own: “Von” goes too, and a title in italics at the end is the paper's."""
    read = read_byline(_without_by(line) or line)
    if "|" in read.text:
        return _without_pieces(read)
    match = line.endswith(("*", "_")) and _PAPER.fullmatch(line.strip())
    if not match or not is_paper(match["paper"]):
        return read
    names = read_byline(_without_by(match["names"]) or match["names"])
    return replace(read, authors=names.authors, paper=match["paper"].strip())


def _without_pieces(read):
    """A byline without authors out of what stands behind a bar: an agency may, else it is a section or the paper."""
    first, *rest = read.text.split("|")
    agencies = (one for piece in rest for one in _authors(piece) if one.kind == "agency")
    authors = dict.fromkeys((*_authors(first), *agencies))
    paper = next((piece.strip() for piece in rest if is_paper(piece)), "")
    return replace(read, authors=tuple(authors), paper=paper)


def is_paper(name):
    """Whether a name is that of a newspaper, as far as it can be told by looks; an agency is none."""
    name = name.strip(" *_")
    known = name.casefold() in NAMES or bool(_PAPER_NAME.fullmatch(name))
    return known and name.casefold() not in AGENCIES


def author_name(name, kind=""):
    """Return an author of this name; the kind is told from the name unless given."""
    name = re.sub(r"\s+", " ", name).strip(" ,;|*_")[:255].strip()
    return AuthorName(name=name, kind=kind or ("agency" if _is_agency(name) else "person"))


def _unmarked(text):
    """Take links, bold and italics off."""
    text = _LINK.sub(r"\1", text) if "[" in text else text
    return _MARKS.sub("", text) if "*" in text or "_" in text else text


def _is_names(text):
    words = [word.strip("(),;.|/’'") for word in re.split(r"[\s/]+", text)]
    words = [word for word in words if word]
    named = [word for word in words if not word[0].islower()]
    return bool(named or _ROLE.search(text)) and all(
        not word[0].islower() or _SMALL.fullmatch(word) or _ROLE.search(word) for word in words
    )


def _authors(text):
    """Each person and agency of a byline once, in order; roles and places are no authors."""
    names = [name for part in _PARTED.split(_PICTURES.sub("; ", text)) for name in _names(part)]
    authors = {name.casefold(): author_name(name) for name in names}
    return tuple(author for author in authors.values() if re.search(r"\w", author.name))


def _names(part):
    """Names in one part of a byline: `John Roe of The Associated Press` is two, `AFP/Jane Doe` too."""
    part = _PLACE.sub("", part.strip(" ,;"))
    pieces = [part] if _is_agency(part) else _two(part) or re.split(r"\s*/\s*", part)
    pieces = [piece for one in pieces for piece in _with_employer(one)]
    return [piece for piece in pieces if piece and not (_ROLE.search(piece) and not _is_agency(piece))]


def _two(part):
    """Two whole names that a word joins which is also part of names: `Ana Ruiz y Luis Sol`; empty for others."""
    names = re.split(r"\s(?:y|e|ed|и|و)\s", part)
    return names if len(names) > 1 and all(len(name.split()) > 1 for name in names) else []


def _with_employer(piece):
    name, *employer = _OF.split(piece, maxsplit=1)
    if not employer or _is_agency(piece) or name[:1].islower():
        return [piece]
    return [name, *(one for one in employer if _is_agency(one))]


def _is_agency(name):
    folded = name.casefold()
    return (
        folded in AGENCIES
        or folded in NAMES
        or bool(_AGENCY_END.search(name) and len(name.split()) > 1 and not _OF.search(name))
        or bool(re.fullmatch(r"[A-Z]{2,5}", name))
    )
