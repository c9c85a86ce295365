"""Says in one sentence what a cluster answered instead of an answer, and never with a password."""

import re

from search.engines.base import EngineError
from search.engines.opensearch.address import ESCAPES

LEAST, BELOW = (2, 19), (4, 0)
"""Versions of OpenSearch that were tried: 2.19 and 3.x."""

PLAIN = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG")
"""How OpenSSL calls it that something answered without TLS."""

ENCRYPTED = ("Remote end closed connection", "Connection reset")
"""How it shows that a server which was asked without TLS may want it; it may have just been stopped, too."""

SUPPORTED = "this archive works with OpenSearch 2.19 and 3.x"
PASSING = {429, 502, 503, 504}
"""Too busy, or not able at the moment: the same may work later, or at another node (RFC 9110, RFC 6585)."""


TURNING = ("node_not_connected", "node_disconnected", "node_closed", "connect_transport", "send_request_transport")
"""How a cluster calls it, as a mistake of its own (500), that a node has just gone: it knows better within a second."""


class Problem(EngineError):
    """A server answered with an error: `status` of HTTP and `kind`, its own name for what is wrong."""

    def __init__(self, message: str, *, status: int = 0, kind: str = ""):
        super().__init__(message)
        self.status, self.kind = status, kind

    @property
    def turns(self) -> bool:
        """Whether the cluster is just finding out that a node has gone."""
        return self.kind.startswith(TURNING)

    @property
    def passes(self) -> bool:
        """Whether the same may succeed later, or at another node."""
        return self.status in PASSING or self.turns


class Silence(EngineError):
    """A node that cannot be reached, or that did not answer in time (`hangs`)."""

    def __init__(self, message: str, *, hangs: bool = False):
        super().__init__(message)
        self.hangs = hangs


def problem(place: str, status: int, info) -> Problem:
    """Return what to raise for an answer with this status; `info` is its body, read if it was JSON."""
    kind, reason = told(info)
    if status == 401:
        sentence = (
            f"OpenSearch at {place} asks for user and password, and SEARCH_URL names none or others: write "
            f"opensearch://user:password@…; {ESCAPES}."
        )
    elif status == 400 and not (isinstance(info, dict) and "error" in info):  # a page of a proxy's, not JSON
        sentence = f"What answers at {place} does not know what it was asked: if it wants TLS, write opensearchs://."
    elif status == 403 and "security" in kind:
        sentence = f"The user of SEARCH_URL may not do this in OpenSearch at {place} ({reason}): give them the right."
    elif status in PASSING:
        sentence = f"OpenSearch at {place} cannot answer at the moment ({reason})."
    else:
        sentence = f"OpenSearch at {place} answered {status} ({reason})."
    return Problem(sentence, status=status, kind=kind)


def told(info) -> tuple[str, str]:
    """Return kind and reason of an error as OpenSearch gives them; the deepest reason says most."""
    error = info.get("error") if isinstance(info, dict) else None
    if not isinstance(error, dict):
        return "", shortened(str(error or "without a reason"))
    cause = (error.get("root_cause") or [error])[0]
    kind, reason = cause.get("type") or error.get("type", ""), cause.get("reason") or error.get("reason") or ""
    deeper = error.get("caused_by") or {}
    if deeper.get("reason") and deeper["reason"] not in reason:
        reason = f"{reason}: {deeper['reason']}" if reason else deeper["reason"]
    return kind, shortened(reason or kind)


def shortened(text: str) -> str:
    """Return the beginning of what may be long, in one line."""
    text = " ".join(text.split())
    return text if len(text) <= 200 else f"{text[:200]}…"


def silence(place: str, error) -> Silence:
    """Return what to raise where nothing was answered, or nothing that could be read."""
    from opensearchpy.exceptions import ConnectionTimeout, SSLError

    if isinstance(error, SSLError):
        return Silence(_without_trust(place, str(error.info), _of_certificate(error)))
    if isinstance(error, ConnectionTimeout):
        return Silence(f"OpenSearch at {place} did not answer in time.", hangs=True)
    hangs, said = "timed out" in str(error), str(error.info)
    inner = re.search(r"'([^']*)'\)\)$", said)  # ('Connection aborted.', ConnectionResetError(104, '…'))
    reason = shortened(inner[1] if inner else re.sub(r".*: |\[.*\] ", "", said))
    sentence = f"OpenSearch at {place} cannot be reached ({reason}): start it, or look at SEARCH_URL."
    if any(sign in reason for sign in ENCRYPTED):
        sentence = f"OpenSearch at {place} ended the connection ({reason}): if it wants TLS, write opensearchs://."
    return Silence(sentence, hangs=hangs)


def _without_trust(place, said, reason):
    """Say why TLS did not come about."""
    if any(sign in said for sign in PLAIN):
        return f"What answers at {place} speaks no TLS: write opensearch:// in SEARCH_URL, without “ca”."
    return (
        f"The certificate of OpenSearch at {place} does not fit ({reason}): name the right host, or the file of the "
        "authority by ?ca=/absolute/file in SEARCH_URL."
    )


def _of_certificate(error):
    text = str(error.info)
    return shortened(text.rpartition("certificate verify failed: ")[2].partition(" (_ssl")[0] or text)


def check_server(place: str, answer) -> None:
    """Raise unless this is the greeting of a server that is supported."""
    version = answer.get("version") if isinstance(answer, dict) else None
    if not isinstance(version, dict) or version.get("distribution") != "opensearch":
        raise EngineError(f"What answers at {place} is no OpenSearch; {SUPPORTED}, and not with Elasticsearch.")
    number = str(version.get("number"))
    parts = tuple(int(part) for part in number.split(".")[:2] if part.isdigit())
    if not LEAST <= parts < BELOW:
        raise EngineError(f"OpenSearch at {place} is of version {number}; {SUPPORTED}.")
