"""Names every mistake in the settings, with one sentence on what is wrong and what to do.

Variables that are no value at all (`PORT=eight`) never come here: `settings.py` itself refuses them.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.checks import Warning as Doubt
from django.db import connections
from django.db.utils import Error as DatabaseError

from articles.failing import reason
from articles.languages import is_tag
from search import engines

HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9])?\.?|[0-9a-f:.]+", re.IGNORECASE)
"""A name of letters, digits, hyphens and full stops, or an IP address."""

SETTINGS = "settings"
"""The tag of the checks here: `manage.py check --tag settings`."""

MOST_WORKERS = 64
"""More than any machine has cores to spare for; a larger number is a slip of the finger."""


@register(SETTINGS)
def check_settings(app_configs, **kwargs):
    """Judge what can be judged without database and index."""
    return [mistake for judge in JUDGES for mistake in judge()]


def site_url():
    """A site has a host of its own, and stands at the top of it."""
    site = urlsplit(settings.SITE_URL)
    if "*" in site.netloc:
        yield mistake(1, "SITE_URL", "it names one host, without a wildcard, such as https://archive.example.org")
    elif not HOST.fullmatch(site.hostname or ""):
        yield mistake(1, "SITE_URL", "a host is letters, digits, hyphens and full stops; other scripts begin with xn--")
    elif "@" in site.netloc or site.path or site.query or site.geturl() != settings.SITE_URL:
        yield mistake(1, "SITE_URL", f"nothing but scheme, host and port, such as {site.scheme}://{site.hostname}")


def search_url():
    """An engine's address, and a place that is fit for an index."""
    from search.desk import shelf as desk  # it loads the models, which commands that load this do not always have yet

    try:
        engines.connect(settings.SEARCH_URL)
    except ValueError as error:
        yield Error(f"SEARCH_URL is wrong: {error}", id="archive.E002")
        return
    if desk.takes(settings.SEARCH_URL):
        yield Error("SEARCH_URL names the place where the desk's own index is kept: name another.", id="archive.E014")
        return
    for sentence in engines.problems(settings.SEARCH_URL):
        yield Error(sentence, id="archive.E003")
    if settings.SEARCH_URL.partition(":")[0] in engines.IN_FOLDERS:
        for sentence in engines.problems(desk.address()):
            yield Error(sentence.replace("SEARCH_URL", "ARCHIVE_DATA"), id="archive.E003")


def search_languages():
    """Language tags."""
    from search.analysis.languages import FORMLESS, STEMMERS, primary  # commands that look at no word do without

    for tag in settings.SEARCH_LANGUAGES:
        if not is_tag(tag):
            sentence = f"SEARCH_LANGUAGES holds “{tag}”, which is no language tag: write such as en,de,pt-BR."
            yield Error(sentence, id="archive.E004")
        elif primary(tag) not in STEMMERS.keys() | FORMLESS:
            sentence = (
                f"SEARCH_LANGUAGES holds “{tag}”, whose word forms are not known: its words are found only as "
                f"they are written. There are {', '.join(sorted(STEMMERS))}."
            )
            yield Doubt(sentence, id="archive.W013")


def archive_access():
    """Who may read."""
    if settings.ARCHIVE_ACCESS not in {"public", "login"}:
        yield mistake(5, "ARCHIVE_ACCESS", "write public (everybody may read) or login (whoever is signed in)")


MOST_OF_LICENCE = 10_000
"""Characters of a text that stands on a page among others."""


def archive_licence():
    """A text for readers: lines, of which one that is an address becomes a link."""
    if len(settings.ARCHIVE_LICENCE) > MOST_OF_LICENCE:
        sentence = f"ARCHIVE_LICENCE has {len(settings.ARCHIVE_LICENCE):,} characters: write at most"
        yield Error(f"{sentence} {MOST_OF_LICENCE:,}, or the address of the text.", id="archive.E015")
    for line in map(str.strip, settings.ARCHIVE_LICENCE.splitlines()):
        if line.lower().startswith(("http://", "https://")) and not is_address(line):
            sentence = f"ARCHIVE_LICENCE holds the line “{line[:200]}”, which is no whole address: write such as"
            yield Error(f"{sentence} https://creativecommons.org/licenses/by/4.0/.", id="archive.E016")


