"""Every setting of the archive. This is the only file that reads the environment."""

import os
import re
import secrets
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from urllib.parse import quote, urlsplit

import environ
from corsheaders.defaults import default_headers
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import SimpleLazyObject

env = environ.Env()
ROOT = Path(__file__).resolve().parent.parent

# --- how the environment is read ----------------------------------------------------------------

_unreadable = []
"""One sentence for each variable that is no value at all; `checks.py` judges those that can be read."""


class BadAddress(ValueError):
    """An address that is none; the message goes on behind “DATABASE_URL” or “This address”, without a password."""


def _read(name, default, cast=str, wanted="it in UTF-8"):
    """Return a variable as `cast` makes it; one that is empty is left out."""
    value = env.ENVIRON.get(name, "").strip()
    try:
        value.encode()  # bytes that are no UTF-8 have come as halves of characters, which nothing can be named by
        return cast(value) if value else default
    except BadAddress as error:
        _unreadable.append(f"{name} {error}")
        return default
    except (KeyError, ValueError):
        if name in {"SECRET_KEY", "DATABASE_URL", "SEARCH_URL"}:  # they may hold a password, which is not shown
            _unreadable.append(f"{name} cannot be read: write {wanted}.")
        else:
            _unreadable.append(f"{name} is “{value}”, which cannot be read: write {wanted}.")
        return default


def _switch(value):
    return {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}[
        value.lower()
    ]


def _number(value):
    if not re.fullmatch("[0-9]{1,9}", value):  # int() reads 8_0 and ٨٠ as well
        raise ValueError(value)
    return int(value)


def _folder(value):
    try:
        return Path(value).expanduser().resolve()
    except RuntimeError as error:  # ~nobody/x, where there is no such user, or links that lead in a circle
        raise ValueError(value) from error


def _list(value):
    found = tuple(filter(None, map(str.strip, value.split(","))))
    if not found:
        raise ValueError(value)
    return found


# --- what is kept, and where --------------------------------------------------------------------

ARCHIVE_DATA = _read("ARCHIVE_DATA", ROOT / "var", _folder, "the name of a folder, in UTF-8")
ARCHIVE_ORIGINALS = ARCHIVE_DATA / "originals"
ARCHIVE_UPLOADS = ARCHIVE_DATA / "uploads"
ARCHIVE_NAME = _read("ARCHIVE_NAME", "News archive")
ARCHIVE_LICENCE = _read("ARCHIVE_LICENCE", "")
ARCHIVE_SAMPLE = _read("ARCHIVE_SAMPLE", True, _switch, "1 or 0")
ARCHIVE_ACCESS = _read("ARCHIVE_ACCESS", "public")


