import re
from datetime import timedelta

from flask import Flask

from dam.database.models import Image, User
from dam.rights.window import TimeBounds
from dam.services import Services
from tests.support.browser import Browser, signed_in
from tests.support.clock import Clock
from tests.support.databases import on_both
from tests.support.room import Room

PAGE = "/redaktion/bilder"


def listed(browser: Browser, query: str = "") -> list[int]:
    text = browser.get(f"{PAGE}{query}").text
    return [int(one) for one in re.findall(r"<td><a href=\"/redaktion/bilder/(\d+)\"", text)]


@on_both
def test_newest_first_and_by_state(editor: Browser, room: Room):
    draft, published, gone = room.upload(), room.add(made=False), room.add(made=False)
    room.withdraw(gone)
    assert listed(editor) == [gone, published, draft]
    assert listed(editor, "?tillstand=draft") == [draft]
    assert listed(editor, "?tillstand=published") == [published]
    assert listed(editor, "?tillstand=withdrawn") == [gone]
    assert listed(editor, "?tillstand=nonsense") == [gone, published, draft]


@on_both
def test_found_by_title_caption_file_name_and_number(editor: Browser, room: Room):
    one = room.add(made=False, published=False, title="Ambulans", caption="100 % i Luleå_x")
    other = room.upload(name="IMG_1177.jpg")
    assert listed(editor, "?q=AMBUL") == [one]
    assert listed(editor, "?q=luleå") == [one]
    assert listed(editor, "?q=img_1177") == [other]
    assert listed(editor, f"?q=in-{other}") == [other]
    assert listed(editor, "?q=100+%25+i") == [one]
    assert listed(editor, "?q=100_") == [one]
    assert listed(editor, "?q='") == []
    assert "Inga bilder stämmer." in editor.get(f"{PAGE}?q=finns-inte").text


@on_both
def test_fifty_a_page(editor: Browser, room: Room):
    with room.services.database.writing() as session:
        first = session.get_one(Image, room.upload())
        for _ in range(51):
            session.add(
                Image(owner_id=first.owner_id, created_at=room.now(), updated_at=room.now())
            )
        session.commit()
    shown = listed(editor)
    assert len(shown) == 50
    assert listed(editor, f"?fore={shown[-1]}") == [2, 1]


def test_bounds_speak_in_the_state(editor: Browser, room: Room, clock: Clock):
    hour = timedelta(hours=1)
    room.add(made=False, bounds=TimeBounds(use_until=clock() + hour))
    room.add(made=False, bounds=TimeBounds(embargo_until=clock() + 3 * hour))
    clock.forward(2 * hour)
    page = editor.get(PAGE).text
    assert "Gällde till och med 22\xa0november\xa02026" in page
    assert "Spärrad till 22\xa0november\xa02026 kl.\xa016.00" in page


@on_both
def test_uploader_sees_and_counts_their_own_alone(
    app: Flask, services: Services, persons: dict[str, User], room: Room
):
    uploader = signed_in(app, services, persons["uploader"])
    theirs, _ = room.upload(), room.upload()
    with services.database.writing() as session:
        session.get_one(Image, theirs).created_by = persons["uploader"].id
        session.commit()
    assert listed(uploader) == [theirs]
    assert 'Alla <span class="quiet">1<' in uploader.get(PAGE).text
