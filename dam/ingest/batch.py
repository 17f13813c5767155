"""Upload batches: the files that somebody sends together, and the result of each.

The same form sent again finds the same answers, and the batch's page reads them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import Select, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from dam.database.models import Idempotency, Upload, UploadBatch
from dam.ingest.multipart import get_upload_name


@dataclass(frozen=True, slots=True)
class UploadResult:
    """One file: its image, or None and the sentence that says why not.

    With an image ``sentence`` says what of the batch's common words could not be used. ``place`` is
    the file's place in the batch.
    """

    name: str
    place: int
    image_id: int | None
    duplicate: bool = False
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class BatchFile:
    """One file of a batch; ``taken`` is None while parts are on their way, in its ``upload``."""

    name: str
    size: int
    taken: UploadResult | None
    upload: str = ""


def lock_or_create_batch(
    session: Session, user_id: int, token: str, *, now: datetime
) -> UploadBatch:
    """Return a person's batch, locked; a new one where nothing has come under its token."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(UploadBatch).values(user_id=user_id, token=token, common={}, touched_at=now)
    session.execute(new.on_conflict_do_nothing(index_elements=["user_id", "token"]))
    return session.scalars(_select_batch(user_id, token).with_for_update()).one()


def find_batch(session: Session, user_id: int, token: str) -> UploadBatch | None:
    """Return a person's batch, None where nothing has come under its token."""
    return session.scalar(_select_batch(user_id, token))


def list_unfinished_batches(session: Session, user_id: int) -> list[UploadBatch]:
    """Return a person's batches in which files still wait for their parts, newest first."""
    waiting = select(Upload.batch_id).where(Upload.sha256.is_(None))
    batches = select(UploadBatch).where(UploadBatch.user_id == user_id, UploadBatch.id.in_(waiting))
    return list(session.scalars(batches.order_by(UploadBatch.touched_at.desc())))


def build_batch_key(batch: UploadBatch) -> str:
    """Return the key under which the results of a batch are stored."""
    return f"{batch.user_id or 0}:{batch.token}"


def list_batch_files(session: Session, batch: UploadBatch) -> list[BatchFile]:
    """Return the files of a batch in their order, those that came in one piece last."""
    results = _load_upload_results(session, build_batch_key(batch))
    uploads = [
        (upload, results.get(_build_upload_key(batch, upload) or "")) for upload in batch.uploads
    ]
    announced = [
        BatchFile(get_upload_name(upload), upload.size, result, upload.id)
        for upload, result in uploads
    ]
    listed_ids = {id(result) for _, result in uploads}
    # What was refused and is on its way again is still to be told.
    waiting = {line.name for line in announced if line.taken is None}
    in_one_piece = [
        BatchFile(result.name, 0, result)
        for result in results.values()
        if id(result) not in listed_ids and not (result.image_id is None and result.name in waiting)
    ]
    return announced + in_one_piece


def list_new_image_ids(session: Session, batch: UploadBatch) -> list[int]:
    """Return the images that the files of a batch became."""
    results = _load_upload_results(session, build_batch_key(batch)).values()
    return [
        result.image_id
        for result in results
        if result.image_id is not None and not result.duplicate
    ]


def get_upload_result(session: Session, upload: Upload) -> UploadResult | None:
    """Return what became of a file that came in parts."""
    row = session.get(Idempotency, _build_upload_key(upload.batch, upload) or "")
    return _read_upload_result(row) if row else None


def find_earlier_result(
    session: Session, batch: str, name: str, sha256: str
) -> UploadResult | None:
    """Return the earlier result for this file of the batch."""
    row = session.get(Idempotency, _build_result_key(batch, name, sha256))
    return _read_upload_result(row) if row else None


def store_upload_result(
    session: Session, batch: str, result: UploadResult, sha256: str | None, *, now: datetime
) -> None:
    """Store a result; a file that was refused first and then taken leaves one result."""
    refused = session.get(Idempotency, _build_result_key(batch, result.name))
    if refused is not None:
        session.delete(refused)
        session.flush()
    session.merge(
        Idempotency(
            once=_build_result_key(batch, result.name, sha256),
            answer=json.dumps(asdict(result), ensure_ascii=False),
            created_at=now,
        )
    )
    session.flush()


def forget_image_uploads(session: Session, image_id: int) -> None:
    """Remove what was answered about the files of an image, and what was said of its batch."""
    about = Idempotency.answer.contains(f'"image_id": {image_id},', autoescape=True)
    answered = Idempotency.once.startswith("upload:"), about
    tokens = {
        key.split(":")[2] for key in session.scalars(select(Idempotency.once).where(*answered))
    }
    session.execute(delete(Idempotency).where(*answered))
    with_image = select(Upload.batch_id).where(Upload.image_id == image_id)
    affected = UploadBatch.id.in_(with_image) | UploadBatch.token.in_(tokens)
    session.execute(
        update(UploadBatch).where(affected).values(common={}),
        execution_options={"synchronize_session": False},
    )
    session.execute(delete(Upload).where(Upload.image_id == image_id))


def redirect_upload_results(session: Session, image_id: int, other_id: int) -> None:
    """Answer about the files of an image that they are here as another."""
    about = Idempotency.answer.contains(f'"image_id": {image_id},', autoescape=True)
    for row in session.scalars(
        select(Idempotency).where(Idempotency.once.startswith("upload:"), about)
    ):
        result = replace(_read_upload_result(row), image_id=other_id, duplicate=True, sentence="")
        row.answer = json.dumps(asdict(result), ensure_ascii=False)
    session.execute(update(Upload).where(Upload.image_id == image_id).values(image_id=None))


def _select_batch(user_id: int, token: str) -> Select[UploadBatch]:
    return select(UploadBatch).where(UploadBatch.user_id == user_id, UploadBatch.token == token)


def _load_upload_results(session: Session, batch: str) -> dict[str, UploadResult]:
    """Return the results of a batch by their keys, in the order of its files."""
    rows = session.scalars(
        select(Idempotency).where(Idempotency.once.startswith(f"upload:{batch}:", autoescape=True))
    )
    ordered = sorted(
        rows, key=lambda row: (row.created_at, _read_upload_result(row).place, row.once)
    )
    return {row.once: _read_upload_result(row) for row in ordered}


def _build_upload_key(batch: UploadBatch, upload: Upload) -> str | None:
    return (
        _build_result_key(build_batch_key(batch), get_upload_name(upload), upload.sha256)
        if upload.sha256
        else None
    )


def _read_upload_result(row: Idempotency) -> UploadResult:
    return UploadResult(**json.loads(row.answer))


def _build_result_key(batch: str, name: str, sha256: str | None = None) -> str:
    """Refused bytes have no digest that is kept: the name alone stands for them."""
    file = hashlib.sha256(f"{sha256}/{name}".encode()).hexdigest()
    return f"upload:{batch}:{file}"
