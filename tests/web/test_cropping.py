"""The page where focal point and crops are set, without script: owner, colleague, stranger."""

import re

import pytest
from sqlalchemy import select

from dam.clearance import crops
from dam.database.models import AuditEvent, Image, User
from dam.imaging.crop import CropFrame, CropSettings, FocalPoint
from dam.worker import main
from tests.support.browser import Browser
from tests.support.room import Room
from tests.web.filled import filled


def page_of(image_id: int) -> str:
    return f"/redaktion/bilder/{image_id}/beskarning"


def form_of(browser: Browser, image_id: int) -> dict[str, object]:
    """The form as the page fills it in, ready to send."""
    text = browser.get(page_of(image_id)).text
    values = dict(re.findall(r'<input[^>]* name="([a-z0-9_-]+)" value="([^"]*)" inputmode', text))
    values["version"] = re.search(r'name="version" value="(\d+)"', text)[1]
    values["drawn"] = re.findall(r'name="drawn" value="([^"]+)" checked', text)
    return values | {"cell": "", "action": "save"}


def send(browser: Browser, image_id: int, **form: object):
    return browser.send(page_of(image_id), form_of(browser, image_id) | form)


def framing(room: Room, image_id: int) -> CropSettings:
    return room.look(image_id, crops.read_framing)


def views(text: str) -> list[str]:
    return re.findall(r'data-preview viewBox="([^"]+)"', text)


def test_numbers_move_the_focal_point_and_the_crops_follow(
    editor: Browser, stranger: Browser, room: Room
):
    image_id = room.add()
    main.do_all(room.services)
    answer = send(editor, image_id, focal_x="16,7", focal_y="80")
    assert answer.location == f"{page_of(image_id)}?klart=sparad"
    assert framing(room, image_id) == CropSettings(FocalPoint(0.167, 0.8))
    shown = editor.get(answer.location).text
    assert "Sparat." in shown
    assert 'name="focal_x" value="16,7"' in shown
    assert "Beskärningarna görs nu" in shown
    assert views(shown)[2] == "0 0 240 240"
    public = stranger.get(f"/bilder/{image_id}").location
    assert stranger.get(f"{public}/ladda-ner/1x1").status_code == 404
    main.do_all(room.services)
    assert stranger.get(f"{public}/ladda-ner/1x1").status_code == 200
    assert "Beskärningarna finns på bildens sida." in editor.get(page_of(image_id)).text
    with room.services.database.reading() as session:
        [event] = session.scalars(select(AuditEvent).where(AuditEvent.action == "frame"))
    assert event.fields == ["focal"]


@pytest.mark.parametrize(
    ("form", "focal"),
    [
        ({"cell": "0-0"}, FocalPoint(0.167, 0.167)),
        ({"cell": "2-1", "focal_x": "3"}, FocalPoint(0.833, 0.5)),
        ({"cell": "9-9", "focal_x": "3"}, FocalPoint(0.03, 0.5)),
        ({"focal_x": "33.3", "focal_y": "100 %"}, FocalPoint(0.333, 1.0)),
        ({"focal_x": "0", "focal_y": "0"}, FocalPoint(0.0, 0.0)),
    ],
)
def test_a_chosen_ninth_goes_before_the_numbers(editor: Browser, room: Room, form, focal):
    image_id = room.add()
    assert send(editor, image_id, **form).status_code == 303
    assert framing(room, image_id) == CropSettings(focal)


def test_a_click_shows_what_comes_of_it_and_saves_nothing(editor: Browser, room: Room):
    image_id = room.add()
    sent = form_of(editor, image_id) | {"point.x": "70", "point.y": "140", "cell": "0-0"}
    del sent["action"]
    answer = editor.send(page_of(image_id), sent)
    assert answer.status_code == 200
    assert "Inget är sparat än." in answer.text
    assert 'name="focal_x" value="25"' in answer.text
    assert 'name="focal_y" value="75"' in answer.text, "280 × 187 px is what was clicked"
    assert views(answer.text)[2] == "0 0 240 240"
    assert framing(room, image_id) == CropSettings()
    keyboard = editor.send(page_of(image_id), sent | {"point.x": "0", "point.y": "0", "cell": ""})
    assert keyboard.status_code == 200
    assert 'name="focal_x" value="50"' in keyboard.text, "the keyboard says 0,0 and means nothing"


