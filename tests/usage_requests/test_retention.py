"""The table of retention: whole, and the same as /personuppgifter promises."""

import tomllib
from datetime import timedelta

import pytest

from config.settings import ROOT
from dam.delivery.watchers import KEPT_AFTER_WITHDRAWAL, UNCONFIRMED_KEPT
from dam.usage_requests import retention
from dam.usage_requests.states import NEXT, OPEN
from tests.support.letters import every_letter, make_request

WORDS = {7: "sju dagar", 30: "30 dagar", 90: "90 dagar", 365: "ett år", 730: "två år"}
CASES = {
    "granted": "{} efter att ett tillstånd har gått ut eller återkallats",
    "partly_granted": "{} efter att ett tillstånd har gått ut eller återkallats",
    "expired": "{} efter att ett tillstånd har gått ut eller återkallats",
    "revoked": "{} efter att ett tillstånd har gått ut eller återkallats",
    "denied": "{} efter ett avslag eller ett svar utan tillstånd",
    "answered": "{} efter ett avslag eller ett svar utan tillstånd",
    "withdrawn": "{} efter att du har dragit tillbaka din begäran",
    "spam": "{} efter att vi har lagt den åt sidan som skräp",
}
LETTERS = {
    "watch_confirm": "Bekräftar du aldrig raderas den efter {}.",
    "image_changed": "Mejl som vi redan har skickat om bilder raderas {} efter att de skrevs.",
    "image_replaced": "Mejl som vi redan har skickat om bilder raderas {} efter att de skrevs.",
    "image_closed": "Mejl som vi redan har skickat om bilder raderas {} efter att de skrevs.",
}
IN = {"reply", "auto", "bounce"}


def words(kept: timedelta) -> str:
    return WORDS[kept.days]


def told(block: str) -> str:
    texts = tomllib.loads((ROOT / "config" / "press.toml").read_text(encoding="utf-8"))
    return texts["blocks"][f"personuppgifter.{block}"]["body"]


def test_every_closed_state_has_its_time_and_no_open_one():
    assert set(retention.CASES) == set(NEXT) - set(OPEN)


def test_every_letter_of_no_case_has_its_time():
    loose = {draft.kind for draft in every_letter(make_request()) if draft.request_id is None}
    assert set(retention.LETTERS) == loose | IN


@pytest.mark.parametrize("state", sorted(CASES))
def test_visitors_are_told_how_long_a_case_is_kept(state):
    assert CASES[state].format(words(retention.CASES[state])) in told("lagring")


@pytest.mark.parametrize("kind", sorted(LETTERS))
def test_visitors_are_told_how_long_letters_are_kept(kind):
    assert LETTERS[kind].format(words(retention.LETTERS[kind])) in told("bevakning")


@pytest.mark.parametrize("kind", sorted(IN))
def test_visitors_are_told_how_long_what_they_send_is_kept(kind):
    promised = "Mejl till oss som inte hör till något ärende raderas {} efter att de kom."
    assert promised.format(words(retention.LETTERS[kind])) in told("lagring")


def test_no_letter_outlives_the_wish_that_it_came_from():
    assert retention.LETTERS["watch_confirm"] <= UNCONFIRMED_KEPT
    assert retention.LETTERS["image_closed"] <= KEPT_AFTER_WITHDRAWAL
    wish = f"senast {words(KEPT_AFTER_WITHDRAWAL)} efter att bilden har återkallats"
    assert wish in told("bevakning")
