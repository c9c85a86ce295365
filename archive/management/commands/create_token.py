"""Make a token by which a program may write, or read a private archive."""

import datetime

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from archive.models import Scope, Token
from articles.failing import UNANSWERED, sentence


class Command(BaseCommand):
    """Print a new token."""

    help = (
        "Make a token and print it, the only time that it is shown: its hash alone is kept. Programs send it as "
        "“Authorization: Bearer nar_…”. Each scope holds those before it: read (a private archive), write (drafts and "
        "edits), curate (publish, withdraw, restore, correct, merge, delete for good). It is revoked in the admin."
    )

    def add_arguments(self, parser):
        """Take the name, --scope and --expires."""
        parser.add_argument("name", metavar="NAME", help="who or what uses it; the history of articles names it")
        parser.add_argument("--scope", required=True, metavar="|".join(Scope.values))
        parser.add_argument("--expires", metavar="TIME", help="such as 2027-01-01T00:00:00Z; default: never")

    def handle(self, *, name, scope, expires, **options):
        """Print the token alone on stdout; end with status 1 and one sentence where there is none."""
        if scope not in Scope.values:
            raise CommandError(f"“{scope}” is no scope: use {', '.join(Scope.values)}.")
        if not name.strip():
            raise CommandError("NAME is empty: say who or what uses the token.")
        token = Token(name=name.strip(), scope=scope, expires_at=moment(expires))
        try:
            token.full_clean(exclude=["hash", "prefix"])
            secret = token.issue()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except UNANSWERED as error:
            raise CommandError(sentence(error) or str(error)) from error
        self.stdout.write(secret)
        self.stderr.write("This token is shown this once: keep it where no stranger reads it.")


def moment(text):
    """Return when a token expires; None, never, where nothing is said. A time without zone is UTC."""
    if text is None:
        return None
    try:
        at = parse_datetime(text.strip())
    except ValueError:
        at = None
    if at is None:
        raise CommandError(f"“{text}” is no time: write it as in 2027-01-01T00:00:00Z.")
    return at if at.tzinfo else at.replace(tzinfo=datetime.UTC)
