"""Drafts, edits, verbs and deleting for good, over HTTP."""

import pytest

from articles import curation, markdown
from articles.models import Address, Article, Author, Change, KeptAnswer, Revision, Source
from articles.serializers import Shown

EVERYTHING = {
    "headline": "Bridge opens",
    "subtitle": "At last",
    "byline": "Ann Lee and AFP",
    "authors": [{"name": "Ann Lee", "kind": "person"}, {"name": "AFP", "kind": "agency"}],
    "source": {"name": "Herald", "domain": "herald.example"},
    "section": "Local",
    "topics": ["Bridges", "Roads"],
    "language": "en-GB",
    "published_at": "2020-05-01T00:00:00Z",
    "date_precision": "month",
    "source_url": "https://herald.example/bridge",
    "body": "The *bridge* opened.",
    "images": [{"url": "https://herald.example/1.jpg", "caption": "The bridge", "credit": "Ann Lee"}],
    "related_links": [{"title": "Before", "url": "https://herald.example/before"}],
    "corrections": [{"at": "2020-05-02T00:00:00Z", "note": "It was Tuesday."}],
}


def known(whole):
    """Return what a client can know of an article that was answered with."""
    found = {name: whole[name] for name in EVERYTHING}
    found["authors"] = [{"name": one["name"], "kind": one["kind"]} for one in whole["authors"]]
    found["source"] = whole["source"] and {name: whole["source"][name] for name in ("name", "domain")}
    found["related_links"] = [{name: one[name] for name in ("title", "url")} for one in whole["related_links"]]
    return found


def last():
    return Change.objects.order_by("-seq").first()


# --- drafts -------------------------------------------------------------------------------------


def test_a_draft_is_made_and_said_where(send, client, settings):
    answer = send("post", "articles/", EVERYTHING | {"note": "from print"}, scope="write", status=201)
    made = answer.json()
    assert known(made) == EVERYTHING
    assert list(made) == list(Shown().fields)
    assert (made["status"], made["problems"], made["revision"], made["text"]) == ("draft", [], 1, "The bridge opened.")
    assert answer["Location"] == made["url"] == f"{settings.SITE_URL}/api/v1/articles/{made['id']}/"
    assert answer["Cache-Control"] == "private, no-store"
    shown = send("get", f"articles/{made['id']}/", scope="write")
    assert (shown.json(), shown["ETag"]) == (made, answer["ETag"])
    assert client.get(answer["Location"]).status_code == 404
    change = Change.objects.get()
    assert (change.kind, change.by, change.note, change.public) == ("created", "token write", "from print", False)
    assert Address.objects.get().key == "https://herald.example/bridge"


def test_a_draft_may_lack_anything_and_says_what(send):
    made = send("post", "articles/", {}, status=201).json()
    assert made["problems"] == ["It has no headline.", "It has no body.", "It has no date."]
    assert (made["published_at"], made["date_precision"], made["language"]) == (None, "", "und")


def test_an_empty_body_is_an_empty_object(send):
    assert send("post", "articles/").status_code == 201


def test_a_date_far_ahead_is_a_problem_of_the_draft(send):
    made = send("post", "articles/", EVERYTHING | {"published_at": "2999-01-01", "date_precision": ""}).json()
    assert made["problems"] == ["The date “2999-01-01” is more than a day ahead."]


def test_a_byline_makes_the_authors_where_none_are_given(send):
    made = send("post", "articles/", {"byline": "By Ann Lee and AFP"}).json()
    assert made["byline"] == "Ann Lee and AFP"
    assert [(one["name"], one["kind"]) for one in made["authors"]] == [("Ann Lee", "person"), ("AFP", "agency")]
    made = send("post", "articles/", {"byline": "By Ann Lee and AFP", "authors": []}).json()
    assert made["authors"] == []


def test_names_that_are_held_stay_what_they_are(send):
    Author.objects.create(name="AFP", kind="agency")
    Source.objects.create(name="The Herald", domain="herald.example")
    given = {"authors": [{"name": "AFP"}, {"name": "Ann"}, {"name": "AFP"}], "source": {"domain": "www.Herald.example"}}
    made = send("post", "articles/", given | {"topics": ["Sea", "Sea"]}).json()
    assert [(one["name"], one["kind"]) for one in made["authors"]] == [("AFP", "agency"), ("Ann", "person")]
    assert (made["source"]["name"], made["source"]["domain"]) == ("The Herald", "herald.example")
    assert made["topics"] == ["Sea"]


