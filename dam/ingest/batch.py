"""The files that somebody sends together, and what became of each, under the token of the form.

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
from dam.ingest.multipart import name_of


@dataclass(frozen=True, slots=True)
class Taken:
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
class Line:
    """One file of a batch: ``taken`` is None while it waits for the rest of its parts.

    ``upload`` is empty for a file that came in one piece.
    """

    name: str
    size: int
    taken: Taken | None
    upload: str = ""


def hold(session: Session, user_id: int, token: str, *, now: datetime) -> UploadBatch:
    """Return a person's batch, locked; a new one where nothing has come under its token."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(UploadBatch).values(user_id=user_id, token=token, common={}, touched_at=now)
    session.execute(new.on_conflict_do_nothing(index_elements=["user_id", "token"]))
    return session.scalars(_of(user_id, token).with_for_update()).one()


def find(session: Session, user_id: int, token: str) -> UploadBatch | None:
    """Return a person's batch, None where nothing has come under its token."""
    return session.scalar(_of(user_id, token))


def unfinished(session: Session, user_id: int) -> list[UploadBatch]:
    """Return a person's batches in which files still wait for their parts, newest first."""
    waiting = select(Upload.batch_id).where(Upload.sha256.is_(None))
    batches = select(UploadBatch).where(UploadBatch.user_id == user_id, UploadBatch.id.in_(waiting))
    return list(session.scalars(batches.order_by(UploadBatch.touched_at.desc())))


def named(batch: UploadBatch) -> str:
    """Return what a batch's answers are kept under."""
    return f"{batch.user_id or 0}:{batch.token}"


def lines(session: Session, batch: UploadBatch) -> list[Line]:
    """Return the files of a batch in their order, those that came in one piece last."""
    answers = _answers(session, named(batch))
    coming = [(one, answers.get(_key_of(batch, one) or "")) for one in batch.uploads]
    found = [Line(name_of(one), one.size, taken, one.id) for one, taken in coming]
    told = {id(taken) for _, taken in coming}
    # What was refused and is on its way again is still to be told.
    waiting = {line.name for line in found if line.taken is None}
    whole = [
        Line(taken.name, 0, taken)
        for taken in answers.values()
        if id(taken) not in told and not (taken.image_id is None and taken.name in waiting)
    ]
    return found + whole


def brought(session: Session, batch: UploadBatch) -> list[int]:
    """Return the images that the files of a batch became."""
    answers = _answers(session, named(batch)).values()
    return [one.image_id for one in answers if one.image_id is not None and not one.duplicate]


def answer_to(session: Session, upload: Upload) -> Taken | None:
    """Return what became of a file that came in parts."""
    row = session.get(Idempotency, _key_of(upload.batch, upload) or "")
    return _taken(row) if row else None


def earlier(session: Session, batch: str, name: str, sha256: str) -> Taken | None:
    """Return what was answered before about this file of the batch."""
    row = session.get(Idempotency, _key(batch, name, sha256))
    return _taken(row) if row else None


def remember(
    session: Session, batch: str, taken: Taken, sha256: str | None, *, now: datetime
) -> None:
    """Keep an answer; a file that was refused first and then taken leaves one answer."""
    refused = session.get(Idempotency, _key(batch, taken.name))
    if refused is not None:
        session.delete(refused)
        session.flush()
    session.merge(
        Idempotency(
            once=_key(batch, taken.name, sha256),
            answer=json.dumps(asdict(taken), ensure_ascii=False),
            created_at=now,
        )
    )
    session.flush()


def forget(session: Session, image_id: int) -> None:
    """Remove what was answered about the files of an image, and what was said of its batch."""
    about = Idempotency.answer.contains(f'"image_id": {image_id},', autoescape=True)
    answered = Idempotency.once.startswith("upload:"), about
    tokens = {
        key.split(":")[2] for key in session.scalars(select(Idempotency.once).where(*answered))
    }
    session.execute(delete(Idempotency).where(*answered))
    together = select(Upload.batch_id).where(Upload.image_id == image_id)
    its_own = UploadBatch.id.in_(together) | UploadBatch.token.in_(tokens)
    session.execute(
        update(UploadBatch).where(its_own).values(common={}),
        execution_options={"synchronize_session": False},
    )
    session.execute(delete(Upload).where(Upload.image_id == image_id))


def lead_to(session: Session, image_id: int, other_id: int) -> None:
    """Answer about the files of an image that they are here as another."""
    about = Idempotency.answer.contains(f'"image_id": {image_id},', autoescape=True)
    for row in session.scalars(
        select(Idempotency).where(Idempotency.once.startswith("upload:"), about)
    ):
        taken = replace(_taken(row), image_id=other_id, duplicate=True, sentence="")
        row.answer = json.dumps(asdict(taken), ensure_ascii=False)
    session.execute(update(Upload).where(Upload.image_id == image_id).values(image_id=None))


def _of(user_id: int, token: str) -> Select[UploadBatch]:
    return select(UploadBatch).where(UploadBatch.user_id == user_id, UploadBatch.token == token)


def _answers(session: Session, batch: str) -> dict[str, Taken]:
    """Return the answers of a batch by their keys, in the order of its files."""
    rows = session.scalars(
        select(Idempotency).where(Idempotency.once.startswith(f"upload:{batch}:", autoescape=True))
    )
    ordered = sorted(rows, key=lambda row: (row.created_at, _taken(row).place, row.once))
    return {row.once: _taken(row) for row in ordered}


def _key_of(batch: UploadBatch, upload: Upload) -> str | None:
    return _key(named(batch), name_of(upload), upload.sha256) if upload.sha256 else None


def _taken(row: Idempotency) -> Taken:
    return Taken(**json.loads(row.answer))


def _key(batch: str, name: str, sha256: str | None = None) -> str:
    """Refused bytes have no digest that is kept: the name alone stands for them."""
    file = hashlib.sha256(f"{sha256}/{name}".encode()).hexdigest()
    return f"upload:{batch}:{file}"
