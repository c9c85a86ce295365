import threading

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client

from archive import access


@pytest.fixture
def throttled(settings, tmp_path, db):
    """Return a function that sets the limits; counts begin at none."""
    settings.ARCHIVE_DATA = tmp_path

    def limits(anonymous=(), token=()):
        settings.THROTTLE_ANONYMOUS, settings.THROTTLE_TOKEN = anonymous, token

    return limits


@pytest.fixture
def member(db):
    """A client that is signed in."""
    client = Client()
    client.force_login(User.objects.create_user("ann"))
    return client


# --- who ----------------------------------------------------------------------------------------

ADDRESSES = ["search/", "articles/", "articles/1/", "articles/1/original/", "sources/", "lookup/", "schema/", "docs/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_archive_for_members_asks_others_to_sign_in(client, db, settings, address):
    settings.ARCHIVE_ACCESS = "login"
    response = client.get(f"/api/v1/{address}")
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")
    assert response["WWW-Authenticate"] == 'Session realm="archive"'
    assert "sign in at /login/" in response.json()["detail"]
    assert response["Cache-Control"] == "no-store"


def test_members_read_it(member, settings, make_article):
    settings.ARCHIVE_ACCESS = "login"
    article = make_article()
    assert member.get(f"/api/v1/articles/{article.pk}/").json()["id"] == article.pk


def test_somebody_who_is_shut_out_reads_no_more(member, settings):
    settings.ARCHIVE_ACCESS = "login"
    User.objects.update(is_active=False)
    assert member.get("/api/v1/articles/").status_code == 401


def test_any_other_value_shuts_the_archive(client, db, settings):
    settings.ARCHIVE_ACCESS = "pubic"
    assert client.get("/api/v1/articles/").status_code == 401


def test_reading_without_a_session_asks_the_database_for_none(client, db, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/api/v1/articles/")


# --- how often ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "read"), [("40/minute", (40, 60)), ("1/second", (1, 1)), ("100000/day", (100_000, 86_400))]
)
def test_a_limit_is_so_many_requests_in_a_time(rate, read):
    assert access.limit(rate) == read


@pytest.mark.parametrize("rate", ["", "40", "40/m", "0/minute", "-1/day", "1.5/hour", "٤/minute", "40/minute/day"])
def test_what_is_no_limit_is_refused_with_a_sentence(rate):
    with pytest.raises(ValueError, match="write such as 40/minute"):
        access.limit(rate)


def test_without_limits_nothing_is_counted(client, throttled, tmp_path):
    throttled()
    for _ in range(3):
        assert client.get("/api/v1/articles/").status_code == 200
    assert list(tmp_path.iterdir()) == []


def test_who_asks_too_often_is_told_when_to_come_back(client, throttled):
    throttled(["2/day"])
    answers = [client.get("/api/v1/articles/") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 86_400
    assert answers[-1]["Content-Type"] == "application/problem+json"


def test_a_page_counts_like_the_api(client, index, throttled):
    throttled(["2/day"])
    answers = [client.get(path) for path in ("/?q=harbour", "/api/v1/articles/", "/?q=harbour")]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 86_400
    assert "Too many requests" in answers[-1].content.decode()


@pytest.mark.parametrize("path", ["/", "/api/v1/articles/"])
def test_counts_that_are_damaged_are_said_and_no_crash(client, throttled, tmp_path, path, caplog):
    throttled(["2/day"])
    (tmp_path / "throttle.sqlite3").write_bytes(b"no database" * 1000)
    assert client.get(path).status_code == 503
    assert "throttle.sqlite3 (file is not a database): delete it" in caplog.text


def test_of_several_limits_each_counts(client, throttled):
    throttled(["100/second", "1/day"])
    assert [client.get("/api/v1/articles/").status_code for _ in range(2)] == [200, 429]


def test_a_new_window_begins_anew(client, throttled, monkeypatch):
    throttled(["1/minute"])
    now = 1_000_000_000.0
    monkeypatch.setattr(access.time, "time", lambda: now)
    assert [client.get("/api/v1/articles/").status_code for _ in range(2)] == [200, 429]
    now += 60
    assert client.get("/api/v1/articles/").status_code == 200


def test_counts_of_windows_that_have_passed_are_thrown_away(throttled):
    throttled()
    store = access.counts()
    access.count(store, "a", 10, 5), access.count(store, "b", 30, 25)
    assert store.execute("SELECT key FROM counts").fetchall() == [("b",)]


def test_each_client_has_its_own_count(client, throttled):
    throttled(["1/day"])
    get = lambda address: client.get("/api/v1/articles/", REMOTE_ADDR=address).status_code  # noqa: E731
    assert [get(one) for one in ("192.0.2.1", "192.0.2.2", "192.0.2.1")] == [200, 200, 429]


def test_a_household_of_ipv6_is_one_client():
    assert access.network("2001:db8::1") == access.network("2001:db8::ffff:1") != access.network("2001:db8:1::1")
    assert access.network("192.0.2.1") == "192.0.2.1"
    assert access.network("unknown") == "unknown"
    assert access.network(None) == access.network(None)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client_is"),
    [(0, "203.0.113.9", "192.0.2.1"), (1, "203.0.113.9", "203.0.113.9"), (1, "forged, 203.0.113.9", "203.0.113.9")],
)
def test_the_client_is_whoever_the_trusted_proxies_saw(rf, settings, monkeypatch, proxies, forwarded, client_is):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": proxies}
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded})
    assert access.Throttle().get_ident(request) == client_is


