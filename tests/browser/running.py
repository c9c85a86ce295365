"""An archive as people run it, and a browser in front of it."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from shutil import which
from urllib.parse import urlencode

from playwright.sync_api import expect, sync_playwright

from tests.archive.processes import eventually
from tests.archive.test_settings import environment
from tests.archive.test_up import Up
from tests.conftest import ROOT
from tests.databases import of_folder

NAMES = ("chromium", "chromium-browser", "google-chrome")
"""What Chromium is called: by Debian, by others, and by who makes it."""

QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
"""Chromium as root on a machine without a screen, and nothing that it does of its own accord."""

PASSWORD = "the key of the desk"
PATIENCE = 15_000
"""Milliseconds that a page may take on a machine that other tests keep busy."""


class Archive:
    """A running archive in a folder of its own, with ada, who may do everything. Its commands run beside it."""

    def __init__(self, folder, **variables):
        self.data, self.variables = folder / "data", {"ARCHIVE_SAMPLE": "0"} | variables
        self.manage("migrate", "-v0")
        self.account("ada")
        self.up = Up(self.data, **self.variables).opened()
        self.address = f"http://127.0.0.1:{self.up.port}"

    def manage(self, *arguments, check=True, **variables):
        """Run a command of the archive; returns what it printed."""
        command = [sys.executable, str(ROOT / "manage.py"), *map(str, arguments)]
        env = environment(self.data) | of_folder(self.data) | self.variables | variables
        ended = subprocess.run(command, env=env, cwd=self.data.parent, capture_output=True, text=True)
        assert not check or ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def account(self, name):
        """Add an account that may do everything."""
        command = ("createsuperuser", "--noinput", "--username", name, "--email", "")
        self.manage(*command, DJANGO_SUPERUSER_PASSWORD=PASSWORD)

    def clip(self, *texts, **options):
        """Take in clippings, each beginning with “# headline”; returns their numbers."""
        self.clipped = getattr(self, "clipped", 0) + 1
        folder = self.data.parent / f"clippings-{self.clipped}"
        folder.mkdir()
        for number, text in enumerate(texts):
            (folder / f"{number}.md").write_text(text)
        given = [part for name, value in options.items() for part in (f"--{name}", value)]
        self.manage("import_articles", folder, *given)
        return [self.number_of(text.partition("\n")[0].removeprefix("# ")) for text in texts]

    def number_of(self, headline):
        """Return the number of the newest article with this headline, in whichever state it is."""
        with closing(sqlite3.connect(f"file:{self.data}/archive.sqlite3?mode=ro", uri=True)) as database:
            found = "SELECT max(id) FROM articles_article WHERE headline = ?"
            return database.execute(found, [headline]).fetchone()[0]

    def api(self, path, status=200):
        """Ask the API as anybody may; returns its JSON."""
        found, body = self.up.get(f"/api/v1/{path}")
        assert found == status, body
        return json.loads(body)

    def indexed(self):
        """Wait until a search sees all that was written."""
        eventually(lambda: json.loads(self.up.get()[1]).get("lag") == 0, 30)

    def end(self):
        if self.up.process.poll() is None:
            self.up.end()


def chromium():
    """Return the path of Chromium, None where there is none."""
    return next(filter(None, map(which, NAMES)), None)


@contextmanager
def browser():
    """Run Chromium with a new profile."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        expect.set_options(timeout=PATIENCE)
        yield running
        running.close()


class Visitor:
    """Somebody with a browser of their own; `faults` are what its console complained of."""

    def __init__(self, browser, archive, **options):
        self.archive, self.faults = archive, []
        self.context = browser.new_context(base_url=archive.address, reduced_motion="reduce", **options)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, message):
        """Note what is wrong, such as a script that its policy forbids; not that a page itself is refused."""
        where = message.location.get("url", "")
        if message.type == "error" and where != self.page.url and not where.endswith("/favicon.ico"):
            self.faults.append(f"{message.text} ({self.page.url})")

    def sign_in(self, name="ada", password=PASSWORD):
        """Sign in as people do."""
        self.page.goto("/login/")
        self.page.get_by_label("Username").fill(name)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        return self

    def leave(self):
        self.context.close()


def send(page, name, data):
    """Send a file to be imported, and wait until it was looked at."""
    page.goto("/admin/articles/upload/add/")
    page.get_by_label("Files").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.get_by_role("button", name="Look at what would become of them").click()
    expect(page.locator(".job-told")).to_have_text("It is done.", timeout=4 * PATIENCE)
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_visible()


def list_articles(page, question, rows):
    """Open the list of what a question finds, as soon as the index of the desk has so many."""

    def listed():
        page.goto(f"/admin/articles/article/?{urlencode({'q': question})}")
        return page.locator("#result_list tbody tr").count() == rows

    eventually(listed, 30)
