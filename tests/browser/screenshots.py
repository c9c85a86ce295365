"""Takes pictures of the main pages, wide and narrow, by day and by night: `make screenshots`.

An archive of its own with the sample, and Chromium in front of it. `ARGS=http://…` takes them of an archive that runs.
"""

import base64
import sys
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

from tests.archive.pages.places import ARTICLE
from tests.browser.running import Archive, browser
from tests.conftest import ROOT

FOLDER = ROOT / "docs" / "pages"
LARGEST = 150_000
"""Bytes of one picture in the repository."""

WIDE, NARROW = {"width": 1280, "height": 960}, {"width": 390, "height": 844}

PICTURES = {
    "search": ("/?q=flood", WIDE, "light"),
    "search-narrow": ("/?q=flood", NARROW, "light"),
    "search-dark": ("/?q=flood", WIDE, "dark"),
    "article": (f"/articles/{ARTICLE}/?q=ceasefire", WIDE, "light"),
    "article-narrow": (f"/articles/{ARTICLE}/?q=ceasefire", NARROW, "dark"),
    "browse": ("/browse/2020/", WIDE, "light"),
    "trends": ("/trends/?q=flood&q=ceasefire&q=harbour&published_after=2009", WIDE, "light"),
    "russian-narrow": ("/browse/", NARROW, "light"),
}
"""Name of the file → what it shows, in which window, by day or by night."""


@contextmanager
def archive(address):
    """Yield the archive at an address, or where none is given one with the sample, for as long as it is needed."""
    if address:
        yield SimpleNamespace(address=address.rstrip("/"))
        return
    with TemporaryDirectory() as folder:
        running = Archive(Path(folder), ARCHIVE_SAMPLE="1")
        try:
            running.indexed()
            yield running
        finally:
            running.end()


def take(chromium, address, name):
    """Take one picture, in the size of its window, as WebP."""
    path, window, scheme = PICTURES[name]
    language = "ru-RU" if name.startswith("russian") else "en-GB"
    context = chromium.new_context(viewport=window, color_scheme=scheme, locale=language, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{address}{path}", wait_until="networkidle")
    session = context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": 70})
    context.close()
    return base64.b64decode(taken["data"])


def main(address=""):
    """Take them all; ends with a sentence where one is too large."""
    FOLDER.mkdir(exist_ok=True)
    with archive(address) as running, browser() as chromium:
        for name in PICTURES:
            picture = take(chromium, running.address, name)
            (FOLDER / f"{name}.webp").write_bytes(picture)
            print(f"docs/pages/{name}.webp  {len(picture):,} bytes")
            if len(picture) > LARGEST:
                sys.exit(f"docs/pages/{name}.webp has more than {LARGEST:,} bytes: show less, or lower the quality.")


if __name__ == "__main__":
    main(*sys.argv[1:])
