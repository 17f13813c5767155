"""One list of what is taken: `accept` of the pages, the script's endings, the form, parts."""

import re

import pytest

from dam.imaging.formats import ENDINGS, PASSED_OVER
from dam.services import Services
from tests.room import Room
from tests.web.conftest import Browser
from tests.web.test_multipart import Script, script
from tests.web.test_upload import PAGE, form, images, photograph, post

__all__ = ["script"]

LEFT = ("._bild.JPG", ".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX/bild.jpg")


def test_the_upload_page_offers_every_ending(uploader: Browser):
    page = uploader.get(PAGE).text

    offered = re.search(r'id="files"[^>]* accept="([^"]+)"', page)[1].split(",")
    assert offered == ["image/*", *(f".{ending}" for ending in ENDINGS)]
    assert re.search(r'data-endings="([^"]+)"', page)[1].split(" ") == list(ENDINGS)
    assert f'data-passed-over="{PASSED_OVER}"' in page


def test_the_page_of_a_new_file_offers_the_same(editor: Browser, room: Room):
    page = editor.get(f"/redaktion/bilder/{room.add()}/versioner").text

    assert f'accept="image/*,{",".join(f".{ending}" for ending in ENDINGS)}"' in page


def test_the_form_passes_over_what_a_system_left(uploader: Browser, services: Services):
    left = [(b"\0\5\x16\7", name) for name in LEFT]

    answer = post(uploader, form(uploader), *left, (photograph(1), "utan ändelse"))

    page = uploader.get(answer.location).text
    assert re.findall(r'upload-name"[^>]*>(.+?)</span>', page) == ["utan ändelse"]
    assert len(images(services)) == 1


def test_of_what_a_system_left_alone_nothing_is_made(uploader: Browser):
    answer = post(uploader, form(uploader), *((b"\0\5", name) for name in LEFT))

    assert answer.status_code == 400
    assert "Välj minst en fil." in answer.text


@pytest.mark.parametrize("path", LEFT)
def test_what_a_system_left_is_not_announced(script: Script, path: str):
    [answer] = script.announce((path, b"\0\5\x16\7"))

    assert answer == {"refused": "Filen har datorn lagt dit själv. Den är ingen bild."}
