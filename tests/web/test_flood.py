"""Spam and floods: asked again, put aside or stopped without script; nobody else pays for it."""

import re
import time

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from dam.database.models import Letter, RateLimitCount, UsageRequest
from dam.web import forms
from dam.web.press import requests
from tests.support.browser import Browser
from tests.support.cases import REQUEST_FORM
from tests.support.databases import table_rows

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


LEAST_SECONDS = forms.LEAST_SECONDS


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever takes less than a minute is no person: far from what a busy machine makes of it."""
    monkeypatch.setattr(forms, "LEAST_SECONDS", 60.0)


@pytest.mark.usefixtures("backend")
def test_whoever_takes_two_seconds_is_not_asked_again():
    """A form that its browser fills in still has a choice and a box, which take most three."""
    assert LEAST_SECONDS == 2.0


def shown_ago(services, seconds: float, once: str = "once") -> str:
    """A token of a form that was first shown some time ago and is still fresh."""

    class Then(TimestampSigner):
        def get_timestamp(self) -> int:
            return super().get_timestamp() - int(seconds)

    key = services.settings.secret_key
    said = ["request", "", once, time.time() - seconds]
    return URLSafeTimedSerializer([key], salt="form", signer=Then).dumps(said)


def post(browser: Browser, token: str, address: str = "192.0.2.7", **fields: str):
    data = REQUEST_FORM | {"about": "national", "csrf_token": token} | fields
    return browser.client.post("/begaran", data=data, environ_base={"REMOTE_ADDR": address})


def ask(browser: Browser, address: str) -> int:
    return post(browser, browser.token("/begaran"), address).status_code


@pytest.mark.usefixtures("hands")
@pytest.mark.parametrize(
    ("form", "quick"), [("/begaran", "Det gick fort."), ("/en/request", "That was quick.")]
)
def test_a_quick_form_is_asked_for_once_more(stranger: Browser, services, monkeypatch, form, quick):
    data = REQUEST_FORM | {"about": "national", "use_text": "Vårens “kampanj”.", "name": "Åsa Öst"}
    again = stranger.send(form, data)
    assert again.status_code == 400
    assert quick in again.text
    for typed in ("Åsa Öst", "Vårens “kampanj”.", REQUEST_FORM["email"]):
        assert typed in again.text
    assert table_rows(services, UsageRequest) == table_rows(services, Letter) == []
    monkeypatch.setattr(forms, "LEAST_SECONDS", -1.0)
    sent = data | {"csrf_token": TOKEN.search(again.text)[1]}
    assert stranger.client.post(form, data=sent).status_code == 303
    assert [one.state for one in table_rows(services, UsageRequest)] == ["received"]


@pytest.mark.usefixtures("hands")
def test_a_quick_robot_that_fills_in_the_trap_sees_no_difference(stranger: Browser, services):
    answer = post(stranger, stranger.token("/begaran"), website="https://spam.example")
    assert "Vi har tagit emot din fråga" in stranger.get(answer.location).text
    assert [one.state for one in table_rows(services, UsageRequest)] == ["spam"]


@pytest.mark.usefixtures("hands")
@pytest.mark.parametrize("seconds", [61, 3600])
def test_a_browser_that_fills_in_the_form_is_nobody_s_robot(stranger, services, seconds):
    assert post(stranger, shown_ago(services, seconds)).status_code == 303
    assert [one.state for one in table_rows(services, UsageRequest)] == ["received"]


@pytest.mark.usefixtures("hands")
def test_time_counts_from_when_the_form_was_first_shown(stranger: Browser, services):
    """Whoever corrects one field of a form shown again takes a second for it."""
    again = post(stranger, shown_ago(services, 61), email="asa")
    assert again.status_code == 400
    assert post(stranger, TOKEN.search(again.text)[1]).status_code == 303
    assert [one.state for one in table_rows(services, UsageRequest)] == ["received"]


@pytest.mark.usefixtures("hands")
def test_a_wrong_form_first_makes_nobody_slow(stranger: Browser, services):
    again = post(stranger, stranger.token("/begaran"), email="asa")
    assert "Det gick fort." in post(stranger, TOKEN.search(again.text)[1]).text
    assert table_rows(services, UsageRequest) == []


def test_neighbours_in_one_ipv6_network_count_as_one(stranger: Browser):
    answers = [ask(stranger, f"2001:db8::{n:x}") for n in range(1, 22)]
    assert answers == [303] * 20 + [429]
    assert ask(stranger, "2001:db8:0:1::1") == 303


def test_ipv4_written_as_ipv6_is_counted_as_ipv4(stranger: Browser):
    both = ("198.51.100.1", "::ffff:198.51.100.1", "::ffff:c633:6401")
    answers = [ask(stranger, both[n % 3]) for n in range(21)]
    assert answers == [303] * 20 + [429]
    assert ask(stranger, "::ffff:198.51.100.2") == 303


@pytest.mark.parametrize(
    ("network", "elsewhere"),
    [
        ("198.51.100.{}", "198.51.101.1"),
        ("::ffff:198.51.100.{}", "::ffff:198.51.101.1"),
        ("2001:db8:0:{:x}::1", "2001:db8:1::1"),
    ],
)
def test_a_provider_s_network_has_a_limit_too(stranger, monkeypatch, network, elsewhere):
    monkeypatch.setattr(requests, "PER_NEIGHBOURHOOD", "5/hour")
    answers = [ask(stranger, network.format(n)) for n in range(1, 7)]
    assert answers == [303] * 5 + [429]
    assert ask(stranger, elsewhere) == 303


def test_whoever_has_not_asked_gets_through_a_flood(stranger: Browser, services, monkeypatch):
    monkeypatch.setattr(requests, "IN_ALL", "5/hour")
    flood = [ask(stranger, f"203.0.{n}.1") for _ in range(3) for n in range(6)]
    assert flood == [303] * (6 + 5) + [429] * 7
    assert ask(stranger, "192.0.2.7") == 303
    assert ask(stranger, "192.0.2.7") == 429
    assert len(table_rows(services, UsageRequest)) == 12


def test_even_firsts_end(stranger: Browser, services, monkeypatch):
    """However many addresses a flood comes from, there is a bound to what it stores."""
    monkeypatch.setattr(requests, "FIRST_OF_EACH", "4/hour")
    assert [ask(stranger, f"203.0.{n}.1") for n in range(6)] == [303] * 4 + [429] * 2
    assert len(table_rows(services, UsageRequest)) == 4


def test_a_refused_request_keeps_nothing(stranger: Browser, services, monkeypatch):
    monkeypatch.setattr(requests, "PER_VISITOR", "1/hour")
    ask(stranger, "192.0.2.7")
    before = counts(services)
    stopped = post(stranger, stranger.token("/begaran"))
    assert stopped.status_code == 429
    assert int(stopped.headers["Retry-After"]) > 0
    assert "press@inera.se" in stopped.text
    assert len(table_rows(services, UsageRequest)) == 1
    assert counts(services) == before


def counts(services) -> dict[str, int]:
    with services.database.reading() as session:
        return {one.key: one.count for one in session.query(RateLimitCount)}


def test_a_body_is_bounded(stranger: Browser, services):
    token = stranger.token("/begaran")
    assert post(stranger, token, use_text="x" * 1_100_000).status_code == 413
    assert post(stranger, token, use_text="x" * 501).status_code == 400
    assert table_rows(services, UsageRequest) == []


def test_the_form_asks_for_neither_script_nor_puzzle(stranger: Browser):
    page = stranger.get("/begaran").text
    form = re.search('<form class="form request-form".*?</form>', page, re.DOTALL)[0]
    assert "<script" not in form
    assert not re.search("captcha|<canvas|<iframe", page, re.IGNORECASE)
    trap = re.search(r'<div class="trap-field"[^>]*>.*?</div>', form, re.DOTALL)
    assert trap
    assert 'aria-hidden="true"' in trap[0]
    assert 'tabindex="-1"' in trap[0]
    assert 'autocomplete="off"' in trap[0]
