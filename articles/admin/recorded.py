"""What all pages of the admin share: one save is one act, and what is used is not deleted with a traceback."""

from django.contrib import admin, messages
from django.db.models import ProtectedError
from django.http import HttpResponseRedirect

from articles.models import StateError
from articles.recording import act


class LargeAdmin(admin.ModelAdmin):
    """Lists that may be long: nothing in them counts everything."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50


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
        if not change or set(form.changed_data) - {"note"}:
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
