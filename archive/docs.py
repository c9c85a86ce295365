"""What shows the description of the API: to programs, and to people who try it."""

from functools import cache

import orjson
from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularSwaggerView
from rest_framework.views import APIView

from articles.endpoints import weak


class Description(APIView):
    """This description of the API, as OpenAPI in JSON."""

    def get(self, request):
        content = description()
        return HttpResponse(content, content_type="application/json", headers={"ETag": weak(content)})


class Docs(SpectacularSwaggerView):
    """The description as a page to try the API on; fetches nothing from elsewhere."""


@cache
def description() -> bytes:
    """Return the description. It is made once a process: that takes a tenth of a second."""
    return orjson.dumps(SchemaGenerator().get_schema(public=True))
