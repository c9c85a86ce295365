"""Where the nodes for tests are, and names for indexes of their own."""

import os
import secrets

PLACES = os.environ.get("OPENSEARCH_TESTS", "127.0.0.1:9200,127.0.0.1:9201,127.0.0.1:9202")
"""Real nodes: ../shared/opensearch/README.md tells how three start."""

RUN = f"test-{secrets.token_hex(4)}"
"""What the names of all indexes of this run begin with."""


def address(options: str = "") -> str:
    """Return the address of an index of its own, which is deleted when the tests end."""
    return f"opensearch://{PLACES}/{RUN}-{secrets.token_hex(4)}{options}"
