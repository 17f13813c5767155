import io
import re

import pytest
from flask import Flask
from PIL import Image as Picture

from dam.database.models import Image, User
from dam.rights.periods import end_of_last_day
from dam.rights.window import TimeBounds
from dam.services import Services
from tests.imaging import samples
from tests.support.browser import Browser, signed_in
from tests.support.room import Room


def test_staff_see_a_draft_as_it_will_be_and_strangers_do_not(
    editor: Browser, stranger: Browser, room: Room
):
    image_id = room.add(published=False)
    page = f"/redaktion/bilder/{image_id}/forhandsvisning"
    text = editor.get(page).text
    assert "Förhandsvisning." in text
    assert "Sjuksköterska i rådgivningssamtal" in text
    assert 'name="robots" content="noindex"' in text
    addresses = set(re.findall(rf"/redaktion/bilder/{image_id}/filer/[\w.]+", text))
    assert f"/redaktion/bilder/{image_id}/filer/original" in addresses
    for address in addresses:
        with editor.get(address) as answer:
            assert answer.status_code == 200, address
            assert answer.headers["Cache-Control"] == "no-store"
        assert stranger.get(address).status_code == 303
    assert f"/bild/{image_id}/" not in text
    assert stranger.get(page).status_code == 303


def test_preview_shows_no_more_than_the_public_will_have(editor: Browser, room: Room):
    image_id = room.add(published=False, terms="kraver-godkannande")
    text = editor.get(f"/redaktion/bilder/{image_id}/forhandsvisning").text
    assert "Begär att få använda bilden" in text
    assert "/filer/original" not in text
    assert "/filer/w2048" not in text


def test_preview_says_how_long_the_image_will_be_valid(editor: Browser, room: Room, now):
    ends = end_of_last_day(now.date())
    image_id = room.add(published=False, bounds=TimeBounds(use_until=ends))
    text = editor.get(f"/redaktion/bilder/{image_id}/forhandsvisning").text
    assert "22\xa0november\xa02026" in text


def test_before_its_sizes_stand_there_is_nothing_to_see(editor: Browser, room: Room):
    image_id = room.upload()
    page = f"/redaktion/bilder/{image_id}"
    assert editor.get(f"{page}/forhandsvisning").location == page
    assert "Storlekarna skapas" in editor.get(page).text
    assert editor.get(f"{page}/filer/w640.webp").status_code == 404


def test_received_file_is_the_upload_byte_for_byte(editor: Browser, room: Room):
    data = samples.save(samples.photograph(120, 80, 5), "JPEG", quality=80)
    image_id = room.upload(data, "Å<b>.jpg")
    with editor.get(f"/redaktion/bilder/{image_id}/filer/received") as answer:
        assert answer.data == data
        assert answer.mimetype == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == (
            f'attachment; filename="IN{image_id}_a-b.jpg"'
        )
        assert int(answer.headers["Content-Length"]) == len(data)


def test_every_size_has_a_name_and_no_other_has(editor: Browser, room: Room):
    image_id = room.add(published=False)
    for name in ("w320.webp", "w320.jpg", "w320", "original"):
        with editor.get(f"/redaktion/bilder/{image_id}/filer/{name}") as answer:
            assert Picture.open(io.BytesIO(answer.data)).size
    for name in ("full", "w9", "w320.gif", "..", "plan"):
        assert editor.get(f"/redaktion/bilder/{image_id}/filer/{name}").status_code == 404


@pytest.mark.parametrize("name", ["forhandsvisning", "filer/original", "filer/received"])
def test_uploader_sees_their_own_alone(
    app: Flask, services: Services, persons: dict[str, User], room: Room, name: str
):
    uploader = signed_in(app, services, persons["uploader"])
    theirs, another = room.add(published=False), room.add(published=False)
    with services.database.writing() as session:
        session.get_one(Image, theirs).created_by = persons["uploader"].id
        session.commit()
    with uploader.get(f"/redaktion/bilder/{theirs}/{name}") as answer:
        assert answer.status_code == 200
    assert uploader.get(f"/redaktion/bilder/{another}/{name}").status_code == 404
