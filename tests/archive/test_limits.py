"""How often somebody may ask, and what each answer says of it."""

import threading

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import Client

from archive import limits
from archive.models import Token


@pytest.fixture
def throttled(settings, tmp_path, db):
    """Return a function that sets the limits; counts begin at none."""
    settings.ARCHIVE_DATA = tmp_path

    def set_limits(anonymous=(), token=()):
        settings.THROTTLE_ANONYMOUS, settings.THROTTLE_TOKEN = anonymous, token

    return set_limits


@pytest.fixture
def member(db):
    """A client that is signed in."""
    client = Client()
    client.force_login(User.objects.create_user("ann"))
    return client


# --- how often ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "read"), [("40/minute", (40, 60)), ("1/second", (1, 1)), ("100000/day", (100_000, 86_400))]
)
def test_a_limit_is_so_many_requests_in_a_time(rate, read):
    assert limits.limit(rate) == read


@pytest.mark.parametrize("rate", ["", "40", "40/m", "0/minute", "-1/day", "1.5/hour", "٤/minute", "40/minute/day"])
def test_what_is_no_limit_is_refused_with_a_sentence(rate):
    with pytest.raises(ValueError, match="write such as 40/minute"):
        limits.limit(rate)


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
    monkeypatch.setattr(limits.time, "time", lambda: now)
    assert [client.get("/api/v1/articles/").status_code for _ in range(2)] == [200, 429]
    now += 60
    assert client.get("/api/v1/articles/").status_code == 200


def test_a_token_has_a_limit_of_its_own_wherever_it_comes_from(client, token, throttled):
    throttled(["1/day"], ["2/day"])
    get = lambda shown, address: client.get("/api/v1/articles/", headers=shown, REMOTE_ADDR=address).status_code  # noqa: E731
    one, other = token("one"), token("other")
    assert [get(one, f"192.0.2.{number}") for number in (1, 2, 3)] == [200, 200, 429]
    assert get(other, "192.0.2.1") == 200
    assert get(None, "192.0.2.1") == 200


def test_a_token_and_a_user_of_the_same_number_are_two_clients(client, member, token, throttled):
    throttled([], ["1/day"])
    shown = token("one")
    Token.objects.update(id=User.objects.get().pk)
    assert member.get("/api/v1/articles/").status_code == 200
    assert client.get("/api/v1/articles/", headers=shown).status_code == 200


