"""XML elements, written by the names that they are to have: the protocol declares each namespace where it begins."""

from xml.etree.ElementTree import Element, tostring

from articles.exporting.xml import legal

XSI = {"xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance"}


def element(tag: str, *content: Element | str, **attributes: str) -> Element:
    """Return an element with this content: a text, or other elements. Attributes that XML could not hold are mended."""
    made = Element(tag, {name: legal(value) for name, value in attributes.items()})
    for one in content:
        if isinstance(one, str):
            made.text = legal(one)
        else:
            made.append(one)
    return made


def within(tag: str, namespace: str, schema: str, *content: Element, prefix: str = "", **attributes: str) -> Element:
    """Return an element that begins a namespace, and says where its schema is."""
    declared = {
        f"xmlns:{prefix}" if prefix else "xmlns": namespace,
        **XSI,
        "xsi:schemaLocation": f"{namespace} {schema}",
    }
    return element(f"{prefix}:{tag}" if prefix else tag, *content, **declared, **attributes)


def as_document(root: Element) -> bytes:
    """Return a document in UTF-8."""
    return tostring(root, encoding="utf-8", xml_declaration=True)
