"""A case from a phone call or a mail, written by an editor: taken at once, answered
as any other.
"""

import re

import pytest
from sqlalchemy import select

from dam.database.models import Letter, UsageRequest
from dam.worker import main
from tests.support.browser import Browser
from tests.support.room import Room

PAGE = "/redaktion/arenden/nytt"
CASE = {
    "came_by": "phone",
    "name": "Åsa Berg",
    "email": "asa@tidning.example",
    "organisation": "Tidningen",
    "use": "editorial",
    "use_text": "En artikel om vården.",
    "language": "sv",
}


def letters(room: Room) -> list[str]:
    with room.services.database.reading() as session:
        return list(session.scalars(select(Letter.kind).order_by(Letter.id)))


def send(browser: Browser, **typed: str):
    return browser.send(PAGE, {**CASE, **typed})


def test_a_permission_given_by_phone_is_written_and_sent(editor: Browser, room: Room):
    image_id = room.add(terms="kraver-godkannande")
    made = send(editor, images=f"in{image_id}", needed_date="2026-12-01", once="a")
    assert made.location == "/redaktion/arenden/2026-0001?klart=upplagt"
    again = send(editor, images=f"in{image_id}", needed_date="2026-12-01", once="a")
    assert again.location == made.location
    page = editor.get(made.location).text
    assert "Ärendet är upplagt, och det är ditt." in page
    assert "Kom per telefon." in page
    assert letters(room) == []
    with room.services.database.reading() as session:
        [case] = session.query(UsageRequest)
        assert (case.state, case.about, case.handler_id is not None) == (
            "claimed",
            "image_use",
            True,
        )
        version = case.version
    yes = {"choice": "grant", "scope": "En artikel", "until": "2026-12-31", "version": str(version)}
    case = "/redaktion/arenden/2026-0001"
    assert editor.send(case, {**yes, "action": "send"}).status_code == 303
    assert letters(room) == ["granted"]


def test_the_next_case_from_the_same_form_is_another(editor: Browser):
    """Who goes back in the browser has the form of the case that they wrote before."""
    first = send(editor, once="a")
    assert send(editor, once="a").location == first.location
    second = send(editor, once="a", name="Bo Ek", email="bo@radio.example")
    assert second.location != first.location
    assert "Bo Ek" in editor.get(second.location).text


@pytest.mark.parametrize("ticked", ["", "1"])
def test_a_receipt_goes_where_it_is_wanted_in_the_language_chosen(
    editor: Browser, room: Room, ticked: str
):
    assert send(editor, receipt=ticked, language="en", came_by="mail").status_code == 303
    main.do_all(room.services)
    with room.services.database.reading() as session:
        sent = [(one.kind, one.language) for one in session.scalars(select(Letter))]
        [case] = session.query(UsageRequest)
    assert sent == ([("receipt", "en")] if ticked else [])
    assert (case.about, case.language) == ("image_other", "en")


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("came_by", "", "Välj hur frågan kom"),
        ("email", "åsa", "Skriv en e-postadress"),
        ("name", " ", "Skriv ditt namn"),
        ("images", "IN-1, tre", "Skriv bildernas nummer"),
        ("images", "IN-99", "IN-99 finns inte"),
        ("needed_date", "i går", "Skriv ett datum"),
    ],
)
def test_what_is_wrong_stands_by_its_field_and_nothing_typed_is_lost(
    editor: Browser, room: Room, field: str, typed: str, sentence: str
):
    room.add()
    answer = send(editor, **{field: typed, "link": "https://tidning.example/artikel"})
    assert answer.status_code == 400
    assert sentence in answer.text
    assert "<title>Fel: " in answer.text
    assert f'<a href="#{field}">' in answer.text
    assert "En artikel om vården." in answer.text
    assert 'value="https://tidning.example/artikel"' in answer.text


def test_a_draft_cannot_be_asked_for(editor: Browser, room: Room):
    assert "finns inte" in send(editor, images=f"IN-{room.add(published=False)}").text


def test_for_editors_alone(uploader: Browser, stranger: Browser):
    assert uploader.get(PAGE).status_code == 403
    assert stranger.get(PAGE).status_code == 303


def test_what_may_be_left_empty_says_so(editor: Browser):
    page = editor.get(PAGE).text
    optional = set(re.findall(r'<label for="(\w+)"[^>]*>[^<]*\(frivilligt\)', page))
    fields = set(re.findall(r'<(?:input|textarea|select)[^>]* id="(\w+)"', page))
    assert optional == fields - set(CASE)
    assert send(editor).status_code == 303, "the others are enough"