def test_wrong_tokens_count_as_requests_of_nobody(client, throttled, db):
    throttled(["2/day"])
    wrong = {"Authorization": "Bearer nar_wrong"}
    answers = [client.get("/api/v1/articles/", headers=wrong) for _ in range(3)]
    assert [one.status_code for one in answers] == [401, 401, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 86_400


def test_counts_of_windows_that_have_passed_are_thrown_away(throttled):
    throttled()
    with limits.COUNTS.opened() as store:
        limits.count(store, "a", 10, 5), limits.count(store, "b", 30, 25)
        assert store.execute("SELECT key FROM counts").fetchall() == [("b",)]


def test_each_client_has_its_own_count(client, throttled):
    throttled(["1/day"])
    get = lambda address: client.get("/api/v1/articles/", REMOTE_ADDR=address).status_code  # noqa: E731
    assert [get(one) for one in ("192.0.2.1", "192.0.2.2", "192.0.2.1")] == [200, 200, 429]


def test_a_household_of_ipv6_is_one_client():
    assert limits.network("2001:db8::1") == limits.network("2001:db8::ffff:1") != limits.network("2001:db8:1::1")
    assert limits.network("192.0.2.1") == "192.0.2.1"
    assert limits.network("unknown") == "unknown"
    assert limits.network(None) == limits.network(None)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client_is"),
    [(0, "203.0.113.9", "192.0.2.1"), (1, "203.0.113.9", "203.0.113.9"), (1, "forged, 203.0.113.9", "203.0.113.9")],
)
def test_the_client_is_whoever_the_trusted_proxies_saw(rf, settings, monkeypatch, proxies, forwarded, client_is):
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"NUM_PROXIES": proxies}
    request = rf.get("/", REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": forwarded})
    assert limits.Throttle().get_ident(request) == client_is


def test_members_have_a_limit_of_their_own(client, member, throttled):
    throttled(["1/day"], ["2/day"])
    assert [member.get("/api/v1/articles/").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/api/v1/articles/").status_code == 200


def test_what_is_refused_counts_like_what_is_answered(client, member, settings, throttled):
    throttled(["2/day"])
    settings.ARCHIVE_ACCESS = "login"
    assert [client.get("/api/v1/articles/").status_code for _ in range(3)] == [401, 401, 429]
    assert member.get("/api/v1/articles/").status_code == 200


def test_writes_that_are_refused_count_as_well(client, throttled):
    throttled(["2/day"])
    draft = lambda: client.post("/api/v1/articles/", "{}", "application/json").status_code  # noqa: E731
    assert [draft() for _ in range(3)] == [401, 401, 429]


def test_health_is_never_throttled(client, index, throttled):
    throttled(["1/day"])
    assert [client.get("/health/").status_code for _ in range(2)] == [200, 200]


def test_rules_for_crawlers_are_never_throttled(client, throttled):
    throttled(["1/day"])
    assert [client.get("/robots.txt").status_code for _ in range(2)] == [200, 200]
    assert client.get("/api/v1/articles/").status_code == 200


# --- how often one may guess --------------------------------------------------------------------


@pytest.fixture
def guess(rf, throttled):
    """Return a function that makes an attempt to sign in; no limits are set for other requests."""
    throttled()

    def guess(name="ann", address="192.0.2.1"):
        request = rf.post("/login/", REMOTE_ADDR=address)
        request.user = AnonymousUser()
        return request, limits.attempt(request, name)

    return guess


def test_guesses_are_counted_by_network_and_name(guess):
    most, seconds = limits.OF_ONE_NAME
    waits = [guess()[1] for _ in range(most + 1)]
    assert waits[:-1] == [0] * most
    assert 0 < waits[-1] <= seconds
    assert guess("ANN")[1] > 0
    assert guess("bob")[1] == 0
    assert guess(address="192.0.2.2")[1] == 0


def test_guesses_at_many_names_are_counted_together(guess, monkeypatch):
    monkeypatch.setattr(limits, "OF_ALL_NAMES", (3, 900))
    assert [guess(name)[1] > 0 for name in "abcd"] == [False, False, False, True]


def test_a_right_password_is_no_guess(guess):
    for _ in range(3 * limits.OF_ONE_NAME[0]):
        request, wait = guess()
        assert wait == 0
        limits.forgive(request, "ann")


def test_a_guess_counts_as_a_request_like_any_other(client, guess, settings):
    settings.THROTTLE_ANONYMOUS = ["2/day"]
    assert [guess(name, "127.0.0.1")[1] > 0 for name in "ab"] == [False, False]
    assert client.get("/api/v1/articles/").status_code == 429
    assert guess("c", "127.0.0.1")[1] > 0


# --- where it is counted ------------------------------------------------------------------------


def test_processes_lose_no_count_to_each_other(throttled):
    throttled()

    def ask():
        counts = limits.Counts()
        for _ in range(25):
            with counts.opened() as store:
                limits.count(store, "a", 10, 5)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with limits.COUNTS.opened() as store:
        assert store.execute("SELECT number FROM counts").fetchall() == [(100,)]


def test_counts_that_somebody_deleted_begin_anew(client, throttled, tmp_path):
    throttled(["1/day"])
    assert [client.get("/api/v1/articles/").status_code for _ in range(2)] == [200, 429]
    for file in tmp_path.glob("throttle.sqlite3*"):
        file.unlink()
    assert [client.get("/api/v1/articles/").status_code for _ in range(2)] == [200, 429]


# --- what is told ---------------------------------------------------------------------------------


@pytest.fixture
def noon(monkeypatch):
    """Twelve o'clock and a quarter of a minute."""
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_036_815.0)


def test_every_answer_says_how_much_is_left(client, throttled, noon):
    throttled(["2/minute", "5/day"])
    policy = '"minute";q=2;w=60, "day";q=5;w=86400'
    told = [client.get("/api/v1/articles/") for _ in range(3)]
    assert [one["RateLimit-Policy"] for one in told] == [policy] * 3
    assert [one["RateLimit"] for one in told] == [
        '"minute";r=1;t=45, "day";r=4;t=43185',
        '"minute";r=0;t=45, "day";r=3;t=43185',
        '"minute";r=0;t=45, "day";r=2;t=43185',
    ]
    assert told[2]["Retry-After"] == "45"


def test_so_do_pages_errors_and_answers_that_nothing_changed(client, index, throttled):
    tag = client.get("/api/v1/articles/")["ETag"]
    throttled(["9/minute"])
    unchanged = client.get("/api/v1/articles/", headers={"If-None-Match": tag})
    answers = [unchanged, client.get("/"), client.get("/api/v1/articles/?nothing=1"), client.get("/api/v1/articles/9/")]
    assert [one.status_code for one in answers] == [304, 200, 400, 404]
    assert [one["RateLimit"].split(";")[1] for one in answers] == ["r=8", "r=7", "r=6", "r=5"]


def test_where_there_are_no_limits_none_are_told(client, throttled):
    throttled()
    assert "RateLimit" not in client.get("/api/v1/articles/")


def test_a_wrong_token_is_told_what_is_left_for_where_it_comes_from(client, throttled):
    throttled(["5/day"], ["9/day"])
    assert client.get("/api/v1/articles/", headers={"Authorization": "Bearer nar_x"})["RateLimit"].startswith(
        '"day";r=4'
    )