def test_names_stand_on_one_line_and_text_need_not(send):
    given = {"authors": [{"name": " Ann\r\n\tLee "}], "topics": ["War\n and  peace"], "source": {"name": "The\nHerald"}}
    made = send("post", "articles/", given | {"corrections": [{"note": "One.\n\nTwo."}]}, status=201).json()
    assert ([one["name"] for one in made["authors"]], made["topics"]) == (["Ann Lee"], ["War and peace"])
    assert (made["source"]["name"], made["corrections"][0]["note"]) == ("The Herald", "One.\n\nTwo.")


def test_an_address_is_mended_and_is_that_of_one_article(send, make_article):
    made = send("post", "articles/", {"source_url": "HTTPS://Herald.example:443/br\nidge?utm_source=x"}).json()
    assert made["source_url"] == "https://herald.example/bridge"
    refused = send("post", "articles/", {"source_url": "http://www.herald.example/bridge/"}, status=409)
    assert refused.json()["detail"].startswith(f"Article {made['id']} is already known under the address ")
    assert Article.objects.count() == 1


# --- edits --------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["draft", "published", "withdrawn"])
def test_a_patch_changes_what_it_names(send, make_article, status):
    article = make_article(source="Herald", status="draft" if status == "draft" else "published")
    if status == "withdrawn":
        curation.withdraw(article, reason="error")
    before = send("patch", f"articles/{article.pk}/", {}, scope="write", status=200).json()
    answer = send(
        "patch", f"articles/{article.pk}/", {"subtitle": "At last", "note": "seen"}, scope="write", status=200
    )
    after = answer.json()
    assert {name for name in after if after[name] != before[name]} == {"subtitle", "revision", "updated_at"} - (
        {"updated_at"} if before["updated_at"] == after["updated_at"] else set()
    )
    assert (last().by, last().note, last().revision) == ("token write", "seen", 2)
    assert Revision.objects.get().by == "token write"
    assert answer["ETag"] == send("patch", f"articles/{article.pk}/", {}, scope="write", status=200)["ETag"]
    read = send("get", f"articles/{article.pk}/", status=410 if status == "withdrawn" else 200)
    assert status == "withdrawn" or read["ETag"] == answer["ETag"]


def test_a_put_says_all(send, make_article):
    article = make_article(source="Herald", authors=["Ann"], topics=["War"], subtitle="Old", section="World")
    whole = send("put", f"articles/{article.pk}/", EVERYTHING, status=200).json()
    assert known(whole) == EVERYTHING
    less = {name: EVERYTHING[name] for name in ("headline", "body", "published_at")}
    whole = send("put", f"articles/{article.pk}/", less, status=200).json()
    assert known(whole) == {
        **{"subtitle": "", "byline": "", "section": "", "source_url": "", "language": "und", "source": None},
        **{"authors": [], "topics": [], "images": [], "related_links": [], "corrections": EVERYTHING["corrections"]},
        **less,
        "date_precision": "minute",
    }


def test_a_put_makes_of_a_byline_what_a_post_makes_of_it(send, make_article):
    whole = send("put", f"articles/{make_article(status='draft').pk}/", {"byline": "By Ann Lee"}).json()
    assert [one["name"] for one in whole["authors"]] == ["Ann Lee"]


@pytest.mark.parametrize("method", ["put", "patch"])
def test_the_same_again_is_no_edit(send, make_article, method):
    article = make_article()
    send(method, f"articles/{article.pk}/", EVERYTHING, status=200)
    before = Change.objects.count()
    again = EVERYTHING | {
        "corrections": [{"note": "It was Tuesday."}],
        "authors": [{"name": "Ann Lee"}, {"name": "AFP"}],
    }
    assert send(method, f"articles/{article.pk}/", again, status=200).json()["revision"] == 2
    assert Change.objects.count() == before


def test_a_link_keeps_the_article_that_a_curator_gave_it(send, make_article):
    from articles.models import RelatedLink

    article, target = make_article(), make_article()
    RelatedLink(article=article, title="Lost", target=target).save()
    links = [{"title": "New", "url": ""}, {"title": "Lost", "url": ""}]
    whole = send("patch", f"articles/{article.pk}/", {"related_links": links}).json()
    assert [(one["title"], one["article"]) for one in whole["related_links"]] == [("New", None), ("Lost", target.pk)]


@pytest.mark.parametrize(
    ("method", "change"),
    [("patch", {"body": " "}), ("patch", {"published_at": None}), ("put", {"headline": "No more"})],
)
def test_what_is_public_stays_complete(send, make_article, method, change):
    article = make_article()
    refused = send(method, f"articles/{article.pk}/", change, status=409)
    assert refused.json()["detail"].startswith("A public article needs its ")
    assert Article.objects.get().revision == 1
    assert Change.objects.count() == 1


