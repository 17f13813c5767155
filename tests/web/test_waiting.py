"""A change that waits, beside what the public sees, and what may be done with it."""

import pytest

from dam.database.models import User
from dam.services import Services
from dam.worker import main
from tests.support.approval import list_waiting, require_approval
from tests.support.browser import Browser
from tests.support.image_form import image_page, press_button
from tests.support.room import Room
from tests.support.versions import send_version
from tests.web.filled import filled

NEW = "En sjuksköterska svarar i telefon på 1177 i Luleå i mars 2026."


@pytest.fixture
def one(room: Room, persons) -> int:
    made = room.add()
    require_approval(room, persons["admin"].id)
    return made


def page(image_id: int) -> str:
    return f"{image_page(image_id)}/vantande"


def act(browser: Browser, one: int, button: str, **typed: str):
    form = filled(browser.get(page(one)).text, page(one))
    return browser.client.post(page(one), data={**form, **typed, "do": button})


def test_both_see_both_and_the_other_approves(
    editor: Browser, admin: Browser, stranger: Browser, room: Room, one: int
):
    saved = press_button(editor, one, "save", caption=NEW)
    assert saved.location.endswith("klart=vantar")
    assert "väntar på att en annan redaktör" in editor.get(saved.location).text
    public = stranger.get(stranger.get(f"/bilder/{one}").location)
    assert "i Umeå i mars" in public.text
    assert "Luleå" not in public.text
    for browser in (editor, admin):
        assert page(one) in browser.get("/redaktion/").text
        assert page(one) in browser.get(image_page(one)).text
        shown = browser.get(page(one)).text
        assert "</span><bdi>Umeå</bdi></del>" in shown
        assert "</span><bdi>Luleå</bdi></ins>" in shown
    [(row, *_)] = list_waiting(room, one)
    assert "Du föreslog ändringen" in editor.get(page(one)).text
    assert act(editor, one, f"approve-{row}").status_code == 403
    assert act(admin, one, f"approve-{row}", seen="x").status_code == 409
    assert act(admin, one, f"approve-{row}").location.endswith("klart=godkand")
    assert "Luleå" in stranger.get(stranger.get(f"/bilder/{one}").location).text
    assert "Inget väntar." in admin.get(page(one)).text
    assert "admin@inera.test godkände din ändring" in editor.get("/redaktion/").text
    assert "admin@inera.test godkände din ändring" in editor.get(image_page(one)).text
    assert "godkände din ändring" not in admin.get("/redaktion/").text
    history = editor.get(f"{image_page(one)}/historik").text
    assert "Godkände en ändring" in history


def test_it_is_refused_with_a_note_or_taken_back(
    editor: Browser, admin: Browser, uploader: Browser, room: Room, one: int
):
    press_button(editor, one, "save", caption=NEW)
    [(row, *_)] = list_waiting(room, one)
    without = act(admin, one, f"refuse-{row}", note=" ")
    assert without.status_code == 400
    assert 'href="#note"' in without.text
    assert act(admin, one, f"take_back-{row}").status_code == 403
    assert uploader.get(page(one)).status_code == 404
    assert act(admin, one, f"refuse-{row}", note="Fel ort.").location.endswith("klart=nej")
    assert "Fel ort." in editor.get(f"{image_page(one)}/anteckningar").text
    for told in ("/redaktion/", image_page(one)):
        assert "admin@inera.test sa nej till din ändring" in editor.get(told).text
    press_button(editor, one, "save", caption=NEW)
    [(row, *_)] = list_waiting(room, one)
    assert act(editor, one, f"take_back-{row}").location.endswith("klart=tillbaka")
    for wrong in ("", "approve-", "approve-x", f"approve-{'9' * 30}", "erase-1"):
        assert act(editor, one, wrong).status_code == 400
    gone = {"do": f"approve-{row}"}
    told = admin.send(image_page(one), gone, page(one))
    assert told.status_code == 409
    assert "Ändringen väntar inte längre." in told.text


def test_what_somebody_proposed_is_approved_whatever_they_may_do_since(
    editor: Browser, admin: Browser, room: Room, persons, services: Services, one: int
):
    press_button(editor, one, "save", caption=NEW)
    [(row, *_)] = list_waiting(room, one)
    with services.database.writing() as session:
        session.get_one(User, persons["editor"].id).role = "uploader"
        session.commit()
    assert act(admin, one, f"approve-{row}").location.endswith("klart=godkand")
    assert list_waiting(room, one) == []