def test_a_crop_drawn_where_it_is_said_to_lie_stays_there(editor: Browser, room: Room):
    image_id = room.add()
    moved = {"focal_x": "40", "focal_y": "70"}
    lies = send(editor, image_id, **moved)
    assert lies.status_code == 303
    shown = views(editor.get(lies.location).text)
    assert send(editor, image_id, drawn=["16x9", "4x3", "1x1", "4x5"]).status_code == 303
    drawn = views(editor.get(page_of(image_id)).text)
    for before, after in zip(shown, drawn, strict=True):
        pairs = zip(before.split(), after.split(), strict=True)
        assert all(abs(int(one) - int(other)) <= 1 for one, other in pairs), (before, after)


def test_show_keeps_everything_that_was_typed(editor: Browser, room: Room):
    image_id = room.add()
    answer = send(
        editor,
        image_id,
        action="show",
        focal_x="10",
        drawn=["16x9"],
        **{"left-16x9": "10", "top-16x9": "20", "width-16x9": "50"},
    )
    assert answer.status_code == 200
    assert views(answer.text)[0] == "36 48 180 101"
    assert re.search(r'value="16x9" checked', answer.text)
    assert "<details open>" in answer.text
    assert 'name="width-16x9" value="50"' in answer.text
    assert framing(room, image_id) == CropSettings()


def test_a_drawn_crop_is_kept_within_the_picture_and_can_be_let_go(editor: Browser, room: Room):
    image_id = room.add()
    numbers = {"left-1x1": "90", "top-1x1": "12,5", "width-1x1": "30"}
    assert send(editor, image_id, drawn=["1x1"], **numbers).status_code == 303
    assert framing(room, image_id).drawn == {"1x1": CropFrame(0.7, 0.125, 0.3)}
    shown = editor.get(page_of(image_id)).text
    assert 'name="left-1x1" value="70"' in shown
    assert send(editor, image_id, focal_x="40").status_code == 303
    assert framing(room, image_id).drawn == {"1x1": CropFrame(0.7, 0.125, 0.3)}, "it stays"
    assert send(editor, image_id, drawn=[]).status_code == 303
    assert framing(room, image_id) == CropSettings(FocalPoint(0.4, 0.5))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"focal_x": "101"}, "focal_x"),
        ({"focal_y": "-1"}, "focal_y"),
        ({"focal_x": "mitten"}, "focal_x"),
        ({"focal_x": "nan"}, "focal_x"),
        ({"focal_x": "1e999"}, "focal_x"),
        ({"drawn": ["4x5"], "width-4x5": "4,9"}, "width-4x5"),
        ({"drawn": ["4x5"], "top-4x5": ""}, "top-4x5"),
    ],
)
def test_what_cannot_be_used_is_asked_for_again(editor: Browser, room: Room, form, field):
    image_id = room.add()
    answer = send(editor, image_id, **{"focal_y": "12,3", **form})
    assert answer.status_code == 400
    assert f'<a href="#{field}">Skriv ett tal från ' in answer.text
    typed = form.get(field, "12,3")
    assert f'name="{field}" value="{typed}"' in answer.text
    assert framing(room, image_id) == CropSettings()


def test_nothing_changed_is_no_change(editor: Browser, room: Room):
    image_id = room.add()
    before = room.look(image_id, lambda image: image.version)
    assert send(editor, image_id).status_code == 303
    assert room.look(image_id, lambda image: image.version) == before


