"""The readable end of an article's address. It says what the article is about; what names it is the number alone."""

from urllib.parse import quote

from django.utils.text import slugify

from articles.exporting.telling import page_of

LONGEST = 60
"""Letters of a slug: of a script that takes three bytes a letter, an address of less than 600 characters."""

READ = 300
"""Characters of a headline that are looked at."""

NAMELESS = "article"
"""For a headline without a letter or a digit."""

TAKEN = frozenset({"original", "history"})
"""What stands behind the number of an article and is no slug."""


def slug_of(headline: str) -> str:
    """Return the words of a headline in small letters, joined by hyphens: never empty, cut between words if it can be.

    Letters and digits of every script stay.
    """
    slug = slugify(headline[:READ], allow_unicode=True)
    if len(slug) > LONGEST:
        cut = slug[: LONGEST + 1]
        slug = (cut.rpartition("-")[0] or cut[:LONGEST]).strip("-_")
    return f"{slug}-{NAMELESS}" if slug in TAKEN else slug or NAMELESS


def canonical_page(article: dict) -> str:
    """The absolute address of the page of an article, of which `id` and `headline` are given."""
    return f"{page_of(article)}{quote(slug_of(article['headline']))}/"
