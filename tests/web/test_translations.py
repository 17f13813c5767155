"""The words of an image in other languages: written in the editor, kept, missed where lacking."""

import re

from dam import catalogue
from tests.support.browser import Browser
from tests.support.history import history_page, visible_text
from tests.support.image_form import image_page, save_image
from tests.support.room import Room

ENGLISH = {
    "title_en": "A doctor and a patient",
    "caption_en": "The doctor Anna Ek talks to a patient in Umeå in March 2026.",
    "alt_en": "Two persons at a table.",
}


def lacking(page: str) -> list[str]:
    """What the editor says is missing, by language."""
    said = re.findall(r"<summary>Bilden på [^<]*<span[^>]*>([^<]*)</span>", page)
    return [re.sub(r"\s+", " ", words) for words in said]


def test_words_in_other_languages_are_kept_and_missed(editor: Browser, room: Room):
    one = room.upload()
    save_image(editor, one)
    everything = "saknas: titel, bildtext, alt-text"
    assert lacking(editor.get(image_page(one)).text) == [everything, everything]
    assert save_image(editor, one, **ENGLISH, title_latt="En läkare").status_code == 303
    page = editor.get(image_page(one)).text
    assert lacking(page) == ["klar", "saknas: bildtext, alt-text"]
    assert 'value="A doctor and a patient"' in page
    # A form that does not hold them leaves them as they are.
    save_image(editor, one, place="Kiruna")
    said = room.look(one, catalogue.describe_now)
    assert {name: getattr(said, name) for name in ENGLISH} == ENGLISH
    history = visible_text(editor.get(history_page(one)).text)
    assert "Titel på engelska sedan: A doctor and a patient" in history
    save_image(editor, one, **dict.fromkeys(ENGLISH, ""), title_latt="")
    assert [text.language for text in room.look(one, lambda image: list(image.texts))] == ["sv"]


def test_words_without_a_title_are_asked_for_one(editor: Browser, room: Room):
    one = room.upload()
    answer = save_image(editor, one, caption_latt="Hen pratar med en läkare.")
    assert answer.status_code == 400
    assert "Skriv titeln på lätt svenska också." in answer.text
    assert re.search(r"<details[^>]* open>\s*<summary>Bilden på lätt svenska", answer.text)
    assert "Hen pratar med en läkare.</textarea>" in answer.text
