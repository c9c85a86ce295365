"""How what is sent is to be read, and what is said where that says nothing."""

import pytest
from django.core.files.uploadhandler import SkipFile, StopUpload
from django.test import RequestFactory

from articles.importing.options import BadOption
from articles.importing.receiving import NoFiles, Receiver, about, length_of, options_of, receive_form
from articles.importing.staging import Staging, TooMuch


def test_what_is_missing_is_as_for_the_command():
    read_as = options_of({})
    assert (read_as.mapping, read_as.given, read_as.headline_from_body, read_as.dates) == ({}, {}, False, "")


def test_options_are_read_as_the_command_reads_them():
    read_as = options_of(
        {"dates": "mdy", "map": "t=body", "headline_from_body": True, "set": {"published_at": "04/05/2015"}}
    )
    assert (read_as.mapping, read_as.given) == ({"t": "body"}, {"published_at": "04/05/2015"})
    assert (read_as.headline_from_body, read_as.dates) == (True, "mdy")


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        ({"map": "a=b"}, "map", "a=b: there is no field “b”"),
        ({"map": "a"}, "map", "a: write it as THEIRS=OURS."),
        ({"set": {"language": "klingon"}}, "language", "language=klingon: write a BCP 47 tag"),
        ({"set": {"published_at": "04/05/2015"}}, "published_at", "published_at=04/05/2015: write a date"),
        ({"status": "lost"}, "map", "status is published or draft."),
        ({"dates": "ymd"}, "map", "dates is dmy or mdy."),
    ],
)
def test_what_says_nothing_is_told_at_its_field_without_dashes(given, field, sentence):
    with pytest.raises(BadOption) as caught:
        options_of(given)
    assert about(caught.value)[0] == field
    assert about(caught.value)[1].startswith(sentence)


@pytest.mark.parametrize(("said", "length"), [("12", 12), ("", 0), (None, 0), ("-1", 0), ("²", 0), ("1e9", 0)])
def test_a_length_is_a_number_or_none(said, length):
    request = RequestFactory().get("/")
    request.META["CONTENT_LENGTH"] = said
    assert length_of(request) == length


def test_files_that_nobody_asked_for_are_skipped():
    with pytest.raises(SkipFile):
        NoFiles().new_file("f", "a.md", "text/plain", 1)


def test_too_much_stops_the_reading_and_is_kept(uploads, settings):
    settings.IMPORT_MAX_BYTES = 3
    with Staging() as staging:
        receiver = Receiver(staging)
        receiver.new_file("f", "a.md", "text/plain", None)
        receiver.receive_data_chunk(b"123", 0)
        with pytest.raises(StopUpload):
            receiver.receive_data_chunk(b"4", 3)
    assert "IMPORT_MAX_BYTES" in receiver.refused
    assert list(uploads.iterdir()) == []


def test_a_form_is_read_as_far_as_it_is_not_too_much(uploads, settings):
    settings.IMPORT_MAX_FILES = 0
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.md"\r\n\r\n# A\r\n--x--\r\n'
    request = RequestFactory().generic("POST", "/", body, content_type="multipart/form-data; boundary=x")
    with Staging() as staging, pytest.raises(TooMuch):
        receive_form(request, staging)
