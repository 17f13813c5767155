"""One list of what is taken: `accept` of the pages, the script's endings, the form, parts."""

import re

import pytest

from dam.imaging.formats import ENDINGS, PASSED_OVER
from dam.services import Services
from tests.support.browser import Browser
from tests.support.multipart import UploadScript
from tests.support.room import Room
from tests.support.uploads import (
    UPLOAD_PAGE,
    post_files,
    small_photograph,
    stored_images,
    upload_form,
)

LEFT = ("._bild.JPG", ".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX/bild.jpg")


def test_the_upload_page_offers_every_ending(uploader: Browser):
    page = uploader.get(UPLOAD_PAGE).text

    offered = re.search(r'id="files"[^>]* accept="([^"]+)"', page)[1].split(",")
    assert offered == ["image/*", *(f".{ending}" for ending in ENDINGS)]
    assert re.search(r'data-endings="([^"]+)"', page)[1].split(" ") == list(ENDINGS)
    assert f'data-passed-over="{PASSED_OVER}"' in page


def test_the_page_of_a_new_file_offers_the_same(editor: Browser, room: Room):
    page = editor.get(f"/redaktion/bilder/{room.add()}/versioner").text

    assert f'accept="image/*,{",".join(f".{ending}" for ending in ENDINGS)}"' in page


def test_the_form_passes_over_what_a_system_left(uploader: Browser, services: Services):
    left = [(b"\0\5\x16\7", name) for name in LEFT]

    answer = post_files(
        uploader, upload_form(uploader), *left, (small_photograph(1), "utan ändelse")
    )

    page = uploader.get(answer.location).text
    assert re.findall(r'upload-name"[^>]*>(.+?)</span>', page) == ["utan ändelse"]
    assert len(stored_images(services)) == 1


def test_of_what_a_system_left_alone_nothing_is_made(uploader: Browser):
    answer = post_files(uploader, upload_form(uploader), *((b"\0\5", name) for name in LEFT))

    assert answer.status_code == 400
    assert "Välj minst en fil." in answer.text


@pytest.mark.parametrize("path", LEFT)
def test_what_a_system_left_is_not_announced(upload_script: UploadScript, path: str):
    [answer] = upload_script.announce((path, b"\0\5\x16\7"))

    assert answer == {"refused": "Filen har datorn lagt dit själv. Den är ingen bild."}
