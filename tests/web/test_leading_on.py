"""Addresses that somebody guessed or mistyped lead on, to pages of our own alone."""

import re

import pytest

from tests.support.browser import Browser
from tests.support.room import Room

LED_ON = [
    ("/bilder/", "/bilder"),
    ("/kontakt/", "/kontakt"),
    ("/om//", "/om"),
    ("/b/16/", "/b/16"),
    ("/bilder/?q=vård&sida=2", "/bilder?q=v%C3%A5rd&sida=2"),
    ("/begaran/?b=7", "/begaran?b=7"),
    ("/flode.atom/", "/flode.atom"),
    ("/redaktion/logga-in/", "/redaktion/logga-in"),
    ("/b/IN-16", "/b/16"),
    ("/b/in16", "/b/16"),
    ("/b/In-016/?x=1", "/b/16?x=1"),
    ("/press", "/"),
    ("/PRESS/", "/"),
    ("/pressbilder", "/bilder"),
    ("/logotyp", "/bilder?q=logotyp"),
    ("/logotyper/", "/bilder?q=logotyp"),
    ("/logga?q=annat", "/bilder?q=logotyp"),
    ("/ledning", "/bilder?q=portr%C3%A4tt"),
    ("/sok?q=ambulans", "/bilder?q=ambulans"),
    ("/s%C3%B6k", "/bilder"),
]
NOT_LED_ON = [
    *("/finns-inte/", "/finns-inte", "//example.se/", "//example.se/%2e%2e", "/\\example.se/"),
    *("/b/IN-99999999999", "/b/IN-", "/b/xIN-1", "/pressar", "/%0d%0aX:1/", "/b/IN-1/2"),
]


def test_they_lead_on_for_good_and_keep_what_was_asked(stranger: Browser):
    for address, target in LED_ON:
        answer = stranger.get(address)
        assert (answer.status_code, answer.headers.get("Location")) == (301, target), address


def test_what_leads_on_ends_at_a_page(stranger: Browser, room: Room):
    room.add()
    for address in ("/bilder/", "/press", "/logga", "/ledning", "/sok?q=x", "/b/IN-1", "/b/in1/"):
        answer = stranger.get(address, follow_redirects=True)
        assert answer.status_code == 200, address


def test_where_no_page_stands_nobody_is_sent_anywhere(stranger: Browser):
    for address in NOT_LED_ON:
        answer = stranger.get(address)
        assert answer.status_code in {400, 404}, address
        assert "Location" not in answer.headers, address
    assert stranger.client.post("/bilder/").status_code == 404, "a form is not sent twice"


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/nyheter/sjuksk%C3%B6terska", "sjuksköterska"),
        ("/bilder/ambulans-i-umea-99999", "ambulans i umea"),
        ("/media/logo_1177.svg", "logo 1177"),
        ('/x/"><script>', "script"),
        ("/" + "x" * 61, ""),
        ("/hamta/hemlig/nyckel", ""),
    ],
)
def test_the_page_that_is_not_there_searches_for_the_last_words(
    stranger: Browser, address: str, words: str
):
    page = stranger.get(address)
    assert page.status_code == 404
    field = re.search(r'<input type="search"[^>]*>', page.text)
    assert field
    assert f'value="{words}"' in field[0]
