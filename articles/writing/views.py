"""The addresses of the API that write: drafts and edits, the verbs, and deleting for good."""

from contextlib import contextmanager

from django.http import HttpResponse
from rest_framework import status
from rest_framework.exceptions import APIException, PermissionDenied

from articles import curation, editing, markdown, one, reading, shapes, versions, views
from articles.endpoints import Endpoint
from articles.models import Article, StateError
from articles.parameters import BadParameters, Mistake, Parameters
from articles.recording import act
from articles.serializers import Shown
from articles.writing import serializers
from articles.writing.bodies import read
from articles.writing.checking import checked
from articles.writing.once import in_turn, once
from articles.writing.values import EMPTY, changes, whole


class Refused(APIException):
    """What the state of an article, or of another, does not allow; the sentence says what is in the way."""

    status_code = status.HTTP_409_CONFLICT


class Writing(Endpoint):
    """An address that is written to, and answers with the article."""

    written = Shown
    refused = (status.HTTP_409_CONFLICT,)

    def body(self) -> tuple[dict, dict]:
        """Return what was sent, as it came and as it is read; raises where anything of the request is wrong."""
        Parameters(self.request.META.get("QUERY_STRING", ""))
        sent = read(self.request)
        given = checked(self.bodies[self.request.method], sent)
        markdown.plain(given.get("body", ""))  # of much Markdown it takes seconds: not while other writers wait
        return sent, given

    def write(self, sent, do) -> HttpResponse:
        """Do what is asked for in turn with other writers, and answer with the article that `do(by=…)` returns."""
        with refusals():
            return once(self.request, sent, lambda: self.shown(do(by=self.request.user.get_username())))

    def shown(self, article) -> tuple:
        """Return what `once` takes: the article as those who may write see it, with its tag."""
        article = reading.held(article.pk)
        data = shapes.whole(article) | shapes.for_staff(article)
        headers, code = {"ETag": versions.tag(article, data)}, self.done.get(self.request.method, status.HTTP_200_OK)
        if code == status.HTTP_201_CREATED:
            headers["Location"] = data["url"]
        return code, headers, data, article.pk

    def of(self, id, do):  # noqa: A002
        """Return an act on the article of this id, once it is locked and is the version that the writer saw."""

        def act_on(by):
            return do(self.locked(id), by=by)

        return act_on

    def locked(self, id):  # noqa: A002
        """Return an article that nobody else writes to now; raises as `reading.held`, or `PreconditionFailed`."""
        article = Article.objects.select_for_update(of=("self",)).with_parts().filter(pk=id).first()
        if article is None:
            raise reading.absence(id)
        versions.require(self.request.headers, article)
        return article


@contextmanager
def refusals():
    """Say as 409 what a verb or an edit refuses."""
    try:
        yield
    except StateError as error:
        raise Refused(str(error)) from error


class Articles(views.Articles, Writing):
    """All articles, newest or oldest first, each exactly once however the archive changes meanwhile."""

    operations = {"POST": "create_article"}
    scopes = {"POST": "write"}
    bodies = {"POST": serializers.ArticleBody}
    done = {"POST": status.HTTP_201_CREATED}

    def post(self, request):
        """Make a draft. It is public once it is published."""
        sent, given = self.body()
        return self.write(sent, lambda by: create(given, by=by))


class OneArticle(one.OneArticle, Writing):
    """All of one article, as it is or was. Those who may write see drafts as well."""

    operations = {"GET": "article", "PUT": "replace_article", "PATCH": "edit_article", "DELETE": "delete_article"}
    scopes = {"PUT": "write", "PATCH": "write", "DELETE": "curate"}
    bodies = {"PUT": serializers.ArticleBody, "PATCH": serializers.ArticleBody, "DELETE": serializers.WhyBody}
    done = {"DELETE": status.HTTP_204_NO_CONTENT}

    def put(self, request, id):  # noqa: A002
        """Give an article these values; a field that is left out becomes empty."""
        return self._edit(id, whole)

    def patch(self, request, id):  # noqa: A002
        """Give an article these values; what is left out stays. A list is given whole."""
        return self._edit(id, dict)

    def _edit(self, id, all_of):  # noqa: A002
        sent, given = self.body()
        note = given.pop("note", "")

        def edit(article, by):
            values = changes(all_of(given), article.state())
            if article.public:
                values = self.without_corrections(values, "corrections" in given, article.state())
            return editing.edit(article, values, by=by, note=note)

        return self.write(sent, self.of(id, edit))

    def without_corrections(self, values, given, state):
        """Leave what readers of a public article were told as it is, unless it is given by somebody who may correct."""
        if not given:
            return {name: value for name, value in values.items() if name != "corrections"}
        if self.scope != "curate" and editing.differences(state, {"corrections": values["corrections"]}):
            raise PermissionDenied("Corrections of what is public need the scope curate, as correct/ does.")
        return values

    def delete(self, request, id):  # noqa: A002
        """Delete an article for good, with its history and the bytes that it came as. A body may say why: `note`."""
        _, given = self.body()
        with refusals(), in_turn():
            curation.delete(self.locked(id), by=request.user.get_username(), note=given.get("note", ""))
        return HttpResponse(status=status.HTTP_204_NO_CONTENT)


def create(given, *, by):
    """Add a draft with these values; returns it."""
    values = dict(given)
    with act(by=by, note=values.pop("note", "")):
        article = Article()
        editing.write(article, changes(values, EMPTY), follow="authors" not in values)
    return article


# --- the verbs ----------------------------------------------------------------------------------


class Verb(Writing):
    """A change of the state of one article. What its state does not allow is a 409."""

    http_method_names = ["post", "options"]
    scopes = {"POST": "curate"}
    shape = Shown

    def post(self, request, id):  # noqa: A002
        sent, given = self.body()
        return self.write(sent, self.of(id, lambda article, by: self.act(article, given, by)))

    def act(self, article, given, by):
        """Do it; returns the article."""
        raise NotImplementedError


class Publish(Verb):
    """Make a draft public. It needs headline, body and date; its problems count as settled."""

    bodies = {"POST": serializers.WhyBody}

    def act(self, article, given, by):
        return curation.publish(article, by=by, **given)


class Withdraw(Verb):
    """Take a public article back: readers see the class of the reason and the date."""

    bodies = {"POST": serializers.WithdrawBody}

    def act(self, article, given, by):
        return curation.withdraw(article, by=by, **given)


class Restore(Verb):
    """Make a withdrawn article public again; of one that was merged, undo that."""

    bodies = {"POST": serializers.WhyBody}

    def act(self, article, given, by):
        return curation.restore(article, by=by, **given)


class Correct(Verb):
    """Add a correction that readers see on top of a public article."""

    bodies = {"POST": serializers.CorrectBody}

    def act(self, article, given, by):
        return curation.correct(article, correction=given["note"], by=by)


class Merge(Verb):
    """Fold a duplicate into another article: its id and its addresses lead there. `restore/` undoes it."""

    bodies = {"POST": serializers.MergeBody}

    def act(self, article, given, by):
        into = Article.objects.filter(pk=given.pop("into")).first()
        if into is None:
            raise BadParameters(Mistake("into: there is no such article.", parameter="into"))
        return curation.merge(article, into=into, by=by, **given)
