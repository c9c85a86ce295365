"""TimeGate, TimeMap and mementos (RFC 7089): what an address was at a time, of what readers may see."""

import datetime
import re

import pytest
from django.utils import timezone

from articles import curation
from articles.addresses import key_of
from articles.models import Address

PRINTED = "https://herald.example/2023/bees"
GATE, MAP = f"/timegate/{PRINTED}", f"/timemap/{PRINTED}"
NOON = datetime.datetime(2024, 5, 1, 12, 0, 0, 700_000, tzinfo=datetime.UTC)
DAYS = ("Wed, 01 May 2024 12:00:00 GMT", "Thu, 02 May 2024 12:00:00 GMT", "Fri, 03 May 2024 12:00:00 GMT")


@pytest.fixture
def clock(monkeypatch):
    """Return a function that lets so many days go by after the first of May 2024."""

    def show(days):
        monkeypatch.setattr(timezone, "now", lambda: NOON + datetime.timedelta(days=days))

    show(0)
    return show


@pytest.fixture
def article(clock, make_article):
    """An article that was printed somewhere, and edited on each of the two days after it came."""
    made = make_article(headline="Bees 1", source_url=PRINTED)
    Address(article=made, url=PRINTED, key=key_of(PRINTED), kind="canonical").save()
    edit(made, clock, 1, "Bees 2")
    edit(made, clock, 2, "Bees 3")
    return made


def edit(article, clock, days, headline):
    clock(days)
    article.headline = headline
    article.save()


def links(response):
    """{rel: (address, what else is said of it)} of the header `Link`."""
    return parsed(response["Link"])


def parsed(text):
    found = {}
    for address, rel, rest in re.findall(r'<([^>]*)>; rel="([^"]*)"((?:; \w+="[^"]*")*)', text):
        found[rel] = (address, dict(re.findall(r'(\w+)="([^"]*)"', rest)))
    assert re.sub(r'<[^>]*>(; \w+="[^"]*")+(,\s*)?', "", text).strip() == "", "nothing else stands there"
    return found


def state(article, number):
    return f"http://127.0.0.1:8000/api/v1/articles/{article.pk}/?revision={number}"


# --- the TimeGate ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        ("Mon, 01 Jan 1990 00:00:00 GMT", 1),
        (DAYS[0], 1),
        ("Thu, 02 May 2024 11:59:59 GMT", 1),
        (DAYS[1], 2),
        ("Thu, 02 May 2024 23:00:00 GMT", 2),
        (DAYS[2], 3),
        ("Fri, 31 Dec 2100 00:00:00 GMT", 3),
        (None, 3),
        ("  ", 3),
    ],
)
def test_it_leads_to_what_was_there_then(client, article, asked, number):
    response = client.get(GATE, headers={"Accept-Datetime": asked} if asked else {})
    assert (response.status_code, response["Location"]) == (302, state(article, number))
    assert "accept-datetime" in response["Vary"].lower()
    assert "Memento-Datetime" not in response
    told = links(response)
    assert told["original"] == (PRINTED, {})
    assert told["timemap"] == (f"http://127.0.0.1:8000{MAP}", {"type": "application/link-format"})
    assert told["timegate"] == (f"http://127.0.0.1:8000{GATE}", {})


BAD = ["yesterday", "2024-05-01", "2024-05-01T12:00:00Z", "Wed, 32 May 2024 12:00:00 GMT", "1714564800", "é"]
BAD += ["Wed, 01 May 2024 12:00:00", "Wed, 01 May 2024 12:00:00 +0200", "Wed, 01 May 24 12:00:00 GMT"]


@pytest.mark.parametrize("asked", BAD)
def test_what_is_no_date_is_refused(client, article, asked):
    response = client.get(GATE, headers={"Accept-Datetime": asked})
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert "Accept-Datetime" in response.json()["detail"]
    assert "accept-datetime" in response["Vary"].lower()


SPELLED = [
    "/timegate/http://www.herald.example/2023/bees/",
    "/timegate/https:/herald.example/2023/bees",
    "/timegate/https://herald.example/2023/bees?utm_source=x",
    "/timegate/www.herald.example/2023/bees",
    "/timegate/http://127.0.0.1:8000/articles/{id}/",
    "/timegate/http://127.0.0.1:8000/articles/{id}/any-slug/",
    "/timegate/http://127.0.0.1:8000/api/v1/articles/{id}/",
]


@pytest.mark.parametrize("address", SPELLED)
def test_any_form_of_an_address_is_known_and_ours_too(client, article, address):
    response = client.get(address.format(id=article.pk))
    assert (response.status_code, response["Location"]) == (302, state(article, 3))
    assert links(response)["original"][0] == PRINTED


