"""Who may read and write."""

from copy import copy

from django.conf import settings
from django.http import QueryDict
from rest_framework.authentication import CSRFCheck, SessionAuthentication
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission

from archive.models import Scope
from archive.roles import scope_of


class Session(SessionAuthentication):
    """Whoever is signed in to the site; what they write must come from a page of the site (CSRF)."""

    def enforce_csrf(self, request):
        """Look at the header alone: to find the token in a form, the whole body would be read before anybody knows
        whether it may be sent. Raises `PermissionDenied`.
        """
        seen = copy(request._request)
        seen._post = QueryDict()
        check = CSRFCheck(lambda request: None)
        check.process_request(seen)
        if reason := check.process_view(seen, None, (), {}):
            what = "To write in a session, send the value of the cookie csrftoken as the header X-CSRFToken"
            raise PermissionDenied(f"{what} ({reason.rstrip('.')}).")


class Allowed(BasePermission):
    """Whoever has the scope that a view asks for a method: `scopes = {"POST": "write"}`; read is the default.

    Tells the view which `scope` it is that somebody has, None for nobody. Everybody has read, unless
    `ARCHIVE_ACCESS` is `login`. A refusal is 401 for whoever is not known, else 403.
    """

    def has_permission(self, request, view):
        needed = getattr(view, "scopes", {}).get(request.method, Scope.READ)
        view.scope = scope_of(request.user)
        if may(request.user, needed):
            return True
        view.check_throttles(request)  # what is refused counts too, and the framework only counts what is not
        if view.scope is not None:
            raise PermissionDenied(f"This needs the scope {needed}, and {request.user.get_username()} has it not.")
        if needed == Scope.READ:
            raise NotAuthenticated("This archive is for its members: sign in at /login/, or send a token.")
        raise NotAuthenticated("Who writes here is known: send a token (Authorization: Bearer nar_…), or sign in.")


def may(user, scope) -> bool:
    """Whether this user or token, who may be nobody, may do what needs a scope."""
    held = scope_of(user)
    if held is None:
        return scope == Scope.READ and settings.ARCHIVE_ACCESS == "public"
    return held.covers(scope)


def may_read(user) -> bool:
    """Whether this user, who may be nobody, may read what is public."""
    return may(user, Scope.READ)
