import pytest

from tests.room import Room
from tests.web.conftest import Browser, on_sqlite


def test_withdrawing_takes_a_page_of_its_own_and_shuts_the_image_at_once(
    editor: Browser, stranger: Browser, room: Room
):
    image_id = room.add()
    page = f"/redaktion/bilder/{image_id}"
    public = stranger.get(f"/b/{image_id}").location
    assert f'href="{page}/aterkalla"' in editor.get(page).text
    assert "Återkalla bilden?" in editor.get(f"{page}/aterkalla").text
    assert stranger.get(public).status_code == 200
    answer = editor.send(f"{page}/aterkalla", {"reason": "error"})
    assert answer.location == f"{page}?klart=aterkallad"
    assert stranger.get(public).status_code == 410
    assert stranger.get(f"{public}/ladda-ner/original").status_code == 404
    assert "Återkallad" in editor.get(page).text
    assert "/aterkalla" not in editor.get(page).text.split("<main")[1]


@on_sqlite
@pytest.mark.parametrize("reason", ["", "because"])
def test_reason_must_be_chosen(editor: Browser, stranger: Browser, room: Room, reason: str):
    image_id = room.add()
    answer = editor.send(f"/redaktion/bilder/{image_id}/aterkalla", {"reason": reason})
    assert answer.status_code == 400
    assert '<a href="#reason">Välj ett skäl.</a>' in answer.text
    assert stranger.get(f"/b/{image_id}").status_code == 301


@on_sqlite
def test_second_withdrawal_is_a_conflict(editor: Browser, admin: Browser, room: Room):
    image_id = room.add()
    page = f"/redaktion/bilder/{image_id}/aterkalla"
    assert editor.send(page, {"reason": "error"}).status_code == 303
    assert admin.send(page, {"reason": "rights"}).status_code == 409
    assert room.look(image_id, lambda image: image.withdrawn_reason) == "error"
