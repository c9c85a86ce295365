"""How answers become bytes: JSON, whatever the request would rather have."""

import orjson
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS


class Json(BaseRenderer):
    """JSON by orjson: moments as `2023-09-20T00:00:00Z`."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return b"" if data is None else orjson.dumps(data, option=OPTIONS)


class OneWay(BaseContentNegotiation):
    """Takes the first renderer of a view: an address has one form, and `Accept` is never a reason to refuse."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type
