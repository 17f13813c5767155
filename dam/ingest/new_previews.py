"""Previews of a size that is newer than an image: which images lack some, and their rows.

The worker notes them when it starts and makes them with the crops (`dam.ingest.crops`); until then
pages show the sizes that there are.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, func, select, update
from sqlalchemy.orm import Session

from dam.clearance.crops import DUE
from dam.database.models import Image, ImageFile, Rendition
from dam.ingest.stored_files import StoredSize, build_rendition_row
from dam.rights.image_states import ProcessingState
from dam.rights.sizes import PREVIEWS


def list_images_without(session: Session) -> list[int]:
    """Return the images that lack a preview; not those of which no more could be made."""
    webp = [f"{name}.webp" for name in PREVIEWS]
    stored = (
        select(func.count())
        .where(Rendition.file_id == Image.current_file_id, Rendition.spec.in_(webp))
        .scalar_subquery()
    )
    due = and_(
        Image.processing == ProcessingState.READY, ~Image.crops_due, Image.crops_error.is_(None)
    )
    lacking = select(Image.id).where(due, Image.current_file_id.is_not(None), stored < len(webp))
    return list(session.scalars(lacking.order_by(Image.id)))


def queue_previews(session: Session, image_ids: Sequence[int]) -> None:
    """Note that the images' previews are to be made; the sweep finds them."""
    session.execute(update(Image).where(Image.id.in_(image_ids)).values(DUE))


def list_missing_previews(image: Image) -> frozenset[str]:
    """Return the names of the previews that a ready image lacks."""
    if image.processing != ProcessingState.READY or image.file is None:
        return frozenset()
    return frozenset(PREVIEWS) - {
        rendition.spec.split(".")[0] for rendition in image.file.renditions
    }


def add_previews(file: ImageFile, stored: Sequence[StoredSize]) -> None:
    """Write the rows of previews that the file still lacks; the objects of others are strays."""
    known = {rendition.spec for rendition in file.renditions}
    file.renditions += [build_rendition_row(size) for size in stored if size.spec not in known]
