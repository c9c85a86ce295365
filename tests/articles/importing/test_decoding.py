"""Bytes to text, whatever encoding they are in."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.decoding import NotText, clean, decode, is_clean

TEXT = "Das Dorf – „überflutet“, sagt Müller.\r\n"


@pytest.mark.parametrize(
    ("data", "repair"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode("utf-8-sig"), ""),
        (TEXT.encode("utf-16"), "decoded from UTF-16-LE"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "decoded from UTF-16-BE"),
        (TEXT.encode("utf-32"), "decoded from UTF-32-LE"),
        (b"\0\0\xfe\xff" + TEXT.encode("utf-32-be"), "decoded from UTF-32-BE"),
        (TEXT.encode("utf-16-le"), "decoded from UTF-16-LE"),
        (TEXT.encode("utf-16-be"), "decoded from UTF-16-BE"),
        (TEXT.encode("windows-1252"), "from byte 9 on, what is no UTF-8 was read as Windows-1252"),
    ],
)
def test_the_same_text_comes_out_of_every_encoding(data, repair):
    decoded = decode(data)
    assert (decoded.text, decoded.repair) == (TEXT, repair)


def test_one_bad_byte_does_not_spoil_the_rest():
    assert decode("Müller – ".encode() + b"\xe9t\xe9").text == "Müller – été"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"a\0b", b"\xff\xfea", b"\0\0\0\0"])
def test_what_is_no_text_is_said_to_be_none(data):
    with pytest.raises(NotText, match=r"\.$"):
        decode(data)


@given(st.binary(max_size=60))
def test_any_bytes_are_decoded_or_refused(data):
    with suppress(NotText):
        decode(data)


def test_control_characters_become_spaces_so_that_words_stay_parted():
    assert clean("a\x02b\x1b[0m\ud800\tc\nd") == "a b [0m \tc\nd"
    assert is_clean("a\tb\nc – d\u00a0e")
    assert not is_clean("a\0b")