def test_members_have_a_limit_of_their_own(client, member, throttled):
    throttled(["1/day"], ["2/day"])
    assert [member.get("/api/v1/articles/").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/api/v1/articles/").status_code == 200


def test_what_is_refused_counts_like_what_is_answered(client, member, settings, throttled):
    throttled(["2/day"])
    settings.ARCHIVE_ACCESS = "login"
    assert [client.get("/api/v1/articles/").status_code for _ in range(3)] == [401, 401, 429]
    assert member.get("/api/v1/articles/").status_code == 200


def test_health_is_never_throttled(client, index, throttled):
    throttled(["1/day"])
    assert [client.get("/health/").status_code for _ in range(2)] == [200, 200]


# --- how often one may guess --------------------------------------------------------------------


@pytest.fixture
def guess(rf, throttled):
    """Return a function that makes an attempt to sign in; no limits are set for other requests."""
    throttled()

    def guess(name="ann", address="192.0.2.1"):
        request = rf.post("/login/", REMOTE_ADDR=address)
        request.user = AnonymousUser()
        return request, access.attempt(request, name)

    return guess


def test_guesses_are_counted_by_network_and_name(guess):
    most, seconds = access.OF_ONE_NAME
    waits = [guess()[1] for _ in range(most + 1)]
    assert waits[:-1] == [0] * most
    assert 0 < waits[-1] <= seconds
    assert guess("ANN")[1] > 0
    assert guess("bob")[1] == 0
    assert guess(address="192.0.2.2")[1] == 0


def test_guesses_at_many_names_are_counted_together(guess, monkeypatch):
    monkeypatch.setattr(access, "OF_ALL_NAMES", (3, 900))
    assert [guess(name)[1] > 0 for name in "abcd"] == [False, False, False, True]


def test_a_right_password_is_no_guess(guess):
    for _ in range(3 * access.OF_ONE_NAME[0]):
        request, wait = guess()
        assert wait == 0
        access.forgive(request, "ann")


def test_a_guess_counts_as_a_request_like_any_other(client, guess, settings):
    settings.THROTTLE_ANONYMOUS = ["2/day"]
    assert [guess(name, "127.0.0.1")[1] > 0 for name in "ab"] == [False, False]
    assert client.get("/api/v1/articles/").status_code == 429
    assert guess("c", "127.0.0.1")[1] > 0


# --- where it is counted ------------------------------------------------------------------------


def test_processes_lose_no_count_to_each_other(throttled):
    throttled()

    def ask():
        for _ in range(25):
            with access.closing(access.counts()) as store:
                access.count(store, "a", 10, 5)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with access.closing(access.counts()) as store:
        assert store.execute("SELECT number FROM counts").fetchall() == [(100,)]
