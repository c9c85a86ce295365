"""Under which addresses an article is known: URL repair, canonical form, the keys it is found by."""

import hashlib
import re
import string
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from django.db import models
from django.db.models import Q

from articles.recording import Part, RecordedQuerySet, act


class AddressKind(models.TextChoices):
    """What an address of an article is."""

    CANONICAL = "canonical"
    AS_PRINTED = "as printed"
    ALIAS = "alias"
    MERGED = "merged"
    IDENTIFIER = "identifier"


class Address(Part):
    """A form of URL, or an identifier of its source, under which an article is known; `key` is unique."""

    article = models.ForeignKey("Article", models.PROTECT, related_name="addresses")
    url = models.TextField(help_text="as it came; an identifier as source and key")
    key = models.CharField(max_length=500, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=AddressKind)

    objects = RecordedQuerySet.as_manager()

    class Meta(Part.Meta):
        ordering = ("id",)
        verbose_name_plural = "addresses"
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=AddressKind.values), name="address_kind_is_known"),
            models.CheckConstraint(condition=~Q(key=""), name="address_has_a_key"),
        )

    def __str__(self):
        return self.url

    def delete(self, *args, **kwargs):
        """Let links to it lead nowhere."""
        from articles.linking import lose

        with act():
            lose([self.key])
            return super().delete(*args, **kwargs)


class ForgottenKey(models.Model):
    """SHA-256 of a key of what was deleted for good, so that no import brings it back."""

    hash = models.CharField(max_length=64, primary_key=True)

    def __str__(self):
        return self.hash


# --- from a URL to the key it is found by -------------------------------------------------------

TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_cid|mc_eid|mkt_tok|"
    r"_ga|_gl|_hsenc|_hsmi|ref_src|ref_url|cmpid|at_medium|at_campaign|at_custom\d+|ftag|ncid|oly_enc_id|oly_anon_id|"
    r"vero_id|s_cid|wt_mc|__twitter_impression",
    re.IGNORECASE,
)
"""Parameters that say where a reader came from, never what the page is."""

KEY_LENGTH = 500
_ROUTES = ("!", "/")
"""What the fragment of a page that a script puts together begins with: there it names the page."""

PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile('[\\s\x00-\x1f"<>\\\\^`{|}\x7f-\x9f\ud800-\udfff]')
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_HOST = re.compile(r"\[[0-9a-f:.]+\]|[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")


def key_of(url, *, exactly=False):
    """Return the key that an article with this URL is found by; empty when it is none.

    A key is a URL itself, and its own key. Scheme, `www.`, letter case of the host, default port, dot segments,
    trailing slash, fragment, tracking parameters, their order and the spelling of escapes make no
    difference (RFC 3986, 6.2); `exactly` keeps tracking parameters and fragment. One that would be longer than
    500 characters ends in a hash instead.
    """
    parts = _parts(url)
    if parts is None:
        return ""
    host = re.sub(r"^www\.(?=.)|:(?:80|443)$", "", parts.netloc)
    query = "&".join(sorted(filter(None, parts.query.split("&")) if exactly else _telling(parts.query)))
    fragment = parts.fragment if exactly or parts.fragment.startswith(_ROUTES) else ""
    key = urlunsplit(("https", host, parts.path.rstrip("/"), query, fragment))
    return key if len(key) <= KEY_LENGTH else _shortened(key)


def keys_of(url):
    """Return every key that this URL may be held under, the likeliest first: who looks an address up asks for all.

    `/caf%C3%A9` and `/café` are one page to a browser, and dumps that have both mean two records; so do those
    that give records of their own to addresses which differ in tracking parameters or fragment only.
    """
    keys = key_of(url), key_of(url, exactly=True)
    spellings = (*keys, *(quote(key, safe=string.punctuation) for key in keys), *map(_readable, keys))
    return tuple(dict.fromkeys(key_of(one, exactly=True) for one in dict.fromkeys(spellings) if one))


def _readable(url):
    """Write escaped letters beyond ASCII as letters."""
    return re.sub(r"(?:%[89A-F][0-9A-F])+", lambda match: _decoded(match[0]), url)


def _decoded(escapes):
    try:
        return unquote(escapes, errors="strict")
    except UnicodeDecodeError:
        return escapes


def canonical(url):
    """Return the form of a URL that is shown: clean, but its own host, path and order; empty when it is none."""
    parts = _parts(url)
    if parts is None:
        return ""
    fragment = parts.fragment if parts.fragment.startswith(_ROUTES) else ""
    return urlunsplit(parts._replace(path=parts.path or "/", query="&".join(_telling(parts.query)), fragment=fragment))


