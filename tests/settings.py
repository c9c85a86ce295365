"""The settings of the tests: the real ones, with a folder of their own that is thrown away.

`TEST_DATABASE_URL` names a server of PostgreSQL to run on instead of SQLite; `make postgres` sets it.
"""

import atexit
import os
import shutil
import tempfile

OURS = (
    *("ARCHIVE_", "DATABASE_", "SEARCH_", "SITE_", "SECRET_"),
    *("DEBUG", "BIND", "PORT", "WEB_WORKERS", "TRUST_", "THROTTLE_", "IMPORT_"),
)
for name in [name for name in os.environ if name.startswith(OURS)]:
    del os.environ[name]
os.environ["ARCHIVE_DATA"] = tempfile.mkdtemp(prefix="archive-tests-")
if database := os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = database
atexit.register(shutil.rmtree, os.environ["ARCHIVE_DATA"], ignore_errors=True)

from archive.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATIC_ROOT.mkdir()
