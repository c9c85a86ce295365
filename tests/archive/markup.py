"""Reads a page as a browser would: which elements and attributes there are, and whether they nest."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img"}
OURS = [("script", {"src": f"/static/archive/{name}.js", "defer": None}) for name in ("suggest", "timeline", "copy")]
OURS += [("script", {"type": "application/ld+json"})]
"""What pages for readers run, and nothing else; and data, which no browser runs."""

LOADING = {"script", "iframe", "object", "embed", "img", "video", "audio", "source", "style", "base"}
POINTING = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
"""Attributes that name other elements of the page by their ids."""


class Page(HTMLParser):
    """Elements as (name, attributes), text, and every place where an element was not closed as it was opened."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open, self.faults, self.texts, self.data = [], [], [], [], []
        self.feed(html)
        self.close()
        self.faults += [f"{name} is never closed" for name in self.open]
        ids = {attributes.get("id") for _, attributes in self.elements}
        named = {
            one for _, attributes in self.elements for name in POINTING for one in attributes.get(name, "").split()
        }
        self.faults += [f"nothing has the id {one}" for one in named - ids]

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        self.faults += [f"{tag} has {name} twice" for name in set(names) if names.count(name) > 1]
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing at {self.getpos()}")

    def handle_data(self, data):
        if self.open[-1:] == ["script"]:
            self.data.append(data)
        else:
            self.texts.append(data)

    @property
    def text(self):
        """The words of the page, parted by single spaces."""
        return " ".join(" ".join(self.texts).split())

    def all(self, name):
        """The attributes of every element with this name."""
        return [attributes for tag, attributes in self.elements if tag == name]

    def links(self):
        """Every href of a link, in order."""
        return [attributes["href"] for attributes in self.all("a")]

    def dangers(self):
        """What could run or load something: elements, event handlers, styles, schemes other than the web's."""
        for tag, attributes in self.elements:
            if (tag, attributes) in OURS:
                continue
            if tag in LOADING:
                yield f"<{tag}>"
            for name, value in attributes.items():
                if name.startswith("on") or name in {"style", "srcdoc", "formaction", "src", "srcset", "background"}:
                    yield f"{tag} {name}={value}"
                if name in {"href", "xlink:href", "action"} and not is_harmless(value or ""):
                    yield f"{tag} {name}={value}"


def is_harmless(address):
    """Whether an address leads to the web or stays on this site."""
    plain = "".join(letter for letter in address if letter.isprintable() and letter != " ").lower()
    return plain.startswith(("http://", "https://", "?", "#")) or (plain.startswith("/") and not plain.startswith("//"))
