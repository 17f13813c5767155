"""The page on which an image's file is replaced."""

import io
import re

from dam.database.models import Watcher
from tests.imaging import samples
from tests.support.browser import Browser
from tests.support.room import Room

NEW_FILE = samples.save(samples.photograph(200, 300, 901), "JPEG", quality=90)


def versions_page(image_id: int) -> str:
    return f"/redaktion/bilder/{image_id}/versioner"


def send_version(
    person: Browser,
    image_id: int,
    data: bytes | None = NEW_FILE,
    name: str = "ny.jpg",
    **more: object,
):
    form = version_form(person, image_id) | more
    if data is not None:
        form["file"] = (io.BytesIO(data), name)
    return person.client.post(
        versions_page(image_id), data=form, content_type="multipart/form-data"
    )


def version_form(person: Browser, image_id: int) -> dict[str, object]:
    text = person.get(versions_page(image_id)).text
    version = re.search(r'name="version" value="(\d+)"', text)
    return {
        "csrf_token": person.token(versions_page(image_id)),
        "version": version[1] if version else "",
    }


def add_watchers(room: Room, image_id: int, *people: tuple[str, str]) -> None:
    def work(session, now):
        for email, language in people:
            session.add(
                Watcher(
                    image_id=image_id,
                    email=email,
                    language=language,
                    created_at=now,
                    confirmed_at=now,
                )
            )

    room.change(work)
