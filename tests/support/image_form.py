"""The form of one image: filled in whole, saved, and its buttons."""

import re

from dam.database.models import Image
from tests.support.browser import Browser
from tests.support.room import Room
from tests.web.filled import filled

VERSION_FIELD = re.compile(r'name="version" value="(\d+)"')
FINGERPRINT = re.compile(r'name="fingerprint" value="([0-9a-f]+)"')
ACCEPT_JSON = {"Accept": "application/json"}
WHOLE_FORM = {
    "title": "Läkare i samtal",
    "caption": "Läkaren Anna Ek talar med en patient i Umeå i mars 2026.",
    "persons": "Anna Ek\nKim Berg",
    "place": "Umeå",
    "date": "2026-03-14",
    "creators": "Åsa Öberg, Bo Lind",
    "credit_override": "",
    "brand": "1177",
    "alt": "Två personer vid ett bord.",
    "kind": "portratt",
    "topics": ["Rådgivning", "Digitala tjänster"],
    "more_topics": "Sömn,  Vila ",
    "keywords": "läkare, samtal",
    "terms": "fri-redaktionell",
    "use_until": "2027-12-31",
    "rights_source": "agency",
    "digital_source_type": "digitalCapture",
    "people": "yes",
    "people_basis": "Samtycke 2026-03-01",
    "collections": ["", "personer", "1177-se"],
}


def image_page(image_id: int) -> str:
    return f"/redaktion/bilder/{image_id}"


def form_version(browser: Browser, image_id: int) -> str:
    return VERSION_FIELD.search(browser.get(image_page(image_id)).text)[1]


def form_values(page: str) -> dict[str, str]:
    """What the form holds of the image that it was shown of."""
    return {"version": VERSION_FIELD.search(page)[1], "fingerprint": FINGERPRINT.search(page)[1]}


def save_image(browser: Browser, image_id: int, **changes: object):
    values = form_values(browser.get(image_page(image_id)).text)
    return browser.send(image_page(image_id), {**values, **WHOLE_FORM, **changes})


def press_button(browser: Browser, image_id: int, button: str, **typed: str):
    """Send the editor's form as it stands, with what is typed and the button that is pressed."""
    address = image_page(image_id)
    form = filled(browser.get(address).text, address)
    return browser.client.post(address, data={**form, **typed, button: "1"})


def add_draft(room: Room, by: int) -> int:
    image_id = room.add(published=False)

    def own(session, _now):
        session.get_one(Image, image_id).created_by = by

    room.change(own)
    return image_id
