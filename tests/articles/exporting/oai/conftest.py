"""What tests of harvesting share: they read XML as a harvester does."""

import pytest
from lxml import etree

OAI = "{http://www.openarchives.org/OAI/2.0/}"


class Answer:
    """What a harvester is told: its elements by name."""

    def __init__(self, content):
        self.root = etree.fromstring(content)

    def texts(self, name):
        return [one.text for one in self.root.iter(f"{OAI}{name}")]

    def all(self, name):
        return list(self.root.iter(f"{OAI}{name}"))

    def text(self, name):
        [found] = self.texts(name)
        return found

    @property
    def errors(self):
        return [one.get("code") for one in self.all("error")]

    @property
    def headers(self):
        """(id, whether it is deleted, its sets) of each header."""
        return [
            (
                int(one.findtext(f"{OAI}identifier").rpartition(":")[2]),
                one.get("status") == "deleted",
                [spec.text for spec in one.iter(f"{OAI}setSpec")],
            )
            for one in self.all("header")
        ]

    @property
    def ids(self):
        return [one for one, *_ in self.headers]

    @property
    def token(self):
        """The resumption token; None where there is no element, empty where the list is at its end."""
        found = self.all("resumptionToken")
        return (found[0].text or "") if found else None


@pytest.fixture
def ask(client, db):
    """Return a function that asks as a harvester does: `from_` is `from`."""

    def get(verb=None, **arguments):
        given = ({"verb": verb} if verb else {}) | {name.rstrip("_"): value for name, value in arguments.items()}
        answer = client.get("/oai/", given)
        assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml; charset=utf-8"), answer.content
        return Answer(answer.content)

    return get


@pytest.fixture
def pages(monkeypatch):
    """Return a function that makes pages so small."""
    from articles.exporting.oai import answering

    def of(size):
        monkeypatch.setattr(answering, "PAGES", dict.fromkeys(answering.PAGES, size))

    return of
