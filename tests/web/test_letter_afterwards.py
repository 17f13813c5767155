"""Once a case is answered the press office may write again, in a letter that decides nothing."""

import pytest

from dam.database.models import Letter, UsageRequest
from tests.support.browser import Browser
from tests.support.canary import ask_as_canary
from tests.support.databases import on_both
from tests.support.room import Room

CASE = "/redaktion/arenden/2026-0001"
WORDS = "Vi har en nyare bild: IN-1."


def version(room: Room) -> dict[str, str]:
    with room.services.database.reading() as session:
        return {"version": str(session.query(UsageRequest).one().version)}


def kinds(room: Room) -> list[str]:
    with room.services.database.reading() as session:
        return [kind for (kind,) in session.query(Letter.kind).order_by(Letter.id)]


@on_both
def test_a_letter_about_a_permission_is_shown_sent_and_stands_in_the_thread(
    editor: Browser, room: Room
):
    ask_as_canary(room, room.add(terms="kraver-godkannande"), "a", yes=True)
    before = kinds(room)
    said = {"letter": WORDS, **version(room)}
    shown = editor.send(CASE, {**said, "action": "preview-letter"}).text
    assert "Så blir brevet" in shown
    assert 'form="letter-form" name="action" value="write"' in shown
    assert f">{WORDS}</textarea>" in shown
    assert "ingenting är skickat" not in shown, "of what is about to be sent"
    assert kinds(room) == before
    assert editor.send(CASE, {**said, "action": "write"}).location == f"{CASE}?klart=brevet"
    assert kinds(room) == [*before, "answer"]
    page = editor.get(f"{CASE}?klart=brevet").text
    assert "Brevet är på väg." in page
    assert WORDS in page
    with room.services.database.reading() as session:
        assert session.query(UsageRequest).one().state == "granted"


@pytest.mark.parametrize("action", ["preview-letter", "write"])
def test_an_empty_letter_and_an_old_page_send_nothing_and_lose_nothing(
    editor: Browser, room: Room, action: str
):
    ask_as_canary(room, room.add(terms="kraver-godkannande"), "a", yes=True)
    before, now = kinds(room), version(room)
    empty = editor.send(CASE, {"letter": " ", **now, "action": action})
    assert empty.status_code == 400
    assert '<a href="#letter">Skriv ditt brev' in empty.text
    stale = editor.send(CASE, {"letter": WORDS, "version": "1", "action": action})
    assert stale.status_code == 409
    assert WORDS in stale.text
    assert kinds(room) == before


def test_a_case_that_waits_is_answered_instead(editor: Browser, room: Room):
    ask_as_canary(room, room.add(terms="kraver-godkannande"), "a")
    assert 'id="letter-form"' not in editor.get(CASE).text
    said = {"letter": WORDS, **version(room), "action": "write"}
    assert editor.send(CASE, said).status_code == 409
