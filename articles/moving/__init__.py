"""A whole archive as a folder that any archive takes in again: on another machine, database or engine.

    articles.ndjson      what is public: the lines of `export.ndjson`, for whatever program reads them
    tables/…             all that is kept, drafts and history as well: a file for each table, a line for each row
    originals/ab/cd/…    the bytes as they came
    originals.sha256     which there are, as `sha256sum -c` reads it
    manifest.json        SHA-256 of every file, written last: without it this is no export
    since-812/…          what became another after change 812: the same files, with rows that are new or other, and a
                         list of nothing but its number for one that is gone; originals lie with the others

No time is in it: the same state makes the same bytes. What belongs to a site rather than to its articles stays out:
accounts, tokens, jobs, uploads, and what was suspected to be double.
"""


class Failed(Exception):
    """An archive that cannot be exported or taken in; the message is one sentence that says why and what to do."""
