"""The OpenAPI description of the API, made from what endpoints declare."""

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from archive.errors import MEDIA_TYPE
from articles.endpoints import Endpoint
from articles.serializers import Merged, Problem, Tombstone

ANSWERS = {
    304: "What the client has already is what is here (`If-None-Match`, `If-Modified-Since`).",
    308: "The article was merged into another; `Location` is the same address of that.",
    400: "Parameters that are not declared, or not what is declared; `errors` names each.",
    401: "The archive is for its members.",
    404: "There is nothing here.",
    410: "The article was public and is not any more.",
    412: "What is here is not the version that the request named (`If-Match`).",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
    503: "Search, database or original cannot be read now; `Retry-After`, where it stands, says when to try again.",
}
BODIES = {304: None, 308: Merged, 410: Tombstone}
EVERYWHERE = (304, 400, 401, 412, 429, 503)


class Schema(AutoSchema):
    """Describes an `Endpoint` by its `parameters`, `shape` and `statuses`."""

    def is_excluded(self):
        return not isinstance(self.view, Endpoint) or self.view.shape is None

    def get_operation_id(self):
        return self.view.get_view_name().lower().replace(" ", "_")

    def get_tags(self):
        return [type(self.view).__module__.partition(".")[0]]

    def get_auth(self):
        return [{}, *super().get_auth()]

    def get_override_parameters(self):
        return [described(name, one) for name, one in self.view.parameters.declared.items()]

    def get_request_serializer(self):
        return None

    def get_response_serializers(self):
        statuses = (200, *EVERYWHERE, *self.view.statuses)
        return dict(answer for status in statuses for answer in self._answer(status))

    def _answer(self, status):
        """Yield what one status answers with: (status, media type) and body."""
        if status != 200:
            body = BODIES.get(status, Problem)
            media_type = "application/json" if body is Merged else MEDIA_TYPE
            yield (str(status), media_type), OpenApiResponse(body, ANSWERS[status])
        elif self.view.shape is bytes:
            for media_type in ("text/plain", "application/octet-stream"):
                yield ("200", media_type), OpenApiResponse(OpenApiTypes.BINARY, "The bytes as they came.")
        else:
            yield ("200", "application/json"), OpenApiResponse(self.view.shape, "")


def described(name, parameter) -> OpenApiParameter:
    """Return one parameter as the schema has it: repeated ones as `a=1&a=2`, lists as `a=1,2`."""
    schema = {"type": "array", "items": parameter.schema} if parameter.repeated else parameter.schema
    if parameter.default not in {None, False, ()}:
        schema = schema | {"default": parameter.default}
    lists = {"style": "form", "explode": parameter.repeated} if schema["type"] == "array" else {}
    return OpenApiParameter(name, schema, description=parameter.description, required=parameter.required, **lists)


class Login(SessionScheme):
    """Signed in to the site."""

    target_class = "archive.access.Session"
    name = "session"