def _parts(url):
    """Normalise what never makes a difference; None for what is no address on the web."""
    url = url.strip()
    if url[:4].lower() == "www.":
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not (host := _ascii(host, parts.netloc)):
        return None
    netloc = host if port in {None, PORTS[parts.scheme]} else f"{host}:{port}"
    return SplitResult(parts.scheme, netloc, _path(parts.path), _escaped(parts.query), _escaped(parts.fragment))


def _ascii(host, netloc):
    """Return the host as a name server wants it; empty when it cannot be one."""
    if not host:
        return ""
    host = f"[{host}]" if "[" in netloc else _idna(unquote(host)).rstrip(".")
    return host if _HOST.fullmatch(host) else ""


def _idna(host):
    try:
        return host.lower() if host.isascii() else host.encode("idna").decode().lower()
    except UnicodeError:
        return ""


def _path(path):
    """Resolve dot segments (RFC 3986, 5.2.4) and spell escapes alike."""
    segments = []
    for segment in _escaped(path).split("/")[1:]:
        if segment == "..":
            segments[-1:] = []
        elif segment != ".":
            segments.append(segment)
    ends_in_folder = path.endswith(("/", "/.", "/.."))
    return "".join(f"/{one}" for one in segments) + ("/" if ends_in_folder and segments[-1:] != [""] else "")


def _escaped(text):
    """Percent-encode what must be, decode what need not be, write the rest in capitals; letters stay letters."""
    text = _UNSAFE.sub(lambda match: quote(match[0], errors="surrogatepass"), text)
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return _ESCAPE.sub(_spelled, text)


def _spelled(match):
    char = chr(int(match[0][1:], 16))
    return char if _UNRESERVED.match(char) else match[0].upper()


def _telling(query):
    """The parameters that say what the page is."""
    return [one for one in query.split("&") if one and not TRACKING.fullmatch(one.partition("=")[0])]


def _shortened(key):
    tail = f"~{hashlib.sha256(key.encode()).hexdigest()}"
    return re.sub(r"%[0-9A-F]?$", "", key[: KEY_LENGTH - len(tail)]) + tail


def identifier_key(source, key):
    """Return the key of a record's own identifier within its source (domain or name)."""
    whole = f"id:{source.casefold()}:{key}"
    return whole if len(whole) <= KEY_LENGTH else _shortened(whole)


def bytes_key(sha256):
    """Return the key of a record that is known by nothing but its bytes."""
    return f"sha256:{sha256}"


# --- addresses that came in broken --------------------------------------------------------------


@dataclass(frozen=True, kw_only=True, slots=True)
class Repaired:
    """An address as it should be, and what was done to it: a sentence each. `url` is empty when it is none."""

    url: str
    repairs: tuple[str, ...] = ()


NO_ADDRESS = "This is no address on the web: write it whole, such as https://example.org/a."
"""What is said to whoever gives such a one."""


def repair(printed):
    """Mend an address as it was printed, broken by a line wrap perhaps, and make it canonical."""
    joined = "".join(printed.split())
    repairs = ["a line wrap joined"] if joined != printed.strip() else []
    if re.match(r"www\.", joined, re.IGNORECASE):
        joined = f"https://{joined}"
        repairs.append("https:// put before it")
    url = canonical(joined)
    if url and _telling(urlsplit(joined).query) != [one for one in urlsplit(joined).query.split("&") if one]:
        repairs.append("tracking parameters left out")
    return Repaired(url=url, repairs=tuple(repairs))


def domain_of(url):
    """Return the host of a canonical URL without `www.`; empty when it has none."""
    host = urlsplit(url).hostname or ""
    return host.removeprefix("www.")


# --- what was deleted for good ------------------------------------------------------------------


def forget(keys):
    """Keep hashes of these keys, so that an import leaves what they name alone."""
    hashes = [ForgottenKey(hash=hash_of(key)) for key in keys]
    ForgottenKey.objects.bulk_create(hashes, batch_size=500, ignore_conflicts=True)


def recall(keys):
    """Drop the hashes of these keys: an import may bring back what they name."""
    ForgottenKey.objects.filter(hash__in=[hash_of(key) for key in keys]).delete()


def forgotten(keys):
    """Those of these keys that name what was deleted for good."""
    hashes = {hash_of(key): key for key in keys}
    kept = ForgottenKey.objects.filter(hash__in=hashes).values_list("hash", flat=True)
    return {hashes[one] for one in kept}


def hash_of(key):
    """SHA-256 of a key, in hex."""
    return hashlib.sha256(key.encode()).hexdigest()