def test_somebody_else_was_first_and_both_are_shown(editor: Browser, room: Room):
    image_id = room.add()
    mine = form_of(editor, image_id) | {"focal_x": "10", "drawn": ["16x9"], "width-16x9": "60"}
    assert send(editor, image_id, focal_x="90").status_code == 303
    answer = editor.send(page_of(image_id), mine)
    assert answer.status_code == 409
    assert "Du har själv sparat i en annan flik" in answer.text
    assert "10 % från vänster, 50 % uppifrån" in answer.text
    assert "90 % från vänster, 50 % uppifrån" in answer.text
    assert "Efter fokuspunkten" in answer.text
    assert framing(room, image_id).focal.x == 0.9
    assert f'action="{page_of(image_id)}"' in answer.text
    kept = filled(answer.text, page_of(image_id)) | {"keep-focal": ["theirs"]}
    assert kept["differs"] == ["focal", "16x9"]
    unchosen = editor.send(page_of(image_id), kept)
    assert unchosen.status_code == 409
    assert "Välj för varje fält" in unchosen.text
    kept = filled(unchosen.text, page_of(image_id))
    kept |= {"keep-focal": ["theirs"], "keep-16x9": ["mine"]}
    assert editor.send(page_of(image_id), kept).status_code == 303
    assert framing(room, image_id).focal.x == 0.9
    assert framing(room, image_id).drawn["16x9"].width == 0.6


def test_whose_image_it_is(
    uploader: Browser, editor: Browser, stranger: Browser, room: Room, persons: dict[str, User]
):
    theirs, own = room.add(published=False), room.add(published=False)
    room.change(lambda s, _: setattr(s.get_one(Image, own), "created_by", persons["uploader"].id))
    assert stranger.get(page_of(own)).status_code == 303
    assert uploader.get(page_of(theirs)).status_code == 404
    assert send(uploader, own, focal_x="20").status_code == 303
    assert framing(room, own).focal.x == 0.2
    answer = uploader.send(page_of(own), form_of(uploader, own), to=page_of(theirs))
    assert answer.status_code == 404
    room.publish(own)
    assert send(uploader, own, focal_x="30").status_code == 403
    assert send(editor, own, focal_x="30").status_code == 303


def test_a_withdrawn_image_is_not_framed(editor: Browser, room: Room):
    image_id = room.add()
    form = form_of(editor, image_id)
    room.withdraw(image_id)
    form["version"] = room.look(image_id, lambda image: image.version)
    answer = editor.send("/redaktion/ladda-upp", form, to=page_of(image_id))
    assert answer.status_code == 403
    assert 'name="action"' not in editor.get(page_of(image_id)).text


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ("fri-redaktionell", "Beskärningarna görs när bilden publiceras."),
        ("fri-med-villkor", "Bildens villkor tillåter inte beskärning"),
        ("kraver-godkannande", "Bilden kräver godkännande och lämnas bara ut hel."),
    ],
)
def test_what_becomes_of_the_crops_is_said(editor: Browser, room: Room, terms, sentence):
    image_id = room.add(terms=terms, published=False)
    assert sentence in editor.get(page_of(image_id)).text
    assert page_of(image_id) in editor.get(f"/redaktion/bilder/{image_id}").text


def test_before_its_sizes_stand_there_is_nothing_to_point_at(editor: Browser, room: Room):
    image_id = room.upload()
    shown = editor.get(page_of(image_id)).text
    assert "Storlekarna är inte klara" in shown
    assert "Bilden har inga villkor än." in shown
    assert page_of(image_id) not in editor.get(f"/redaktion/bilder/{image_id}").text


def test_crops_that_could_not_be_made_say_why(editor: Browser, room: Room):
    image_id = room.add()
    room.change(lambda s, _: setattr(s.get_one(Image, image_id), "crops_error", "Filen är trasig."))
    shown = editor.get(page_of(image_id)).text
    assert "Beskärningarna gick inte att göra" in shown
    assert "Filen är trasig." in shown
