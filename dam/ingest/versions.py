"""The files that an image has had, and the one that comes: the current one stays until its sizes
stand.

`claim_replacement`, `store_replacement` and `fail_replacement` stand in the worker's transactions;
`renditions.make_and_store_renditions` runs between them without one. A row in
`pending_replacement` is the truth: a job that runs twice finds it gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from dam.database import audit, jobs
from dam.database.audit_actions import AuditAction
from dam.database.locks import Turn, wait_for_turn
from dam.database.models import Image, ImageFile, PendingReplacement
from dam.errors import Conflict, NotFound, Refused
from dam.imaging.inspect import PictureFacts
from dam.ingest import accept, renditions
from dam.ingest.accept import ReceivedFile
from dam.ingest.renditions import LEASE, MOST_TRIES, ClaimedFile, MadeRenditions
from storage_adapters.contract import Storage


class FileOfOtherImage(Refused):
    """The bytes are those of another image, ``image_id``."""

    def __init__(self, image_id: int) -> None:
        super().__init__("Filen finns redan som IN-{id} och kan inte bli två bilder.", id=image_id)
        self.image_id = image_id


def list_file_versions(session: Session, image_id: int) -> Sequence[ImageFile]:
    """Return the files of an image, the newest version first."""
    chosen = select(ImageFile).where(ImageFile.image_id == image_id)
    return session.scalars(chosen.order_by(ImageFile.n.desc())).all()


def get_file_version(session: Session, image: Image, n: int) -> ImageFile:
    """Return a version of the image's file; NotFound."""
    chosen = select(ImageFile).where(ImageFile.image_id == image.id, ImageFile.n == n)
    file = session.scalar(chosen)
    if file is None:
        raise NotFound
    return file


def get_pending_replacement(session: Session, image_id: int) -> PendingReplacement | None:
    """Return the file that is to replace the current one; None where there is none."""
    return session.get(PendingReplacement, image_id, populate_existing=True)


def next_version_number(session: Session, image_id: int) -> int:
    """Return what the next version of an image's file is called."""
    newest = select(func.max(ImageFile.n)).where(ImageFile.image_id == image_id)
    return (session.scalar(newest) or 0) + 1


def add_file_version(
    session: Session,
    image: Image,
    received: ReceivedFile,
    *,
    storage: Storage,
    by: int | None,
    now: datetime,
) -> ImageFile:
    """Add a received file as the next version of a locked image, or return the version with the
    same bytes. Raises FileOfOtherImage, and Refused where they are those of the current one.
    """
    wait_for_turn(session, Turn.STORED_ORIGINALS)
    existing = session.scalar(select(ImageFile).where(ImageFile.sha256 == received.sha256))
    if existing is not None and existing.image_id != image.id:
        raise FileOfOtherImage(existing.image_id)
    if existing is not None and existing.id == image.current_file_id:
        raise Refused("Det är samma fil som bilden redan har.")
    if existing is not None:
        return existing
    accept.ensure_stored(received, storage)
    file = accept.new_file(
        received, image.id, next_version_number(session, image.id), by=by, now=now
    )
    session.add(file)
    session.flush()
    detail = {"n": file.n, "sha256": file.sha256}
    audit.record_event(
        session, AuditAction.UPLOAD_VERSION, "image", image.id, by=by, now=now, detail=detail
    )
    return file


def queue_replacement(
    session: Session,
    image: Image,
    file: ImageFile,
    *,
    note: str = "",
    by: int | None,
    now: datetime,
) -> None:
    """Queue the making of a file's sizes, to replace the current file of a locked image.

    Raises Conflict while another is on its way; one that nothing came of gives way.
    """
    ensure_none_pending(session, image)
    failed = get_pending_replacement(session, image.id)
    if failed is not None and failed.file_id == file.id:
        session.delete(failed)
        session.flush()
    elif failed is not None:
        cancel_replacement(session, image, by=by, now=now)
    session.add(
        PendingReplacement(image_id=image.id, file_id=file.id, note=note, asked_by=by, asked_at=now)
    )
    jobs.after_commit(session, "version", file.id)
    detail = {"n": file.n}
    audit.record_event(
        session, AuditAction.ASK_VERSION, "image", image.id, by=by, now=now, detail=detail
    )
    session.flush()


def ensure_none_pending(session: Session, image: Image) -> None:
    """Raise Conflict while a replacement of the image is pending."""
    pending = get_pending_replacement(session, image.id)
    if pending is not None and pending.error is None:
        raise Conflict("En annan fil är redan på väg. Vänta tills den är klar, eller avbryt den.")


def cancel_replacement(session: Session, image: Image, *, by: int | None, now: datetime) -> None:
    """Cancel a pending replacement; a new file without sizes is deleted and swept as an orphan."""
    pending = get_pending_replacement(session, image.id)
    if pending is None:
        return
    file, current = pending.file, image.file
    session.delete(pending)
    session.flush()
    if file.plan is None and (current is None or file.n > current.n):
        session.delete(file)
    detail = {"n": file.n}
    audit.record_event(
        session, AuditAction.DROP_VERSION, "image", image.id, by=by, now=now, detail=detail
    )
    session.flush()


def claim_replacement(session: Session, file_id: int, now: datetime) -> ClaimedFile | None:
    """Take the job for `LEASE`; None where it is done, given up, or in other hands."""
    row = session.execute(
        update(PendingReplacement)
        .where(
            PendingReplacement.file_id == file_id,
            PendingReplacement.error.is_(None),
            or_(PendingReplacement.lease.is_(None), PendingReplacement.lease < now),
        )
        .values(lease=now + LEASE, tries=PendingReplacement.tries + 1)
        .returning(PendingReplacement.tries)
    ).one_or_none()
    if row is None:
        return None
    if row.tries > MOST_TRIES:
        fail_replacement(
            session, file_id, "Den nya filen gick inte att bearbeta på tre försök.", now=now
        )
        return None
    file = session.get_one(ImageFile, file_id)
    return ClaimedFile(
        file.image_id, file.id, file.key, file.sha256, PictureFacts.from_json(file.facts)
    )


def renew_replacement_claim(session: Session, file_id: int, now: datetime) -> None:
    """Hold on to a job that takes long."""
    session.execute(
        update(PendingReplacement)
        .where(PendingReplacement.file_id == file_id)
        .values(lease=now + LEASE)
    )


def store_replacement(
    session: Session, claimed: ClaimedFile, made: MadeRenditions
) -> tuple[Image, PendingReplacement] | None:
    """Write what was made, and return the held image with the row of what was asked for.

    None where it was dropped meanwhile, or another worker was first: its objects are strays.
    """
    image = session.get(
        Image, claimed.image_id, populate_existing=True, with_for_update={"of": Image}
    )
    pending = get_pending_replacement(session, claimed.image_id)
    if image is None or pending is None or pending.error or not claimed.is_of(pending.file):
        return None
    renditions.write_rendition_rows(session, pending.file, made)
    return image, pending


def fail_replacement(session: Session, file_id: int, why: str, *, now: datetime) -> None:
    """Give a replacement up with a reason that staff see; the current file stays."""
    pending = session.scalar(
        select(PendingReplacement)
        .where(PendingReplacement.file_id == file_id)
        .execution_options(populate_existing=True)
    )
    if pending is None:
        return
    pending.lease, pending.error = None, why
    detail = {"n": pending.file.n, "why": why}
    audit.record_event(
        session,
        AuditAction.VERSION_FAILED,
        "image",
        pending.image_id,
        by=None,
        now=now,
        detail=detail,
    )
    session.flush()
