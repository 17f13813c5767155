"""Contacts: what staff write is on the public pages, and what nobody has checked is told."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from dam.database.models import AuditEvent, Organisation
from tests.support.browser import Browser
from tests.support.room import Room

LIST = "/redaktion/kontakter"
SKANE = f"{LIST}/skane"
REACHED = {
    "email": "press@skane.example",
    "phone": "040-123 45 67",
    "press_url": "https://press.skane.example/",
    "official_name": "",
}


def over(editor: Browser, page: str) -> str:
    return editor.get(page).text.split('name="over" value="')[1].split('"')[0]


def write(editor: Browser, page: str = SKANE, **form: str):
    return editor.send(page, {"over": over(editor, page), **REACHED, **form})


def test_what_is_written_of_a_region_is_on_the_contact_page(
    editor: Browser, stranger: Browser, room: Room
):
    assert editor.get(LIST).text.count(">Saknas</span>") == 24  # three press rooms too
    assert "press@skane.example" not in stranger.get("/kontakt").text
    assert write(editor).location == f"{LIST}?klart=sparad"
    public = stranger.get("/kontakt").text
    assert "press@skane.example" in public
    assert "040-123 45 67" in public
    assert "Kontrollerad 22\xa0november\xa02026" in public
    assert "Komplett" in editor.get(LIST).text
    assert write(editor, phone="").status_code == 303
    assert "040-123 45 67" not in stranger.get("/kontakt").text
    with room.services.database.reading() as session:
        row = session.scalar(select(Organisation).where(Organisation.slug == "skane"))
        assert (row.phone, row.checked_on) == (None, date(2026, 11, 22))
        actions = select(AuditEvent.action).where(AuditEvent.kind == "organisation")
        assert list(session.scalars(actions)) == ["check", "edit", "check", "edit"]


def test_after_six_months_somebody_is_asked_to_look(editor: Browser, clock):
    write(editor)
    clock.forward(timedelta(days=184))
    editor.sign_in("editor@inera.test")
    assert "Inte kontrollerad på sex månader" in editor.get(LIST).text
    assert editor.send(LIST, {}, f"{SKANE}/kontrollerad").location == f"{LIST}?klart=kontrollerad"
    page = editor.get(LIST).text
    assert "Inte kontrollerad på sex månader" not in page
    assert "25\xa0maj\xa02027" in page


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"email": "press@skane.example, annan@skane.example"}, "email"),
        ({"press_url": "javascript:alert(1)"}, "press_url"),
        ({"phone": "växeln"}, "phone"),
        ({"official_name": "x" * 201}, "official_name"),
    ],
)
def test_what_cannot_be_used_is_asked_for_again(editor: Browser, form, field):
    answer = write(editor, **form)
    assert answer.status_code == 400
    assert f'href="#{field}"' in answer.text
    assert 'value="040-123 45 67"' in answer.text or field == "phone"
    assert "Komplett" not in editor.get(LIST).text


def test_two_who_write_at_once_do_not_overwrite_each_other(editor: Browser, admin: Browser):
    opened = over(editor, SKANE)
    write(admin, phone="08-1234567")
    answer = editor.send(SKANE, {"over": opened, **REACHED})
    assert answer.status_code == 409
    assert 'value="040-123 45 67"' in answer.text
    assert "08-1234567" in editor.get(SKANE).text


def test_the_number_and_the_press_rooms(editor: Browser, stranger: Browser):
    page = f"{LIST}/nationellt"
    form = {"over": over(editor, page), "press.phone": "072-450 01 45", "tt.1177": "ingen länk"}
    answer = editor.send(page, form)
    assert answer.status_code == 400
    assert 'value="ingen länk"' in answer.text
    form["tt.1177"] = "https://via.tt.example/pressrum/1177"
    assert editor.send(page, form).location == f"{LIST}?klart=sparad"
    assert 'href="https://via.tt.example/pressrum/1177"' in stranger.get("/kontakt").text
    assert editor.send(page, form).status_code == 409


def test_for_editors_alone(uploader: Browser, stranger: Browser):
    for page in (LIST, SKANE, f"{LIST}/nationellt"):
        assert uploader.get(page).status_code == 403
        assert stranger.get(page).status_code == 303
    token = {"csrf_token": uploader.token("/redaktion/")}
    assert uploader.client.post(f"{SKANE}/kontrollerad", data=token).status_code == 403
