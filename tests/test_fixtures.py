"""The sample is what its README says: whole, small, of this project, and linked to itself."""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "fixtures" / "articles"
FILES = sorted(FOLDER.iterdir())
LARGEST = 8 * 1024
WITHOUT_ADDRESS = {"006", "019", "022", "068"}
OTHER_LANGUAGES = {
    "www.echo-de-brevent.example": 4,
    "www.grauwieler-tageblatt.example": 4,
    "vestnik-priozerya.example": 4,
    "almarfa.example": 2,
    "www.elfarodelsur.example": 2,
}
WANTED = {
    "https://www.harbourgazette.example/2004/02/25/councillor-dray-nothing-to-hide-a3412",
    "https://www.capitalstandard.example/documents/ashel-inquiry-report",
    "https://www.capitalstandard.example/documents/towns-without-papers",
}


def number_of(file):
    return file.name[:3]


def address_of(file):
    """The address under `Original url:`, joined where a wrap broke it; None where there is none."""
    trailer = re.search(r"^Original url:\s+(?:<([^>]*)>|(\S+))", file.read_text("utf-8"), re.MULTILINE)
    return trailer and re.sub(r"\s", "", trailer[1] or trailer[2])


def addresses():
    return [address for address in map(address_of, FILES) if address]


def related_links(file):
    """(title, address) of each link on the `Related article:` lines, in order."""
    lines = re.findall(r"^\*\*Related articles?:\*\* (.*)$", file.read_text("utf-8"), re.MULTILINE)
    return [link for line in lines for link in re.findall(r"\[(.*?)\]\((\S*?)\)", line)]


def related_addresses():
    return [address for file in FILES for _, address in related_links(file) if address != "#"]


def headline_of(address):
    [file] = [file for file in FILES if address_of(file) == address]
    return re.search(r"^# (.*)$", file.read_text("utf-8"), re.MULTILINE)[1]


def test_there_are_a_hundred_files_numbered_in_order():
    assert [number_of(file) for file in FILES] == [f"{number:03}" for number in range(1, 101)]


def test_a_file_is_named_by_its_number_and_a_slug():
    assert [file.name for file in FILES if not re.fullmatch(r"\d{3}(-[a-z0-9]+)+\.md", file.name)] == []


@pytest.mark.parametrize("file", FILES, ids=number_of)
def test_a_file_is_small_and_utf8_without_stray_control_characters(file):
    content = file.read_bytes()
    assert len(content) <= LARGEST
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\ufeff\ufffd]", content.decode("utf-8"))


def test_all_but_four_files_say_where_they_come_from():
    assert {number_of(file) for file in FILES if not address_of(file)} == WITHOUT_ADDRESS


def test_no_two_files_share_an_address():
    assert len(set(addresses())) == len(addresses()) == 96


def test_the_addresses_are_those_of_ten_papers():
    assert len(Counter(urlsplit(address).hostname for address in addresses())) == 10


def test_sixteen_articles_come_from_papers_in_other_languages():
    papers = Counter(urlsplit(address).hostname for address in addresses())
    assert {host: papers[host] for host in OTHER_LANGUAGES} == OTHER_LANGUAGES


def test_nothing_points_to_a_domain_that_somebody_could_own():
    hosts = {
        urlsplit(url).hostname for file in FILES for url in re.findall(r"https?://[^\s)>]+", file.read_text("utf-8"))
    }
    assert [host for host in sorted(hosts) if not host.endswith(".example")] == []


def test_every_related_address_is_held_or_deliberately_wanted():
    assert set(related_addresses()) - set(addresses()) == WANTED


def test_a_related_link_carries_the_headline_of_its_article():
    links = {link for file in FILES for link in related_links(file) if link[1] in addresses()}
    assert [(title, address) for title, address in sorted(links) if title != headline_of(address)] == []


def test_no_article_is_related_to_itself():
    assert [file.name for file in FILES if address_of(file) in {address for _, address in related_links(file)}] == []


def test_the_broken_addresses_are_those_that_the_readme_names():
    broken = {number_of(file) for file in FILES if re.search(r"<https://[^>]*\s[^>]*>", file.read_text("utf-8"))}
    assert broken == {"018", "024", "063", "077", "080"}


def test_some_related_links_lead_nowhere_as_a_scraper_leaves_them():
    assert sum(address == "#" for file in FILES for _, address in related_links(file)) >= 3
