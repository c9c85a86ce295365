"""Every shape in which one article is given: the one table of suffixes, media types and who writes them.

A module writes an article, given as the API shows it, with its `status`; and what is left of one that is public no
more, given as {id, url, revision, reason, at}, without a word of the article. Both as bytes.
"""

from dataclasses import dataclass
from types import ModuleType

from django.utils.translation import gettext_noop

from articles.exporting import bibtex, csl, html, jsonld, markdown, newsml, ninjs, plaintext, ris


@dataclass(frozen=True, kw_only=True)
class Shape:
    """One shape. `module` is None for the API's own JSON."""

    suffix: str
    title: str
    media_type: str
    module: ModuleType | None = None
    charset: str = ""

    @property
    def content_type(self):
        """Media type with the charset; that of JSON is always UTF-8 and has no such parameter (RFC 8259, 11)."""
        return f"{self.media_type}; charset={self.charset}" if self.charset else self.media_type


def _text(suffix, title, media_type, module):
    return Shape(suffix=suffix, title=title, media_type=media_type, module=module, charset="utf-8")


SHAPES = (
    Shape(suffix="json", title="JSON", media_type="application/json"),
    Shape(suffix="jsonld", title="JSON-LD", media_type="application/ld+json", module=jsonld),
    Shape(suffix="ninjs", title="ninjs", media_type="application/ninjs+json", module=ninjs),
    _text("newsml", "NewsML-G2", "application/vnd.iptc.g2.newsitem+xml", newsml),
    _text("html", "HTML", "text/html", html),
    _text("md", "Markdown", "text/markdown", markdown),
    _text("txt", gettext_noop("Text"), "text/plain", plaintext),
    _text("bib", "BibTeX", "application/x-bibtex", bibtex),
    _text("ris", "RIS", "application/x-research-info-systems", ris),
    Shape(suffix="csl.json", title="CSL-JSON", media_type="application/vnd.citationstyles.csl+json", module=csl),
)
"""The first is given where it is all the same. IPTC registered no type for ninjs; this is what others call it."""

BY_SUFFIX = {one.suffix: one for one in SHAPES}


def alternates(url: str, query: str = "") -> list[tuple[Shape, str]]:
    """Return each shape with its address, of the article at `url`."""
    return [(one, f"{url.removesuffix('/')}.{one.suffix}{query and f'?{query}'}") for one in SHAPES]
