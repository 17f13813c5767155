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
from dam.links.staff_paths import IMAGES
from dam.web.context import reading_session, request_moment
from dam.web.sign_in import signed_in_user


@dataclass(frozen=True, slots=True)
class LookalikeNotice:
    """A question that waits for an answer, and where it is asked."""

    words: str
    url: str


def find_lookalike_notices(image_ids: Sequence[int]) -> dict[int, LookalikeNotice]:
    """Return what to say of each of some images that looks like another, by its id."""
    notices: dict[int, LookalikeNotice] = {}
    for duplicate in list_undecided_lookalikes(image_ids):
        url = f"{IMAGES}/{duplicate.image_id}/dubbletter"
        notices.setdefault(duplicate.image_id, LookalikeNotice(describe_lookalike(duplicate), url))
    return notices


def list_undecided_lookalikes(image_ids: Sequence[int]) -> list[Duplicate]:
    """Return what is not decided of some images and others that this person may see."""
    undecided = duplicates.list_undecided_duplicates(reading_session(), image_ids)
    other_ids = [duplicate.other_id for duplicate in undecided]
    visible_ids = {
        image.id for image in catalogue.find_each(reading_session(), other_ids, signed_in_user())
    }
    visible_ids |= {
        image.id for image, _ in gate.only_listed(reading_session(), other_ids, request_moment())
    }
    return [duplicate for duplicate in undecided if duplicate.other_id in visible_ids]


def describe_lookalike(duplicate: Duplicate) -> str:
    other_ref = image_ref(duplicate.other_id)
    sentence: str = (
        gettext("Samma bild som %(other)s, med andra uppgifter i filen", other=other_ref)
        if duplicate.same_pixels
        else gettext("Liknar %(other)s", other=other_ref)
    )
    return sentence
