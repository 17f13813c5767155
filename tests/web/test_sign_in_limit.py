from datetime import timedelta

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.clock import Clock

pytestmark = pytest.mark.usefixtures("persons")
WRONG = "fel lösenord här"


def fail(browser: Browser, email: str = "editor@inera.test", address: str = "192.0.2.1") -> int:
    data = {"email": email, "password": WRONG, "csrf_token": browser.token("/redaktion/logga-in")}
    answer = browser.client.post(
        "/redaktion/logga-in", data=data, environ_overrides={"REMOTE_ADDR": address}
    )
    return answer.status_code


def test_guessing_is_stopped_and_says_for_how_long(stranger: Browser):
    assert [fail(stranger) for _ in range(11)] == [400] * 10 + [429]
    answer = stranger.client.post(
        "/redaktion/logga-in",
        data={"email": "editor@inera.test", "csrf_token": stranger.token("/redaktion/logga-in")},
        environ_overrides={"REMOTE_ADDR": "192.0.2.1"},
    )
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert "för många försök" in answer.text


def test_unknown_account_is_stopped_alike(stranger: Browser):
    answers = [fail(stranger, "nobody@inera.test") for _ in range(11)]
    assert answers == [400] * 10 + [429]


def test_stop_passes(stranger: Browser, clock: Clock):
    for _ in range(11):
        fail(stranger)
    clock.forward(timedelta(minutes=15))
    assert stranger.sign_in("editor@inera.test").status_code == 303


def test_one_address_tries_many_accounts_in_vain(stranger: Browser):
    answers = [fail(stranger, f"person{n}@inera.test") for n in range(31)]
    assert answers[-2:] == [400, 429]


def test_neighbours_in_one_ipv6_network_count_as_one(stranger: Browser):
    answers = [fail(stranger, address=f"2001:db8::{n:x}") for n in range(1, 12)]
    assert answers[-2:] == [400, 429]


def test_stranger_cannot_shut_the_owner_out(stranger: Browser, app: Flask, clock: Clock):
    owner = Browser(app.test_client())
    assert owner.sign_in("editor@inera.test").status_code == 303
    # As many addresses as it takes to use up the account's own limit.
    answers = [fail(stranger, address=f"198.51.100.{n // 10}") for n in range(101)]
    assert answers[-1] == 429
    new_browser = Browser(app.test_client())
    assert new_browser.sign_in("editor@inera.test").status_code == 429
    assert owner.sign_in("editor@inera.test").status_code == 303
    clock.forward(timedelta(hours=1))
    assert new_browser.sign_in("editor@inera.test").status_code == 303


def test_mark_of_a_known_browser_counts_for_its_own_account_only(app: Flask):
    owner = Browser(app.test_client())
    owner.sign_in("editor@inera.test")
    answers = [fail(owner, "admin@inera.test") for _ in range(11)]
    assert answers == [400] * 10 + [429]
    assert [fail(owner) for _ in range(11)] == [400] * 10 + [429]


def test_success_begins_a_new_count(stranger: Browser):
    for _ in range(2):
        answers = [fail(stranger, address="127.0.0.1") for _ in range(9)]
        assert answers == [400] * 9
        assert stranger.sign_in("editor@inera.test").status_code == 303
