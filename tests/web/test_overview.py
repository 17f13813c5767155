from datetime import timedelta

from dam.models import UsageRequest
from dam.rights.window import Bounds
from tests.room import Room
from tests.web.conftest import Browser


def ask(room: Room, number: str, **given: object) -> None:
    def add(session, now):
        session.add(
            UsageRequest(
                number=number,
                about="image_use",
                once=number,
                name="Nina Norr",
                email="nina@tidning.test",
                use="editorial",
                created_at=now,
                **given,
            )
        )

    room.change(add)


def test_nothing_waits(editor: Browser):
    assert "Inget väntar." in editor.get("/redaktion/").text


def test_what_waits_is_listed_and_leads_to_the_fix(editor: Browser, room: Room):
    ask(room, "B-1", deadline=room.now() + timedelta(hours=3), organisation="Norra Tidningen")
    ask(room, "B-2")
    draft = room.upload(name="ny.jpg")
    soon = room.add(made=False, bounds=Bounds(use_until=room.now() + timedelta(days=59)))
    room.add(made=False, title="Sedan", bounds=Bounds(use_until=room.now() + timedelta(days=61)))
    page = editor.get("/redaktion/").text
    assert page.index("/redaktion/arenden/B-1") < page.index("/redaktion/arenden/B-2")
    assert "Norra Tidningen" in page
    assert "Svar senast 22\xa0november\xa02026 kl.\xa016.00" in page
    assert f'<a href="/redaktion/bilder/{draft}#title">Skriv en titel.</a>' in page
    assert "1 bild är inte publicerad" in page
    assert "1 bild slutar gälla inom 60 dagar" in page
    assert f'<a href="/redaktion/bilder/{soon}#use_until">' in page
    assert "Sedan" not in page


def test_uploader_is_told_of_their_own_drafts_alone(uploader: Browser, room: Room):
    ask(room, "B-1")
    room.upload()
    page = uploader.get("/redaktion/").text
    assert "B-1" not in page
    assert "Inget väntar." in page
