"""Queues in the admin: work through what waits, one after the other, forwards and backwards."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse

from articles.models import Status
from articles.queues import COUNTED, QUEUES


def queue_of(request):
    """Return the queue that somebody works through; None outside of one."""
    return QUEUES.get(request.GET.get("queue", ""))


def place_of(queue, pk):
    """Return the page of one row within a queue."""
    return f"{_address(queue, 'change', pk)}?queue={queue.slug}"


def list_of(queue):
    """Return the list of all that waits in a queue."""
    return f"{_address(queue, 'changelist')}?queue={queue.slug}"


def _address(queue, page, *args):
    return reverse(f"admin:articles_{queue.model._meta.model_name}_{page}", args=args)


def next_in(queue, pk):
    """Return the page of what comes after a row in a queue, from its beginning again; of the desk at its end."""
    following = queue.after(pk) or queue.first()
    return place_of(queue, following) if following not in {None, pk} else reverse("admin:index")


def told(count):
    """Say how many wait."""
    return f"more than {COUNTED:,}" if count > COUNTED else f"{count:,}"


def waiting():
    """Return what the desk shows of every queue: {name, count, list, work}."""
    counts = {queue: queue.count() for queue in QUEUES.values()}
    return [
        {
            "name": queue.name,
            "count": told(count),
            "list": list_of(queue),
            "work": _address(queue, "queue", queue.slug) if count else "",
        }
        for queue, count in counts.items()
    ]


class QueuePages:
    """The part of an admin that leads through a queue."""

    def get_urls(self):
        """Put the beginning of every queue before all other addresses."""
        view = self.admin_site.admin_view(self.queue_view)
        name = f"articles_{self.opts.model_name}_queue"
        return [path("queue/<slug:slug>/", view, name=name), *super().get_urls()]

    def queue_view(self, request, slug):
        """Lead to the first row of a queue."""
        queue = QUEUES.get(slug)
        if queue is None or queue.model is not self.model:
            raise Http404
        if (first := queue.first()) is None:
            self.message_user(request, f"Nothing waits in “{queue.name}”.", messages.INFO)
            return HttpResponseRedirect(reverse("admin:index"))
        return HttpResponseRedirect(place_of(queue, first))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show where in the queue one is."""
        queue, context = queue_of(request), {}
        if queue and object_id.isdecimal() and len(object_id) < 19:
            context["queue"] = _bar(queue, int(object_id))
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def response_change(self, request, obj):
        """Go on with the next one after a save, but not from what was to be published and could not be."""
        response = super().response_change(request, obj)
        queue = queue_of(request)
        kept_back = "_publish" in request.POST and obj.status == Status.DRAFT
        if queue is None or kept_back or {"_continue", "_addanother", "_saveasnew"} & request.POST.keys():
            return response
        return HttpResponseRedirect(next_in(queue, obj.pk))


def _bar(queue, pk):
    before, after = queue.before(pk), queue.after(pk)
    return {
        "name": queue.name,
        "count": told(queue.count()),
        "list": list_of(queue),
        "before": place_of(queue, before) if before else "",
        "after": place_of(queue, after) if after else "",
    }
