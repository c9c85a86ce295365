"""History in the admin: who, when, what, why."""

import pytest

from articles import curation
from articles.models import Change, Revision
from articles.recording import act
from tests.articles.admin.conftest import page


def edit(article, by, note, **fields):
    with act(by=by, note=note):
        for name, value in fields.items():
            setattr(article, name, value)
        article.save()


def test_history_says_who_when_what_and_why(curator, make_article):
    article = make_article(headline="First")
    edit(article, "bob", "a letter", headline="<Second>")
    edit(article, "eve", "", body="Entirely new.")
    curation.withdraw(article, reason="legal", by="ada", note="order 7")
    html = curator.get(page("article_history", article.pk)).content.decode()
    rows = html.split("<tbody>")[1].split("<tr>")[1:]
    assert [kind for row in rows for kind in ("withdrawn", "revised", "created") if f"<td>{kind}</td>" in row] == [
        "withdrawn",
        "revised",
        "revised",
        "created",
    ]
    assert "ada" in rows[0]
    assert "<b>legal</b> order 7" in rows[0]
    assert "<b>body</b>" in rows[1]
    assert "<del>The harbour reopened" not in rows[1]
    assert "<b>headline</b>: <del>First</del> → <ins>&lt;Second&gt;</ins>" in rows[2]
    assert "a letter" in rows[2]
    assert page("article_compare", article.pk, 1) in rows[2]


def test_a_change_without_an_edit_shows_no_difference(curator, make_article):
    article = make_article(status="draft")
    curation.publish(article, by="ada", note="fine")
    response = curator.get(page("article_history", article.pk))
    assert [entry["fields"] for entry in response.context["entries"]] == [[], []]


def test_a_revision_is_shown_as_it_was(curator, make_article):
    article = make_article(headline="<b>First</b>")
    edit(article, "bob", "a letter", headline="Second")
    html = curator.get(page("revision_change", Revision.objects.get().pk)).content.decode()
    assert "&lt;b&gt;First&lt;/b&gt;" in html
    assert 'name="_save"' not in html


@pytest.mark.parametrize("kind", ["change", "revision", "capture"])
def test_the_log_is_read_only(curator, kind):
    assert curator.get(page(f"{kind}_changelist")).status_code == 200
    assert curator.get(page(f"{kind}_add")).status_code == 403


def test_the_log_is_found_by_article_and_by_person(curator, make_article):
    one, two = make_article(), make_article()
    edit(two, "bob", "", headline="x")
    for term, found in ((str(one.pk), 1), ("bob", 1), ("nobody", 0), ("9" * 40, 0)):
        response = curator.get(page("change_changelist"), {"q": term})
        assert len(response.context["cl"].result_list) == found
    first = Change.objects.first()
    assert curator.get(page("change_change", first.pk)).status_code == 200
    assert curator.post(page("change_change", first.pk), {"note": "x"}).status_code == 403