def test_a_change_settles_what_it_mends(send, make_article):
    article = make_article(status="draft", body="", problems=["It has no body.", "The source is unknown."])
    whole = send("patch", f"articles/{article.pk}/", {"body": "One."}).json()
    assert whole["problems"] == ["The source is unknown."]


# --- two writers --------------------------------------------------------------------------------

WRITES = {
    "put": ("put", "", EVERYTHING),
    "patch": ("patch", "", {"headline": "Mine"}),
    "delete": ("delete", "", None),
    "publish": ("post", "publish/", {}),
    "withdraw": ("post", "withdraw/", {"reason": "error"}),
    "correct": ("post", "correct/", {"note": "Wrong."}),
}


@pytest.mark.parametrize("write", WRITES)
def test_the_second_writer_is_refused_and_nothing_of_theirs_is_kept(send, make_article, write):
    method, behind, body = WRITES[write]
    article = make_article(status="draft" if write == "publish" else "published")
    seen = send("get", f"articles/{article.pk}/")["ETag"]
    send("patch", f"articles/{article.pk}/", {"headline": "First"}, headers={"If-Match": seen}, status=200)
    before = Change.objects.count()
    refused = send(method, f"articles/{article.pk}/{behind}", body, headers={"If-Match": seen}, status=412)
    assert refused.json()["detail"].startswith(f"Somebody has changed article {article.pk} since you read it")
    assert (Change.objects.count(), Article.objects.get().headline) == (before, "First")
    now = send("get", f"articles/{article.pk}/")["ETag"]
    assert (
        send(method, f"articles/{article.pk}/{behind}", body, headers={"If-Match": f'"0-0", {now}'}).status_code < 300
    )


def test_the_tag_of_a_reader_names_the_same_version(send, client, make_article):
    article = make_article()
    seen = client.get(f"/api/v1/articles/{article.pk}/")["ETag"]
    send("patch", f"articles/{article.pk}/", {"headline": "Mine"}, headers={"If-Match": seen}, status=200)


@pytest.mark.parametrize(("status", "code"), [("draft", 200), ("published", 403)])
def test_what_readers_were_told_is_changed_by_those_who_may_correct(send, make_article, status, code):
    article = make_article(status=status)
    address, told = f"articles/{article.pk}/", {"corrections": [{"note": "It was Tuesday."}]}
    refused = send("patch", address, told, scope="write", status=code)
    assert code == 200 or "need the scope curate" in refused.json()["detail"]
    send("patch", address, told, scope="curate", status=200)
    whole = send(
        "put", address, {"headline": "A", "body": "B", "published_at": "2020"}, scope="write", status=200
    ).json()
    assert [one["note"] for one in whole["corrections"]] == (["It was Tuesday."] if status == "published" else [])


# --- the verbs ----------------------------------------------------------------------------------


def test_a_draft_goes_through_all_that_can_become_of_it(send, client, make_article):
    other = make_article()
    made = send("post", "articles/", EVERYTHING).json()
    address = f"articles/{made['id']}/"
    steps = [
        ("publish/", {}, "published", 200),
        ("correct/", {"note": "It was Wednesday."}, "published", 200),
        ("withdraw/", {"reason": "legal", "note": "a letter came"}, "withdrawn", 410),
        ("restore/", {}, "published", 200),
        ("merge/", {"into": other.pk}, "merged", 308),
        ("restore/", {"note": "no duplicate"}, "published", 200),
    ]
    for verb, body, status, to_readers in steps:
        whole = send("post", address + verb, body, status=200).json()
        assert (whole["status"], verb) == (status, verb)
        assert client.get(f"/api/v1/{address}").status_code == to_readers
        send("get", address, status=to_readers)
        assert send("get", f"{address}?revision=1", status=200).json()["headline"] == EVERYTHING["headline"]
        assert whole["merged_into"] == (other.pk if status == "merged" else None)
        assert last().by == "token curate"
        if status == "withdrawn":
            assert (whole["withdrawal"]["reason"], whole["withdrawal"]["note"]) == ("legal", "a letter came")
            assert (last().reason, last().note) == ("legal", "a letter came")
    shown = client.get(f"/api/v1/{address}").json()
    assert [one["note"] for one in shown["corrections"]] == ["It was Tuesday.", "It was Wednesday."]
    assert last().note == "no duplicate"


