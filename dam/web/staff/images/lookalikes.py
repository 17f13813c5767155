"""What staff are told of images that look alike, as words with a way to the page of both.

Only of what they may see: their own images and colleagues' for editors, what is public for all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from dam import catalogue
from dam.clearance import gate
from dam.database.models import Duplicate
from dam.ingest import duplicates
from dam.links.refs import image_ref
from dam.web.context import now, reading
from dam.web.sign_in import who


@dataclass(frozen=True, slots=True)
class Told:
    """A question that waits for an answer, and where it is asked."""

    words: str
    url: str


def told(image_ids: Sequence[int]) -> dict[int, Told]:
    """Return what to say of each of some images that looks like another, by its id."""
    found: dict[int, Told] = {}
    for one in questions(image_ids):
        url = f"/redaktion/bilder/{one.image_id}/dubbletter"
        found.setdefault(one.image_id, Told(words(one), url))
    return found


def questions(image_ids: Sequence[int]) -> list[Duplicate]:
    """Return what is not decided of some images and others that this person may see."""
    asked = duplicates.open_questions(reading(), image_ids)
    others = [one.other_id for one in asked]
    seen = {image.id for image in catalogue.find_each(reading(), others, who())}
    seen |= {image.id for image, _ in gate.listed(reading(), others, now())}
    return [one for one in asked if one.other_id in seen]


def words(one: Duplicate) -> str:
    other = image_ref(one.other_id)
    said: str = (
        gettext("Samma bild som %(other)s, med andra uppgifter i filen", other=other)
        if one.same_pixels
        else gettext("Liknar %(other)s", other=other)
    )
    return said
