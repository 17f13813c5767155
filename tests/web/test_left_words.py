"""What somebody had typed for an image that a colleague has put in the bin, or erased."""

import pytest
from flask import Flask

from tests.browser.desk_forms import FORMS
from tests.support.browser import Browser
from tests.support.room import Room
from tests.web.filled import filled

OF_IMAGE = {
    name: form for name, form in FORMS.items() if form.page.startswith("/redaktion/bilder/1")
}
GRID = "/redaktion/gruppredigera"
WORDS = "Sextio ord om ambulansen på Hisingen"


@pytest.mark.parametrize("gone", ["bin", "erased"])
@pytest.mark.parametrize("name", OF_IMAGE)
def test_words_for_an_image_that_is_gone_are_there_to_copy(
    editor: Browser, admin: Browser, app: Flask, room: Room, name: str, gone: str
):
    draft, form = room.add(published=False), OF_IMAGE[name]
    with app.test_request_context():
        action = app.url_for(name, image_id=draft)
    page = editor.get(form.page).text
    typed = filled(page, action) | {form.field: [form.words]}
    if gone == "bin":
        admin.send("/redaktion/", {"ids": draft}, to="/redaktion/papperskorg/lagg")
    else:
        room.withdraw(draft)
        room.erase(draft)
    told = editor.client.post(action, data=typed)
    assert told.status_code == 404
    main = told.text.partition("<main")[2]
    assert "Det du hade skrivit" in main
    assert form.words in main
    assert "Sjuksköterska i rådgivningssamtal" not in main.partition("Det du hade skrivit")[2]
    assert "csrf" not in main.partition("Det du hade skrivit")[2]


@pytest.mark.parametrize("button", ["save", "down-caption", "mark-all"])
def test_a_row_of_the_grid_tells_its_words(
    editor: Browser, admin: Browser, room: Room, button: str
):
    kept, gone = room.add(published=False), room.add(published=False)
    page = f"{GRID}?ids={kept},{gone}"
    typed = filled(editor.get(page).text, GRID)
    typed |= {f"caption-{gone}": [WORDS], f"place-{kept}": ["Luleå"], "do": [button]}
    admin.send("/redaktion/", {"ids": gone}, to="/redaktion/papperskorg/lagg")
    told = editor.client.post(GRID, data=typed)
    assert told.status_code == (409 if button == "save" else 200)
    assert f'Det du hade skrivit om <span class="unbroken">IN-{gone}</span>' in told.text
    lost = told.text.partition("Det du hade skrivit")[2].partition("</section>")[0]
    assert WORDS in lost
    assert "Umeå" not in lost
    assert filled(told.text, GRID)[f"place-{kept}"] == ["Luleå"]


def test_a_row_that_nobody_wrote_in_is_only_missing(editor: Browser, admin: Browser, room: Room):
    kept, gone = room.add(published=False), room.add(published=False)
    typed = filled(editor.get(f"{GRID}?ids={kept},{gone}").text, GRID)
    typed |= {f"place-{kept}": ["Luleå"], "do": ["save"]}
    admin.send("/redaktion/", {"ids": gone}, to="/redaktion/papperskorg/lagg")
    assert editor.client.post(GRID, data=typed).status_code == 303


def test_a_stranger_sees_no_more_than_before(stranger: Browser, room: Room):
    room.add()
    told = stranger.get("/redaktion/bilder/99")
    assert "Det du hade skrivit" not in told.text