def is_address(line):
    """Whether a line is an address on the web, and nothing else."""
    try:
        return bool(urlsplit(line).hostname) and not re.search(r"\s", line)
    except ValueError:
        return False


def throttles():
    """How often one client may ask."""
    from archive.limits import limit

    for name in ("THROTTLE_ANONYMOUS", "THROTTLE_TOKEN"):
        for rate in getattr(settings, name):
            try:
                limit(rate)
            except ValueError as error:
                yield Error(f"{name} is wrong: {error}", id="archive.E006")


def numbers():
    """Numbers within reason."""
    limits = {"PORT": (1, 65_535), "WEB_WORKERS": (1, MOST_WORKERS), "TRUST_PROXY": (0, 16)}
    for name, (least, most) in limits.items():
        if not least <= getattr(settings, name) <= most:
            yield mistake(7, name, f"write a whole number from {least} to {most}")


def one_process():
    """An index in memory is that of one process."""
    if settings.SEARCH_URL.startswith("memory:") and settings.WEB_WORKERS > 1:
        yield mistake(8, "WEB_WORKERS", "with SEARCH_URL=memory:// every process has an index of its own, so write 1")


def debug():
    """Error pages that show settings are for the developer's own machine."""
    if settings.DEBUG and settings.BIND not in {"127.0.0.1", "localhost", "::1"}:
        sentence = (
            f"DEBUG is on and BIND is {settings.BIND}: strangers would see the code and the settings at every error."
        )
        yield Doubt(sentence, hint="Leave DEBUG out, or BIND.", id="archive.W009")


JUDGES = (
    site_url,
    search_url,
    search_languages,
    archive_access,
    archive_licence,
    throttles,
    numbers,
    one_process,
    debug,
)


def mistake(number, name, what_to_do):
    """Return the error about the value of one setting."""
    return Error(f"{name} is “{getattr(settings, name)}”: {what_to_do}.", id=f"archive.E{number:03}")


@register(Tags.database)
def check_database(app_configs, databases, **kwargs):
    """Ask the database itself whether it answers, and SQLite whether what it acknowledges is on the disk."""
    return [problem for alias in databases or () for problem in database_problems(connections[alias])]


def database_problems(connection):
    """Yield what keeps this database from being one that can be relied on."""
    try:
        connection.ensure_connection()
        yield from (sqlite_problems if connection.vendor == "sqlite" else postgresql_problems)(connection)
    except DatabaseError as error:
        name = connection.settings_dict["NAME"]
        sentence = f"The database “{name}” cannot be opened ({reason(error)}): see DATABASE_URL and ARCHIVE_DATA."
        yield Error(sentence, id="archive.E010")


def sqlite_problems(connection):
    """A commit that is acknowledged must survive a power cut (FULL), and readers an import (WAL)."""
    pragmas = {"journal_mode": ("wal", "WAL"), "synchronous": (2, "FULL")}
    with connection.cursor() as cursor:
        for pragma, (wanted, name) in pragmas.items():
            found = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            if found != wanted:
                yield Error(
                    f"SQLite's {pragma} is {found}, not {name}, in {connection.settings_dict['NAME']}: "
                    "keep it in a file on a local disk that can be written.",
                    id="archive.E011",
                )


FIT = {
    "current_setting('server_encoding') = 'UTF8'": "is not in UTF-8: make it with ENCODING 'UTF8' TEMPLATE template0",
    "current_setting('transaction_read_only') = 'off'": "cannot be written to: name the server that it is copied from",
    "has_schema_privilege(current_schema(), 'CREATE')": "lets {user} make no tables: make {user} its owner",
}
"""What must hold of a PostgreSQL database, as SQL, and what to say where it does not."""


def postgresql_problems(connection):
    """An archive makes its tables itself, writes, and keeps every letter there is."""
    given = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(FIT)}")
        for held, sentence in zip(cursor.fetchone(), FIT.values(), strict=True):
            if not held:
                said = sentence.format(user=given["USER"] or "this user")
                yield Error(f"The database “{given['NAME']}” {said}.", id="archive.E012")
