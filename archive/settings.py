"""Every setting of the archive. This is the only file that reads the environment."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
ROOT = Path(__file__).resolve().parent.parent

# --- what is kept, and where --------------------------------------------------------------------

ARCHIVE_DATA = Path(env.str("ARCHIVE_DATA", default=str(ROOT / "var"))).resolve()
ARCHIVE_DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
ARCHIVE_ORIGINALS = ARCHIVE_DATA / "originals"
ARCHIVE_NAME = env.str("ARCHIVE_NAME", default="News archive")
ARCHIVE_SAMPLE = env.bool("ARCHIVE_SAMPLE", default=True)
ARCHIVE_ACCESS = env.str("ARCHIVE_ACCESS", default="public")

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{ARCHIVE_DATA / 'archive.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers go on while one writes; FULL makes a commit survive a power cut; IMMEDIATE takes the
    # write lock at the beginning, so that no transaction fails half way and sequence order is commit order.
    DATABASES["default"]["OPTIONS"] = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- search -------------------------------------------------------------------------------------

SEARCH_URL = env.str("SEARCH_URL", default=f"whoosh://{ARCHIVE_DATA / 'index'}")
SEARCH_LANGUAGES = tuple(env.list("SEARCH_LANGUAGES", default=["en"]))

# --- where it listens, and who may ask ----------------------------------------------------------

DEBUG = env.bool("DEBUG", default=False)
BIND = env.str("BIND", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
WEB_WORKERS = env.int("WEB_WORKERS", default=2)
SITE_URL = env.str("SITE_URL", default=f"http://{BIND}:{PORT}").rstrip("/")
TRUST_PROXY = env.int("TRUST_PROXY", default=0)

_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise ImproperlyConfigured(f"SITE_URL is “{SITE_URL}”: write it whole, such as https://archive.example.org.")
_local = _site.hostname in {"127.0.0.1", "localhost", "0.0.0.0", "::1"}  # noqa: S104 - a name, not a bind
ALLOWED_HOSTS = [_site.hostname, *(["127.0.0.1", "localhost", "[::1]"] if _local else [])]
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
    """Return the key kept in ARCHIVE_DATA, made at the first start and readable by its owner alone."""
    kept = ARCHIVE_DATA / "secret_key"
    if not kept.exists():
        # A hard link appears whole or not at all, so that two processes never see different keys.
        with NamedTemporaryFile("w", dir=ARCHIVE_DATA) as made:
            made.write(secrets.token_urlsafe(64))
            made.flush()
            with suppress(FileExistsError):
                os.link(made.name, kept)
    return kept.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or _secret_key()

# --- Django -------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "archive",
    "articles",
    "search",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
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
STATIC_URL = "static/"
STATIC_ROOT = ARCHIVE_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
