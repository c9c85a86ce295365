"""Which language each text of a page is in, as it says itself; and what of it is English all the same."""

import re

import html5lib

SAID = ("alt", "aria-label", "placeholder", "title")
"""Attributes that readers see or hear."""

NOT_SPOKEN = {"script", "style"}
QUOTED = {"bdi", "code", "kbd", "mark", "pre", "samp"}
"""Elements of what was typed, or is the same in every language; citations are, too."""

PROPER = {
    *("API", "APA", "Atom", "BibTeX", "Chicago", "CSL", "CSV", "GOST", "HTML", "JSON", "JSON Feed", "JSON-LD", "MLA"),
    *("Markdown", "NDJSON", "NewsML-G2", "OAI-PMH", "OpenAPI", "RIS", "RSS", "SHA-256", "SVG", "UTC", "ninjs"),
    *("News archive", "ГОСТ Р"),
}
"""Names that are written so in either language."""

WORD = re.compile(r"[A-Za-z]{2,}")
NO_SPEECH = re.compile(r"«[^»]*»|https?://\S+|\S*[a-z_]+[:=]\S*|[\w-]+(\.[\w-]+)+")
"""What is quoted, addresses, and pieces of the query language."""


def languages_of(html):
    """Yield (text, language) of every text of a page that readers see or hear, blanks made one."""
    root = html5lib.parse(html, namespaceHTMLElements=False)
    yield from _said(root, None, quoted=False)


def _said(element, language, *, quoted):
    if not isinstance(element.tag, str) or element.tag in NOT_SPOKEN:
        return
    language = element.get("lang", language)
    quoted = quoted or element.tag in QUOTED or element.get("id", "").startswith("cite-")
    texts = [element.get(name) for name in SAID if element.get(name)] + [element.text or ""]
    for text in texts:
        yield from _one(text, language, quoted)
    for child in element:
        yield from _said(child, language, quoted=quoted)
        yield from _one(child.tail or "", language, quoted)


def _one(text, language, quoted):
    if not quoted and (text := " ".join(text.split())):
        yield text, language


def english_in(html, language, known):
    """Return the texts in a language that have words of Latin letters beside names, addresses and what was typed.

    `known` are names that articles give: of people, of papers, of subjects.
    """
    found = (text for text, spoken in languages_of(html) if spoken == language)
    return [text for text in found if WORD.search(NO_SPEECH.sub("", without(text, {*PROPER, *known})))]


def without(text, names):
    """Return a text without these names."""
    for name in sorted({*names} - {""}, key=len, reverse=True):
        text = text.replace(name, "")
    return text
