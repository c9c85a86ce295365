"""What all pages of the admin share: one save is one act, and what is used is not deleted with a traceback."""

import re

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.paginator import Paginator
from django.db.models import ProtectedError, QuerySet
from django.http import HttpResponseRedirect

from articles.models import StateError
from articles.recording import act

NUMBER = re.compile(r"[0-9]{1,18}")
"""How an id is written that some database may have."""


class IdsFirst(Paginator):
    """Pages of which the ids are found first, by an index: SQLite would sort whole rows of all that a filter leaves."""

    def page(self, number):
        """Return a page with its rows in order."""
        number = self.validate_number(number)
        if not isinstance(self.object_list, QuerySet):
            return super().page(number)
        start = (number - 1) * self.per_page
        ids = list(self.object_list.select_related(None).values_list("pk", flat=True)[start : start + self.per_page])
        rows = {row.pk: row for row in self.object_list.filter(pk__in=ids).order_by()}
        return self._get_page([rows[pk] for pk in ids if pk in rows], number, self)


class LargeAdmin(admin.ModelAdmin):
    """Lists that may be long: nothing in them counts everything."""

    paginator = IdsFirst
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50

    def response_action(self, request, queryset):
        """Pass over what is chosen and no number of a row: Django would end with a traceback."""
        request.POST = request.POST.copy()
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        request.POST.setlist(ACTION_CHECKBOX_NAME, [one for one in chosen if NUMBER.fullmatch(one)])
        return super().response_action(request, queryset)


class RecordedAdmin(LargeAdmin):
    """A form and its inlines are saved in one act of the user, so that each article gets one change."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Open the act around the whole request; reading needs none."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with act(by=request.user.get_username(), note=note_of(request)):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        """Delete, or say in one sentence what stands in the way."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except (ProtectedError, StateError) as error:
            self.message_user(request, error.args[0], messages.ERROR)
            return HttpResponseRedirect(request.path.removesuffix("delete/") + "change/")

    def save_model(self, request, obj, form, change):
        """Write only what was changed: pressing Save on an untouched form leaves no entry in the log."""
        if not change or set(form.changed_data) - {"note", "opened"}:
            obj.save()


class ReadOnlyAdmin(LargeAdmin):
    """Rows that are looked at and never written by hand."""

    actions = None

    def has_add_permission(self, request):
        """Nobody adds one by hand."""
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody changes one."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Nobody deletes one."""
        return False


def note_of(request):
    """Why, as the user gave it in a form; without the characters that no database keeps."""
    return request.POST.get("note", "").replace("\x00", "").strip()
