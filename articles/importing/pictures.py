"""Pictures of a clipping: `![](…)`, and captions as paragraphs of their own that end in a bold credit."""

import re
from dataclasses import dataclass, replace

from articles import markdown
from articles.importing.blocks import PARAGRAPH, Block, trimmed, without
from articles.importing.decoding import clean
from articles.importing.draft import Picture
from articles.importing.links import link_address

_DESTINATION = r"\(\s*<?(?P<url>[^()<>\"]*(?:\([^()]*\)[^()<>\"]*)*)>?(?:\s*\"[^\"]*\")?\s*\)"
_PICTURE = re.compile(rf"(?P<linked>\[)?!\[(?P<alt>(?:[^\[\]]|\[[^\[\]]*\])*)\]{_DESTINATION}(?(linked)\]\([^()]*\))")
_CREDITED = re.compile(
    r"(?P<caption>.*?\S)\s*(?P<mark>\*\*|__)(?!\s)(?P<credit>[^*_\n]{0,120}[^*_\s])(?P=mark)\s*", re.DOTALL
)
_PHOTO = r"(?:photo(?:graph)?|image|picture|illustration|credit|photo credit)(?: by)?\s*:\s*|©\s*"
_NAMED = re.compile(
    rf"(?P<caption>.*?)\s*(?P<mark>\*|_)(?:{_PHOTO})(?P<credit>[^*_\n]{{2,120}})(?P=mark)\s*", re.DOTALL | re.IGNORECASE
)
_ITALIC = re.compile(r"(?P<mark>\*|_)(?!\s)(?P<caption>[^*_]+)(?P=mark)")
_IN_ITALIC = re.compile(rf"(?P<caption>.*?)\s*(?:{_PHOTO})(?P<credit>.+)", re.DOTALL | re.IGNORECASE)
_PREFIX = re.compile(rf"(?:{_PHOTO})", re.IGNORECASE)
_LIKE_CREDIT = re.compile(
    r"/|©|\b(?:photo|getty|reuters|afp|ap|epa|tass|shutterstock|courtesy|handout|agency|news|press|service|unsplash|"
    r"wikimedia|archive)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*$")
LONGEST_CAPTION = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Caption:
    """A paragraph that looks like a caption: its words, its credit, its span. `sure` is not told by looks alone."""

    block: Block
    caption: str
    credit: str
    rule: str
    sure: bool = False


def read(clipping):
    """Take pictures and captions, each caption with the picture that it stands next to."""
    items = [item for block in clipping.blocks for item in _parted(clipping, block)]
    captions = _captions(clipping, items)
    if not _leaves_a_body(items, captions):
        captions = {place: one for place, one in captions.items() if one.sure}
    pictures, kept = [], []
    for place, item in enumerate(items):
        if place in captions:
            _add_caption(clipping, pictures, place, captions)
        elif isinstance(item, Block):
            kept.append(item)
        else:
            _add_picture(clipping, pictures, item, place, captions)
    clipping.blocks = kept
    if pictures:
        clipping.found.values["images"] = tuple(picture for _, picture in pictures)


def _parted(clipping, block):
    """A block without the pictures at its edges, and these, in order: a match is a picture, a Block is a block."""
    if block.kind != PARAGRAPH or "![" not in clipping.raw(block):
        return [block]
    before, behind = [], []
    start, end = block.start, block.end
    while match := _PICTURE.match(clipping.text, start, end):
        before.append(match)
        start = trimmed(clipping.text, match.end(), end)[0]
    last = list(_PICTURE.finditer(clipping.text, start, end))[-1:]
    if last and last[0].end() == end and "\n" in clipping.text[start : last[0].start()][-2:]:
        behind = last
        end = trimmed(clipping.text, start, last[0].start())[1]
    return [*before, *without(clipping.text, replace(block, start=start, end=end), []), *behind]


def _captions(clipping, items):
    """{place: Caption} of every block that is one."""
    found, above_body = {}, True
    for place, item in enumerate(items):
        if not isinstance(item, Block) or item.kind != PARAGRAPH:
            continue
        beside = any(
            not isinstance(one, Block) for one in (*items[max(place - 1, 0) : place], *items[place + 1 : place + 2])
        )
        if caption := _caption(clipping, item, beside, above_body):
            found[place] = caption
        else:
            above_body = False
    return found


def _caption(clipping, block, beside, above_body):
    """The caption that a paragraph is, or None."""
    raw = clipping.raw(block).rstrip()
    if len(raw) > LONGEST_CAPTION or not raw.endswith(("*", "_")):
        return None
    if match := _CREDITED.fullmatch(raw):
        if _is_credit(match["caption"], match["credit"], beside or above_body):
            return _made(block, match, "paragraph that ends in a bold credit", beside)
        return None
    if match := _NAMED.fullmatch(raw):
        return _made(block, match, "credit in italics", beside)
    if beside and (match := _ITALIC.fullmatch(raw)):
        inside = _IN_ITALIC.fullmatch(match["caption"])
        return _made(block, inside or match, "italics beside a picture", beside)
    return None


def _made(block, match, rule, beside):
    credit = match.groupdict().get("credit") or ""
    caption = _plain(match["caption"])
    return Caption(block=block, caption=caption, credit=_PREFIX.sub("", _plain(credit)), rule=rule, sure=beside)


def _is_credit(caption, credit, by_place):
    """Whether bold words at the end name who made a picture, by place or by looks."""
    if caption.startswith(("**", "__")):
        return False
    if credit[0].islower() or credit[-1] in "?!:;," or len(credit.split()) > 14:
        return False
    if credit.endswith(".") and not _LIKE_CREDIT.search(credit):
        return False
    return by_place or bool(_LIKE_CREDIT.search(credit) or _SENTENCE_END.search(caption))


def _leaves_a_body(items, captions):
    """Whether a paragraph remains: one that looks like a caption is none where it is the whole body."""
    return any(
        isinstance(item, Block) and item.kind == PARAGRAPH for place, item in enumerate(items) if place not in captions
    )


def _add_picture(clipping, pictures, match, place, captions):
    """Add a picture; a caption right above it is its own, unless it has one right below."""
    picture = _picture(clipping, match)
    above = pictures[-1][1] if place - 1 in captions and pictures[-1][0] == place - 1 else None
    if above and not above.url and place + 1 not in captions:
        pictures[-1] = (place, replace(above, url=picture.url))
    else:
        pictures.append((place, picture))


def _add_caption(clipping, pictures, place, captions):
    """Give a caption to the picture right above it; without one it stands for a picture that is lost."""
    one = captions[place]
    raw, span = clipping.raw(one.block), {"start": one.block.start, "end": one.block.end}
    clipping.found.note("images", one.rule, raw, f"{one.caption} [{one.credit}]", **span)
    above = pictures[-1][1] if place - 1 not in captions and pictures and pictures[-1][0] == place - 1 else None
    if above:
        pictures[-1] = (place, replace(above, caption=one.caption, credit=one.credit))
    else:
        pictures.append((place, Picture(caption=one.caption, credit=one.credit)))


def _picture(clipping, match):
    address, repairs = link_address(match["url"], clipping.found.values.get("source_url", ""))
    caption = _plain(match["alt"])
    clipping.found.note("images", "picture", match[0], address, start=match.start(), end=match.end(), repairs=repairs)
    return Picture(url=address, caption=caption)


def _plain(text):
    return " ".join(markdown.inline(clean(text)).split())
