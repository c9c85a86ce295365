"""The address of one article, which is given in any of its shapes: by `Accept`, or by the suffix of its address."""

import re

from django.http import HttpResponse
from rest_framework.response import Response

from articles import memento, revisions, serializers, shapes, versions
from articles.endpoints import OfOneArticle
from articles.exporting.catalogue import BY_SUFFIX, SHAPES, alternates
from articles.parameters import Parameters, Whole
from articles.reading import Gone, held, readable, seen
from articles.rendering import ByAccept, Json
from articles.views import last_modified

SAFE = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
"""No shape runs or loads anything, whatever a browser takes it for; that of HTML says more, for its style."""


class Suffix:
    """A path converter: the suffixes that there are."""

    regex = "|".join(map(re.escape, BY_SUFFIX))

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


class BySuffix(ByAccept):
    """Takes the form that the address names: `Accept` is no reason to refuse it."""

    refuses = False

    def select_renderer(self, request, renderers, format_suffix=None):
        found = next(one for one in renderers if one.format == format_suffix)
        return found, found.media_type


def renderer(shape):
    """Return what stands for a shape where forms are chosen. Errors are JSON in all of them."""
    name = f"{shape.suffix.title().replace('.', '')}Form"
    return type(name, (Json,), {"media_type": shape.media_type, "format": shape.suffix})


class OneParameters(Parameters):
    """What the address of one article takes."""

    revision = Whole(
        "Which revision of it; `revisions/` lists them. Default: what it is now.", least=1, most=999_999_999
    )


class OneArticle(OfOneArticle):
    """All of one article, as it is or was. Those who may write see drafts as well, and with `revision` all that was.

    What was withdrawn or merged says so to them too: whatever reads articles with a token of theirs must not miss it.
    """

    parameters = OneParameters
    shape = serializers.Shown
    renderer_classes = tuple(map(renderer, SHAPES))
    response_headers = ("Link", "Memento-Datetime")

    def get(self, request, **path):
        try:
            return super().get(request, **path)
        except Gone as gone:
            if self.form.module is None:
                raise
            left = gone.left | {"id": path["id"], "url": shapes.address_of(path["id"])}
            return self.as_bytes(self.form.module.gone(left), status=410)

    @property
    def form(self):
        """The shape that is asked for."""
        return BY_SUFFIX[self.request.accepted_renderer.format]

    def reply(self, asked, **path):
        data, modified = self.answer(asked, path["id"])
        links = linked(data["url"], asked)
        response = self.in_shape(data, modified, links)
        return memento.tell(response, self.article, asked.revision)

    def in_shape(self, data, modified, links):
        """Return an article in the shape that is asked for, or 304."""
        if self.form.module is None:
            return self.unless_known(self.tag(data), modified, lambda: Response(data, headers=links))
        content = self.form.module.write(data | {"status": self.article.status})
        return self.unless_known(self.tag(content), modified, lambda: self.as_bytes(content, headers=links))

    def as_bytes(self, content, *, status=200, headers=None):
        """Return an article, or what is left of it, as the bytes of a shape."""
        policy = getattr(self.form.module, "POLICY", None)
        headers = (headers or {}) | SAFE | ({"Content-Security-Policy": policy} if policy else {})
        return HttpResponse(content, status=status, content_type=self.form.content_type, headers=headers)

    def answer(self, asked, id):  # noqa: A002
        find = readable if not self.writes else seen if asked.revision is None else held
        self.article = find(id)
        if asked.revision is not None:
            return revisions.shown(self.article, asked.revision, self.writes)
        return self.all_of(self.article), last_modified(self.article)

    def all_of(self, article):
        """Return all of an article that whoever asks may see."""
        return shapes.whole(article) | (shapes.for_staff(article) if self.writes else {})

    def tag(self, data):
        """Return a tag that a writer can name in `If-Match`; another one for each shape."""
        return versions.tag(self.article, data)


class ArticleInShape(OneArticle):
    """One article in the shape that the suffix names, whatever `Accept` says."""

    content_negotiation_class = BySuffix

    def get_format_suffix(self, **path):
        """Return the suffix; Django REST framework asks for it by this name."""
        return path["suffix"]


def linked(url, asked):
    """Return the header that names an article in every shape (RFC 8288), of the same revision."""
    places = alternates(url, asked.query_string())
    links = (f'<{place}>; rel="alternate"; type="{shape.media_type}"' for shape, place in places)
    return {"Link": ", ".join(links)}
