"""The description by which browsers search the archive."""

import xml.etree.ElementTree as ET

NAMES = {"o": "http://a9.com/-/spec/opensearch/1.1/"}


def test_browsers_learn_how_to_search(client, index, settings):
    settings.ARCHIVE_NAME = "The Weir & Harbour Archive"
    response = client.get("/opensearch.xml")
    assert response["Content-Type"] == "application/opensearchdescription+xml; charset=utf-8"
    root = ET.fromstring(response.content)
    assert root.findtext("o:ShortName", namespaces=NAMES) == "The Weir & Harbo"
    urls = {one.get("type"): one.get("template") for one in root.findall("o:Url", NAMES)}
    assert urls["text/html"] == f"{settings.SITE_URL}/?q={{searchTerms}}"
    for template in urls.values():
        address = template.removeprefix(settings.SITE_URL).replace("{searchTerms}", "harbour")
        assert client.get(address).status_code == 200, address


def test_pages_lead_to_it(client, index):
    assert 'type="application/opensearchdescription+xml"' in client.get("/").content.decode()
