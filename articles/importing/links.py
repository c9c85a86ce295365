"""Addresses in a clipping: where it was printed, and the related articles that it links to."""

import re
from itertools import pairwise
from urllib.parse import urljoin

from articles import addresses, markdown
from articles.importing.blocks import HEADING, PARAGRAPH, marked_lines, trimmed, without
from articles.importing.decoding import clean
from articles.importing.draft import Link

# --- where it was printed -----------------------------------------------------------------------

_OPEN, _SHUT = r"[ \t]*(?:[-*+>][ \t]+)?(?:\*\*|__|\*|_)?[ \t]*", r"[ \t]*(?:\*\*|__|\*|_)?[ \t]*"
_TRAILER = re.compile(
    rf"{_OPEN}(?P<name>(?P<sure>original(?: article)?[ -](?:url|link|address|article|source|story|post)"
    r"|(?:source|article|page|canonical|web|full)[ -](?:url|link|address)|originally (?:published|appeared|posted)"
    r"(?: (?:at|on|by|in))?|retrieved from)|url|link|web|permalink"
    r"|(?P<source>source|quelle|fuente|fonte|bron|источник))"
    rf"{_SHUT}:{_SHUT}",
    re.IGNORECASE,
)
LIKE_ADDRESS = re.compile(r"(?:https?:|[a-z][a-z0-9+.-]*:\S|//|/\S|www\.|[\w-]+(?:\.[\w-]+)+/)", re.IGNORECASE)
_ANGLED = re.compile(r"<([^<>]*)>?")
_CONTINUES = re.compile(r"[\w.~/?#@!$&'()*+,;=%:-]*[-/_.=&%?#\d][\w.~/?#@!$&'()*+,;=%:-]*")
_IN_ADDRESS = re.compile(r"[\w.~/?#@!$&'*+=%-]+$")
_ALONE = re.compile(r"<?(https?://[^\s<>]+)>?")
_LINE = re.compile(r"[^\r\n]*")
_NAMED = re.compile(r"(?P<name>[^\s\[\]<>][^\r\n\[\]<>]{0,78}?[^\s,:;|–—-])[\s,:;|–—-]+<?(?P<url>https?://[^\s<>]+)>?")
"""A name with its address behind it, as the whole of what a line says."""

LONGEST_SOURCE = 80


def read_address(clipping):
    """Take the address behind `Original url:` or its kin, else one that stands alone at the end."""
    position = 0
    while position < len(clipping.blocks):
        if not _take_trailer(clipping, position, clipping.blocks[position]):
            position += 1
    last = clipping.blocks[-1] if clipping.blocks else None
    if last and "source_url" not in clipping.found.values and (match := _ALONE.fullmatch(clipping.raw(last))):
        start, end = (last.start + edge for edge in match.span(1))
        clipping.found.address("address alone at the end", match[1], start=start, end=end)
        clipping.blocks.pop()


def _take_trailer(clipping, position, block):
    """Take one marker with its address out of a block, and of the next where it stands there."""
    for marker in marked_lines(_TRAILER, clipping.text, block):
        start, end = trimmed(clipping.text, marker.end(), block.end)
        if start < end:
            if taken := _take_address(clipping, marker, start, end):
                rest = without(clipping.text, block, [(marker.start(), taken)])
                clipping.blocks[position : position + 1] = rest
                return True
        elif marker["sure"] or _next_is_address(clipping, position):
            return _take_from_next(clipping, position, block, marker)
    return False


def _next_is_address(clipping, position):
    after = clipping.blocks[position + 1 : position + 2]
    return bool(after and LIKE_ADDRESS.match(clipping.raw(after[0]).lstrip("<")))


def _take_from_next(clipping, position, block, marker):
    """Take the address that stands in the block behind its marker; a marker with nothing behind it goes too."""
    left = without(clipping.text, block, [(marker.start(), marker.end())])
    after = clipping.blocks[position + 1 : position + 2]
    rest = after
    if after and after[0].kind == PARAGRAPH and _next_is_address(clipping, position):
        taken = _take_address(clipping, marker, after[0].start, after[0].end)
        rest = without(clipping.text, after[0], [(after[0].start, taken)])
    clipping.blocks[position : position + 2] = [*left, *rest]
    return True


