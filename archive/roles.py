"""Three roles as Django groups, what each may do in the admin, and what that means for the API."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

from archive.models import Scope, Token

READER, CURATOR, ADMINISTRATOR = "reader", "curator", "administrator"

ROLES = {
    READER: (),
    CURATOR: ("articles", "search"),
    ADMINISTRATOR: ("articles", "search", "archive", "auth"),
}
"""Group → the apps whose rows it may see and change. A reader has an account for a private archive, and no more."""

AT_THE_DESK = {CURATOR, ADMINISTRATOR}


def roles_of(user) -> set[str]:
    """Names of the groups of a user, read once a request; none of a token, or of nobody."""
    if isinstance(user, Token) or not (user and user.is_authenticated):
        return set()
    if not hasattr(user, "_roles"):
        user._roles = set(user.groups.values_list("name", flat=True))
    return user._roles


def keeps_order(user) -> bool:
    """Whether somebody may do at the desk what curators do."""
    return bool(user and user.is_active and (user.is_superuser or roles_of(user) & AT_THE_DESK))


def opens_desk(user) -> bool:
    """Whether somebody may open the admin; what there is to see then, permissions tell."""
    return bool(user and user.is_active and (user.is_staff or keeps_order(user)))


def scope_of(user) -> Scope | None:
    """What somebody may do by the API; None for whoever is not known."""
    if isinstance(user, Token):
        return Scope(user.scope)
    if not (user and user.is_authenticated):
        return None
    return Scope.CURATE if keeps_order(user) else Scope.READ


# --- the groups ---------------------------------------------------------------------------------


def make_roles(app_config, apps=apps, using=DEFAULT_DB_ALIAS, **kwargs):
    """Make the groups where they are missing, and give them what they may do with the models of one app.

    Runs after every `migrate`, once an app: a migration comes too early, as Django makes the permissions of a new
    database only at the end. What an owner has given to a group beside this stays.
    """
    create_permissions(app_config, verbosity=0, using=using, apps=apps)
    try:
        groups, permissions = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:  # `migrate articles` on an empty database: there are no accounts yet
        return
    for role, labels in ROLES.items():
        group, _ = groups.objects.using(using).get_or_create(name=role)
        if app_config.label in labels:
            group.permissions.add(*permissions.objects.using(using).filter(content_type__app_label=app_config.label))
