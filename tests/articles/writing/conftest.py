"""What the tests of writing share: a client that sends JSON, with a token that may do everything."""

import json

import pytest


@pytest.fixture
def send(client, token):
    """Return a function that sends JSON under /api/v1/ and gives the response; `scope` is that of the token."""
    shown = {scope: token(scope, scope) for scope in ("read", "write", "curate")}

    def send(method, address, body=None, scope="curate", status=None, headers=None, **more):
        content = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        response = client.generic(
            method.upper(), f"/api/v1/{address}", **content, headers=shown[scope] | (headers or {}), **more
        )
        if status is not None:
            assert response.status_code == status, response.content.decode()
        return response

    return send


@pytest.fixture
def mistakes(send):
    """Return a function that sends what is wrong and gives the mistakes: {parameter: the mistake}."""

    def mistakes(body, method="post", address="articles/"):
        answer = send(method, address, body, status=400)
        assert answer["Content-Type"] == "application/problem+json"
        return {one["parameter"]: one for one in answer.json()["errors"]}

    return mistakes
