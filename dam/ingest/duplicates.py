"""Duplicates: find images whose picture is the same or nearly, whatever their metadata.

Looked for in the transaction that writes an image's sizes; remembered until somebody has decided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, false, or_, select
from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.locks import Turn, wait_for_turn
from dam.database.models import DhashBand, Duplicate, Image, ImageFile
from dam.errors import NotFound
from dam.imaging import perceptual_hash

MOST_NOTED, MOST_NEAR = 5, 200


@dataclass(frozen=True, slots=True)
class Lookalike:
    """An image that looks as a file does; ``distance`` is in bits of the dHash."""

    image_id: int
    distance: int
    same_pixels: bool


def index_hash_bands(session: Session, file: ImageFile) -> None:
    """Index the quarters of the file's hash, by which near hashes are found."""
    session.execute(delete(DhashBand).where(DhashBand.file_id == file.id))
    if file.dhash:
        session.add_all(
            DhashBand(band=part, file_id=file.id, dhash=file.dhash)
            for part in perceptual_hash.split_hash(file.dhash)
        )
        session.flush()


def find_lookalikes(session: Session, file: ImageFile) -> list[Lookalike]:
    """Return the other images that look now as a file does, the most alike first."""
    if file.dhash is None:
        return []
    same = ImageFile.pixels == file.pixels if file.pixels else false()
    candidates = session.execute(
        select(Image.id, ImageFile.dhash, ImageFile.pixels)
        .join(ImageFile, ImageFile.image_id == Image.id)
        .where(
            or_(ImageFile.id.in_(_find_near_files(session, file.dhash)), same),
            Image.current_file_id == ImageFile.id,
            Image.id != file.image_id,
            Image.binned_at.is_(None),
        )
    )
    lookalikes = [
        Lookalike(
            image_id,
            perceptual_hash.count_differing_bits(file.dhash, dhash),
            file.pixels == pixels is not None,
        )
        for image_id, dhash, pixels in candidates
        if dhash
    ]
    return sorted(lookalikes, key=lambda near: (not near.same_pixels, near.distance, near.image_id))


def _find_near_files(session: Session, dhash: str) -> list[int]:
    """Return the files whose hashes are near one, those nearest."""
    shares_a_band = DhashBand.band.in_(perceptual_hash.list_near_parts(dhash))
    shared = session.execute(
        select(DhashBand.file_id, DhashBand.dhash).where(shares_a_band).distinct()
    )
    measured = (
        (perceptual_hash.count_differing_bits(dhash, other_hash), file_id)
        for file_id, other_hash in shared
    )
    near = sorted(
        (distance, file_id) for distance, file_id in measured if distance <= perceptual_hash.MOST
    )
    return [file_id for _, file_id in near[:MOST_NEAR]]


def record_duplicates(session: Session, image: Image) -> None:
    """Store which images look like this one; pairs that staff decided to keep are left out."""
    if image.file is None or image.file.dhash is None:
        return
    # Two that come at the same time: the second finds the first.
    wait_for_turn(session, Turn.STORED_ORIGINALS)
    undecided = Duplicate.kept_at.is_(None)
    session.execute(delete(Duplicate).where(Duplicate.image_id == image.id, undecided))
    compared_ids = _list_compared_ids(session, image.id)
    session.add_all(
        Duplicate(
            image_id=image.id,
            other_id=lookalike.image_id,
            distance=lookalike.distance,
            same_pixels=lookalike.same_pixels,
        )
        for lookalike in find_lookalikes(session, image.file)[:MOST_NOTED]
        if lookalike.image_id not in compared_ids
    )
    session.flush()


def list_undecided_duplicates(session: Session, image_ids: Sequence[int]) -> list[Duplicate]:
    """Return the undecided duplicates of some images, the most alike first."""
    return list(
        session.scalars(
            select(Duplicate)
            .join(Image, Image.id == Duplicate.other_id)
            .where(
                Duplicate.image_id.in_(image_ids),
                Duplicate.kept_at.is_(None),
                Image.binned_at.is_(None),
            )
            .order_by(Duplicate.same_pixels.desc(), Duplicate.distance, Duplicate.other_id)
        )
    )


def keep_both(
    session: Session, image: Image, other_id: int, *, by: int | None, now: datetime
) -> None:
    """Decide that both images of a pair stay; NotFound for no such pair."""
    duplicate = session.get(Duplicate, (image.id, other_id))
    if duplicate is None:
        raise NotFound
    if duplicate.kept_at is None:
        duplicate.kept_at, duplicate.kept_by = now, by
        detail = {"other": other_id}
        audit.record_event(
            session, AuditAction.KEEP_BOTH, "image", image.id, by=by, now=now, detail=detail
        )


def _list_compared_ids(session: Session, image_id: int) -> set[int]:
    """Return the images that are asked about together with this one, or were."""
    pairs = session.execute(
        select(Duplicate.image_id, Duplicate.other_id).where(
            or_(Duplicate.image_id == image_id, Duplicate.other_id == image_id)
        )
    )
    return {compared_id for pair in pairs for compared_id in pair}
