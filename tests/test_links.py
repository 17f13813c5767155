"""Addresses and tokens: what was not signed here, for this, is nothing."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.links import Signer, image_ref, read_image_ref, slug

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
    assert slug(text) == expected


@given(st.text(), st.integers(1, 80))
def test_a_slug_is_always_safe_in_an_address(text, limit):
    assert set(slug(text, limit)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(slug(text, limit)) <= max(limit, len("bild"))


@given(st.integers(1, 10**17))
def test_an_id_is_read_as_it_is_shown(number):
    assert read_image_ref(image_ref(number)) == number
    assert read_image_ref(str(number)) == number


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
    token = SIGNER.form_token("request", once="abc")
    later = time.time() + 9 * 3600
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    read = SIGNER.read_form_token("request", "", token)
    assert read is not None
    assert not read.fresh
    assert read.once == "abc"
