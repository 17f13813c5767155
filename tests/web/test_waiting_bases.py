"""A legal basis that waits for another person, on the pages of the register."""

from tests.support.approval import require_approval
from tests.support.browser import Browser
from tests.support.persons import add_person, give_basis, put_in_image
from tests.support.room import Room
from tests.web.filled import filled


def test_a_basis_for_a_published_image_waits_where_another_person_has_to_approve(
    editor: Browser, admin: Browser, uploader: Browser, room: Room, persons
):
    image_id = room.add(published=False)
    person = add_person(editor)
    give_basis(editor, person, valid_to="2026-11-30")
    put_in_image(editor, image_id, person)
    room.publish(image_id)
    require_approval(room, persons["admin"].id)
    assert give_basis(editor, person, channels=["web"]).location == f"{person}?klart=vantar"
    mine, theirs = (browser.get(person).text for browser in (editor, admin))
    address = f"{person}/grunder/2/godkann"
    for page in (mine, theirs):
        assert "Väntar på godkännande" in page
    assert "Du lade till grunden." in mine
    assert address not in mine
    assert "har gett grunden" in theirs
    for browser in (editor, admin):
        assert "1 grund väntar på godkännande" in browser.get("/redaktion/").text
    assert uploader.send("/redaktion/", {}, address).status_code == 403
    assert editor.send(person, {}, address).status_code == 403
    unseen = admin.send(person, {"seen": "x"}, address)
    assert unseen.status_code == 409
    assert "är en annan sedan" in unseen.text
    approved = admin.client.post(address, data=filled(theirs, address))
    assert approved.location == f"{person}?klart=godkand"
    assert "Väntar på godkännande" not in editor.get(person).text
    again = admin.send(person, {}, address)
    assert again.status_code == 409
    assert "Grunden väntar inte" in again.text
