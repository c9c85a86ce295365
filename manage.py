#!/usr/bin/env python
"""Every command of the archive: `manage.py help` lists them."""

import os
import sys
from importlib.util import find_spec


def main():
    """Hand the command line to Django; what the settings or the database lack are sentences, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    if find_spec("django") is None:
        sys.exit(
            "The archive is not installed for this Python: run `make install`, then `.venv/bin/python manage.py …`."
        )
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from articles.failing import UNANSWERED, sentence

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(error))
    except UNANSWERED as error:
        if "--traceback" in sys.argv or not sentence(error):
            raise
        sys.exit(sentence(error))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:  # of a command that has not begun, or has nothing to add
        sys.stderr.write("Stopped.\n")
        sys.exit(130)
