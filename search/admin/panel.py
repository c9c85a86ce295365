"""The buttons of the panel of the indexes: what they start runs outside of the request."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from search.jobs import start_once

OFFERED = ("check", "rebuild")


def may_start(request) -> bool:
    """Whether somebody may have an index checked and built anew."""
    return request.user.has_perm("articles.change_article")


def start_view(request, kind):
    """Start a job and show it; where the same waits or runs already, show that one."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if kind not in OFFERED:
        raise Http404
    if not may_start(request):
        raise PermissionDenied
    job = start_once(kind, by=request.user.get_username())
    return HttpResponseRedirect(reverse("admin:articles_job_change", args=[job.pk]))
