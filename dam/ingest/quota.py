"""How much of one person's may be on its way at once: what was announced and is not in yet."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dam.database.models import Upload, UploadBatch, User
from dam.errors import Refused


class OverQuota(Refused):
    """More would be on its way than one person may send at once."""

    kind = "over_quota"

    def __init__(self, quota: int) -> None:
        super().__init__(
            "Du har för mycket på väg in samtidigt: högst {most} GB går åt gången. Vänta tills "
            "dina andra filer är inne, eller ta bort dem som inte ska komma.",
            most=f"{quota / 1e9:.3g}".replace(".", ","),
        )


def get_remaining_quota(session: Session, user_id: int, quota: int) -> int:
    """Return how many bytes more a person may announce, locked until the transaction ends."""
    session.execute(select(User.id).where(User.id == user_id).with_for_update())
    return quota - _sum_incoming_bytes(session, user_id)


def ensure_within_quota(session: Session, user_id: int, size: int, quota: int) -> None:
    """Raise OverQuota where a file that comes at once would be too much beside what is coming."""
    if _sum_incoming_bytes(session, user_id) + size > quota:
        raise OverQuota(quota)


def _sum_incoming_bytes(session: Session, user_id: int) -> int:
    total = (
        select(func.coalesce(func.sum(Upload.size), 0))
        .join(UploadBatch)
        .where(UploadBatch.user_id == user_id, Upload.sha256.is_(None))
    )
    return int(session.scalar(total) or 0)
