"""The three groups: that they are there, what they may do, and whom the desk lets in."""

import subprocess
import sys

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, Group, Permission, User
from django.core.management import call_command

from archive.models import Scope, Token
from archive.roles import ROLES, keeps_order, make_roles, opens_desk, scope_of
from tests.archive.test_settings import environment
from tests.conftest import ROOT
from tests.databases import of_folder


def rights(role):
    found = Permission.objects.filter(group__name=role).values_list("content_type__app_label", "codename")
    return {f"{label}.{name}" for label, name in found}


def test_the_groups_are_there(db):
    assert set(Group.objects.values_list("name", flat=True)) == set(ROLES) == {"reader", "curator", "administrator"}


def test_a_curator_may_do_everything_with_articles_and_nothing_with_accounts(db):
    held = rights("curator")
    for model in apps.get_app_config("articles").get_models():
        name = model._meta.model_name
        assert {f"articles.{verb}_{name}" for verb in ("view", "add", "change", "delete")} <= held
    assert not {one for one in held if one.startswith(("auth.", "archive."))}


def test_an_administrator_may_also_keep_users_and_tokens(db):
    held = rights("administrator")
    assert rights("curator") < held
    assert {"auth.add_user", "auth.change_group", "archive.add_token", "archive.change_token"} <= held


def test_a_reader_has_no_rights(db):
    assert rights("reader") == set()


def test_a_full_database_gets_the_rights_of_what_is_new_and_keeps_what_its_owner_gave(db):
    curators = Group.objects.get(name="curator")
    curators.permissions.remove(*Permission.objects.filter(content_type__app_label="articles"))
    given = Permission.objects.get(codename="view_user")
    curators.permissions.add(given)
    Group.objects.filter(name="reader").delete()
    call_command("migrate", verbosity=0)
    assert {"articles.change_article", "auth.view_user"} <= rights("curator")
    assert Group.objects.filter(name="reader").exists()


BEFORE = """
import django
django.setup()
from django.core.management import call_command
for app, migration in ("auth", None), ("admin", None), ("sessions", None), ("articles", "0002"), ("search", "0001"):
    call_command("migrate", *filter(None, [app, migration]), verbosity=0)
from django.contrib.auth.models import Group, Permission, User
User.objects.create_user("ann").groups.add(Group.objects.get_or_create(name="curator")[0])
Group.objects.exclude(name="curator").delete()
Permission.objects.exclude(codename="view_user").delete()
Group.objects.get().permissions.set(Permission.objects.filter(codename="view_user"))
call_command("migrate", verbosity=0)
ann = User.objects.get()
print(sorted(Group.objects.values_list("name", flat=True)))
rights = ("auth.view_user", "articles.change_article", "articles.view_job", "auth.add_user")
print([ann.has_perm(one) for one in rights])
"""


def test_an_archive_that_was_there_before_gets_them_with_the_next_version(tmp_path):
    variables = environment(tmp_path) | of_folder(tmp_path) | {"DJANGO_SETTINGS_MODULE": "archive.settings"}
    ended = subprocess.run([sys.executable, "-c", BEFORE], env=variables, cwd=ROOT, capture_output=True, text=True)
    assert ended.stdout.splitlines() == [
        "['administrator', 'curator', 'reader']",
        "[True, True, True, False]",
    ], ended.stderr


def test_without_tables_of_accounts_nothing_is_made(db):
    class NoAccounts:
        def get_model(self, *names):
            raise LookupError

    assert make_roles(apps.get_app_config("articles"), NoAccounts()) is None


@pytest.mark.django_db(transaction=True)
def test_after_a_flush_they_are_there_again():
    call_command("flush", interactive=False, verbosity=0)
    assert Group.objects.count() == len(ROLES)
    assert "articles.change_article" in rights("curator")


# --- whom they are for --------------------------------------------------------------------------

PEOPLE = {
    "nobody": (None, None, False),
    "member": ((), Scope.READ, False),
    "reader": (("reader",), Scope.READ, False),
    "curator": (("curator",), Scope.CURATE, True),
    "administrator": (("administrator",), Scope.CURATE, True),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_roles_tell_what_somebody_may(db, who):
    roles, scope, keeps = PEOPLE[who]
    user = AnonymousUser() if roles is None else User.objects.create_user(who)
    if roles:
        user.groups.set(Group.objects.filter(name__in=roles))
    assert scope_of(user) == scope
    assert keeps_order(user) is opens_desk(user) is keeps


def test_a_superuser_may_everything_and_the_staff_flag_alone_opens_the_admin_only(db):
    ada, bob = User.objects.create_superuser("ada"), User.objects.create_user("bob", is_staff=True)
    assert (scope_of(ada), opens_desk(ada)) == (Scope.CURATE, True)
    assert (scope_of(bob), opens_desk(bob)) == (Scope.READ, True)


def test_who_was_shut_out_keeps_nothing_in_order(db):
    user = User.objects.create_superuser("ada", is_active=False)
    assert not keeps_order(user)
    assert not opens_desk(user)


def test_a_token_has_the_scope_it_was_made_with():
    assert scope_of(Token(name="one", scope="write")) is Scope.WRITE


def test_the_groups_are_read_once_a_request(db, django_assert_num_queries):
    user = User.objects.create_user("ann")
    with django_assert_num_queries(1):
        keeps_order(user), opens_desk(user), scope_of(user)
