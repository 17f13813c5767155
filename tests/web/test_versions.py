"""Another file for an image: the old address gives it, the old version stays, letters are sent."""

import hashlib
import re

import pytest
from sqlalchemy import select

from dam import catalogue
from dam.database.models import Letter, User
from dam.ingest import versions
from dam.services import Services
from dam.worker import main
from tests.imaging.exiftool import ExifTool
from tests.support.browser import Browser
from tests.support.room import Room, photograph
from tests.support.versions import NEW_FILE, add_watchers, send_version, version_form, versions_page


def test_replaced_file(
    editor: Browser, stranger: Browser, room: Room, services: Services, exiftool: ExifTool
):
    """An old address, new bytes; the old version can be had; those who asked are told."""
    one = room.add()
    main.do_all(services)
    add_watchers(room, one, ("a@radio.example", "sv"), ("b@radio.example", "en"))
    address = f"{stranger.get(f'/bilder/{one}').location}/ladda-ner/original"
    before = stranger.get(address).data
    image = re.search(rf"/bild/{one}/\w+/w320\.webp", stranger.get("/bilder").text)[0]
    assert stranger.get(image).status_code == 200

    text = editor.get(versions_page(one)).text
    assert "2 personer som har bett att få veta" in text
    assert (
        send_version(editor, one, note="Skylten  är borta.").location
        == f"{versions_page(one)}?klart=ersatt"
    )
    assert "Storlekarna av <bdi>ny.jpg</bdi> skapas" in editor.get(versions_page(one)).text
    assert stranger.get(address).data == before

    room.edit(one, creators=("Bo Ek",))
    main.do_all(services)
    answer = stranger.get(address)
    assert answer.data != before
    said = exiftool.read(answer.data)
    assert (said["File:ImageWidth"], said["File:ImageHeight"]) == ("200", "300")
    assert said["XMP-photoshop:Credit"] == said["IPTC:Credit"] == "Foto: Bo Ek/1177"
    moved = stranger.get(image)
    assert (moved.status_code, moved.location != image) == (302, True)
    assert stranger.get(moved.location).status_code == 200

    with services.database.reading() as session:
        letters = session.scalars(select(Letter).where(Letter.kind == "image_replaced")).all()
        told = {(one.recipient, one.language, one.context["note"], one.state) for one in letters}
    assert told == {
        ("a@radio.example", "sv", "Skylten är borta.", "sent"),
        ("b@radio.example", "en", "Skylten är borta.", "sent"),
    }

    text = editor.get(versions_page(one)).text
    assert re.findall(r"<h2>Version (\d)", text) == ["2", "1"]
    with editor.get(f"{versions_page(one)}/1/received") as old:
        assert old.data == photograph(1)
    assert editor.get(f"{versions_page(one)}/1/w320.webp").mimetype == "image/webp"
    assert "Bytte fil" in editor.get(f"/redaktion/bilder/{one}/historik").text
    back = editor.send(
        versions_page(one), version_form(editor, one), f"{versions_page(one)}/1/tillbaka"
    )
    assert back.location == f"{versions_page(one)}?klart=tillbaka"
    said = exiftool.read(stranger.get(address).data)
    assert (said["File:ImageWidth"], said["IPTC:Credit"]) == ("360", "Foto: Bo Ek/1177")


def test_a_file_of_no_use_is_refused_in_words(editor: Browser, room: Room):
    one, other = room.add(), room.add()
    for data, words in (
        (None, "Välj en fil."),
        (b"", "Filen är tom."),
        (b"<html>hej</html>", "webbsida"),
        (photograph(1), "samma fil som bilden redan har"),
        (photograph(2), f"finns redan som IN-{other}"),
    ):
        answer = send_version(editor, one, data)
        assert answer.status_code in {400, 422}
        assert words in answer.text, words
        assert 'href="#file"' in answer.text
    assert f'href="/redaktion/bilder/{other}"' in answer.text
    assert room.look(one, lambda image: image.file.n) == 1


def test_the_number_alone_of_a_colleagues_draft_is_told(
    uploader: Browser, room: Room, services: Services, persons: dict[str, User]
):
    mine, theirs = room.add(published=False), room.add(published=False)
    own(services, mine, persons["uploader"])
    answer = send_version(uploader, mine, photograph(2))
    assert f"IN-{theirs}" in answer.text
    assert f"/redaktion/bilder/{theirs}" not in answer.text


def own(services: Services, one: int, user: User) -> None:
    with services.database.writing() as session:
        catalogue.find_image(session, one).created_by = user.id
        session.commit()


