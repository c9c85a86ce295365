"""The settings of the tests: the real ones, with a folder of their own that is thrown away."""

import os
import tempfile

os.environ["ARCHIVE_DATA"] = tempfile.mkdtemp(prefix="archive-tests-")
for name in ("SECRET_KEY", "SITE_URL", "SEARCH_URL", "SEARCH_LANGUAGES", "DEBUG", "ARCHIVE_ACCESS"):
    os.environ.pop(name, None)

from archive.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
