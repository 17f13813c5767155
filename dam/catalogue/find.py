"""Finding images for staff: one, some, or a list, of those that a person may work with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from dam.database.locks import ensure_unchanged
from dam.database.models import Collection, CollectionImage, Image, User
from dam.database.models.eager_loading import EDITED
from dam.database.row_states import Role
from dam.errors import NotFound
from dam.rights.image_states import ImageState

CHANGED = "Någon annan har ändrat bilden sedan du öppnade den."


class InBin(NotFound):
    """The image lies in the bin, where nothing is done with it until it is brought back."""

    def __init__(self, image: Image) -> None:
        super().__init__("Bilden IN-{id} ligger i papperskorgen.", id=image.id)
        self.image_id = image.id


def find_image(
    session: Session, image_id: int, *, held: bool = False, binned: bool = False
) -> Image:
    """Return the image whatever its state; NotFound, InBin unless ``binned`` asks for what lies
    there too. For staff and commands only.

    ``held`` locks it, and reads it as it stands once it is locked.
    """
    lock: dict[str, Any] = {"of": Image}
    image = session.get(
        Image, image_id, populate_existing=held, with_for_update=lock if held else None
    )
    if image is None or image.state == ImageState.ERASED:
        raise NotFound("Det finns ingen bild IN-{id}.", id=image_id)
    if image.binned_at is not None and not binned:
        raise InBin(image)
    return image


def find_for(
    session: Session, image_id: int, user: User, *, held: bool = False, binned: bool = False
) -> Image:
    """Return an image that this person may work with; InBin as `find_image`."""
    image = find_image(session, image_id, held=held, binned=True)
    if user.role == Role.UPLOADER and user.id not in {image.created_by, image.assigned_to}:
        raise NotFound("Det finns ingen bild IN-{id}.", id=image_id)
    if image.binned_at is not None and not binned:
        raise InBin(image)
    return image


def find_each(
    session: Session, image_ids: Sequence[int], user: User, *, binned: bool = False
) -> list[Image]:
    """Return those of the images that this person may work with, in the order of the ids."""
    where = Image.binned_at.is_not(None) if binned else Image.binned_at.is_(None)
    chosen = select(Image).where(
        Image.id.in_(image_ids), Image.state != ImageState.ERASED, _open_to(user)
    )
    chosen = chosen.where(where)
    chosen = chosen.options(*EDITED)
    found = {image.id: image for image in session.scalars(chosen)}
    return [found[image_id] for image_id in image_ids if image_id in found]


def list_binned_image_ids(session: Session, image_ids: Sequence[int]) -> set[int]:
    """Return those of the images that lie in the bin, whoever may bring them back."""
    binned = select(Image.id).where(Image.id.in_(image_ids), Image.binned_at.is_not(None))
    return set(session.scalars(binned.where(Image.state != ImageState.ERASED)))


def lock_image(
    session: Session, image_id: int, user: User, *, version: int | None = None, binned: bool = False
) -> Image:
    """Lock an image this person may work with, as it stands; Conflict where ``version`` is old."""
    image = find_for(session, image_id, user, held=True, binned=binned)
    check_version(image, version)
    return image


def check_version(image: Image, version: int | None) -> None:
    """Raise Conflict where somebody has saved since ``version`` was shown."""
    if version is not None:
        ensure_unchanged(version, image.version, CHANGED, "image", image.id)


def list_images(
    session: Session,
    *,
    state: str | None = None,
    condition: ColumnElement[bool] | None = None,
    collection: str | None = None,
    user: User | None = None,
    responsible: int | None = None,
    before: int | None = None,
    most: int = 50,
) -> Sequence[Image]:
    """Return images, newest first; an uploader gets only their own, ``before`` pages by id.

    ``condition`` is what is searched for (`dam.search.staff_search`).
    """
    chosen = select(Image).where(Image.state != ImageState.ERASED, Image.binned_at.is_(None))
    chosen = chosen.order_by(Image.id.desc()).limit(most).options(*EDITED)
    if state is not None:
        chosen = chosen.where(Image.state == state)
    if condition is not None:
        chosen = chosen.where(condition)
    if collection is not None:
        inside = select(CollectionImage.image_id).join(Collection)
        chosen = chosen.where(Image.id.in_(inside.where(Collection.slug == collection)))
    if user is not None:
        chosen = chosen.where(_open_to(user))
    if responsible is not None:
        chosen = chosen.where(Image.assigned_to == responsible)
    if before is not None:
        chosen = chosen.where(Image.id < before)
    return session.scalars(chosen).all()


def count_images_by_state(session: Session, user: User | None = None) -> dict[str, int]:
    """Return how many images each state has, of those this person may work with."""
    conditions = Image.state != ImageState.ERASED, Image.binned_at.is_(None)
    chosen = select(Image.state, func.count()).where(*conditions)
    if user is not None:
        chosen = chosen.where(_open_to(user))
    return {
        str(state): int(count) for state, count in session.execute(chosen.group_by(Image.state))
    }


def _open_to(user: User) -> ColumnElement[bool]:
    """`find_for` as a condition."""
    if user.role != Role.UPLOADER:
        return true()
    return or_(Image.created_by == user.id, Image.assigned_to == user.id)