def _take_address(clipping, marker, start, end):
    """Take what stands behind a marker; returns where it ends, 0 if it is nothing that belongs there."""
    first, stop, taken = _address_span(clipping.text, start, end)
    raw = clipping.text[first:stop]
    rule = f"behind “{marker['name']}:”"
    if LIKE_ADDRESS.match(raw):
        clipping.found.address(rule, raw, start=first, end=stop)
        return taken
    line_end = _line_end(clipping.text, start, end)
    is_source = marker["source"] and _at_edge(clipping, marker.start())
    if is_source and (named := _NAMED.fullmatch(clipping.text, start, line_end)):
        line_end, (first, stop) = named.end("name"), named.span("url")
        clipping.found.address(rule, named["url"], start=first, end=stop)
        _name_source(clipping, rule, start, line_end)
        return named.end()
    raw = clipping.text[start:line_end]
    if is_source and line_end - start <= LONGEST_SOURCE:
        _name_source(clipping, rule, start, line_end)
        return line_end
    if marker["sure"]:
        clipping.found.address(rule, raw.strip("<>"), **_stripped(raw, start))
        return line_end
    return 0


def _name_source(clipping, rule, start, end):
    raw = clipping.text[start:end]
    name = markdown.inline(clean(raw)).strip(" *_")
    clipping.found.name("source_name", rule, raw, name, start=start, end=end)


def _stripped(raw, start):
    """The span of a raw address without its angle brackets."""
    left = len(raw) - len(raw.lstrip("<>"))
    return {"start": start + left, "end": start + left + len(raw.strip("<>"))}


def _address_span(text, start, end):
    """Return (start, end) of the address that begins here, and where its brackets end."""
    if match := _ANGLED.match(text, start, end):
        return *trimmed(text, *match.span(1)), match.end()
    if match := LINK.match(text, start, end):
        inside = "url" if LIKE_ADDRESS.match(match["url"]) else "title"
        return *match.span(inside), match.end()
    stop = _bare_end(text, start, end)
    return start, stop, stop


def _bare_end(text, start, end):
    """Where an address without brackets ends: it goes on behind a break with what cannot be a word.

    So it does where it broke off behind a hyphen, where nothing follows but pieces that have a line each, and, once
    it was broken, with a last piece in small letters.
    """
    pieces = list(re.finditer(r"\S+", text[start:end]))
    stop = pieces[0].end()
    for number, piece in enumerate(pieces[1:], start=1):
        before = text[start + pieces[number - 1].start() : start + piece.start()]
        if not _goes_on(before, piece[0]):
            return start + (pieces[-1].end() if _is_tail(text[start:end], pieces[number - 1 :], number) else stop)
        stop = piece.end()
    return start + stop


def _goes_on(before, piece):
    if piece.startswith("("):
        return False
    return bool(
        _CONTINUES.fullmatch(piece) or (before.rstrip().endswith(("-", "_", "=", "&")) and _IN_ADDRESS.match(piece))
    )


def _is_tail(text, pieces, number):
    """Whether all pieces behind the first of these can only be the rest of an address."""
    rest = pieces[1:]
    lines = all("\n" in text[one.end() : two.start()] for one, two in pairwise(pieces))
    if lines and len(rest) == 1:
        return bool(re.fullmatch(r"[\w-]+", rest[0][0]))
    small = all(re.fullmatch(r"[a-z0-9]+", one[0]) or _goes_on("", one[0]) for one in rest)
    return small and (lines or (len(rest) == 1 and number > 1))


def _line_end(text, start, end):
    match = _LINE.match(text, start, end)
    return trimmed(text, start, match.end())[1]


def _at_edge(clipping, position):
    """Whether no paragraph stands before, or none behind: the body does not go around this place."""
    paragraphs = [block for block in clipping.blocks if block.kind == PARAGRAPH]
    before = [block for block in paragraphs if block.end <= position]
    behind = [block for block in paragraphs if block.start > position]
    return not before or not behind


# --- related articles ---------------------------------------------------------------------------

LINK = re.compile(
    r"(?<!!)\[(?P<title>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]"
    r"\(\s*<?(?P<url>[^()<>\"]*(?:\([^()]*\)[^()<>\"]*)*)>?(?:\s*\"[^\"]*\")?\s*\)"
)
_RELATED = re.compile(
    rf"{_OPEN}(?:(?P<sure>related(?: (?:articles?|stor(?:y|ies)|links?|news|reading|coverage|content|posts?))?)"
    r"|see also|read also|also read|read more|read next|more on this(?: story)?|further reading)"
    rf"{_SHUT}:{_SHUT}",
    re.IGNORECASE,
)
_RELATED_HEADING = re.compile(
    r"\W*(?:related(?: (?:articles?|stor(?:y|ies)|links?))?|see also|read more|further reading)\W*", re.IGNORECASE
)
_ITEM = re.compile(rf"{LINK.pattern}|<?\b(?P<bare>https?://[^\s<>\[\]*]*[^\s<>\[\]*.,;])>?(?=[.,;*]*(?:\s|$))")
_BETWEEN = re.compile(r"(?:[\s,;•·|*_-]|\d+\.(?=\s)|\band\b)*")
_CLOSING = re.compile(r"[ \t]*(?:\*\*|__|\*|_)?[.,;]?(?=\s|$)")
_LIST_OF_LINKS = re.compile(rf"(?:{_BETWEEN.pattern}(?:{re.sub('[?]P<(?:title|url|bare)>', '', _ITEM.pattern)}))+\W*")


