"""The first page: one box; what was found, or the newest articles; what it can be narrowed by."""

from django.shortcuts import render

from archive.pages import findings
from archive.pages.guarding import echo, for_readers
from archive.pages.question import Question
from articles.parameters import BadParameters


@for_readers
def search(request):
    """One box; what was found, or the newest articles; what it can be narrowed by."""
    query_string = request.META.get("QUERY_STRING", "")
    try:
        return render(request, "archive/search.html", findings.page(Question(query_string), request))
    except BadParameters as error:
        mistakes = [findings.pointed(one, echo(request)) for one in error.errors]
        context = {"q": echo(request), "mistakes": mistakes} | findings.kept_of(query_string, mistakes)
        return render(request, "archive/search.html", context, status=400)
