"""Tokens in the admin: made, shown once, listed without their secret, and revoked."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from archive.models import Token


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    """A token is made and revoked, never changed; it stays in the list, as what it did stays in the log."""

    list_display = ("name", "beginning", "scope", "state", "created_at", "expires_at", "last_used_at", "revoked_at")
    list_filter = ("scope",)
    search_fields = ("name",)
    actions = ("revoke",)
    fields = ("name", "scope", "expires_at")
    change_form_template = "admin/archive/token/change_form.html"
    show_full_result_count = False

    def get_fields(self, request, obj=None):
        """Ask for three things, show all."""
        return self.fields if obj is None else self.list_display

    def has_change_permission(self, request, obj=None):
        """Nobody changes one: who holds it would not know."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody deletes one: revoke it."""
        return False

    def has_revoke_permission(self, request, obj=None):
        """Whoever may change rows of tokens."""
        return request.user.has_perm("archive.change_token")

    @admin.display(description="begins with")
    def beginning(self, token):
        """Return what is known of the secret."""
        return f"{token.prefix}…"

    @admin.display(description="standing")
    def state(self, token):
        """Return whether it opens anything."""
        return token.standing

    # --- made -----------------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        """Draw the secret."""
        obj.secret = obj.issue()

    def response_add(self, request, obj, post_url_continue=None):
        """Show the secret on a page of its own that nobody keeps: a message would put it into a cookie."""
        context = self.admin_site.each_context(request) | {"title": "Token made", "opts": self.opts, "token": obj}
        return TemplateResponse(request, "admin/archive/token/made.html", context)

    # --- revoked --------------------------------------------------------------------------------

    def get_urls(self):
        """Add the address of the button."""
        revoke = self.admin_site.admin_view(require_POST(self.revoke_view))
        return [path("<int:pk>/revoke/", revoke, name="archive_token_revoke"), *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        """Offer to revoke what still could be used."""
        token = context["original"]
        offered = token is not None and not token.revoked_at and self.has_revoke_permission(request)
        context["revoke"] = reverse("admin:archive_token_revoke", args=[token.pk]) if offered else None
        return super().render_change_form(request, context, *args, **kwargs)

    def revoke_view(self, request, pk):
        """Revoke one, by the button on its page."""
        token = get_object_or_404(Token, pk=pk)
        if self.has_revoke_permission(request):
            self.revoke(request, [token])
        else:
            self.message_user(request, "You may not revoke tokens.", messages.ERROR)
        return HttpResponseRedirect(reverse("admin:archive_token_change", args=[pk]))

    @admin.action(permissions=["revoke"], description="Revoke the selected tokens, at once and for good")
    def revoke(self, request, tokens):
        """Revoke some."""
        tokens = list(tokens)
        for token in tokens:
            token.revoke()
            self.log_change(request, token, "Revoked.")
        plural = "s" * (len(tokens) != 1)
        self.message_user(request, f"{len(tokens)} token{plural} revoked.", messages.SUCCESS)