def test_an_old_page_is_a_conflict_and_the_file_need_not_come_again(
    editor: Browser, room: Room, services: Services
):
    one = room.add()
    add_watchers(room, one, ("a@radio.example", "sv"))
    old = version_form(editor, one)
    room.edit(one, place="Luleå")
    answer = send_version(editor, one, note="Nu i färg.", version=old["version"])
    assert answer.status_code == 409
    assert "Någon annan har ändrat bilden" in answer.text
    assert "Filen <bdi>ny.jpg</bdi> är mottagen." in answer.text
    assert 'value="Nu i färg."' in answer.text
    again = dict(re.findall(r'name="(stored|file_name|version)" value="([^"]+)"', answer.text))
    assert again["stored"] == f"{hashlib.sha256(NEW_FILE).hexdigest()}.jpg"
    assert send_version(editor, one, None, **again, note="Nu i färg.").status_code == 303
    main.do_all(services)
    assert room.look(one, lambda image: image.file.original_name) == "ny.jpg"
    gone = {"stored": f"{'0' * 64}.jpg", "file_name": "x.jpg"}
    assert "Filen finns inte kvar här" in send_version(editor, one, None, **gone).text
    assert send_version(editor, one, None, stored="../../etc/passwd").status_code == 400


def test_the_same_bytes_bring_the_old_version_back_and_it_is_said(
    editor: Browser, room: Room, services: Services
):
    one = room.add()
    send_version(editor, one)
    main.do_all(services)
    answer = send_version(editor, one, photograph(1))
    assert "Samma fil fanns redan som en äldre version" in editor.get(answer.location).text
    assert room.look(one, lambda image: image.file.n) == 1


def test_what_failed_is_told_and_can_be_tried_again_or_removed(
    editor: Browser, room: Room, services: Services
):
    one = room.add()
    main.do_all(services)
    send_version(editor, one)
    room.change(
        lambda s, now: versions.fail_replacement(
            s, versions.get_pending_replacement(s, one).file_id, "Trasig.", now=now
        )
    )
    text = editor.get(versions_page(one)).text
    assert "<bdi>ny.jpg</bdi>: Trasig. Den gamla filen visas fortfarande." in text
    assert editor.send(
        versions_page(one), version_form(editor, one), f"{versions_page(one)}/2/tillbaka"
    ).location == (f"{versions_page(one)}?klart=ersatt")
    answer = send_version(editor, one, photograph(9), version=room.look(one, lambda i: i.version))
    assert (answer.status_code, "redan på väg" in answer.text) == (409, True)
    editor.send(versions_page(one), {}, f"{versions_page(one)}/avbryt")
    assert "Den nya filen är borttagen." in editor.get(f"{versions_page(one)}?klart=avbruten").text
    assert main.do_all(services) == 0
    assert re.findall(r"<h2>Version (\d)", editor.get(versions_page(one)).text) == ["1"]


def test_who_may_not_change_the_image_may_look_alone(
    uploader: Browser, editor: Browser, room: Room, services: Services, persons: dict[str, User]
):
    one, another = room.add(), room.add()
    own(services, one, persons["uploader"])
    assert "Ersätt filen" not in uploader.get(versions_page(one)).text
    form = {"csrf_token": uploader.token("/redaktion/byt-losenord"), "version": "1"}
    for address in (
        versions_page(one),
        f"{versions_page(one)}/1/tillbaka",
        f"{versions_page(one)}/avbryt",
    ):
        assert uploader.client.post(address, data=form).status_code == 403
    for address in (
        versions_page(another),
        f"{versions_page(another)}/1/received",
        f"{versions_page(another)}/1/w320.webp",
    ):
        assert uploader.get(address).status_code == 404
    room.withdraw(one)
    assert "Ersätt filen" not in editor.get(versions_page(one)).text
    assert editor.get(f"{versions_page(one)}/9/received").status_code == 404


@pytest.mark.parametrize(
    ("typed", "leads_to"),
    [
        ("IN-1", "/redaktion/bilder/1/versioner"),
        ("IN-99", "/redaktion/bilder?q=IN-99"),
        ("doktor", "/redaktion/bilder?q=doktor"),
    ],
)
def test_the_upload_page_leads_to_the_image_that_is_known(
    editor: Browser, room: Room, typed: str, leads_to: str
):
    room.one()
    assert "Ladda upp som ny version" in editor.get("/redaktion/ladda-upp").text
    assert editor.get(f"/redaktion/ladda-upp/ny-version?bild={typed}").location == leads_to
