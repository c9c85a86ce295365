"""Other addresses that the same page may have: for telephones, for printing, without what its query adds."""

import re
from urllib.parse import urlsplit, urlunsplit

HOSTS = re.compile(r"^(?:m|mobile|amp|touch|wap)\.(?=[^.]+\.)")
BEFORE = re.compile(r"^/(?:amp|m|mobile|print)(?=/)")
BEHIND = re.compile(r"(?:/(?:amp|print|mobile)|\.amp|\.print)(?=$|\.html?$)")

WORDS = 3
"""Words of the last part of a path for it to name a story: `about-us` is on every site."""


def variants_of(key: str) -> set[str]:
    """Return the keys that the page of this key may be held under as well; never the key itself.

    Only what an address names is varied: pages that differ by nothing but their queries (`?id=1`, `?id=2`) are others.
    """
    parts = urlsplit(key)
    if parts.scheme != "https":
        return set()
    host, path = HOSTS.sub("", parts.netloc), BEHIND.sub("", BEFORE.sub("", parts.path))
    stem, dot, ending = path.rpartition(".") if re.search(r"\.html?$", path) else (path, "", "")
    paths = {path, f"{path}/amp", f"{path}/print", f"/amp{path}", f"/m{path}", f"/print{path}"}
    paths |= {f"{stem}.amp{dot}{ending}", f"{stem}.print{dot}{ending}"}
    hosts = {host, f"m.{host}", f"mobile.{host}", f"amp.{host}"}
    made = {urlunsplit(("https", one, other, "", "")) for one in hosts for other in paths}
    made |= {urlunsplit(("https", host, path, query, "")) for query in ("amp", "amp=1", "print=1", "outputType=amp")}
    return made - {key} if path.strip("/") else set()


def story_of(key: str) -> tuple[str, str] | None:
    """Return (site, last part of the path) where that names a story in words, else None."""
    parts = urlsplit(key)
    slug = re.sub(r"\.html?$", "", BEHIND.sub("", parts.path)).rpartition("/")[2]
    words = re.findall(r"[^\W\d_]{2,}", slug)
    return (HOSTS.sub("", parts.netloc), slug.casefold()) if len(words) >= WORDS else None
