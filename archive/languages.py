"""The language of a page: what its reader chose, or else what the browser asks for."""

from functools import wraps

from django.template.response import SimpleTemplateResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers


def in_their_language(view):
    """Write a page in the language that its reader chose, or else that the browser asks for.

    Only pages are: what programs read, and the desk, is in English whoever asks.
    """

    @wraps(view)
    def speaking(request, *args, **kwargs):
        with translation.override(translation.get_language_from_request(request)):
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()  # here, not later, when nobody speaks this language any more
            response.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return speaking
