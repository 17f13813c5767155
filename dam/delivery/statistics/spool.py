"""Counted downloads: appended to a file at once, folded into the database by the worker.

A locked or broken database thus never stops a download. No address, no IP.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from dam.database.models import Download, Grant, Idempotency, Image, ImageFile, TermsVersion
from dam.delivery.statistics import by_month
from dam.system.own_files import append_own, read_own, write_own
from dam.text.read import MOST_NUMBER, read_json, read_stored_moment


@dataclass(frozen=True, slots=True)
class CountedDownload:
    """One download that began at byte 0; ``digest`` is the delivered file's ETag."""

    image_id: int
    file_id: int
    size: str
    terms_version_id: int | None
    digest: str
    grant_id: int | None
    at: datetime


class DownloadSpool:
    """Lines of JSON in ``folder``; one short append is atomic on a local disk."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._open = folder / "downloads.jsonl"

    def append(self, counted: CountedDownload) -> None:
        line = json.dumps({**asdict(counted), "at": counted.at.isoformat()}) + "\n"
        append_own(self._open, line.encode())

    def set_aside(self) -> None:
        """Close the open file for folding; appends begin a new one."""
        if self._open.exists():
            self._open.rename(self._folder / f"folding-{uuid.uuid4().hex}.jsonl")

    def waiting(self) -> Iterator[Path]:
        """The files set aside and not yet folded."""
        found = self._folder.glob("folding-*.jsonl")
        yield from sorted(path for path in found if not path.is_symlink())

    def keep_unread(self, path: Path, lines: Sequence[bytes]) -> str:
        """Keep lines that could not be counted, of a file that was set aside; returns where."""
        target = self._folder / f"unread-{path.name}"
        with write_own(target) as file:
            file.writelines(line + b"\n" for line in lines)
        return target.name

    def unread(self) -> list[str]:
        """The files of lines that could not be counted, for `flask check`."""
        return sorted(path.name for path in self._folder.glob("unread-*.jsonl"))


def fold_spool_file(session: Session, path: Path, *, now: datetime) -> list[bytes]:
    """Add a file's lines to the transaction, once by its name; returns those not ours."""
    once = f"spool/{path.name}"
    if session.get(Idempotency, once) is not None:
        return []
    lines = [(line, _read_spool_line(line)) for line in read_own(path).splitlines()]
    records = [counted for _, counted in lines if counted]
    images = _find_known_ids(session, Image.id, [record.image_id for record in records])
    downloads = _build_download_rows(
        session, [record for record in records if record.image_id in images]
    )
    session.add_all(downloads)
    by_month.add_monthly_sums(session, downloads)
    session.add(Idempotency(once=once, answer=str(len(downloads)), created_at=now))
    return [line for line, record in lines if record is None or record.image_id not in images]


def _read_spool_line(line: bytes) -> CountedDownload | None:
    """Return what a line says; None where it is torn, or not a line as `Spool.append` writes it."""
    fields = read_json(line)
    try:
        counted = CountedDownload(**{**fields, "at": read_stored_moment(fields["at"])})
    except (TypeError, KeyError, ValueError):
        return None
    ids = (counted.image_id, counted.file_id, counted.terms_version_id, counted.grant_id)
    has_ids = all(
        type(row_id) is int and 0 < row_id <= MOST_NUMBER for row_id in ids if row_id is not None
    )
    has_texts = isinstance(counted.size, str) and isinstance(counted.digest, str)
    return counted if has_ids and has_texts and counted.at.tzinfo and counted.image_id else None


def _find_known_ids(
    session: Session, column: InstrumentedAttribute[int], ids: Iterable[int | None]
) -> set[int]:
    return set(session.scalars(select(column).where(column.in_(set(filter(None, ids))))))


def _build_download_rows(session: Session, records: Sequence[CountedDownload]) -> list[Download]:
    """Return the downloads; a file or permission that was erased meanwhile still left them."""
    known_ids = {
        name: _find_known_ids(session, column, [getattr(record, name) for record in records])
        for name, column in (
            ("file_id", ImageFile.id),
            ("terms_version_id", TermsVersion.id),
            ("grant_id", Grant.id),
        )
    }
    return [
        Download(
            **asdict(record)
            | {name: None for name, ids in known_ids.items() if getattr(record, name) not in ids}
        )
        for record in records
    ]
