"""Lätt svenska: every page of it is easy to read, and Swedish pages are not hard."""

from dam.links.languages import EASY, SWEDISH
from tests.support.browser import Browser
from tests.support.lix import EASIEST, HARD, measure_lix, read_running_text
from tests.support.public_pages import furnish_public_pages, list_public_addresses
from tests.support.room import Room

MOST = {SWEDISH: HARD, EASY: EASIEST}


def test_pages_are_as_easy_to_read_as_their_language_says(room: Room, stranger: Browser):
    measured = {
        (language, address): measure_lix(
            read_running_text(stranger.get(address, follow_redirects=True).text)
        )
        for language, address in list_public_addresses(furnish_public_pages(room, stranger))
        if language in MOST
    }

    assert not {at: lix for at, lix in measured.items() if lix > MOST[at[0]]}
    assert len([language for language, _ in measured if language == EASY]) > 12


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