def test_an_address_may_have_a_query_letters_of_any_script_and_a_fragment_that_names_the_page(client, make_article):
    for printed in ("https://s.example/a;b?id=7&x=%D0%B0", "https://s.example/статья", "https://s.example/#!/a"):
        made = make_article(source_url=printed)
        Address(article=made, url=printed, key=key_of(printed), kind="canonical").save()
        gate = links(client.get(f"/api/v1/articles/{made.pk}/"))["timegate"][0]
        assert gate.isascii()
        response = client.get(gate.removeprefix("http://127.0.0.1:8000"))
        assert (response.status_code, response.get("Location")) == (302, state(made, 1)), printed


def test_one_that_was_printed_nowhere_is_its_own_original(client, make_article):
    made = make_article()
    own = f"http://127.0.0.1:8000/api/v1/articles/{made.pk}/"
    told = links(client.get(f"/api/v1/articles/{made.pk}/"))
    assert told["original"][0] == own
    assert client.get(told["timegate"][0].removeprefix("http://127.0.0.1:8000"))["Location"] == state(made, 1)


@pytest.mark.parametrize("door", [GATE, MAP])
def test_a_browser_finds_its_way_and_writes_nothing(client, article, door):
    for method, status in (("head", {200, 302}), ("post", {405}), ("put", {405}), ("delete", {405})):
        assert getattr(client, method)(door).status_code in status, method
    assert client.get(GATE, headers={"Accept": "text/html"}).status_code == 302


@pytest.mark.parametrize("kind", ["timegate", "timemap"])
def test_what_is_not_known_is_not_found(client, article, make_article, kind):
    draft = make_article(status="draft").pk
    for address in (
        "https://herald.example/other",
        "http://127.0.0.1:8000/api/v1/articles/987654321/",
        f"http://127.0.0.1:8000/articles/{draft}/",
        "http://127.0.0.1:8000/admin/",
    ):
        assert client.get(f"/{kind}/{address}").status_code == 404, address
    assert client.get(f"/{kind}/nothing").status_code == 400
    assert client.get(f"/{kind}/").status_code == 404


# --- mementos -------------------------------------------------------------------------------------


def test_a_state_says_when_it_was_and_what_stands_beside_it(client, article):
    response = client.get(f"/api/v1/articles/{article.pk}/?revision=2")
    assert response.json()["headline"] == "Bees 2"
    assert response["Memento-Datetime"] == DAYS[1]
    told = links(response)
    assert told["original"][0] == PRINTED
    assert {rel: place for rel, place in told.items() if "memento" in rel} == {
        "first prev memento": (state(article, 1), {"datetime": DAYS[0]}),
        "next last memento": (state(article, 3), {"datetime": DAYS[2]}),
    }
    assert {"timegate", "timemap"} < told.keys()


def test_the_first_and_the_last_name_themselves(client, article):
    told = links(client.get(f"/api/v1/articles/{article.pk}/?revision=1"))
    assert told["first memento"] == (state(article, 1), {"datetime": DAYS[0]})
    assert told["next memento"] == (state(article, 2), {"datetime": DAYS[1]})
    assert told["last memento"] == (state(article, 3), {"datetime": DAYS[2]})
    last = client.get(f"/api/v1/articles/{article.pk}/?revision=3")
    assert last["Memento-Datetime"] == DAYS[2]
    assert links(last)["last memento"][0] == state(article, 3)


@pytest.mark.parametrize("address", ["/api/v1/articles/{id}/", "/articles/{id}/", f"/api/v1/lookup/?url={PRINTED}"])
def test_an_article_points_to_its_past_and_is_no_memento_itself(client, index, article, address):
    response = client.get(address.format(id=article.pk), follow=True)
    assert "Memento-Datetime" not in response
    told = links(response)
    assert told["original"][0] == PRINTED
    assert told["timegate"][0] == f"http://127.0.0.1:8000{GATE}"
    assert told["timemap"][0] == f"http://127.0.0.1:8000{MAP}"


def test_a_state_is_a_memento_in_every_shape(client, article):
    response = client.get(f"/api/v1/articles/{article.pk}.txt?revision=2")
    assert b"Bees 2" in response.content
    assert response["Memento-Datetime"] == DAYS[1]
    assert links(response)["next last memento"][0] == state(article, 3)


def test_to_tell_of_the_past_takes_no_query_but_for_a_state(client, article, django_assert_num_queries):
    client.get(f"/api/v1/articles/{article.pk}/")
    with django_assert_num_queries(6):
        client.get(f"/api/v1/articles/{article.pk}/")
    with django_assert_num_queries(11):
        client.get(GATE)


# --- the TimeMap ----------------------------------------------------------------------------------


def test_it_lists_all_in_the_link_format(client, article):
    response = client.get(MAP)
    assert response["Content-Type"] == "application/link-format"
    told = parsed(response.content.decode())
    assert told == {
        "original": (PRINTED, {}),
        "self": (
            f"http://127.0.0.1:8000{MAP}",
            {"type": "application/link-format", "from": DAYS[0], "until": DAYS[2]},
        ),
        "timegate": (f"http://127.0.0.1:8000{GATE}", {}),
        "first memento": (state(article, 1), {"datetime": DAYS[0]}),
        "memento": (state(article, 2), {"datetime": DAYS[1]}),
        "last memento": (state(article, 3), {"datetime": DAYS[2]}),
    }


