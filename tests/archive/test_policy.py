"""What browsers may do with a page."""

import pytest

from archive.policy import ADMIN, PAGES


@pytest.mark.parametrize("path", ["/", "/?q=(", "/articles/1/", "/articles/999999/", "/nowhere/"])
def test_every_page_for_readers_forbids_scripts_within_it_and_other_hosts(client, index, path):
    policy = client.get(path)["Content-Security-Policy"]
    assert policy == PAGES
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert {part.split()[-1] for part in policy.split("; ")} == {"'none'", "'self'"}


def test_the_admin_has_a_policy_of_its_own(client, db):
    assert client.get("/admin/login/")["Content-Security-Policy"] == ADMIN
    assert "unsafe" not in ADMIN


def test_what_has_a_policy_keeps_it(client, index, make_article):
    assert client.get("/api/v1/articles/").get("Content-Security-Policy") != PAGES
