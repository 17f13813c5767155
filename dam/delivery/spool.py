"""Counted downloads: appended to a file at once, folded into the database by the worker.

A locked or broken database thus never stops a download. No address, no IP.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.delivery import sums
from dam.models import Download, Idempotency, ImageFile


@dataclass(frozen=True, slots=True)
class Counted:
    """One download that began at byte 0; ``digest`` is the delivered file's ETag."""

    image_id: int
    file_id: int
    size: str
    terms_version_id: int | None
    digest: str
    grant_id: int | None
    at: datetime


class Spool:
    """Lines of JSON in ``folder``; one short append is atomic on a local disk."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._open = folder / "downloads.jsonl"

    def append(self, counted: Counted) -> None:
        line = json.dumps({**asdict(counted), "at": counted.at.isoformat()}) + "\n"
        handle = os.open(self._open, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)

    def set_aside(self) -> None:
        """Close the open file for folding; appends begin a new one."""
        if self._open.exists():
            self._open.rename(self._folder / f"folding-{uuid.uuid4().hex}.jsonl")

    def waiting(self) -> Iterator[Path]:
        """The files set aside and not yet folded."""
        yield from sorted(self._folder.glob("folding-*.jsonl"))


def fold(session: Session, path: Path, *, now: datetime) -> int:
    """Add the lines of one file to the caller's transaction, once; returns how many were added.

    A crash between commit and removal of the file finds its name already answered.
    """
    once = f"spool/{path.name}"
    if session.get(Idempotency, once) is not None:
        return 0
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    named = {line["file_id"] for line in lines}
    files = set(session.scalars(select(ImageFile.id).where(ImageFile.id.in_(named))))
    downloads = [_row(line, files) for line in lines]
    session.add_all(downloads)
    sums.add(session, downloads)
    session.add(Idempotency(once=once, answer=str(len(lines)), created_at=now))
    return len(lines)


def _row(line: dict[str, Any], files: set[int]) -> Download:
    # A file that was erased in the meantime still left this many times.
    file_id = line["file_id"] if line["file_id"] in files else None
    return Download(**{**line, "file_id": file_id, "at": datetime.fromisoformat(line["at"])})
