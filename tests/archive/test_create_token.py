"""`manage.py create_token`, in the process that tests run in."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from archive.models import Token, hash_of


def create(*arguments):
    out, err = StringIO(), StringIO()
    call_command("create_token", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_token_alone_is_printed(db):
    out, err = create("nightly import", "--scope", "write", "--expires", "2999-01-01T00:00:00Z")
    assert out.endswith("\n")
    made = Token.objects.get(hash=hash_of(out.strip()))
    assert (made.name, made.scope) == ("nightly import", "write")
    assert made.expires_at == datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)
    assert "shown this once" in err
    assert out.strip() not in err


def test_without_an_end_it_never_expires(db):
    create("one", "--scope", "read")
    assert Token.objects.get().expires_at is None


def test_a_time_without_zone_is_utc_and_one_with_a_zone_is_not(db):
    create("one", "--scope", "read", "--expires", "2999-01-01T00:00")
    create("two", "--scope", "read", "--expires", "2999-01-01T02:00:00+02:00")
    assert len(set(Token.objects.values_list("expires_at", flat=True))) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["one", "--scope", "all"], "“all” is no scope: use read, write, curate."),
        (["one", "--scope", "read", "--expires", "soon"], "“soon” is no time: write it as in 2027-01-01T00:00:00Z."),
        (["one", "--scope", "read", "--expires", "2027-13-01T00:00:00Z"], "is no time"),
        (["one", "--scope", "read", "--expires", "2001-01-01T00:00:00Z"], "has passed"),
        (["  ", "--scope", "read"], "NAME is empty"),
        (["kept", "--scope", "read"], "There is a token of this name already"),
        (["a\nb", "--scope", "read"], "characters that cannot be seen"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_nothing_is_made(token, arguments, sentence):
    token("kept")
    with pytest.raises(CommandError, match=r"^[^\n]*$") as refused:
        create(*arguments)
    assert sentence in str(refused.value)
    assert Token.objects.count() == 1


def test_it_is_usable_until_it_expires(client, db, settings):
    settings.ARCHIVE_ACCESS = "login"
    out, _ = create("one", "--scope", "read", "--expires", "2999-01-01T00:00:00Z")
    shown = {"Authorization": f"Bearer {out.strip()}"}
    assert client.get("/api/v1/articles/", headers=shown).status_code == 200
    Token.objects.update(expires_at=timezone.now())
    assert client.get("/api/v1/articles/", headers=shown).status_code == 401
