"""The image form where two save: each sees what the other wrote."""

import re
from threading import Barrier, Thread

from dam import catalogue
from tests.support.browser import Browser
from tests.support.databases import on_both
from tests.support.image_form import (
    ACCEPT_JSON,
    VERSION_FIELD,
    WHOLE_FORM,
    form_version,
    image_page,
    save_image,
)
from tests.support.room import Room


def test_second_to_save_sees_both_versions_and_nothing_is_lost(
    editor: Browser, admin: Browser, room: Room
):
    image_id = room.upload()
    version = form_version(editor, image_id)
    save_image(admin, image_id, title="Administratörens titel", kind="foto")
    mine = {"version": version, **WHOLE_FORM, "title": "Redaktörens <titel>"}
    answer = editor.send(image_page(image_id), mine)
    assert answer.status_code == 409
    assert "Redaktörens &lt;titel&gt;" in answer.text
    assert "Administratörens titel" in answer.text
    assert "Bildtext</th>" not in answer.text
    assert re.search(
        r"Ditt: </span><bdi>Porträtt</bdi></span>.*Sparat: </span><bdi>Foto</bdi></span>",
        answer.text,
        re.DOTALL,
    )
    assert room.look(image_id, catalogue.describe_now).title == "Administratörens titel"
    fields = re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', answer.text, re.DOTALL)
    assert ("topics", "Rådgivning") in fields
    again = {
        **WHOLE_FORM,
        "title": "Redaktörens titel",
        "version": VERSION_FIELD.search(answer.text)[1],
    }
    assert editor.send(image_page(image_id), again).status_code == 303
    assert room.look(image_id, catalogue.describe_now).title == "Redaktörens titel"


@on_both
def test_of_two_who_save_at_once_one_is_told(editor: Browser, admin: Browser, room: Room):
    image_id = room.upload()
    together = Barrier(2)
    answers: dict[str, int] = {}

    def work(browser: Browser, title: str) -> None:
        data = {"version": form_version(browser, image_id), **WHOLE_FORM, "title": title}
        data["csrf_token"] = browser.token(image_page(image_id))
        together.wait()
        answers[title] = browser.client.post(image_page(image_id), data=data).status_code

    threads = [Thread(target=work, args=pair) for pair in ((editor, "Ett"), (admin, "Två"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [303, 409]
    kept = next(title for title, status in answers.items() if status == 303)
    assert room.look(image_id, catalogue.describe_now).title == kept


def test_draft_saves_itself_by_script(editor: Browser, room: Room):
    image_id = room.upload()
    version = form_version(editor, image_id)
    data = {"csrf_token": editor.token(image_page(image_id)), "version": version, **WHOLE_FORM}
    said = editor.client.post(image_page(image_id), data=data, headers=ACCEPT_JSON)
    assert said.json["version"] > int(version)
    assert said.json["saved"] == "Sparat kl.\xa013.00"
    stale = editor.client.post(
        image_page(image_id), data=data | {"title": "X"}, headers=ACCEPT_JSON
    )
    assert stale.status_code == 409
    wrong = data | {"version": said.json["version"], "date": "i våras"}
    answer = editor.client.post(image_page(image_id), data=wrong, headers=ACCEPT_JSON)
    assert answer.status_code == 400
    assert answer.json["error"]["fields"]["date_text"]


def test_form_without_its_version_is_no_form(editor: Browser, room: Room):
    image_id = room.upload()
    assert save_image(editor, image_id, version="").status_code == 400
    assert save_image(editor, image_id, version="x").status_code == 400
