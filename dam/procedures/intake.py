"""Take a received file into the catalogue, with the words that its batch has in common."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dam import catalogue, clearance
from dam.errors import BadInput
from dam.ingest import accept, batch
from dam.ingest.accept import Received
from dam.ingest.batch import Taken
from dam.models import Image
from storage_adapters.contract import Storage


@dataclass(frozen=True, slots=True)
class Common:
    """What is said of every file of a batch; empty leaves what the file says of itself."""

    creators: tuple[str, ...] = ()
    place: str = ""
    date_text: str = ""
    terms: str = ""


def take_in(
    session: Session,
    received: Received,
    common: Common,
    *,
    token: str,
    place: int,
    storage: Storage,
    by: int | None,
    now: datetime,
) -> Taken:
    """Register the file and keep the answer; the same bytes in the same batch are answered alike.

    Nothing is said of an image that was here before.
    """
    before = batch.earlier(session, token, received.name, received.sha256)
    if before is not None:
        return before
    accepted = accept.register(session, received, storage=storage, by=by, now=now)
    sentence = ""
    if not accepted.duplicate:
        image = catalogue.find_image(session, accepted.image_id)
        sentence = _say(session, image, common, by=by, now=now)
    taken = Taken(received.name, place, accepted.image_id, accepted.duplicate, sentence)
    batch.remember(session, token, taken, received.sha256, now=now)
    return taken


def _say(session: Session, image: Image, common: Common, *, by: int | None, now: datetime) -> str:
    """Describe the draft with the common words; returns a sentence about those of no use."""
    given: dict[str, Any] = {
        name: value
        for name in ("creators", "place", "date_text")
        if (value := getattr(common, name))
    }
    wrong: dict[str, str] = {}
    try:
        _describe(session, image, given, by=by, now=now)
    except BadInput as error:
        wrong |= error.fields
        usable = {name: value for name, value in given.items() if name not in wrong}
        _describe(session, image, usable, by=by, now=now)
    try:
        clearance.set_terms(session, image, common.terms or None, by=by, now=now)
    except BadInput as error:
        wrong |= error.fields
    return " ".join(wrong.values())


def _describe(
    session: Session, image: Image, given: dict[str, Any], *, by: int | None, now: datetime
) -> None:
    described = replace(catalogue.describe_now(image), **given)
    catalogue.describe(session, image, described, by=by, now=now)
