"""The bin by its pages: whose, how much at a time, what it says where, and the way back."""

import io
import re
from datetime import timedelta

import pytest
from flask import Flask

from dam import catalogue
from dam.database.models import Image, User
from dam.lifecycle import draft_bin
from tests.imaging import samples
from tests.support.browser import Browser
from tests.support.room import Room
from tests.support.uploads import post_files, small_photograph, upload_form
from tests.support.versions import NEW_FILE, version_form, versions_page
from tests.web.filled import filled

BIN = "/redaktion/papperskorg"


def binned(room: Room, image_id: int) -> bool:
    return room.look(image_id, lambda image: image.binned_at is not None)


def put(browser: Browser, ids: object):
    return browser.send(BIN, {"ids": ids}, to=f"{BIN}/lagg")


@pytest.fixture
def own(uploader: Browser, room: Room) -> list[int]:
    """What the uploader has sent: two drafts."""
    files = [(small_photograph(one), f"{one}.jpg") for one in (31, 32)]
    assert post_files(uploader, upload_form(uploader), *files).status_code == 303
    with room.services.database.reading() as session:
        return [image.id for image in session.query(Image).order_by(Image.id)]


def test_uploader_and_editor_put_and_bring_back(
    uploader: Browser, editor: Browser, own: list[int], room: Room
):
    one = own[0]
    page = uploader.get(f"/redaktion/bilder/{one}").text
    assert f'href="{BIN}/lagg?ids={one}"' in page
    asked = uploader.get(f"{BIN}/lagg?ids={one}").text
    assert "Lägg bilden i papperskorgen?" in asked
    assert not binned(room, one)
    sent = filled(asked, f"{BIN}/lagg")
    answer = uploader.client.post(f"{BIN}/lagg", data=sent)
    assert answer.location == f"{BIN}?lagda=1"
    assert "1 bild ligger nu i papperskorgen." in uploader.get(answer.location).text
    assert binned(room, one)
    for browser in (uploader, editor):
        shown = browser.get(f"/redaktion/bilder/{one}")
        assert shown.status_code == 404
        assert "Bilden ligger i papperskorgen" in shown.text
        assert "Ta tillbaka bilden" in shown.text
        assert f"IN-{one}<" not in browser.get("/redaktion/bilder").text
        assert browser.get(f"/redaktion/bilder/{one}/historik").status_code == 404
    back = editor.send(BIN, {"ids": one}, to=f"{BIN}/ta-tillbaka")
    assert back.location == f"/redaktion/bilder/{one}?klart=ur-korgen"
    assert "tillbaka ur papperskorgen" in editor.get(back.location).text
    assert not binned(room, one)


def test_strangers_and_colleagues_get_nothing(
    uploader: Browser, stranger: Browser, own: list[int], room: Room, persons: dict[str, User]
):
    theirs, given = room.upload(), room.upload()

    def assign(session, _):
        catalogue.find_image(session, given).assigned_to = persons["uploader"].id

    room.change(assign)
    put(uploader, theirs)
    put(uploader, given)
    assert not binned(room, theirs)
    assert not binned(room, given), "to be responsible is not to own"
    assert "Bara den som laddade upp bilden" in uploader.get(f"{BIN}/lagg?ids={given}").text
    for address in (BIN, f"{BIN}/lagg?ids={own[0]}", f"{BIN}/tom"):
        assert stranger.get(address).status_code == 303
    room.change(
        lambda s, now: draft_bin.put_in_bin(s, catalogue.find_image(s, theirs), user=None, now=now)
    )
    assert f"IN-{theirs}" not in uploader.get(BIN).text
    assert uploader.send(BIN, {"ids": theirs}, to=f"{BIN}/ta-tillbaka").status_code == 404
    missing = uploader.get("/redaktion/bilder/99999")
    assert len(uploader.get(f"/redaktion/bilder/{theirs}").text) == len(missing.text)
    assert binned(room, theirs)


