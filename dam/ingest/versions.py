"""The files that an image has had, and the one that comes: the current one stays until its sizes
stand.

`claim`, `keep` and `fail` stand in the worker's transactions; `renditions.make` runs between them
without one. A row in `coming_file` is the truth: a job that runs twice finds it gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from dam.database import audit, jobs
from dam.database.models import ComingFile, Image, ImageFile
from dam.errors import Conflict, NotFound, Refused
from dam.imaging.inspect import Facts
from dam.ingest import accept, renditions
from dam.ingest.accept import Received
from dam.ingest.renditions import LEASE, MOST_TRIES, Claimed, Made
from storage_adapters.contract import Storage


class OfAnother(Refused):
    """The bytes are those of another image, ``image_id``."""

    def __init__(self, image_id: int) -> None:
        super().__init__("Filen finns redan som IN-{id} och kan inte bli två bilder.", id=image_id)
        self.image_id = image_id


def of(session: Session, image_id: int) -> Sequence[ImageFile]:
    """Return the files of an image, the newest version first."""
    chosen = select(ImageFile).where(ImageFile.image_id == image_id)
    return session.scalars(chosen.order_by(ImageFile.n.desc())).all()


def find(session: Session, image: Image, n: int) -> ImageFile:
    """Return a version of the image's file; NotFound."""
    chosen = select(ImageFile).where(ImageFile.image_id == image.id, ImageFile.n == n)
    found = session.scalar(chosen)
    if found is None:
        raise NotFound
    return found


def coming(session: Session, image_id: int) -> ComingFile | None:
    """Return the file that is to replace the current one; None where there is none."""
    return session.get(ComingFile, image_id, populate_existing=True)


def next_number(session: Session, image_id: int) -> int:
    """Return what the next version of an image's file is called."""
    newest = select(func.max(ImageFile.n)).where(ImageFile.image_id == image_id)
    return (session.scalar(newest) or 0) + 1


def add(
    session: Session,
    image: Image,
    received: Received,
    *,
    storage: Storage,
    by: int | None,
    now: datetime,
) -> ImageFile:
    """Return a received file as the next version of a held image, or the version that has had its
    bytes before. Raises OfAnother, and Refused where they are those of the current one.
    """
    accept.lock_originals(session)
    known = session.scalar(select(ImageFile).where(ImageFile.sha256 == received.sha256))
    if known is not None and known.image_id != image.id:
        raise OfAnother(known.image_id)
    if known is not None and known.id == image.current_file_id:
        raise Refused("Det är samma fil som bilden redan har.")
    if known is not None:
        return known
    accept.ensure_stored(received, storage)
    file = accept.new_file(received, image.id, next_number(session, image.id), by=by, now=now)
    session.add(file)
    session.flush()
    detail = {"n": file.n, "sha256": file.sha256}
    audit.record(session, "upload version", "image", image.id, by=by, now=now, detail=detail)
    return file


def ask(
    session: Session,
    image: Image,
    file: ImageFile,
    *,
    note: str = "",
    by: int | None,
    now: datetime,
) -> None:
    """Have the sizes of a file of a held image made, to replace the current one with.

    Raises Conflict while another is on its way; one that nothing came of gives way.
    """
    ensure_none_comes(session, image)
    failed = coming(session, image.id)
    if failed is not None and failed.file_id == file.id:
        session.delete(failed)
        session.flush()
    elif failed is not None:
        drop(session, image, by=by, now=now)
    session.add(
        ComingFile(image_id=image.id, file_id=file.id, note=note, asked_by=by, asked_at=now)
    )
    jobs.after_commit(session, "version", file.id)
    detail = {"n": file.n}
    audit.record(session, "ask version", "image", image.id, by=by, now=now, detail=detail)
    session.flush()


def ensure_none_comes(session: Session, image: Image) -> None:
    """Raise Conflict while a file of the image is on its way."""
    row = coming(session, image.id)
    if row is not None and row.error is None:
        raise Conflict("En annan fil är redan på väg. Vänta tills den är klar, eller avbryt den.")


def drop(session: Session, image: Image, *, by: int | None, now: datetime) -> None:
    """Let the file that comes not come; a new one of which nothing was made is forgotten, and its
    bytes are swept as strays.
    """
    row = coming(session, image.id)
    if row is None:
        return
    file, current = row.file, image.file
    session.delete(row)
    session.flush()
    if file.plan is None and (current is None or file.n > current.n):
        session.delete(file)
    detail = {"n": file.n}
    audit.record(session, "drop version", "image", image.id, by=by, now=now, detail=detail)
    session.flush()


def claim(session: Session, file_id: int, now: datetime) -> Claimed | None:
    """Take the job for `LEASE`; None where it is done, given up, or in other hands."""
    taken = session.execute(
        update(ComingFile)
        .where(
            ComingFile.file_id == file_id,
            ComingFile.error.is_(None),
            or_(ComingFile.lease.is_(None), ComingFile.lease < now),
        )
        .values(lease=now + LEASE, tries=ComingFile.tries + 1)
        .returning(ComingFile.tries)
    ).one_or_none()
    if taken is None:
        return None
    if taken.tries > MOST_TRIES:
        fail(session, file_id, "Den nya filen gick inte att bearbeta på tre försök.", now=now)
        return None
    file = session.get_one(ImageFile, file_id)
    return Claimed(file.image_id, file.id, file.key, file.sha256, Facts.from_json(file.facts))


def renew(session: Session, file_id: int, now: datetime) -> None:
    """Hold on to a job that takes long."""
    session.execute(
        update(ComingFile).where(ComingFile.file_id == file_id).values(lease=now + LEASE)
    )


def keep(session: Session, claimed: Claimed, made: Made) -> tuple[Image, ComingFile] | None:
    """Write what was made, and return the held image with the row of what was asked for.

    None where it was dropped meanwhile, or another worker was first: its objects are strays.
    """
    image = session.get(
        Image, claimed.image_id, populate_existing=True, with_for_update={"of": Image}
    )
    row = coming(session, claimed.image_id)
    if image is None or row is None or row.error or not claimed.is_of(row.file):
        return None
    renditions.write(session, row.file, made)
    return image, row


def fail(session: Session, file_id: int, why: str, *, now: datetime) -> None:
    """Give the file up with a reason that staff see; the current one stays."""
    row = session.scalar(
        select(ComingFile)
        .where(ComingFile.file_id == file_id)
        .execution_options(populate_existing=True)
    )
    if row is None:
        return
    row.lease, row.error = None, why
    detail = {"n": row.file.n, "why": why}
    audit.record(session, "version failed", "image", row.image_id, by=None, now=now, detail=detail)
    session.flush()
