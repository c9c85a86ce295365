"""Bylines: who wrote, as newspapers print it."""

import re
from dataclasses import dataclass

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

_AGENCY_END = re.compile(r"\b(?:news agency|news service|newswire|presse?|press service|wire|news)$", re.IGNORECASE)
_ROLE = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|writers?|staff|columnists?|contributors?|bureau|desk|analysts?|"
    r"special to|photographers?|editorial|newsroom|agencies and)\b",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:(?:written |story |report |text )?by|authors?|byline|reported by)\b\s*:?\s+", re.IGNORECASE)
_LIKE_BYLINE = re.compile(rf"[\s*_]*(?:{_BY.pattern})", re.IGNORECASE)
_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\s*\([^()]*(?:\([^()]*\)[^()]*)*\)")
_MAIL = re.compile(r"\s*[<(]?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+[>)]?")
_PARTED = re.compile(
    r"\s*(?:[;|\n]|,(?!\s*(?:Jr|Sr|I{2,3}|IV)\b)|\s/\s|\s[–—-]\s|\s(?:and|with|&)\s)\s*", re.IGNORECASE
)
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
LONGEST = 160
"""Characters of a line that may still be a byline; the longest real ones, of five names, have about 120."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Byline:
    """Who wrote: the line without “By” and markup, its authors in order, and what was left out of it."""

    text: str
    authors: tuple[AuthorName, ...] = ()
    repairs: tuple[str, ...] = ()


def read_byline(printed):
    """Read a byline, with or without “By”."""
    text = " ".join(_unmarked(printed).split())
    text = _BY.sub("", text, count=1) if _BY.match(text) else text
    without_mail = _MAIL.sub("", text).strip(" ,;|*_")
    repairs = ("an e-mail address left out",) if _MAIL.search(text) else ()
    return Byline(text=without_mail, authors=_authors(without_mail), repairs=repairs)


def is_byline(line):
    """Whether a line of its own is a byline: “By” and then nothing but names."""
    if not _LIKE_BYLINE.match(line):
        return False
    text = _unmarked(line).strip()
    match = _BY.match(text)
    if not match or len(text) > LONGEST:
        return False
    names = _MAIL.sub("", text[match.end() :]).strip()
    return (
        bool(names)
        and not _DAYS.fullmatch(names)
        and not re.search(r"\d|[!?:\"“”]|[a-z]{3}\.$", names)
        and _is_names(names)
    )


def author_name(name, kind=""):
    """Return an author of this name; the kind is told from the name unless given."""
    name = re.sub(r"\s+", " ", name).strip(" ,;|*_")[:255].strip()
    return AuthorName(name=name, kind=kind or ("agency" if _is_agency(name) else "person"))


def _unmarked(text):
    """Take links, bold and italics off."""
    return re.sub(r"\*+|(?<!\w)_+|_+(?!\w)", "", _LINK.sub(r"\1", text))


def _is_names(text):
    words = [word.strip("(),;.|/’'") for word in re.split(r"[\s/]+", text)]
    words = [word for word in words if word]
    named = [word for word in words if not word[0].islower()]
    return bool(named or _ROLE.search(text)) and all(
        not word[0].islower() or _SMALL.fullmatch(word) or _ROLE.search(word) for word in words
    )


def _authors(text):
    """Each person and agency of a byline once, in order; roles and places are no authors."""
    names = [name for part in _PARTED.split(text) for name in _names(part)]
    authors = {name.casefold(): author_name(name) for name in names}
    return tuple(author for author in authors.values() if re.search(r"\w", author.name))


def _names(part):
    """Names in one part of a byline: `John Roe of The Associated Press` is two, `AFP/Jane Doe` too."""
    part = _PLACE.sub("", part.strip(" ,;"))
    pieces = [part] if _is_agency(part) else re.split(r"\s*/\s*", part)
    pieces = [piece for one in pieces for piece in _with_employer(one)]
    return [piece for piece in pieces if piece and not (_ROLE.search(piece) and not _is_agency(piece))]


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
