"""A hundred thousand articles with all that belongs to them, written in seconds by the database's own hand."""

from django.db import connection

ARTICLES = 100_000
SOURCES, AUTHORS, TOPICS = 40, 2_000, 300
LANGUAGES = {0: "de", 1: "en-GB", 2: "fr", 3: "pt-BR"}

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) SELECT {} FROM n"

MOMENT = {
    "sqlite": "datetime('1990-01-01', '+' || (i * 2) || ' hours')",
    "postgresql": "timestamptz '1990-01-01 00:00Z' + i * interval '2 hours'",
}


def fill():
    """Write everything, and have PostgreSQL count what it has, as it does by itself in time."""
    moment = MOMENT[connection.vendor]
    json = "" if connection.vendor == "sqlite" else "::jsonb"
    domain, following = "'s' || i || '.example'", URL.format("i + 1")
    _rows("source", SOURCES, id="i", name="'Source ' || i", domain=domain, key=domain)
    _rows("author", AUTHORS, id="i", name="'Author ' || i", kind="'person'")
    _rows("topic", TOPICS, id="i", name="'Topic ' || i")
    _articles(moment, json)
    _parts("authorship", author_id=f"1 + i % {AUTHORS}", position="0")
    _parts("tagging", topic_id=f"1 + i % {TOPICS}", position="0")
    _parts("image", position="0", url="''", caption="'Caption ' || i", credit="''")
    _parts("relatedlink", position="0", title="'T'", url=following, key=following)
    _parts("address", url=URL.format("i"), key=URL.format("i"), kind="'canonical'")
    _captures(moment, json)
    _changes(moment)
    _headers(moment)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _articles(moment, json):
    language = " ".join(f"WHEN i % 50 = {number} THEN '{tag}'" for number, tag in LANGUAGES.items())
    _rows(
        "article",
        id="i",
        headline="'Headline ' || i",
        body=BODY,
        text=BODY,
        subtitle="''",
        byline="'Author'",
        source_id=f"1 + i % {SOURCES}",
        section="'Section ' || (i % 12)",
        language=f"CASE {language} WHEN i % 9999 = 0 THEN 'is' ELSE 'en' END",
        published_at=moment,
        date_precision="'day'",
        source_url="'https://s.example/' || i",
        word_count="60",
        status="CASE WHEN i % 200 = 0 THEN 'draft' ELSE 'published' END",
        problems=f"(CASE WHEN i % 200 = 0 THEN '[\"No.\"]' ELSE '[]' END){json}",
        withdrawal_reason="''",
        withdrawal_note="''",
        revision="1",
        created_at=moment,
        updated_at=moment,
    )


def _captures(moment, json):
    _parts(
        "capture",
        sha256="'a' || i",
        container="'c' || (i / 1000)",
        start="i",
        size="100",
        media_type="'application/x-ndjson'",
        captured_at=moment,
        file="'dump'",
        position="'line ' || i",
        verdict="'published'",
        reason="''",
        importer="'ndjson/1'",
        evidence=f"'[]'{json}",
    )


def _changes(moment):
    _rows(
        "change",
        seq="i",
        article_id="i",
        kind="'created'",
        public="(i % 200 != 0)",
        revision="1",
        at=moment,
        by="'import_articles'",
        reason="''",
        note="''",
        mark="'0123456789abcdef'",
    )


def _headers(moment):
    _rows(
        "header",
        id="i",
        at=moment,
        public="(i % 200 != 0)",
        source=f"CASE WHEN i % 200 = 0 THEN '' ELSE 's' || (1 + i % {SOURCES}) || '.example' END",
        section="CASE WHEN i % 200 = 0 THEN '' ELSE 'Section ' || (i % 12) END",
    )


URL = "'https://s.example/' || ({})"
BODY = "'The harbour reopened on Monday. {}' || i".format("More ships came in, and some went out. " * 20)


def _parts(table, **columns):
    _rows(table, id="i", article_id="i", **columns)


def _rows(table, count=ARTICLES, **columns):
    """Add rows of which the columns are these expressions of their number `i`."""
    sql = f"INSERT INTO articles_{table} ({', '.join(columns)}) {NUMBERS.format(', '.join(columns.values()))}"
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("% ", "%% "), [count])
