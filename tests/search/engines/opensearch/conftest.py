"""What the tests of the OpenSearch engine share: real nodes, and indexes of their own."""

import subprocess

import pytest

from tests.search.engines.opensearch import places
from tests.search.engines.opensearch.places import PLACES


@pytest.fixture(scope="session")
def client():
    """The bare library, connected with the nodes."""
    with places.connected(PLACES, "OPENSEARCH_TESTS") as client:
        yield client


@pytest.fixture
def address(client):
    """The function that gives the address of an index of its own."""
    return places.address


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for localhost that nobody but itself vouches for, with its key."""
    file = tmp_path_factory.mktemp("tls") / "one.pem"
    names = "subjectAltName=DNS:localhost"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    made = ["-days", "2", "-subj", "/CN=localhost", "-addext", names, "-keyout", str(file), "-out", f"{file}.crt"]
    subprocess.run([*command, *made], check=True, capture_output=True)
    file.write_text(file.read_text() + file.with_name("one.pem.crt").read_text())
    return file
