"""Embargoes and periods of an image, set on its page."""

from dam.database.models import Image
from dam.delivery import embargo_links
from dam.links.paths import embargo_path
from tests.support.browser import Browser
from tests.support.room import Room


def give_embargo_link(room: Room, image_id: int) -> str:
    def give(session, now):
        link = embargo_links.create_embargo_link(
            session, session.get_one(Image, image_id), "Åsa", by=None, now=now
        )
        return embargo_path(embargo_links.sign_embargo_link(room.services.signer, link))

    return room.change(give)


def leases_page(image_id: int) -> str:
    return f"/redaktion/bilder/{image_id}/tider"


def add_lease(editor: Browser, image_id: int, kind: str, **form: str):
    page = leases_page(image_id)
    version = editor.get(page).text.split('name="version" value="')[1].split('"')[0]
    return editor.send(page, {"version": version, "action": "add", "kind": kind, **form})


def act_on_lease(editor: Browser, image_id: int, action: str, **form: str):
    page = leases_page(image_id)
    version = editor.get(page).text.split('name="version" value="')[1].split('"')[0]
    return editor.send(page, {"version": version, "action": action, **form})
