"""The batches of the watched folder: nobody's own, so every editor finds them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from dam.database.models import Image, UploadBatch
from dam.ingest import batch
from dam.rights.image_states import ImageState

QUIET = timedelta(minutes=30)
"""Files that come with less than this between them are one batch."""
MOST_FILES = 500


@dataclass(frozen=True, slots=True)
class HotFolderSummary:
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


def lock_hot_folder_batch(session: Session, folder: str, *, now: datetime) -> UploadBatch:
    """Return a folder's batch, locked: the last while files keep coming and fit, or a new one."""
    last = _select_hot_folder_batches().where(
        UploadBatch.folder == folder, UploadBatch.touched_at > now - QUIET
    )
    current = session.scalar(last.limit(1).with_for_update())
    if current is not None and len(batch.list_batch_files(session, current)) < MOST_FILES:
        current.touched_at = now
        return current
    token = secrets.token_urlsafe(16)
    new = UploadBatch(user_id=None, folder=folder, token=token, common={}, touched_at=now)
    session.add(new)
    session.flush()
    return new


def find_hot_folder_batch(
    session: Session, token: str, *, held: bool = False
) -> UploadBatch | None:
    """Return the batch of this token, locked if ``held``."""
    query = _select_hot_folder_batches().where(UploadBatch.token == token)
    return session.scalar(query.with_for_update() if held else query)


def list_recent_batches(session: Session, limit: int = 10) -> list[HotFolderSummary]:
    """Return what the newest batches brought, the latest first."""
    return [
        _summarise_batch(session, upload_batch)
        for upload_batch in session.scalars(_select_hot_folder_batches().limit(limit))
    ]


def _select_hot_folder_batches() -> Select[UploadBatch]:
    nobodys = select(UploadBatch).where(UploadBatch.user_id.is_(None))
    return nobodys.order_by(UploadBatch.touched_at.desc(), UploadBatch.id.desc())


def _summarise_batch(session: Session, upload_batch: UploadBatch) -> HotFolderSummary:
    results = [line.taken for line in batch.list_batch_files(session, upload_batch) if line.taken]
    ids = {result.image_id for result in results if result.image_id is not None}
    again = {result.image_id for result in results if result.duplicate}
    binned = select(func.count()).where(Image.id.in_(again), Image.binned_at.is_not(None))
    drafts = select(func.count()).where(
        Image.id.in_(ids), Image.state == ImageState.DRAFT, Image.binned_at.is_(None)
    )
    return HotFolderSummary(
        token=upload_batch.token,
        folder=upload_batch.folder or "",
        images=len(ids),
        drafts=session.scalar(drafts) or 0,
        refused=sum(result.image_id is None for result in results),
        binned=session.scalar(binned) or 0,
        at=upload_batch.touched_at,
    )
