"""Lätt svenska: every page of it is easy to read, and Swedish pages are not hard."""

import sys

import pytest
from flask import Flask

from dam.links.languages import EASY, SWEDISH
from dam.web import forms
from tests.support.browser import Browser
from tests.support.drawn_states import draw_states
from tests.support.lix import EASIEST, HARD, measure_lix, read_running_text
from tests.support.room import Room

MOST = {SWEDISH: HARD, EASY: EASIEST}


def test_pages_are_as_easy_to_read_as_their_language_says(
    app: Flask, room: Room, stranger: Browser, monkeypatch: pytest.MonkeyPatch
):
    """In every state; `pytest -rP` on this file prints the LIX of each page."""
    monkeypatch.setattr(forms, "LEAST_SECONDS", -1.0)
    measured = {
        (page.language, f"{page.state} {page.address}"): measure_lix(read_running_text(page.html))
        for page in draw_states(app, room, stranger)
        if page.language in MOST
    }
    for (language, address), lix in measured.items():
        sys.stdout.write(f"{lix:5.1f}  {language:5}  {address}\n")
    assert not {at: lix for at, lix in measured.items() if lix > MOST[at[0]]}
    assert len([language for language, _ in measured if language == EASY]) > 30


def test_what_is_wrong_in_the_form_is_told_in_easy_words(room: Room, stranger: Browser):
    image = room.add(terms="kraver-godkannande")
    wrong = stranger.send(f"/latt/begaran?b={image}", {"b": image, "about": "image_use"})
    assert wrong.status_code == 400
    assert "Något blev fel" in wrong.text
    assert "Läs reglerna och kryssa i rutan" in wrong.text
    assert measure_lix(read_running_text(wrong.text)) <= EASIEST
    missing = stranger.get("/latt/finns-inte")
    assert missing.status_code == 404
    assert "Sidan kan också vara borta." in missing.text
    assert measure_lix(read_running_text(missing.text)) <= EASIEST
