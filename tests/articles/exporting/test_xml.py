"""Text that XML can hold."""

from xml.etree import ElementTree as ET

import pytest

from articles.exporting.xml import legal


@pytest.mark.parametrize("code", [*range(0x20), 0x7F, 0x85, 0xFFFD, 0xFFFE, 0xFFFF, 0xD800, 0xE000, 0x10FFFF])
def test_every_character_is_read_back_or_is_a_space(code):
    element = ET.Element("a", {"b": legal(f"x{chr(code)}y")})
    element.text = legal(f"x{chr(code)}y")
    read = ET.fromstring(ET.tostring(element, encoding="utf-8"))
    assert read.text == read.get("b")
    assert read.text in ("x y", "x\ny", f"x{chr(code)}y")


def test_lines_end_in_one_way():
    assert legal("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_what_is_in_order_stays_as_it_is():
    assert legal("Żółć، שלום 😀\t\n") == "Żółć، שלום 😀\t\n"
