#!/usr/bin/env python3
"""Keep a copy of a news archive in SQLite: complete, up to date, and proved to be so. Needs nothing but Python 3.

The table `article` has a row for each public article: id, sha256, line of JSON. It may be stopped at any moment.
"""

import argparse
import hashlib
import http.client
import json
import sqlite3
import sys
import time
import urllib.request
from contextlib import suppress

TABLES = """
CREATE TABLE IF NOT EXISTS article (id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL, line BLOB);
CREATE TABLE IF NOT EXISTS position (seq INTEGER NOT NULL);
INSERT INTO position SELECT 0 WHERE NOT EXISTS (SELECT * FROM position);
"""


def ask(address):
    """Return the lines of an answer, and what each says; waits as the archive asks to, and until it can be reached."""
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers=HEADERS), timeout=90) as answer:
                return [(line, json.loads(line)) for line in answer.read().splitlines()]
        except (OSError, http.client.HTTPException) as error:
            if getattr(error, "code", 503) not in (429, 502, 503, 504):
                sys.exit(f"{address}: {json.load(error)['detail']}")
            print(f"{address}: {error}. It is tried again.", file=sys.stderr)
            wait = getattr(error, "headers", {}).get("Retry-After", "")  # which may be a date as well
            time.sleep(int(wait) if wait.isdecimal() else 5)


def step(copy, site, wait):
    """Take the next changes in, together with the position; return how many there were."""
    (seq,) = copy.execute("SELECT seq FROM position").fetchone()
    [(_, page)] = ask(f"{site}/api/v1/changes/?since={seq}&limit=1000&wait={wait}")
    with copy:
        for one in page["results"]:
            copy.execute("DELETE FROM article WHERE id = :article", one)
            copy.execute("INSERT INTO article SELECT :article, :sha256, NULL WHERE :sha256 IS NOT NULL", one)
            copy.execute("UPDATE position SET seq = :seq", one)
    return len(page["results"])


def fetch(copy, site):
    """Fetch the lines that are lacking. One that is newer than its digest waits for the change that tells of it."""
    lacking = [f"id={one}" for (one,) in copy.execute("SELECT id FROM article WHERE line IS NULL ORDER BY id")]
    for start in range(0, len(lacking), 100):
        lines = ask(f"{site}/api/v1/export.ndjson?{'&'.join(lacking[start : start + 100])}")
        found = [(line, article["id"], hashlib.sha256(line).hexdigest()) for line, article in lines]
        with copy:
            copy.executemany("UPDATE article SET line = ? WHERE id = ? AND sha256 = ?", found)


def verify(copy, site):
    """Compare the copy with the archive at the same change; end with status 1 where they differ."""
    (seq,) = copy.execute("SELECT seq FROM position").fetchone()
    [(_, there)] = ask(f"{site}/api/v1/changes/checksum/?upto={seq}")
    summed = hashlib.sha256()
    for article, line in copy.execute("SELECT id, line FROM article ORDER BY id"):
        summed.update(f"{article} {hashlib.sha256(line).hexdigest()}\n".encode())
    if summed.hexdigest() != there["sha256"]:
        sys.exit(f"The copy differs from the archive at change {seq}: delete it, and begin anew.")
    print(f"{there['articles']} articles, as the archive has them at change {seq}.", flush=True)
    return True


def main(options):
    copy, site, news, proved = sqlite3.connect(options.file), options.site.rstrip("/"), 1, False
    copy.executescript(TABLES)
    while options.follow or not proved:
        news = step(copy, site, wait=0 if news else 30)
        fetch(copy, site)
        whole = not copy.execute("SELECT 1 FROM article WHERE line IS NULL").fetchone()
        proved = whole and not news and (proved or verify(copy, site))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", help="such as http://127.0.0.1:8000")
    parser.add_argument("file", help="such as copy.sqlite3")
    parser.add_argument("--follow", action="store_true", help="go on for ever, instead of copying what is new")
    parser.add_argument("--token", help="for an archive that is not public")
    options = parser.parse_args()
    HEADERS = {"Authorization": f"Bearer {options.token}"} if options.token else {}
    if not options.site.startswith(("http://", "https://")):
        parser.error(f"site is {options.site}: it begins with http:// or https://")
    with suppress(KeyboardInterrupt):
        try:
            main(options)
        except sqlite3.Error as error:
            sys.exit(f"{options.file}: {error}.")
        except (ValueError, LookupError) as error:
            sys.exit(f"{options.site}: what answers there is no archive, but perhaps a proxy ({error}).")
