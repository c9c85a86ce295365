"""An article as RIS, which programs that keep references import. Each tag is a line, ended by CR LF."""

from django.conf import settings

from articles import dates
from articles.exporting.telling import cited, corrections, credited, farewell, line, page_of, tag_of


def write(article: dict) -> bytes:
    """Return an article as one reference to a newspaper."""
    source = article["source"]
    return _reference(
        article,
        ("TI", article["headline"]),
        *(("AU", one["name"]) for one in credited(article)),
        ("T2", source["name"] if source else ""),
        ("SE", article["section"]),
        *_dates(article),
        ("LA", tag_of(article)),
        *(("KW", one) for one in article["topics"]),
        *(("N1", one) for one in corrections(article)),
        ("UR", cited(article)),
    )


def gone(left: dict) -> bytes:
    """Return what is left of an article."""
    return _reference(left, ("N1", farewell(left)))


def _reference(article, *fields):
    where = (("ID", f"article-{article['id']}"), ("DB", settings.ARCHIVE_NAME), ("AV", page_of(article)))
    told = [(tag, line(value)) for tag, value in (("TY", "NEWS"), *fields, *where)]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*((t, v) for t, v in told if v), ("ER", "")]).encode()


def _dates(article):
    """Year and date, `2023/09/20/`: what is not known stays empty between the strokes."""
    parts = dates.iso(article["published_at"], article["date_precision"])[:10].split("-")
    return [("PY", parts[0]), ("DA", "/".join([*parts, "", "", ""][:4]))] if parts[0] else []
