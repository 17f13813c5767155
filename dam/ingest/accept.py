"""Upload → original in the store → draft in the catalogue. Bytes first, then the row, then the job.

`receive_file` runs without a database session, `register_image` in the door's transaction.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.database import audit, jobs
from dam.database.audit_actions import AuditAction
from dam.database.locks import Turn, wait_for_turn
from dam.database.models import Image, ImageFile, Organisation
from dam.database.row_states import OrganisationKind
from dam.errors import NoRoom, NotFound, Refused, Unavailable
from dam.imaging import tasks
from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import PictureFacts
from dam.imaging.metadata.records import ReceivedMetadata
from dam.ingest.prefill import prefill_image
from dam.ingest.queued_sandbox import TaskRunner
from dam.system.antivirus import Clamd
from dam.system.disks import Disks
from dam.text.read import read_file_name
from storage_adapters.contract import NotStored, Storage, StorageDown, StorageFull

WORK_PREFIX = "pressbilder-"
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that stands verified in the store, not yet in the catalogue; size in bytes."""

    name: str
    sha256: str
    size: int
    key: str
    facts: PictureFacts
    metadata: ReceivedMetadata


@dataclass(frozen=True, slots=True)
class RegisteredImage:
    """The image of a file; ``duplicate`` says that the same bytes were here before."""

    image_id: int
    duplicate: bool


def original_key(sha256: str, extension: str) -> str:
    """Return where an original stands: named by its digest."""
    return f"originals/{sha256[:2]}/{sha256[2:4]}/{sha256}.{extension}"


@contextmanager
def work_folder() -> Iterator[Path]:
    """Yield a folder that goes afterwards; `orphans` clears those of killed processes."""
    with tempfile.TemporaryDirectory(prefix=WORK_PREFIX) as folder:
        yield Path(folder)


@dataclass(frozen=True, slots=True)
class FileReceiver:
    """Takes files in; ``scanner`` is None where no antivirus program is to be asked."""

    storage: Storage
    sandbox: TaskRunner
    limits: UploadLimits
    scanner: Clamd | None
    disks: Disks

    def receive_file(
        self, source: BinaryIO, name: str, *, stands_at: str | None = None
    ) -> ReceivedFile:
        """Inspect an upload and store it under its digest; Refused, NoRoom, Busy, Unavailable."""
        with work_folder() as folder, translate_storage_errors():
            path = folder / "upload"
            self.disks.ensure_room()
            sha256, size = _write_upload(source, path, self.limits.max_bytes)
            self.disks.ensure_room(size)
            inspected = self.sandbox.run(tasks.inspect_upload, path, self.limits)
            key = original_key(sha256, inspected.facts.form.extension)
            with path.open("rb") as file:
                if self.scanner is not None:
                    self.scanner.ensure_clean(file)
                    file.seek(0)
                if stands_at is None:
                    self.storage.put(key, file, sha256=sha256, size=size)
                else:
                    self.storage.copy(stands_at, key, sha256=sha256, size=size)
        return ReceivedFile(
            read_file_name(name), sha256, size, key, inspected.facts, inspected.received
        )

    def receive_stored_file(self, key: str, name: str) -> ReceivedFile:
        """Take in what the store holds already, and copies by itself; NotFound where it is gone."""
        try:
            with translate_storage_errors(), self.storage.open(key) as source:
                return self.receive_file(source, name, stands_at=key)
        except NotStored as error:
            raise NotFound from error


def register_image(
    session: Session, received: ReceivedFile, *, storage: Storage, by: int | None, now: datetime
) -> RegisteredImage:
    """Put a received file in the catalogue as a draft, or find the image that has its bytes."""
    wait_for_turn(session, Turn.STORED_ORIGINALS)
    image_id = find_by_digest(session, received.sha256)
    if image_id is not None:
        return RegisteredImage(image_id, duplicate=True)
    ensure_stored(received, storage)
    image = _new_image(session, received, by=by, now=now)
    file = new_file(received, image.id, 1, by=by, now=now)
    session.add(file)
    session.flush()
    image.file = file
    audit.record_event(
        session,
        AuditAction.UPLOAD,
        "image",
        image.id,
        by=by,
        now=now,
        detail={"sha256": received.sha256},
    )
    jobs.after_commit(session, "image", image.id)
    session.flush()
    return RegisteredImage(image.id, duplicate=False)


def ensure_stored(received: ReceivedFile, storage: Storage) -> None:
    """Raise Unavailable where the sweep of strays has taken the bytes since they were put."""
    try:
        storage.stat(received.key)
    except NotStored as error:
        raise Unavailable("Filen kom bort på vägen. Försök igen.") from error


def find_by_digest(session: Session, sha256: str) -> int | None:
    """Return the id of the image that has these bytes."""
    return session.scalar(select(ImageFile.image_id).where(ImageFile.sha256 == sha256))


def make_too_large_error(max_bytes: int) -> Refused:
    """Return the error for a file of more than ``most`` bytes."""
    return Refused(
        "Filen är större än {most} MB, som är det mesta som går att ladda upp.",
        most=max_bytes // 1_000_000,
    )


@contextmanager
def translate_storage_errors() -> Iterator[None]:
    """Turn a store or disk without room or answer into a sentence."""
    try:
        yield
    except StorageFull as error:
        raise NoRoom(
            "Det finns inte plats för filen just nu. Ring den som sköter servern."
        ) from error
    except StorageDown as error:
        raise Unavailable("Lagringen svarar inte just nu. Försök igen om en stund.") from error


def _write_upload(source: BinaryIO, path: Path, max_bytes: int) -> tuple[str, int]:
    """Write the upload to a file; returns (SHA-256 in hex, size in bytes)."""
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("wb") as file:
            while block := source.read(BLOCK):
                size += len(block)
                if size > max_bytes:
                    raise make_too_large_error(max_bytes)
                digest.update(block)
                file.write(block)
    except OSError as error:
        raise NoRoom("Det finns inte plats för filen just nu. Försök igen om en stund.") from error
    if size == 0:
        raise Refused("Filen är tom.")
    return digest.hexdigest(), size


def _new_image(session: Session, received: ReceivedFile, *, by: int | None, now: datetime) -> Image:
    owner = session.scalar(
        select(Organisation.id).where(Organisation.kind == OrganisationKind.INERA)
    )
    if owner is None:
        raise Unavailable("Databasen saknar sitt första innehåll. Kör flask init.")
    image = prefill_image(received.metadata)
    if received.facts.form.drawn:
        image.kind = "logotyp"
    image.owner_id = owner
    image.created_by = by
    image.created_at = image.updated_at = now
    session.add(image)
    session.flush()
    return image


def new_file(
    received: ReceivedFile, image_id: int, n: int, *, by: int | None, now: datetime
) -> ImageFile:
    """Return the row of a received file as version ``n`` of an image."""
    facts = received.facts
    return ImageFile(
        image_id=image_id,
        n=n,
        sha256=received.sha256,
        key=received.key,
        bytes=received.size,
        original_name=received.name,
        format=facts.format,
        width=facts.upright_width,
        height=facts.upright_height,
        facts=facts.to_json(),
        received=received.metadata.to_json(),
        created_by=by,
        created_at=now,
    )


def clear_work_folders(older_than: datetime) -> int:
    """Remove the folders of processes that were killed before ``before``; returns how many."""
    cleared = 0
    for folder in Path(tempfile.gettempdir()).glob(f"{WORK_PREFIX}*"):
        if folder.stat().st_mtime < older_than.timestamp():
            shutil.rmtree(folder, ignore_errors=True)
            cleared += 1
    return cleared
