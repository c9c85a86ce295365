"""Reads the address of an index in OpenSearch, such as `opensearch://user:password@one:9200,two:9200/articles?replicas=1`.

No sentence and no repr made here holds the password.
"""

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote

from search.engines import SERVERS

EXAMPLE = "opensearch://user:password@host:9200,host2:9200/name?shards=3&replicas=1"
ESCAPES = "in user and password / ? # % @ : are written %2F %3F %23 %25 %40 %3A"
PORT = 9200

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")
"""What OpenSearch takes (at most 255 bytes, lower case), with room for what names a generation."""

HOST = re.compile(r"\[([0-9a-fA-F:.]+)\](?::([0-9]{1,6}))?|([A-Za-z0-9_.-]+)(?::([0-9]{1,6}))?")

LIMITS = {"shards": (1, 1024), "replicas": (0, 16)}
"""The first is OpenSearch's own limit; more copies than that have no use."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where an index is, how to get in, and how it is divided when it is made."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    tls: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""
    shards: int = 1
    replicas: int = 0

    def __str__(self):
        return f"{SERVERS[self.tls]}://{self.places}/{self.name}"

    @property
    def places(self) -> str:
        """The hosts as they are written."""
        return ",".join(written(host, port) for host, port in self.hosts)


def written(host: str, port: int) -> str:
    """Return host and port as an address has them."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def read(url: str) -> Address:
    """Read an address. Raises ValueError with one sentence that says what is wrong and what to write."""
    scheme, _, rest = url.partition("://")
    place, _, options = rest.partition("?")
    who, _, where = place.rpartition("@")
    hosts, _, name = where.partition("/")
    if "#" in where + options:
        raise ValueError(f"The address has a “#”, which ends it: {ESCAPES}.")
    if "@" in options:
        raise ValueError(f"The address has a “?” before the “@”: {ESCAPES}.")
    tls = scheme == SERVERS[1]
    return Address(
        tls=tls,
        hosts=tuple(_host(number, host) for number, host in enumerate(hosts.split(","), 1)),
        name=_name(name),
        **_credentials(who),
        **_options(options, tls),
    )


def problems(address: Address) -> Iterator[str]:
    """Yield a sentence where the file of the authority is none; asks no server."""
    if address.ca:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(address.ca)
        except ssl.SSLError:
            yield f"The file {address.ca}, which SEARCH_URL names by “ca=”, holds no certificate in PEM."
        except OSError as error:
            yield f"The file {address.ca}, which SEARCH_URL names by “ca=”, cannot be read ({error.strerror})."


def _credentials(who):
    user, colon, password = who.partition(":")
    if who and not (user and colon and password):
        raise ValueError(f"Before the “@” stand user and password with a “:” between them; {ESCAPES}.")
    return {"user": unquote(user), "password": unquote(password)}


def _host(number, text):
    """Read a host. One that is wrong is not shown: it may be a password, and only the “@” missing."""
    found = HOST.fullmatch(text)
    if not found:
        raise ValueError(f"Host number {number} is none: write hosts and ports by comma, as in {EXAMPLE}; {ESCAPES}.")
    host, port = found[1] or found[3], int(found[2] or found[4] or PORT)
    if not 1 <= port <= 65_535:
        raise ValueError(f"Host number {number} has no port from 1 to 65535.")
    return host, port


def _name(text):
    if not text:
        raise ValueError(f"The address names no index: write one behind the hosts, as in {EXAMPLE}.")
    if not NAME.fullmatch(text):
        raise ValueError(
            f"“{text}” is no name for an index: take small letters, digits, “-”, “_” and “.”, at most 200, "
            "a letter or digit first."
        )
    return text


def _options(text, tls):
    given = parse_qsl(text, keep_blank_values=True)
    known = [*LIMITS, *(["ca"] if tls else [])]
    if "ca" in dict(given) and not tls:
        raise ValueError("“ca” is an option only with opensearchs://, which is TLS.")
    for name, _ in given:
        if name not in known:
            raise ValueError(f"“{name}” is no option of this address: there are {', '.join(known)}.")
    if len(dict(given)) < len(given):
        raise ValueError("The address gives an option twice.")
    return {name: value if name == "ca" else _number(name, value) for name, value in given}


def _number(name, text):
    least, most = LIMITS[name]
    if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
        raise ValueError(f"{name}={text} is wrong: write a whole number from {least} to {most}.")
    return int(text)
