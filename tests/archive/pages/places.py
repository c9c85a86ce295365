"""All pages for readers, in one list: what holds for every page is tested by it, in Python and in a browser.

`{article}` stands for the number of “Observers Count Fourteen Violations…” in the sample, `{withdrawn}` for that of an
article that was taken back.
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A page: its address, the status that it comes with, and whether engines for searching the web may list it."""

    path: str
    status: int = 200
    listed: bool = False


PLACES = {
    "search": Place(path="/", listed=True),
    "results": Place(path="/?q=flood&explain=1"),
    "narrowed results": Place(path="/?q=council&source=harbourgazette.example&published_after=2010&sort=newest"),
    "something left out": Place(path="/?q=flood+-author:%22Mara+Lind%22&source=harbourgazette.example"),
    "few results": Place(path="/?q=headline:ceasefire+karabach~&match=any"),
    "nothing found": Place(path="/?q=zzyzx"),
    "a mistake": Place(path="/?q=headlin:flood", status=400),
    "an unknown parameter": Place(path="/?sourc=x", status=400),
    "article": Place(path="/articles/{article}/", listed=True),
    "article with marks": Place(path="/articles/{article}/?q=ceasefire"),
    "article in Arabic": Place(path="/articles/86/?q=%D8%A7%D9%84%D9%84%D9%82%D8%A7%D8%AD"),
    "original": Place(path="/articles/{article}/original/"),
    "history": Place(path="/articles/{article}/history/"),
    "a mistake about an article": Place(path="/articles/{article}/?q=(", status=400),
    "browse": Place(path="/browse/", listed=True),
    "a year": Place(path="/browse/2020/", listed=True),
    "a month": Place(path="/browse/2020/11/", listed=True),
    "no month": Place(path="/browse/2020/13/", status=404),
    "list of sources": Place(path="/browse/sources/", listed=True),
    "list of authors": Place(path="/browse/authors/", listed=True),
    "list of topics": Place(path="/browse/topics/", listed=True),
    "list of sections": Place(path="/browse/sections/", listed=True),
    "a mistake about a list": Place(path="/browse/authors/?lettr=A", status=400),
    "trends": Place(path="/trends/?q=flood&q=ceasefire&q=harbour&q=election&q=comet"),
    "shares": Place(path="/trends/?q=flood&q=ceasefire&show=shares&published_after=2010"),
    "mistaken trends": Place(path="/trends/?q=flood&q=headlin:flood", status=400),
    "about": Place(path="/about/", listed=True),
    "parameters that are none": Place(path="/articles/{article}/x/?page_size=5", status=400),
    "withdrawn": Place(path="/articles/{withdrawn}/", status=410),
    "missing": Place(path="/articles/999999/", status=404),
    "no page": Place(path="/nowhere/", status=404),
    "sign in": Place(path="/login/"),
}

ARTICLE, WITHDRAWN = 84, 83
"""The numbers of both where the sample was the first to come."""


def path_of(place, article=ARTICLE, withdrawn=WITHDRAWN):
    """Return the address of a page in an archive with the sample."""
    return place.path.format(article=article, withdrawn=withdrawn)
