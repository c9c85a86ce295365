"""Article → Document: which fields are searched, and which values are counted and filtered by."""

from search.analysis import Analysis
from search.engines.base import Document


def document(article, analysis: Analysis) -> Document:
    """Return what an engine keeps of an article, which was read `with_parts()` and has a date."""
    texts = {name: analysis.text(values, article.language) for name, values in printed(article).items() if any(values)}
    source = article.source
    return Document(
        id=article.pk,
        published=article.published_at,
        texts=texts,
        source=(source.key,) if source else (),
        author=tuple(one.author.name for one in article.authorships.all()),
        topic=tuple(one.topic.name for one in article.taggings.all()),
        section=(article.section,) if article.section else (),
        language=tags_of(article.language),
        has=frozenset(marks(article)),
    )


def printed(article) -> dict[str, list[str]]:
    """Return the texts of an article by field; no phrase leads from one value into the next."""
    source = article.source
    return {
        "headline": [article.headline],
        "subtitle": [article.subtitle],
        "by": [article.byline],
        "caption": [text for image in article.images.all() for text in (image.caption, image.credit)],
        "body": [article.text],
        "author": [one.author.name for one in article.authorships.all()],
        "source": [source.name, source.domain] if source else [],
        "section": [article.section],
        "topic": [one.topic.name for one in article.taggings.all()],
    }


def marks(article):
    """Yield what `has:` finds the article by."""
    if article.images.all():
        yield "image"
    if article.related_links.all():
        yield "related"
    if article.corrections.all():
        yield "correction"


def tags_of(language: str) -> tuple[str, ...]:
    """Return every tag that finds a language, the widest first: `zh-Hant-TW` → zh, zh-hant, zh-hant-tw."""
    parts = language.lower().split("-")
    return tuple("-".join(parts[:length]) for length in range(1, len(parts) + 1))
