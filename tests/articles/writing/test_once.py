"""What is sent twice is done once, and writers take turns."""

import datetime
import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Article, Change, KeptAnswer
from articles.writing import once

KEY = {"Idempotency-Key": "9f1c-4"}


def test_the_same_again_gets_the_same_answer_and_is_done_once(send):
    first = send("post", "articles/", {"headline": "A", "section": "B"}, headers=KEY, status=201)
    send("patch", f"articles/{first.json()['id']}/", {"headline": "Changed"}, status=200)
    again = send("post", "articles/", {"section": "B", "headline": "A"}, headers=KEY, status=201)
    assert again.content == first.content
    for name in ("ETag", "Location", "Content-Type", "Cache-Control"):
        assert again[name] == first[name]
    assert Article.objects.count() == 1
    assert Change.objects.count() == 2


def test_a_verb_is_done_once_though_the_state_would_not_allow_it_again(send, make_article):
    address = f"articles/{make_article().pk}/correct/"
    first = send("post", address, {"note": "Wrong."}, headers=KEY, status=200)
    assert send("post", address, {"note": "Wrong."}, headers=KEY).content == first.content
    withdraw = address.replace("correct", "withdraw")
    for _ in range(2):
        send("post", withdraw, {"reason": "error"}, headers=KEY, status=200)
    assert len(Article.objects.with_parts().get().corrections.all()) == 1


def test_something_else_with_the_same_key_is_refused(send):
    send("post", "articles/", {"headline": "A"}, headers=KEY, status=201)
    refused = send("post", "articles/", {"headline": "B"}, headers=KEY, status=422)
    assert "Something else was sent with this Idempotency-Key before" in refused.json()["detail"]
    assert Article.objects.count() == 1


def test_a_key_is_that_of_one_client_and_one_address(send, make_article, account):
    article = make_article(status="draft")
    send("post", "articles/", {}, headers=KEY, status=201)
    send("post", "articles/", {}, headers=KEY, scope="write", status=201)
    send("post", f"articles/{article.pk}/publish/", {}, headers=KEY, status=200)
    session = account("curator")
    assert session.post("/api/v1/articles/", {}, "application/json", headers=KEY).status_code == 201
    assert Article.objects.count() == 4


def test_without_a_key_nothing_is_kept(send):
    for _ in range(2):
        send("post", "articles/", {"headline": "A"}, status=201)
    assert Article.objects.count() == 2
    assert not KeptAnswer.objects.exists()


def test_what_was_refused_may_be_sent_again(send, make_article):
    article = make_article(status="draft", body="")
    address = f"articles/{article.pk}/publish/"
    send("post", address, {}, headers=KEY, status=409)
    assert not KeptAnswer.objects.exists()
    send("patch", f"articles/{article.pk}/", {"body": "One."}, status=200)
    send("post", address, {}, headers=KEY, status=200)


def test_an_answer_is_kept_for_a_day(send):
    send("post", "articles/", {}, headers=KEY, status=201)
    KeptAnswer.objects.update(at=timezone.now() - once.KEPT + datetime.timedelta(minutes=1))
    send("post", "articles/", {}, headers=KEY, status=201)
    assert Article.objects.count() == 1
    KeptAnswer.objects.update(at=timezone.now() - once.KEPT)
    send("post", "articles/", {"headline": "another"}, headers=KEY, status=201)
    assert Article.objects.count() == 2
    assert KeptAnswer.objects.count() == 1


@pytest.mark.parametrize("key", ["", "k" * 256, "a\tb", "ключ"])
def test_what_is_no_key_is_refused(send, key):
    answer = send("post", "articles/", {}, headers={"Idempotency-Key": key}, status=400)
    assert answer.json()["errors"][0]["parameter"] == "Idempotency-Key"
    assert not Article.objects.exists()


def test_other_methods_are_the_same_however_often_and_need_no_key(send, make_article):
    article = make_article()
    for headline in "AB":
        send("patch", f"articles/{article.pk}/", {"headline": headline}, headers=KEY, status=200)
    assert not KeptAnswer.objects.exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_time_one_acts_and_both_get_its_answer(token):
    shown, answers, ready = token(), [], threading.Barrier(4)

    def post():
        ready.wait(30)
        content = {"data": '{"headline": "A"}', "content_type": "application/json"}
        response = Client().post("/api/v1/articles/", **content, headers=shown | KEY)
        answers.append((response.status_code, response.content))
        connection.close()

    threads = [threading.Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in answers} == {201}
    assert len({content for _, content in answers}) == 1
    assert Article.objects.count() == Change.objects.count() == 1


TWO = """
import sys, threading
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.test import Client
from archive.models import Token
from articles.models import Article, Change
call_command("migrate", verbosity=0)
shown = {"Authorization": "Bearer " + Token(name="one", scope="write").issue(), "Idempotency-Key": "a"}
answers, ready = [], threading.Barrier(4)

def post():
    ready.wait(30)
    content = {"data": '{"headline": "A"}', "content_type": "application/json"}
    response = Client(SERVER_NAME="127.0.0.1").post("/api/v1/articles/", **content, headers=shown)
    answers.append((response.status_code, response.content))
    connection.close()

threads = [threading.Thread(target=post) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print({status for status, _ in answers}, len({content for _, content in answers}))
print(Article.objects.count(), Change.objects.count())
"""


@pytest.mark.sqlite
def test_so_it_is_on_sqlite(tmp_path):
    import subprocess
    import sys

    from tests.archive.test_settings import environment
    from tests.conftest import ROOT

    variables = environment(tmp_path) | {"DJANGO_SETTINGS_MODULE": "archive.settings"}
    ended = subprocess.run([sys.executable, "-c", TWO], env=variables, cwd=ROOT, capture_output=True, text=True)
    assert ended.stdout.splitlines() == ["{201} 1", "1 1"], ended.stderr
