import re

import pytest

from search.engines.opensearch.address import EXAMPLE, Address, read


def test_all_parts_of_an_address_are_read():
    assert read(EXAMPLE) == Address(
        hosts=(("host", 9200), ("host2", 9200)), name="name", user="user", password="password", shards=3, replicas=1
    )


def test_little_is_enough():
    assert read("opensearch://search.example/articles") == Address(hosts=(("search.example", 9200),), name="articles")


def test_tls_and_the_file_of_its_authority():
    address = read("opensearchs://[::1]:9201/articles?ca=/etc/ca%20one.pem")
    assert (address.tls, address.ca, address.hosts) == (True, "/etc/ca one.pem", (("::1", 9201),))
    assert str(address) == "opensearchs://[::1]:9201/articles"


def test_signs_in_a_password_are_written_by_percent():
    address = read("opensearch://a%40b:p%3A%2F%25@host/name")
    assert (address.user, address.password) == ("a@b", "p:/%")


def test_the_password_is_never_shown():
    assert "password" not in f"{read(EXAMPLE)!s} {read(EXAMPLE)!r}".replace("password='", "")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("opensearch://", "Host number 1 is none"),
        ("opensearch://one,,two/name", "Host number 2 is none"),
        ("opensearch://one:92000/name", "Host number 1 has no port from 1 to 65535."),
        ("opensearch://one:x/name", "Host number 1 is none"),
        ("opensearch://one", "The address names no index"),
        ("opensearch://one/", "The address names no index"),
        ("opensearch://one/a/b", "“a/b” is no name for an index"),
        ("opensearch://one/Articles", "“Articles” is no name for an index"),
        ("opensearch://one/_all", "“_all” is no name for an index"),
        ("opensearch://one/a*", "no name for an index"),
        ("opensearch://one/" + "a" * 201, "at most 200"),
        ("opensearch://one/name?shard=1", "“shard” is no option of this address: there are shards, replicas."),
        ("opensearch://one/name?ca=/x", "“ca” is an option only with opensearchs://"),
        ("opensearchs://one/name?x", "there are shards, replicas, ca."),
        ("opensearch://one/name?shards=0", "shards=0 is wrong: write a whole number from 1 to 1024."),
        ("opensearch://one/name?shards=²", "shards=² is wrong"),
        ("opensearch://one/name?replicas=", "replicas= is wrong: write a whole number from 0 to 16."),
        ("opensearch://one/name?shards=1&shards=2", "The address gives an option twice."),
        ("opensearch://one/name#part", "The address has a “#”"),
        ("opensearch://me:pa?ss@one/name", "The address has a “?” before the “@”: in user and password / ? # % @ :"),
        ("opensearch://me:pa?ss@one/name", "are written %2F %3F %23 %25 %40 %3A."),
        ("opensearch://me@one/name", "Before the “@” stand user and password"),
        ("opensearch://:secret@one/name", "Before the “@” stand user and password"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(url, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        read(url)
