"""The OpenAPI description of the API, made from what endpoints declare."""

import orjson
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from archive import examples, headers
from archive.errors import MEDIA_TYPE
from articles.endpoints import Endpoint
from articles.exporting.catalogue import BY_SUFFIX, SHAPES
from articles.one import ArticleInShape, OneArticle
from articles.parameters import Parameters
from articles.rendering import Lines
from articles.serializers import Merged, Problem, Tombstone
from articles.shapes import as_json

ANSWERS = {
    200: "",
    201: "A draft was made; `Location` is its address, `ETag` names its version.",
    202: "It is begun; `Location` is where to ask how far it is.",
    204: "The article was deleted for good.",
    304: "What the client has already is what is here (`If-None-Match`, `If-Modified-Since`).",
    308: "The article was merged into another; `Location` is the same address of that.",
    400: "Parameters or fields that are not declared, or not what is declared; `errors` names each.",
    401: "The archive is for its members, or this is for those who may write, or the token is not valid.",
    403: "Whoever asks is known and may not do this; in a session the CSRF token may be missing.",
    404: "There is nothing here.",
    406: "The address does not answer in any form that `Accept` names.",
    409: "The state of the article, or of another one, does not allow it; `detail` says what is in the way.",
    410: "The article was public and is not any more.",
    412: "What is here is not the version that the request named (`If-Match`).",
    411: "The body comes in pieces: send it whole, with its length.",
    413: "The body is too large.",
    414: "The address is longer than 8,190 bytes; the web server itself says so, in HTML.",
    415: "The body is of another kind than those that are taken.",
    422: "Something else was sent with this `Idempotency-Key` before.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    503: "Search, database or original cannot be read now; `Retry-After`, where it stands, says when to try again.",
    505: "An export over HTTP/1.0, where one that broke off looks whole.",
}
LINES = "One line of JSON for each of `results`; the address of the next ones is in the header `Link`."
BODIES = {204: None, 304: None, 308: Merged, 410: Tombstone}
OF_ALL = (400, 401, 429, 503)
OF_CONDITIONS = (304, 412)
OF_WRITING = (403, 411, 413, 415)
OF_AN_ARTICLE = (404, 410, 412)
EXAMPLE = "Example"

SUFFIX = OpenApiParameter(
    "suffix",
    {"type": "string", "enum": [*BY_SUFFIX]},
    OpenApiParameter.PATH,
    description="The shape: what `Accept` would name at the address without it.",
)