def test_one_that_was_never_edited_is_first_and_last(client, make_article):
    made = make_article()
    told = parsed(client.get(f"/timemap/http://127.0.0.1:8000/articles/{made.pk}/").content.decode())
    assert "first last memento" in told


def test_it_comes_as_json_too(client, article):
    response = client.get(MAP, headers={"Accept": "application/json"})
    every = [{"datetime": f"2024-05-0{day}T12:00:00Z", "uri": state(article, day)} for day in (1, 2, 3)]
    assert response.json() == {
        "original_uri": PRINTED,
        "timegate_uri": f"http://127.0.0.1:8000{GATE}",
        "timemap_uri": {"link_format": f"http://127.0.0.1:8000{MAP}", "json_format": f"http://127.0.0.1:8000{MAP}"},
        "mementos": {"first": every[0], "last": every[2], "list": every},
    }
    assert client.get(MAP, headers={"Accept": "image/png"}).status_code == 406


def test_it_has_a_tag_of_its_own_in_each_form(client, article):
    tag = client.get(MAP)["ETag"]
    assert client.get(MAP, headers={"If-None-Match": tag}).status_code == 304
    as_json = {"Accept": "application/json", "If-None-Match": tag}
    assert client.get(MAP, headers=as_json).status_code == 200


# --- what readers may see -------------------------------------------------------------------------


def numbers(client):
    return [int(one) for one in re.findall(r"revision=(\d+)", client.get(MAP).content.decode())]


@pytest.mark.parametrize("door", [GATE, MAP])
@pytest.mark.parametrize("verb", ["withdraw", "delete"])
def test_what_is_gone_is_gone_with_its_past(client, article, door, verb):
    pk = article.pk
    curation.withdraw(article, reason="legal") if verb == "withdraw" else article.delete()
    for address in (door, door.replace(PRINTED, f"http://127.0.0.1:8000/articles/{pk}/")):
        response = client.get(address, headers={"Accept-Datetime": DAYS[0]})
        expected = 404 if verb == "delete" and PRINTED in address else 410
        assert (response.status_code, response["Content-Type"]) == (expected, "application/problem+json"), address
        assert "Link" not in response
        assert b"Bees" not in response.content


def test_of_one_that_was_restored_nothing_is_told_from_before_the_withdrawal(client, article, clock):
    curation.withdraw(article, reason="privacy")
    edit(article, clock, 3, "Bees, without the name")
    curation.restore(article)
    edit(article, clock, 4, "Bees 5")
    assert numbers(client) == [4, 5]
    shown = [client.get(f"/api/v1/articles/{article.pk}/?revision={one}") for one in numbers(client)]
    assert all(one.status_code == 200 and one["Memento-Datetime"] for one in shown)
    listed = client.get(f"/api/v1/articles/{article.pk}/revisions/").json()["results"]
    assert [one["number"] for one in listed][::-1] == numbers(client), "the same as in the list of its revisions"


def test_a_draft_was_not_there_before_it_was_published(client, clock, make_article):
    made = make_article(status="draft", headline="Draft 1")
    edit(made, clock, 1, "Draft 2")
    clock(2)
    curation.publish(made)
    edit(made, clock, 3, "Public 2")
    response = client.get(f"/timemap/http://127.0.0.1:8000/articles/{made.pk}/")
    told = parsed(response.content.decode())
    assert told["first memento"] == (state(made, 2), {"datetime": DAYS[2]}), "from when it was published"
    assert told["last memento"][0] == state(made, 3)
    assert "memento" not in told


def test_the_past_of_one_that_was_merged_is_that_of_the_other(client, article, make_article):
    other = make_article(headline="All of it")
    curation.merge(article, into=other)
    assert client.get(GATE)["Location"] == state(other, other.revision)
    gate = f"/timegate/http://127.0.0.1:8000/articles/{article.pk}/"
    assert client.get(gate)["Location"] == state(other, other.revision)


def test_those_who_write_see_drafts_which_are_no_mementos(client, article, make_article, token):
    draft, shown = make_article(status="draft"), token(scope="write")
    curation.withdraw(article, reason="error")
    for pk in (draft.pk, article.pk):
        response = client.get(f"/api/v1/articles/{pk}/?revision=1", headers=shown)
        assert response.status_code == 200
        assert "Memento-Datetime" not in response
        assert "timegate" not in response["Link"]


def test_a_page_elsewhere_may_ask_for_a_time(client, article):
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    allowed = client.options(GATE, headers=asked | {"Access-Control-Request-Headers": "accept-datetime"})
    assert "accept-datetime" in allowed["Access-Control-Allow-Headers"]
    shown = client.get(f"/api/v1/articles/{article.pk}/?revision=1", headers={"Origin": "https://elsewhere.example"})
    assert "Memento-Datetime" in shown["Access-Control-Expose-Headers"]
