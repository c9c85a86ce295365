"""The address at which harvesters ask (OAI-PMH 2.0), and the schema of what they are given."""

from django.conf import settings
from django.http import HttpResponse

from articles.endpoints import Endpoint, newest_change
from articles.exporting.oai.answering import answer
from articles.exporting.oai.elements import as_document
from articles.exporting.oai.formats import SCHEMA
from articles.rendering import OneWay
from articles.versions import digest, weak
from articles.writing import bodies

MEDIA_TYPE = "text/xml; charset=utf-8"
"""As the protocol wants it (3.1.2)."""

FORM = "application/x-www-form-urlencoded"


class Harvest(Endpoint):
    """Answers to all six verbs, by GET or by a form. What is wrong with a request is told in XML, with status 200."""

    content_negotiation_class = OneWay

    def get(self, request):
        log = newest_change()
        told = settings.SITE_URL, settings.ARCHIVE_NAME, settings.ARCHIVE_EMAIL
        tag = weak(self.request.get_full_path(), *told, log and (log["seq"], log["mark"]))
        return self.unless_known(tag, None, lambda: self.told(""))

    def post(self, request):
        return self.told(bodies.content(request, FORM, "a form").decode("latin-1"))

    def told(self, form):
        """Return the answer to what stands in the address and in a form."""
        told = answer(self.request.META.get("QUERY_STRING", ""), form)
        return HttpResponse(as_document(told), content_type=MEDIA_TYPE)


class ArticleSchema(Endpoint):
    """The schema of the archive's own format (XSD)."""

    content_negotiation_class = OneWay

    def reply(self, asked):
        content = SCHEMA.read_bytes()
        return self.unless_known(f'"{digest(content)}"', None, lambda: HttpResponse(content, content_type=MEDIA_TYPE))