def test_whatever_is_sent_to_what_was_put_there_meanwhile_says_so(
    editor: Browser, own: list[int], app: Flask
):
    """Somebody has a page open while a colleague puts the image in the bin."""
    pages = {
        re.sub("<[^>]+>", str(own[0]), rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/redaktion/bilder/<") and "POST" in rule.methods
    }
    put(editor, own[0])
    sent = {"csrf_token": editor.token("/redaktion/"), "version": "1"}
    answers = [editor.client.post(page, data=sent) for page in sorted(pages)]
    assert {answer.status_code for answer in answers} <= {400, 403, 404}
    told = [answer for answer in answers if "Bilden ligger i papperskorgen" in answer.text]
    assert len(told) > 15


def test_who_puts_it_there_while_a_file_is_taken_in_is_told(
    editor: Browser, own: list[int], room: Room, persons: dict[str, User], monkeypatch
):
    """The request has read the image before, and reads it as it was until it looks anew."""
    form = version_form(editor, own[0]) | {"file": (io.BytesIO(NEW_FILE), "ny.jpg")}
    look = catalogue.find_for

    def put_first(session, image_id, user, **how):
        found = look(session, image_id, user, **how)
        if not binned(room, image_id):
            room.change(lambda s, now: draft_bin.put_in_bin(s, locked(s), user=admin, now=now))
        return found

    def locked(session):
        return catalogue.find_image(session, own[0], held=True)

    admin = persons["admin"]
    monkeypatch.setattr(catalogue, "find_for", put_first)
    answer = editor.client.post(versions_page(own[0]), data=form)
    assert answer.status_code == 404
    assert re.search("Lades här .* av .*admin@inera.test", answer.text)


def test_several_and_what_was_public(editor: Browser, own: list[int], room: Room):
    published = room.add(made=False)
    ids = ",".join(map(str, [*own, published]))
    asked = editor.get(f"{BIN}/lagg?ids={ids}").text
    assert "Lägg 2 bilder i papperskorgen?" in asked
    assert "Återkalla den i stället" in asked
    put(editor, ids)
    assert [binned(room, one) for one in (*own, published)] == [True, True, False]
    assert "Inga" not in editor.get(BIN).text
    assert "Markera minst en bild." in editor.get(f"{BIN}/lagg").text


def test_a_batch_says_what_became_of_it(uploader: Browser):
    answer = post_files(
        uploader,
        upload_form(uploader),
        (small_photograph(41), "a.jpg"),
        (small_photograph(42), "b.jpg"),
    )
    page = uploader.get(answer.location).text
    assert 'data-ids="1-2">' in page
    [link] = re.findall(rf'href="({BIN}/lagg\?ids=[^"]+)">Ta bort omgången', page)
    put(uploader, filled(uploader.get(link).text, f"{BIN}/lagg")["ids"][0])
    page = uploader.get(answer.location).text
    assert page.count("Bilden ligger i papperskorgen. Öppna den") == 2
    assert 'data-ids="" hidden>' in page


def test_the_same_bytes_lead_to_what_lies_in_the_bin(uploader: Browser, own: list[int]):
    put(uploader, own[0])
    mine = post_files(uploader, upload_form(uploader), (small_photograph(31), "igen.jpg"))
    page = uploader.get(mine.location).text
    assert "Öppna den om du vill ta tillbaka den." in page
    assert f'href="/redaktion/bilder/{own[0]}"' in page
    assert "Ta tillbaka bilden" in uploader.get(f"/redaktion/bilder/{own[0]}").text


def test_the_same_bytes_of_somebody_else_say_whom_to_ask(uploader: Browser, room: Room):
    data = samples.save(samples.photograph(120, 80, 51), "JPEG", quality=80)
    theirs = room.upload(data)
    room.change(
        lambda s, now: draft_bin.put_in_bin(s, catalogue.find_image(s, theirs), user=None, now=now)
    )
    answer = post_files(uploader, upload_form(uploader), (data, "min.jpg"))
    page = uploader.get(answer.location).text
    assert "Be en redaktör ta tillbaka den." in page
    assert f'href="/redaktion/bilder/{theirs}"' not in page


def test_marked_rows_of_the_grid(editor: Browser, room: Room):
    one, other = room.upload(), room.upload()
    page = f"/redaktion/gruppredigera?ids={one},{other}"
    sent = filled(editor.get(page).text, "/redaktion/gruppredigera")
    for name in [name for name in sent if name.startswith("mark-")]:
        del sent[name]
    unmarked = editor.client.post("/redaktion/gruppredigera", data={**sent, "do": "bin"})
    assert unmarked.status_code == 400
    assert "Markera de bilder det gäller." in unmarked.text
    sent[f"title-{other}"] = ["Skrivet men inte sparat"]
    sent[f"mark-{one}"] = ["1"]
    answer = editor.client.post("/redaktion/gruppredigera", data={**sent, "do": "bin"})
    assert answer.status_code == 200
    assert "1 bild ligger i papperskorgen." in answer.text
    assert "Skrivet men inte sparat" in answer.text
    assert [binned(room, one), binned(room, other)] == [True, False]


def test_the_bin_is_emptied_after_a_question(
    uploader: Browser, editor: Browser, own: list[int], room: Room, clock
):
    theirs = room.upload()
    put(editor, ",".join(map(str, [*own, theirs])))
    assert "2 bilder raderas" in uploader.get(f"{BIN}/tom").text
    assert uploader.send(BIN, {}, to=f"{BIN}/tom").location == f"{BIN}?tomd=1"
    states = [room.look(one, lambda image: image.state) for one in (*own, theirs)]
    assert states == ["erased", "erased", "draft"]
    clock.forward(timedelta(seconds=1))
    again = post_files(uploader, upload_form(uploader), (small_photograph(31), "igen.jpg"))
    assert "Finns redan som IN-" not in uploader.get(again.location).text


def test_withdraw_and_erase_stand_on_the_page_in_each_state(
    editor: Browser, admin: Browser, room: Room, clock
):
    one = room.add(made=False, published=False)
    page = f"/redaktion/bilder/{one}"
    assert "/aterkalla" not in editor.get(page).text
    assert f"{BIN}/lagg?ids={one}" in editor.get(page).text
    room.change(lambda s, _: setattr(s.get_one(Image, one), "processing", "ready"))
    room.publish(one)
    clock.forward(timedelta(hours=1))
    shown = editor.get(page).text
    assert f"{page}/aterkalla" in shown
    assert f"{BIN}/lagg" not in shown
    room.withdraw(one)
    assert f"{page}/radera" in admin.get(page).text
    assert f"{page}/radera" not in editor.get(page).text
    room.restore(one)
    shown = editor.get(page).text
    assert f"{page}/aterkalla" in shown, "a draft that was public is withdrawn again to be erased"
    assert f"{BIN}/lagg" not in shown