def test_every_door_says_that_it_waits(editor: Browser, room: Room, one: int):
    sent = {
        f"{image_page(one)}/beskarning": {"focal_x": "20", "focal_y": "30"},
        f"{image_page(one)}/tider": {"action": "residual_level", "residual_level": "1"},
    }
    for address, typed in sent.items():
        form = filled(editor.get(address).text, address)
        saved = editor.client.post(address, data=form | typed)
        assert saved.status_code == 303, address
        assert saved.location.endswith("klart=vantar"), address
        assert "väntar på att en annan redaktör" in editor.get(saved.location).text
    grid, action = f"/redaktion/gruppredigera?ids={one}", "/redaktion/gruppredigera"
    rows = filled(editor.get(grid).text, action) | {f"caption-{one}": [NEW], "do": ["save"]}
    saved = editor.client.post(action, data=rows)
    assert "Väntar på att en annan redaktör godkänner." in editor.get(saved.location).text
    [(_, _, fields)] = list_waiting(room, one)
    assert fields == {"focal", "residual_level", "caption"}
    shown = editor.get(page(one)).text
    for label in ("Fokuspunkt", "Det som visas efteråt", "Bildtext"):
        assert f'<th scope="row">{label}</th>' in shown


def test_a_new_file_is_said_to_wait(editor: Browser, one: int):
    address = f"{image_page(one)}/versioner"
    assert "tills en annan redaktör har godkänt den nya filen" in editor.get(address).text
    saved = send_version(editor, one)
    assert saved.location == f"{address}?klart=vantar"
    shown = editor.get(saved.location).text
    assert "Den visas när en annan redaktör har godkänt den." in shown
    assert "tills en annan redaktör har godkänt den nya." in shown


def test_each_form_shows_ones_own_and_goes_on_from_it(
    editor: Browser, admin: Browser, room: Room, one: int
):
    press_button(editor, one, "save", caption=NEW)
    crops, grid = f"{image_page(one)}/beskarning", f"/redaktion/gruppredigera?ids={one}"
    form = filled(editor.get(crops).text, crops)
    editor.client.post(crops, data={**form, "focal_x": "20", "focal_y": "30"})
    for browser, own, focal in ((editor, True, "20"), (admin, False, "50")):
        shown = filled(browser.get(image_page(one)).text, image_page(one))["caption"]
        assert (shown == [NEW]) is own
        cells = filled(browser.get(grid).text, "/redaktion/gruppredigera")
        assert cells[f"caption-{one}"] == shown
        assert filled(browser.get(crops).text, crops)["focal_x"] == [focal]
    assert "I dina formulär står det som du vill ha det." in editor.get(image_page(one)).text
    press_button(editor, one, "save", place="Kiruna")
    form = filled(editor.get(crops).text, crops)
    editor.client.post(crops, data={**form, "focal_y": "40"})
    [(_, _, fields)] = list_waiting(room, one)
    assert fields == {"caption", "place", "focal"}
    public = filled(admin.get(image_page(one)).text, image_page(one))
    press_button(editor, one, "save", caption=public["caption"], place=public["place"])
    [(_, _, fields)] = list_waiting(room, one)
    assert fields == {"focal"}


def test_the_versions_say_what_comes_and_what_waits(
    editor: Browser, admin: Browser, room: Room, one: int
):
    versions = f"{image_page(one)}/versioner"
    assert send_version(editor, one).status_code == 303
    back = "Ta tillbaka den här versionen"

    def newest(browser: Browser) -> str:
        return browser.get(versions).text.split("<h2>Version 2")[1].split("</li>")[0]

    coming = newest(editor)
    assert "Skapar storlekar" in coming
    assert "Inga storlekar" not in coming
    assert back not in coming
    main.do_all(room.services)
    for browser in (editor, admin):
        waits = newest(browser)
        assert "Väntar på godkännande" in waits
        assert f'href="{page(one)}"' in waits
        assert back not in waits
    [(row, *_)] = list_waiting(room, one)
    assert act(admin, one, f"approve-{row}").status_code == 303
    assert "Visas nu" in newest(editor)
    assert back in editor.get(versions).text
