"""Addresses and tokens: what was not signed here, for this, is nothing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.links.mail_tags import read_return_tag, return_tag, tagged_address, tags_in
from dam.links.paths import make_slug
from dam.links.refs import image_ref
from dam.links.tokens import FormToken, Signer
from dam.text.read import MOST_NUMBER, read_image_id

KEY = "k" * 32
OLD = "o" * 32
SIGNER = Signer(KEY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sjuksköterska i samtal", "sjukskoterska-i-samtal"),
        ("Åre – Östersund!", "are-ostersund"),
        ("", "bild"),
        ("日本", "bild"),
        ("1177", "1177"),
    ],
)
def test_a_slug_is_ascii_words(text, expected):
    assert make_slug(text) == expected


@given(st.text(), st.integers(1, 80))
def test_a_slug_is_always_safe_in_an_address(text, limit):
    assert set(make_slug(text, limit)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(make_slug(text, limit)) <= max(limit, len("bild"))


@given(st.integers(1, MOST_NUMBER))
def test_an_id_is_read_as_it_is_shown(number):
    assert read_image_id(image_ref(number)) == number
    assert read_image_id(str(number)) == number


@given(st.integers(0, 10**9), st.integers(0, 999))
def test_a_token_says_what_was_signed(number, generation):
    token = SIGNER.token("case", number, generation)
    assert SIGNER.read_token("case", token) == (number, generation)
    assert SIGNER.read_token("grant", token) is None
    assert Signer(OLD).read_token("case", token) is None


@given(st.data())
def test_a_changed_token_is_nothing(data):
    token = SIGNER.token("grant", 41, 3)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.sampled_from("0123456789abcXYZ.-_").filter(lambda c: c != token[at]))
    assert SIGNER.read_token("grant", token[:at] + other + token[at + 1 :]) is None
    assert SIGNER.read_token("grant", token[:-1]) is None
    assert SIGNER.read_token("grant", token + "0") is None


@given(st.integers(1, 10**12), st.integers(0, 10**5))
def test_an_address_tag_says_what_was_signed_however_it_is_cased(number, generation):
    tag = SIGNER.address_tag("answer", number, generation)
    address = tagged_address("arenden-till-pressbilder@x.se", tag)
    assert len(address.partition("@")[0]) <= 64
    for arrived in (address, address.upper(), f'"Press" <{address}>, a@b.se'):
        assert tags_in("arenden-till-pressbilder@x.se", arrived) == [tag]
    assert SIGNER.read_address_tag("answer", tag.upper()) == (number, generation)
    assert SIGNER.read_address_tag("other", tag) is None
    assert Signer(OLD).read_address_tag("answer", tag) is None
    assert Signer("n" * 32, KEY).read_address_tag("answer", tag) == (number, generation)
    assert SIGNER.read_address_tag("answer", tag.replace("-", "-1", 1)) is None
    assert SIGNER.read_address_tag("answer", tag[:-1]) is None
    assert read_return_tag(tag) is None


def test_a_letter_returns_to_an_address_of_its_own():
    assert read_return_tag(return_tag("0" * 32)) == "0" * 32
    assert read_return_tag("b" + "0" * 31) is None


def test_a_changed_key_still_verifies_old_links():
    old = Signer(OLD).token("case", 7, 1)
    assert Signer(KEY, OLD).read_token("case", old) == (7, 1)
    assert Signer(KEY, OLD).token("case", 7, 1) != old


def test_a_form_token_is_for_its_form_and_object():
    token = SIGNER.form_token("request", "41")
    read = SIGNER.read_form_token("request", "41", token)
    assert read is not None
    assert read.fresh
    assert read.once
    assert SIGNER.read_form_token("case", "41", token) is None
    assert SIGNER.read_form_token("request", "42", token) is None
    assert SIGNER.read_form_token("request", "41", token + "x") is None


def test_an_old_form_token_still_says_its_one_time_value(monkeypatch):
    token = SIGNER.form_token("request", again=FormToken("abc", fresh=False, shown_at=7.5))
    later = time.time() + 9 * 3600
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    read = SIGNER.read_form_token("request", "", token)
    assert read is not None
    assert not read.fresh
    assert (read.once, read.shown_at) == ("abc", 7.5)
