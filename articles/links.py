"""The header `Link` (RFC 8288), to which more than one may add."""

from django.utils.encoding import iri_to_uri


def link(address: str, rel: str, **attributes: str) -> str:
    """Return a value of `Link`: the address in ASCII, what it is to what it stands beside, and what is known of it."""
    told = "".join(f'; {name}="{value}"' for name, value in attributes.items())
    return f'<{iri_to_uri(address)}>; rel="{rel}"{told}'


def add(response, *links: str) -> None:
    """Name these in the header of a response, behind those that stand there."""
    held = (response["Link"],) if response.has_header("Link") else ()
    response["Link"] = ", ".join((*held, *links))
