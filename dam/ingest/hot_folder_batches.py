"""The batches of the watched folder: nobody's own, so every editor finds them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from dam.database.models import Image, UploadBatch
from dam.ingest import batch

QUIET = timedelta(minutes=30)
"""Files that come with less than this between them are one batch."""
MOST_FILES = 500


@dataclass(frozen=True, slots=True)
class Came:
    """What a batch brought: ``images`` are here, ``drafts`` of them are not published, ``refused``
    files are not here, and the bytes of ``binned`` ones lay in the bin and still do.
    """

    token: str
    folder: str
    images: int
    drafts: int
    refused: int
    binned: int
    at: datetime

    @property
    def asks(self) -> bool:
        """Whether somebody has something left to do with it."""
        return bool(self.drafts or self.refused or self.binned)


def hold(session: Session, folder: str, *, now: datetime) -> UploadBatch:
    """Return the batch, locked, that files of a folder go to: the last one, as long as they keep
    coming and it has room, else a new one.
    """
    last = _all().where(UploadBatch.folder == folder, UploadBatch.touched_at > now - QUIET)
    found = session.scalar(last.limit(1).with_for_update())
    if found is not None and len(batch.lines(session, found)) < MOST_FILES:
        found.touched_at = now
        return found
    token = secrets.token_urlsafe(16)
    new = UploadBatch(user_id=None, folder=folder, token=token, common={}, touched_at=now)
    session.add(new)
    session.flush()
    return new


def find(session: Session, token: str, *, held: bool = False) -> UploadBatch | None:
    """Return the batch of this token, locked if ``held``."""
    found = _all().where(UploadBatch.token == token)
    return session.scalar(found.with_for_update() if held else found)


def lately(session: Session, most: int = 10) -> list[Came]:
    """Return what the newest batches brought, the latest first."""
    return [_came(session, one) for one in session.scalars(_all().limit(most))]


def _all() -> Select[UploadBatch]:
    nobodys = select(UploadBatch).where(UploadBatch.user_id.is_(None))
    return nobodys.order_by(UploadBatch.touched_at.desc(), UploadBatch.id.desc())


def _came(session: Session, together: UploadBatch) -> Came:
    taken = [line.taken for line in batch.lines(session, together) if line.taken]
    ids = {one.image_id for one in taken if one.image_id is not None}
    again = {one.image_id for one in taken if one.duplicate}
    binned = select(func.count()).where(Image.id.in_(again), Image.binned_at.is_not(None))
    drafts = select(func.count()).where(
        Image.id.in_(ids), Image.state == "draft", Image.binned_at.is_(None)
    )
    return Came(
        token=together.token,
        folder=together.folder or "",
        images=len(ids),
        drafts=session.scalar(drafts) or 0,
        refused=sum(one.image_id is None for one in taken),
        binned=session.scalar(binned) or 0,
        at=together.touched_at,
    )