def read_related(clipping):
    """Take the links of every `Related article:` line, wherever it stands."""
    links, kept, follows = [], [], False
    for block in clipping.blocks:
        if follows and block.kind == PARAGRAPH and _LIST_OF_LINKS.fullmatch(clipping.raw(block)):
            links += _links_until_end(clipping, block.start, block.end)[0]
            continue
        follows = block.kind == HEADING and bool(_RELATED_HEADING.fullmatch(clipping.raw(block)))
        if follows and not _next_is_list(clipping, block):
            follows = False
        if follows:
            continue
        spans = []
        if block.kind == PARAGRAPH:
            for marker in marked_lines(_RELATED, clipping.text, block):
                taken, end = _behind_marker(clipping, marker, block)
                links += taken
                follows = not taken and end == block.end
                if taken or follows:
                    spans.append((marker.start(), end))
        kept += without(clipping.text, block, spans) if spans else [block]
    clipping.blocks = kept
    if links:
        clipping.found.values["related_links"] = tuple(links)


def _next_is_list(clipping, block):
    position = clipping.blocks.index(block) + 1
    return position < len(clipping.blocks) and bool(_LIST_OF_LINKS.fullmatch(clipping.raw(clipping.blocks[position])))


def _behind_marker(clipping, marker, block):
    """Return the links behind a marker and where they end; a title without link counts where it is sure."""
    links, end = _links_until_end(clipping, marker.end(), block.end)
    line_end = _line_end(clipping.text, marker.end(), block.end)
    if links or line_end <= marker.end():
        return links, end if links else max(line_end, marker.end())
    if named := _NAMED.fullmatch(clipping.text, marker.end(), line_end):
        return [_link(clipping, *named.span(), named["name"], named["url"])], line_end
    if not (marker["sure"] and re.search(r"[*_]", marker[0])):
        return [], marker.start()
    title = clipping.text[marker.end() : line_end]
    return [_link(clipping, marker.end(), line_end, title, "")], line_end


def _links_until_end(clipping, start, end):
    """Links one behind another; one on a line of its own only if nothing but links stands there."""
    links, stop = [], start
    while True:
        between = _BETWEEN.match(clipping.text, stop, end)
        match = _ITEM.match(clipping.text, between.end(), end)
        if not match or (links and "\n" in between[0] and not _ends_line(clipping.text, match.end(), end)):
            break
        links.append(_link(clipping, *match.span(), match["title"] or "", match["bare"] or match["url"]))
        stop = match.end()
    closing = _CLOSING.match(clipping.text, stop, end)
    return links, closing.end() if links and closing else stop


def _ends_line(text, position, end):
    return (
        _BETWEEN.match(text, position, end).end() == end
        or "\n" in _BETWEEN.match(text, position, end)[0]
        or bool(_ITEM.match(text, _BETWEEN.match(text, position, end).end(), end))
    )


def _link(clipping, start, end, title, url):
    """Make a link and its evidence; `#` is no address."""
    title = " ".join(markdown.inline(clean(title.strip("*_ "))).split())
    raw = clipping.text[start:end]
    address, repairs = link_address(url, clipping.found.values.get("source_url", ""))
    shown = f"{title} <{address}>".lstrip() if address else title
    clipping.found.note("related_links", "related article", raw, shown, start=start, end=end, repairs=repairs)
    return Link(title=title, url=address)


def link_address(printed, base=""):
    """Return (canonical address, repairs) of a link as printed; relative ones lead from the article's own."""
    printed = clean(printed).strip()
    if printed.startswith("#") or not printed:
        return "", ()
    repaired = addresses.repair(printed)
    if not repaired.url and base and not re.match(r"[a-z][a-z0-9+.-]*:", printed, re.IGNORECASE):
        return addresses.canonical(urljoin(base, printed)), ("completed by the address of the article",)
    return repaired.url, repaired.repairs if repaired.url else ("it was no address on the web, and left out",)
