"""The running program against its own description, by schemathesis: bounded here, long in `make hammer`."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from archive.wsgi import application
from articles.news import NEWS

pytestmark = pytest.mark.once

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    unsupported_method,
]


def unpacked(environ, start_response):
    """Answer without gzip: schemathesis asks for it, and within a process does not unpack it."""
    return application(
        {name: value for name, value in environ.items() if name != "HTTP_ACCEPT_ENCODING"}, start_response
    )


@pytest.fixture
def described(index, make_article, monkeypatch):
    """The description, as the program serves it, of an archive with a few articles; nobody waits for news there."""
    monkeypatch.setattr(NEWS, "ends", lambda: True)
    for number in range(3):
        make_article(source=f"Source {number}", authors=["Ann"], topics=["Sea"], headline=f"Harbour {number}")
    index()
    for ending in (request_started, request_finished):  # the connection is the test's, as in Django's own client
        ending.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/", unpacked)
    for ending in (request_started, request_finished):
        ending.connect(close_old_connections)


@pytest.fixture(params=["anonymous", "curate"])
def shown(request, token):
    """What a client shows: nothing, or a token by which it may do everything."""
    return {} if request.param == "anonymous" else token(scope=request.param)


def probe(described, mode, checks, examples, shown):
    """Ask every address, by every method, `examples` times with what fits its description, or does not."""
    limits = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for operation in described.get_all_operations():

        @limits
        @given(case=operation.ok().as_strategy(generation_mode=mode))
        def ask(case):
            case.call_and_validate(checks=checks, headers=shown)

        ask()


def test_what_fits_the_description_is_answered_as_described(described, shown):
    probe(described, GenerationMode.POSITIVE, CHECKS, 5, shown)


def test_what_does_not_fit_it_is_answered_as_described(described, shown):
    probe(described, GenerationMode.NEGATIVE, CHECKS, 5, shown)
