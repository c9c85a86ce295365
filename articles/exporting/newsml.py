"""An article as a newsItem of NewsML-G2 (https://iptc.org/std/NewsML-G2/guidelines/), its text as XHTML.

Conformance is “core”, of a corrected article “power”: core has no signal that tells of a correction.
"""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, SubElement, TreeBuilder, tostring

from django.conf import settings

from articles import dates, prose
from articles.exporting.telling import corrections, credited, farewell, line, page_of, site_of, tag_of
from articles.exporting.xml import legal
from articles.languages import direction

NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
XHTML = "http://www.w3.org/1999/xhtml"
CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_32.xml"
"""Says what is meant by `stat:`, `ninat:`, `sig:` and the like."""

STATUSES = {"published": "stat:usable", "draft": "stat:withheld", "withdrawn": "stat:canceled"}
STATUSES |= {"merged": "stat:canceled"}


def write(article: dict) -> bytes:
    """Return an article as a newsItem."""
    item = _item(article, power=bool(article["corrections"]), **_language(article))
    _about_item(item, article)
    _about_content(item, article)
    inline = _add(_add(item, "contentSet"), "inlineXML", contenttype="application/xhtml+xml")
    inline.append(_xhtml(article))
    return tostring(item, encoding="utf-8", xml_declaration=True)


def gone(left: dict) -> bytes:
    """Return what is left of an article: a version of the item that cancels it, without content."""
    item = _item(left)
    meta = _management(item, left["at"], None, "stat:canceled")
    _add(meta, "edNote", farewell(left))
    return tostring(item, encoding="utf-8", xml_declaration=True)


def _add(parent, name, text=None, **attributes):
    """Add an element and return it, its text on one line, as the standard asks; without attributes that say nothing."""
    added = SubElement(parent, name, {one: legal(value) for one, value in attributes.items() if value})
    added.text = text and line(text)
    return added


def _named(parent, name, text, **attributes):
    _add(_add(parent, name, **attributes), "name", text)


# --- the item -----------------------------------------------------------------------------------


def _item(article, *, power=False, **attributes):
    item = Element("newsItem", {"xmlns": NAMESPACE, "standard": "NewsML-G2", "standardversion": "2.24"})
    item.set("conformance", "power" if power else "core")
    item.set("guid", article["url"])
    item.set("version", str(article["revision"]))
    for name, value in attributes.items():
        item.set(name.replace("_", ":"), value)
    _add(item, "catalogRef", href=CATALOG)
    return item


def _language(article):
    tag, way = tag_of(article), direction(article["language"])
    return ({"xml_lang": tag} if tag else {}) | ({"dir": way} if way != "auto" else {})


def _management(item, version_created, first_created, status):
    meta = _add(item, "itemMeta")
    _add(meta, "itemClass", qcode="ninat:text")
    _named(meta, "provider", settings.ARCHIVE_NAME, uri=settings.SITE_URL)
    _add(meta, "versionCreated", dates.iso(version_created, "minute"))
    if first_created:
        _add(meta, "firstCreated", dates.iso(first_created, "minute"))
    _add(meta, "pubStatus", qcode=status)
    return meta


def _about_item(item, article):
    meta = _management(item, article["updated_at"], article["created_at"], STATUSES[article["status"]])
    for told in corrections(article):
        _add(meta, "edNote", told)
    if article["corrections"]:
        _add(meta, "signal", qcode="sig:correction")
    links = [("Read it here", page_of(article)), ("First published at", article["source_url"])]
    links += [(one["title"], one["url"]) for one in article["related_links"]]
    links += [(_caption(one), one["url"]) for one in article["images"]]
    for title, url in links:
        if title or url:
            _add(_add(meta, "link", rel="irel:seeAlso", href=url), "title", title or url)


def _caption(one):
    return f"{one['caption']} ({one['credit']})" if one["credit"] else one["caption"]


# --- the content --------------------------------------------------------------------------------


def _about_content(item, article):
    meta = _add(item, "contentMeta")
    if article["published_at"]:
        _add(meta, "contentCreated", dates.iso(article["published_at"], article["date_precision"]))
    if source := article["source"]:
        _named(meta, "infoSource", source["name"], uri=site_of(source))
    for one in credited(article):
        _named(meta, "creator", one["name"])
    if tag := tag_of(article):
        _add(meta, "language", tag=tag)
    for topic in article["topics"]:
        _named(meta, "subject", topic)
    for name, text in _printed(article):
        if text:
            _add(meta, name, text)


def _printed(article):
    yield "keyword", article["section"]
    yield "headline", article["headline"]
    yield "by", article["byline"]
    yield "description", article["subtitle"]


def _xhtml(article):
    """Headline and text as a page of XHTML."""
    page = Element("html", {"xmlns": XHTML, "dir": direction(article["language"])})
    if tag := tag_of(article):
        page.set("lang", tag)
        page.set("xml:lang", tag)
    _add(_add(page, "head"), "title", article["headline"])
    body = _add(page, "body")
    _add(body, "h1", article["headline"])
    reader = _Elements()
    reader.feed(prose.whole(article))
    body.append(reader.close())
    return page


class _Elements(HTMLParser):
    """Makes elements of HTML that was cleaned: balanced, with `br` and `hr` alone left open."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tree = TreeBuilder()
        self.tree.start("div", {})

    def handle_starttag(self, tag, attributes):
        self.tree.start(tag, {name: legal(value or "") for name, value in attributes})
        if tag in {"br", "hr"}:
            self.tree.end(tag)

    def handle_endtag(self, tag):
        self.tree.end(tag)

    def handle_data(self, data):
        self.tree.data(legal(data))

    def close(self):
        """Return what was read, in one `div`."""
        super().close()
        self.tree.end("div")
        return self.tree.close()
