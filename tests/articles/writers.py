"""Processes that write to an archive at once, in all ways that there are."""

import subprocess
import sys

from tests.archive.test_settings import environment
from tests.conftest import ROOT
from tests.databases import of_folder

BEGIN = """
import datetime, json, os, pathlib, random, sys, time
import django
django.setup()
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from articles import curation
from articles.failing import is_busy
from articles.models import Article, Author, Source, StateError
from articles.recording import act
from search.locks import lock
chance = random.Random(sys.argv[1])
day = datetime.datetime(2023, 9, 20, tzinfo=datetime.UTC)

def save():
    source = Source.objects.order_by("?").first()
    fields = {"published_at": day, "date_precision": "day", "status": "published"}
    return Article.objects.create(headline=f"By {sys.argv[1]}", body="One.", source=source, **fields)
"""


def start(data, code, *arguments):
    """Start a process of an archive that runs this code."""
    variables = environment(data) | of_folder(data) | {"DJANGO_SETTINGS_MODULE": "archive.settings"}
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN + code, *map(str, arguments)], env=variables, cwd=ROOT, **streams
    )


def ended(process):
    """Return what a process said that ends well."""
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 0, told
    return told


WRITE = """
def edit():
    with act(by="me"):
        for article in Article.objects.order_by("?")[:3]:
            article.headline += "!"
            article.save()

def move():
    article = Article.objects.order_by("?").first()
    verb = chance.choice([lambda: curation.withdraw(article, reason="error"), lambda: curation.restore(article)])
    try:
        verb()
    except StateError:
        pass

def roll_back():
    try:
        with transaction.atomic():
            save()
            edit()
            time.sleep(0.01)
            raise RuntimeError
    except RuntimeError:
        pass

def rename():
    source = Source.objects.order_by("?").first()
    source.name = f"Renamed {chance.random()}"
    source.save()

def delete():
    if article := Article.objects.filter(headline__startswith="By").order_by("?").first():
        try:
            article.delete()
        except StateError:
            pass

def bring():
    lines = [
        {"headline": f"No. {number}", "body": "Two.", "published_at": "2023", "source": f"Source {number % 3}",
         "authors": [f"Author {number % 7}"], "topics": [f"Topic {number % 5}"], "source_url": f"https://x.example/{number}"}
        for number in chance.sample(range(200), 12)
    ]
    file = pathlib.Path(sys.argv[2], f"{sys.argv[1]}.jsonl")
    file.write_text("".join(json.dumps(line) + "\\n" for line in lines))
    call_command("import_articles", str(file), verbosity=0)

def again(step):
    "What is refused because others write, somebody does again."
    while True:
        try:
            return step()
        except OperationalError as error:
            if not is_busy(error):
                raise

bring()
sys.stdin.readline()
for _ in range(25):
    again(chance.choice([save, save, edit, edit, move, move, roll_back, roll_back, rename, delete, bring]))
"""
