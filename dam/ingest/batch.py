"""What became of each file of an upload, kept under the token of the form that sent it.

The same form sent again finds the same answers, and the result page reads them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from dam.models import Idempotency


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
    """Remove what was answered about the files of an image."""
    about = Idempotency.answer.contains(f'"image_id": {image_id},', autoescape=True)
    uploaded = Idempotency.once.startswith("upload:")
    session.execute(delete(Idempotency).where(uploaded, about))


def results(session: Session, batch: str) -> Sequence[Taken]:
    """Return the answers of a batch in the order of its files; empty where there is none."""
    rows = session.scalars(
        select(Idempotency).where(Idempotency.once.startswith(f"upload:{batch}:", autoescape=True))
    )
    ordered = sorted(rows, key=lambda row: (row.created_at, _taken(row).place, row.once))
    return [_taken(row) for row in ordered]


def _taken(row: Idempotency) -> Taken:
    return Taken(**json.loads(row.answer))


def _key(batch: str, name: str, sha256: str | None = None) -> str:
    """Refused bytes have no digest that is kept: the name alone stands for them."""
    file = hashlib.sha256(f"{sha256}/{name}".encode()).hexdigest()
    return f"upload:{batch}:{file}"
