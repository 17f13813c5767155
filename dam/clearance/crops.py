"""Crops that an image should have and has, and the note that some are left to make.

A crop counts only while it is cut as focal point and drawn frames say now; the worker makes the
others. Called by clearance, ingest, delivery and the staff pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from dam.database import jobs
from dam.database.models import Image, Rendition, TermsVersion
from dam.imaging.crop import Box, CropFrame, CropSettings, FocalPoint
from dam.rights.image_states import ImageState, ProcessingState
from dam.rights.terms import Purpose, TermsClass, largest_without_grant

DUE: dict[str, Any] = {
    "crops_due": True,
    "crops_tries": 0,
    "crops_lease": None,
    "crops_error": None,
}
"""What the row of an image says whose crops are to be made."""


def read_framing(image: Image) -> CropSettings:
    """Return how the image's crops lie."""
    drawn = {name: CropFrame(*numbers) for name, numbers in image.drawn_crops.items()}
    return CropSettings(FocalPoint(image.focal_x, image.focal_y), drawn)


def compute_crop_boxes(image: Image) -> dict[str, Box]:
    """Return the part of the upright picture that each crop shows now, by name."""
    file = image.file
    return read_framing(image).boxes((file.width, file.height)) if file else {}


def is_current(image: Image, size: Rendition) -> bool:
    """Whether a stored size shows what it should: a crop may have been cut otherwise."""
    return size.box is None or compute_crop_boxes(image)[size_name(size)] == tuple(size.box)


def size_name(size: Rendition) -> str:
    return size.spec.split(".", 1)[0]


def allows_public_crops(version: TermsVersion | None) -> bool:
    """Whether everybody may have crops of an image under these terms."""
    if version is None:
        return False
    most = largest_without_grant(TermsClass(version.category), crop_allowed=version.crop_allowed)
    return most is Purpose.CROP


def list_missing_crops(image: Image) -> dict[str, Box]:
    """Return the crops that a published image should have by its terms, and has not yet."""
    if (
        image.state != ImageState.PUBLISHED
        or image.processing != ProcessingState.READY
        or not allows_public_crops(image.terms_version)
    ):
        return {}
    stored = image.file.renditions if image.file else []
    made = {size_name(rendition): tuple(rendition.box) for rendition in stored if rendition.box}
    return {name: box for name, box in compute_crop_boxes(image).items() if made.get(name) != box}


def queue_missing_crops(session: Session, image: Image) -> None:
    """Note that the image's crops are to be made, if some are missing."""
    if list_missing_crops(image):
        for name, value in DUE.items():
            setattr(image, name, value)
        jobs.after_commit(session, "crops", image.id)


def ask_each(session: Session, image_ids: Sequence[int], version: TermsVersion) -> None:
    """The same for many images that have come under other terms; the sweep finds them."""
    if allows_public_crops(version):
        session.execute(
            update(Image)
            .where(Image.id.in_(image_ids), Image.state == ImageState.PUBLISHED)
            .values(DUE)
            .execution_options(synchronize_session=False)
        )