class Schema(AutoSchema):
    """Describes an `Endpoint` by its `parameters`, `shape` and `statuses`; writes by `bodies`, `done` and `written`."""

    def is_excluded(self):
        return not isinstance(self.view, Endpoint) or self.view.shape is None

    @property
    def writes(self):
        return self.method != "GET"

    @property
    def closed(self):
        """Whether it takes a scope, however open the archive is."""
        return self.writes or not self.view.conditional

    def get_operation(self, *about):
        """Add to what the framework describes the headers of each answer, and that an empty value is one left out."""
        operation = super().get_operation(*about)
        for parameter in operation.get("parameters", ()) if operation else ():
            if parameter["in"] == "query" and not parameter.get("required") and not holds_nothing(parameter["schema"]):
                parameter["allowEmptyValue"] = True
        for status, answer in operation["responses"].items() if operation else ():
            names = headers.told(self.view, self.method, int(status))
            answer["headers"] = {name: self._header(name) for name in names}
            if status != "400" and (body := answer.get("content", {}).get(MEDIA_TYPE)):
                body["examples"] = {EXAMPLE: self._shared(f"Problem{status}", body["examples"][EXAMPLE])}
        return operation

    def _header(self, name):
        return self._shared(name, headers.HEADERS[name].described(), ResolvedComponent.HEADER)

    def _shared(self, name, described, kind=ResolvedComponent.EXAMPLE):
        """Describe something once for all who show it; return where it stands."""
        component = ResolvedComponent(name, kind, described, name)
        self.registry.register_on_missing(component)
        return component.ref

    def get_operation_id(self):
        """The name that generated clients give it: what the view says, or its own name."""
        return self.view.operations.get(self.method) or self.view.get_view_name().lower().replace(" ", "_")

    def get_tags(self):
        return [type(self.view).__module__.partition(".")[0]]

    def get_auth(self):
        """Reading is for everybody, unless ARCHIVE_ACCESS says otherwise."""
        return super().get_auth() if self.closed else [{}, *super().get_auth()]

    def get_override_parameters(self):
        asked = [described(name, one) for name, one in self._asks().items()]
        if not self.writes:
            suffix = [SUFFIX] * isinstance(self.view, ArticleInShape)
            return [*suffix, *asked, *headers.OF_READING * self.view.conditional]
        once = [headers.KEY] * (self.method == "POST")
        return [*asked, *[headers.MATCH] * self._is_of_an_article(), *once, headers.CSRF]

    def get_request_serializer(self):
        return self.view.bodies[self.method] if self.writes else None

    def get_examples(self):
        """The example of a body that is sent; those of answers stand with them."""
        body = self.get_request_serializer()
        return [example(examples.of(body), request_only=True)] if isinstance(body, type) else []

    def get_response_serializers(self):
        return dict(answer for status in self._statuses() for answer in self._answer(status))

    def _is_of_an_article(self):
        return "{id}" in self.path

    def _asks(self):
        """Whether there are parameters, which make an address as long as one likes."""
        return (getattr(self.view, "posted", Parameters) if self.writes else self.view.parameters).declared

    def _statuses(self):
        return (*self._of_method(), *(414,) * bool(self._asks()))

    def _of_method(self):
        if not self.writes:
            chosen = (406,) * self.view.content_negotiation_class.refuses
            return (200, *OF_ALL, *chosen, *OF_CONDITIONS * self.view.conditional, *self.view.statuses)
        done = self.view.done.get(self.method, 200)
        article = OF_AN_ARTICLE * self._is_of_an_article()
        return (done, *OF_ALL, *OF_WRITING, *self.view.refused, *article, *(422,) * (self.method == "POST"))

    def _answer(self, status):
        """Yield what one status answers with: (status, media type) and body."""
        if status >= 203:
            yield self._other(status)
        elif isinstance(self.view.shape, type) and issubclass(self.view.shape, str | bytes):
            yield from self._bytes()
        else:
            shape = self.view.written if self.writes else self.view.shape
            shown = examples.of(shape)
            yield answer(status, "application/json", shape, ANSWERS[status], shown)
            if Lines in self.view.renderer_classes and not self.writes:
                lines = b"".join(as_json(one) + b"\n" for one in shown["results"])
                yield answer(status, Lines.media_type, OpenApiTypes.STR, LINES, lines)
        if status in {200, 410} and isinstance(self.view, OneArticle) and not self.writes:
            yield from (in_shape(status, one) for one in SHAPES if one.module)

    def _other(self, status):
        """Return what is answered where it is not what was asked for."""
        if status == 414:
            return answer(status, "text/html", OpenApiTypes.STR, ANSWERS[status], examples.TOO_LONG)
        body = BODIES.get(status, Problem)
        if body is None:
            return (str(status), MEDIA_TYPE), OpenApiResponse(None, ANSWERS[status])
        if body is Merged:
            return answer(status, "application/json", body, ANSWERS[status], examples.of(body))
        return answer(status, MEDIA_TYPE, body, ANSWERS[status], examples.refusal(status, self.view, self.method))

    def _bytes(self):
        """Yield what is no JSON of ours, in each media type that it comes in."""
        for media_type in self.view.media_types:
            kind = OpenApiTypes.BINARY if self.view.shape is bytes else kind_of(media_type)
            yield answer(200, media_type, kind, self.view.told, self.view.example(examples.article()))


def answer(status, media_type, kind, told, shown):
    """Return (status, media type) and body of one answer, with an example of it: bytes as text, or as their JSON."""
    if isinstance(shown, bytes | str):
        text = shown.decode() if isinstance(shown, bytes) else shown
        shown = orjson.loads(text) if kind is OpenApiTypes.ANY else text
    return (str(status), media_type.partition(";")[0]), OpenApiResponse(kind, told, [example(shown)])


def in_shape(status, shape):
    """Return what one status answers with in a shape of an article: of what is gone, that it is."""
    told = ANSWERS[status] or f"The article as {shape.title}."
    shown = shape.module.write(examples.article() | {"status": "published"}) if status == 200 else None
    return answer(status, shape.media_type, kind_of(shape.media_type), told, shown or shape.module.gone(examples.LEFT))


def kind_of(media_type):
    """Return how what comes as this type is described: somebody else's JSON, or a text."""
    return OpenApiTypes.ANY if media_type.endswith("+json") else OpenApiTypes.STR


def example(value, **options) -> OpenApiExample:
    """Return an example of a body."""
    return OpenApiExample(EXAMPLE, value, **options)


def holds_nothing(schema):
    """Whether a schema itself allows an empty value: a list, and a text that is not one of a few words."""
    return schema["type"] == "array" or (schema["type"] == "string" and "enum" not in schema)


def described(name, parameter) -> OpenApiParameter:
    """Return one parameter as the schema has it: repeated ones as `a=1&a=2`, lists as `a=1,2`."""
    schema = parameter.described()
    if parameter.default not in {None, False, (), ""}:
        schema = schema | {"default": parameter.default}
    lists = {"style": "form", "explode": parameter.repeated} if schema["type"] == "array" else {}
    return OpenApiParameter(name, schema, description=parameter.description, required=parameter.required, **lists)


class Login(SessionScheme):
    """Signed in to the site."""

    target_class = "archive.access.Session"
    name = "session"


class Tokens(OpenApiAuthenticationExtension):
    """A token, made in the admin or by `manage.py create_token`."""

    target_class = "archive.tokens.Bearer"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "bearerFormat": "nar_…"}