_DURABLE = {
    # WAL lets readers go on while one writes; FULL makes a commit survive a power cut; IMMEDIATE takes the
    # write lock at the beginning, so that no transaction fails half way and sequence order is commit order. What is
    # deleted is overwritten, as Debian's SQLite does by itself and others do not.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
}
_PATIENT = {
    # A server that is away is noticed within seconds: what hangs on it would hold up a thread of the web server.
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


DATABASE_ADDRESS = "sqlite:////absolute/file or postgresql://user:password@host:5432/name"
"""How an address of a database is written."""


def database(url):
    """Return what Django is to know of the database at an address. Raises `BadAddress`."""
    if wrong := _wrong(url):
        raise BadAddress(f"{wrong}: write {DATABASE_ADDRESS}.")
    found = env.db_url_config(url)
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["OPTIONS"] = _DURABLE
    else:
        found["OPTIONS"] = _PATIENT | found.get("OPTIONS", {})
    return {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True} | found


def _wrong(url):
    """Say what keeps an address from being that of a database; nothing where it is one."""
    scheme, found, rest = url.partition("://")
    if not found or scheme not in {"sqlite", "postgres", "postgresql"}:
        return "begins with neither sqlite:// nor postgresql://"
    if scheme == "sqlite":
        if {"?", "#"} & {*rest}:
            return "has a “?” or “#”, which in the name of a file are %3F and %23"
        return "" if rest.startswith("//") and rest.strip("/") else "names no absolute file, which takes four slashes"
    try:
        where = urlsplit(url)
        where.port  # noqa: B018 - it raises
    except ValueError:
        where = None
    if where is None or "@" in f"{where.path}{where.query}{where.fragment}":
        return "has a host or port that is none (in user and password / ? # % @ : are written %2F %3F %23 %25 %40 %3A)"
    return "" if where.path.strip("/") else "names no database behind the host"


_in_data = database(f"sqlite:///{quote(str(ARCHIVE_DATA / 'archive.sqlite3'))}")
DATABASES = {"default": _read("DATABASE_URL", _in_data, database, DATABASE_ADDRESS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- search -------------------------------------------------------------------------------------

SEARCH_URL = _read("SEARCH_URL", f"whoosh://{quote(str(ARCHIVE_DATA / 'index'))}")
SEARCH_LANGUAGES = _read("SEARCH_LANGUAGES", ("en",), _list, "tags of languages, such as en,de,pt-BR")

# --- what may be sent ---------------------------------------------------------------------------


def _most(value):
    if not re.fullmatch("[1-9][0-9]{0,14}", value):
        raise ValueError(value)
    return int(value)


IMPORT_MAX_BYTES = _read("IMPORT_MAX_BYTES", 256 << 20, _most, "a number of bytes, such as 268435456")
IMPORT_MAX_FILES = _read("IMPORT_MAX_FILES", 10_000, _most, "a whole number, such as 10000")

# --- where it listens, and who may ask ----------------------------------------------------------


def _bind(address):
    address = address.strip("[]")
    if ":" in address:
        return str(ip_address(address))
    if not re.fullmatch(r"[\w.-]+", address, re.ASCII):
        raise ValueError(address)
    return address


DEBUG = _read("DEBUG", False, _switch, "1 or 0")
BIND = _read("BIND", "127.0.0.1", _bind, "an address of this machine, such as 127.0.0.1 or ::1")
PORT = _read("PORT", 8000, _number, "a whole number, such as 8000")
_in_memory = SEARCH_URL.startswith("memory:")  # an index in memory is that of one process
WEB_WORKERS = _read("WEB_WORKERS", 1 if _in_memory else 2, _number, "a whole number, such as 2")
TRUST_PROXY = _read("TRUST_PROXY", 0, _number, "the number of proxies in front of the archive, such as 1")
THROTTLE_ANONYMOUS = _read("THROTTLE_ANONYMOUS", (), _list, _limits := "limits, such as 40/minute,100000/day")
THROTTLE_TOKEN = _read("THROTTLE_TOKEN", (), _list, _limits)


def _whole(url):
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError(url)
    # As browsers name the place they come from (RFC 6454, section 6.1): without the port that the scheme implies.
    return url.lower().rstrip("/").removesuffix(":443" if parts.scheme == "https" else ":80")


def _email(address):
    if not re.fullmatch(r"[^\s@]+@([^\s@.]+\.)+[^\s@.]+", address):
        raise ValueError(address)
    return address


_open = f"http://[{BIND}]:{PORT}" if ":" in BIND else f"http://{BIND}:{PORT}"
SITE_URL = _read("SITE_URL", _open, _whole, "it whole, such as https://archive.example.org")
_site = urlsplit(SITE_URL)
_local = _site.hostname in {"127.0.0.1", "localhost", "0.0.0.0", "::1"}  # noqa: S104 - a name, not a bind
_host = f"[{_site.hostname}]" if ":" in _site.hostname else _site.hostname
_domain = _site.hostname if "." in _site.hostname else "localhost.localdomain"
ARCHIVE_CONTACT = _read("ARCHIVE_EMAIL", "", _email, "an address such as desk@example.org")
"""Whom readers may write to, if somebody was named; harvesters are always told somebody (OAI-PMH asks for it)."""
ARCHIVE_EMAIL = ARCHIVE_CONTACT or f"webmaster@{_domain}"
ALLOWED_HOSTS = [_host, *(["127.0.0.1", "localhost", "[::1]"] if _local else [])]
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]

_https = _site.scheme == "https"
SECURE_SSL_REDIRECT = _https
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def _secret_key():
    """Return the key kept in ARCHIVE_DATA, made when it is first needed and readable by its owner alone."""
    kept = ARCHIVE_DATA / "secret_key"
    if not kept.exists():
        # A hard link appears whole or not at all, so that two processes never see different keys.
        with NamedTemporaryFile("w", dir=ARCHIVE_DATA) as made:
            made.write(secrets.token_urlsafe(64))
            made.flush()
            with suppress(FileExistsError):
                os.link(made.name, kept)
    return kept.read_text()


def _make(folder):
    """Make the folder of all that is kept, where it is missing; nothing else is left there before all is in order."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        yield f"ARCHIVE_DATA is “{folder}”, a folder that cannot be made: {error.strerror}."
        return
    try:
        TemporaryFile(dir=folder).close()
    except OSError as error:
        yield f"ARCHIVE_DATA is “{folder}”, where nothing can be written: {error.strerror}."


SECRET_KEY = _read("SECRET_KEY", "") or SimpleLazyObject(_secret_key)
if not _unreadable:
    _unreadable.extend(_make(ARCHIVE_DATA))
if _unreadable:
    raise ImproperlyConfigured("\n".join(_unreadable))

# --- Django -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "archive",
    "articles",
    "search",
    "rest_framework",
    "django_filters",
    "corsheaders",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "archive.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "archive.hosts.hosts",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "archive.caching.Packing",
    "django.middleware.http.ConditionalGetMiddleware",
    "archive.caching.caching",
    "archive.limits.telling",
    "archive.policy.policy",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "archive.urls"
WSGI_APPLICATION = "archive.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
# Whoever takes files says so for its own request; nobody else has any written anywhere.
FILE_UPLOAD_HANDLERS = ["articles.importing.receiving.NoFiles"]
DATA_UPLOAD_MAX_NUMBER_FILES = IMPORT_MAX_FILES + 1  # one more is refused in our own words

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
# Pages for readers speak these; programs and the desk are always answered in the first.
USE_I18N = True
LANGUAGES = [("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [ROOT / "archive" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_SAMESITE = _https, True, "Lax"
FORMAT_MODULE_PATH = "archive.formats"
CSRF_FAILURE_VIEW = "archive.errors.form_refused"
STATIC_URL = "static/"
STATIC_ROOT = ARCHIVE_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}


def _unforeseen(record):
    """Whether an error is one that nobody foresaw: what passes (503) is logged where it is noticed, with its cause."""
    return getattr(record, "status_code", 500) == 500


# To the terminal, as plain lines. A reader's mistake is no line: what people look for stays with them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"unforeseen": {"()": "django.utils.log.CallbackFilter", "callback": _unforeseen}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "archive": {"level": "INFO"},
        "articles": {"level": "INFO"},
        "search": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR", "filters": ["unforeseen"]},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

# --- the API ------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["archive.tokens.Bearer", "archive.access.Session"],
    "DEFAULT_PERMISSION_CLASSES": ["archive.access.Allowed"],
    "DEFAULT_THROTTLE_CLASSES": ["archive.limits.Throttle"],
    "DEFAULT_RENDERER_CLASSES": ["articles.rendering.Json"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "articles.rendering.ByAccept",
    "DEFAULT_SCHEMA_CLASS": "archive.schema.Schema",
    "EXCEPTION_HANDLER": "archive.errors.handle",
    "NUM_PROXIES": TRUST_PROXY,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": ARCHIVE_NAME,
    "VERSION": "1",
    "DESCRIPTION": (
        "Filtered search and retrieval of archived news articles. Any web page may read it (CORS), not with its "
        "visitors' cookies; whoever takes gzip gets it. `HEAD` answers as `GET` does, without the body."
    ),
    "PATH_CONVERTER_OVERRIDES": {
        "id": {"type": "integer", "minimum": 1, "maximum": 2**63 - 1},
        "suffix": {"type": "string"},
    },
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_NAME_OVERRIDES": {
        "WithdrawalReason": "articles.models.WithdrawalReason.values",
        "ChangeKind": "articles.history.Kind.values",
        "AuthorKind": ["person", "agency"],
        "ArticleStatus": "articles.models.Status.values",
        "AddressKind": "articles.addresses.AddressKind.values",
        "RecordGroup": "articles.importing.ledger.GROUPS",
    },
    "ENUM_SUFFIX": "",
    "COMPONENT_SPLIT_PATCH": False,  # every field of the body may be left out in any case
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
}

# Any site may read what anybody may read; none may do so with its visitors' cookies. A page elsewhere may show a token
# (`Authorization`): unlike a cookie it is there only if somebody gave it to that page. It may read by it, never write:
# a token that writes would be in the hands of all who open the page, so a site that writes does it from its server.
CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/((api|oai|timegate|timemap|health)/|sitemap|news-sitemap|robots|opensearch)"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = [*default_headers, "accept-datetime", "if-modified-since", "if-none-match"]
CORS_EXPOSE_HEADERS = [
    "ETag",
    "Link",
    "Memento-Datetime",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Server-Timing",
]
