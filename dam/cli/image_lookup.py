"""The image that a command names: by its number, shown or plain."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dam.catalogue import find_image
from dam.database.models import Image
from dam.errors import BadInput
from dam.text.read import read_image_id


def find_image_by_ref(
    session: Session, text: str, *, held: bool = False, binned: bool = False
) -> Image:
    image_id = read_image_id(text)
    if image_id is None:
        raise BadInput("{text} är inget bild-id. Skriv till exempel 2041 eller IN-2041.", text=text)
    return find_image(session, image_id, held=held, binned=binned)