@pytest.mark.parametrize(
    ("status", "verb", "body"),
    [
        ("published", "publish", {}),
        ("draft", "withdraw", {"reason": "error"}),
        ("draft", "restore", {}),
        ("published", "restore", {}),
        ("draft", "correct", {"note": "Wrong."}),
    ],
)
def test_what_the_state_does_not_allow_is_a_conflict(send, make_article, status, verb, body):
    article = make_article(status=status)
    refused = send("post", f"articles/{article.pk}/{verb}/", body, status=409)
    assert f"is {status}: {verb} needs one that is " in refused.json()["detail"]
    assert Change.objects.count() == 1


def test_what_is_incomplete_is_not_published_and_what_is_missing_is_said(send, make_article):
    article = make_article(status="draft", body="", published_at=None, date_precision="")
    refused = send("post", f"articles/{article.pk}/publish/", {}, status=409)
    assert refused.json()["detail"].endswith("cannot be public: it has no body and no date.")


def test_a_merge_into_nothing_or_itself_is_refused(send, make_article, mistakes):
    article = make_article()
    address = f"articles/{article.pk}/merge/"
    assert mistakes({"into": 9_999}, address=address)["into"]["detail"] == "into: there is no such article."
    assert mistakes({"into": "1"}, address=address)["into"]["detail"] == "into: a whole number was expected."
    assert mistakes({"into": True}, address=address)["into"]["detail"] == "into: a whole number was expected."
    assert mistakes({}, address=address)["into"]["detail"] == "into: it is missing."
    assert "into itself" in send("post", address, {"into": article.pk}, status=409).json()["detail"]


def test_a_reason_is_one_of_five(mistakes, make_article):
    address = f"articles/{make_article().pk}/withdraw/"
    wrong = mistakes({"reason": "eror"}, address=address)["reason"]
    assert wrong["detail"] == "reason: use legal, privacy, error, duplicate or other."
    assert (wrong["nearest"], wrong["valid"]) == ("error", ["legal", "privacy", "error", "duplicate", "other"])
    assert mistakes({}, address=address)["reason"]["detail"] == "reason: it is missing."
    assert (
        mistakes({"note": " "}, address=address.replace("withdraw", "correct"))["note"]["detail"]
        == "note: it is empty."
    )


# --- what is not there --------------------------------------------------------------------------


@pytest.mark.parametrize("write", WRITES)
def test_what_is_not_there_cannot_be_written_to(send, make_article, write):
    method, behind, body = WRITES[write]
    assert send(method, f"articles/4711/{behind}", body).status_code == 404
    article = make_article()
    send("delete", f"articles/{article.pk}/", status=204)
    assert send(method, f"articles/{article.pk}/{behind}", body).status_code == 410


def test_deleting_leaves_nothing_but_the_log(send, make_article):
    article = make_article(source_url="https://herald.example/a")
    send("post", f"articles/{article.pk}/correct/", {"note": "Wrong."}, headers={"Idempotency-Key": "a"}, status=200)
    assert KeptAnswer.objects.exists()
    answer = send("delete", f"articles/{article.pk}/", {"note": "asked for"}, status=204)
    assert answer.content == b""
    assert (last().kind, last().by, last().note) == ("deleted", "token curate", "asked for")
    for model in (Article, Revision, Address, KeptAnswer):
        assert not model.objects.exists()


def test_what_others_lead_to_is_not_deleted(send, make_article):
    article, duplicate = make_article(), make_article()
    curation.merge(duplicate, into=article)
    refused = send("delete", f"articles/{article.pk}/", status=409)
    assert "other articles lead to it" in refused.json()["detail"]


@pytest.mark.parametrize("verb", ["publish", "withdraw", "restore", "correct", "merge"])
def test_a_verb_is_not_read(send, client, make_article, verb):
    answer = client.get(f"/api/v1/articles/{make_article().pk}/{verb}/")
    assert answer.status_code == 405
    assert "use POST" in answer.json()["detail"]


@pytest.mark.parametrize("write", WRITES)
def test_a_write_takes_no_parameters(send, make_article, write):
    method, behind, body = WRITES[write]
    answer = send(method, f"articles/{make_article().pk}/{behind}?page_size=1", body, status=400)
    assert answer.json()["errors"][0]["parameter"] == "page_size"
    assert Change.objects.count() == 1


def test_text_is_made_of_markdown_before_others_have_to_wait(send):
    markdown.plain.cache_clear()
    send("patch", "articles/999/", {"body": "A *body*."}, status=404)
    markdown.plain("A *body*.")
    assert markdown.plain.cache_info().hits == 1
