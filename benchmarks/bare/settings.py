"""The settings of the archive (database, gunicorn) without its middleware, sign-in, permissions and throttles."""

from archive.settings import *  # noqa: F403

INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "articles", "search", "rest_framework"]
MIDDLEWARE = []
ROOT_URLCONF = "bare.urls"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
}
