"""Files that come in parts: announced, sent part by part, joined and taken in as any other file.

The store keeps the parts, sent by the application or by the browser itself, and joins them to one
object, `incoming/<upload>`. So what has come is still there after a lost connection, a reload and a
restart. The row knows the digest of each part; that they are of one file is told by a checksum of
the digests.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from dam.database.models import Upload, UploadBatch
from dam.errors import BadInput, Conflict, NotFound, Refused, Unavailable
from dam.imaging.formats import UploadLimits, is_passed_over
from dam.ingest.accept import make_too_large_error, translate_storage_errors
from dam.ingest.quota import OverQuota
from dam.text.read import read_file_name
from storage_adapters.contract import (
    PARTS_KEPT,
    NotStored,
    Storage,
    UploadLink,
    UploadPart,
    WrongBytes,
    checksum_of_parts,
)

PART_BYTES = 5 << 20
"""The least that S3 takes as a part: what a lost connection costs is sent again."""
MOST_FILES = 1000
LINK_SECONDS = 900


@dataclass(frozen=True, slots=True)
class AnnouncedFile:
    """What a browser says of a file; ``modified`` in milliseconds."""

    path: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class MultipartUpload:
    """A file on its way, or ``done``; ``part_digests`` hold the SHA-256 of its parts."""

    id: str
    name: str
    size: int
    part_bytes: int
    parts_id: str
    part_digests: Mapping[str, str]
    done: bool

    @property
    def key(self) -> str:
        """Where the joined file stands in the store."""
        return build_incoming_key(self.id)

    @property
    def count(self) -> int:
        """How many parts it has."""
        return -(-self.size // self.part_bytes)

    @property
    def parts(self) -> list[UploadPart]:
        """The parts of which something is known."""
        numbers = [n for n in range(1, self.count + 1) if str(n) in self.part_digests]
        return [self.part(n, self.part_digests[str(n)]) for n in numbers]

    def part(self, n: int, sha256: str) -> UploadPart:
        """Return a part, of which the first is 1; NotFound where there is none."""
        if not 1 <= n <= self.count:
            raise NotFound
        return UploadPart(n, min(self.part_bytes, self.size - (n - 1) * self.part_bytes), sha256)


def build_incoming_key(upload_id: str) -> str:
    """Return where an upload stands in the store until it is taken in."""
    return f"incoming/{upload_id}"


def get_upload_name(upload: Upload) -> str:
    """Return the file's own name, without the folders it was chosen in."""
    return read_file_name(upload.path)


def announce_files(
    batch: UploadBatch,
    files: Sequence[AnnouncedFile],
    *,
    limits: UploadLimits,
    most_bytes: int,
    quota: int,
    quota_left: int,
    now: datetime,
) -> list[Upload | Refused]:
    """Return each file's upload in a held batch, an earlier one where there is; or why not."""
    batch.touched_at = now
    uploads = {
        (existing.path, existing.size, existing.modified): existing for existing in batch.uploads
    }
    bytes_left = most_bytes - sum(existing.size for existing in batch.uploads)
    answers: list[Upload | Refused] = []
    for file in files:
        upload = uploads.get((file.path, file.size, file.modified))
        if upload is None:
            refused = _find_refusal(file, limits, len(uploads), bytes_left)
            if refused is None and file.size > quota_left:
                refused = OverQuota(quota)
            if refused:
                answers.append(refused)
                continue
            bytes_left -= file.size
            quota_left -= file.size
            upload = _add_upload(batch, file, len(uploads))
            uploads[file.path, file.size, file.modified] = upload
        if upload.sha256 is None:
            upload.touched_at = now
        answers.append(upload)
    return answers


def get_upload(session: Session, upload_id: str, user_id: int) -> MultipartUpload:
    """Return what is known of a person's upload; NotFound."""
    upload = session.scalar(
        select(Upload)
        .join(UploadBatch)
        .where(Upload.id == upload_id, UploadBatch.user_id == user_id)
    )
    if upload is None:
        raise NotFound
    return MultipartUpload(
        id=upload.id,
        name=get_upload_name(upload),
        size=upload.size,
        part_bytes=upload.part_bytes,
        parts_id=upload.parts_id or "",
        part_digests=upload.part_digests,
        done=upload.sha256 is not None,
    )


def begin_upload_parts(upload: MultipartUpload, storage: Storage) -> str:
    """Have the store begin a file's parts; returns the id for `store_parts_id`."""
    with _translate_part_errors():
        return storage.begin_parts(upload.key)


def store_parts_id(session: Session, upload_id: str, parts_id: str) -> str:
    """Note what the store keeps an upload's parts under; who is first decides, returned for all."""
    upload = _lock_upload_row(session, upload_id)
    upload.parts_id = upload.parts_id or parts_id
    return upload.parts_id


def record_part(session: Session, upload_id: str, part: UploadPart, *, now: datetime) -> None:
    """Note what a part holds, and that the file is still coming."""
    upload = _lock_upload_row(session, upload_id)
    upload.part_digests = {**upload.part_digests, str(part.n): part.sha256}
    upload.touched_at = now


def get_part_link(upload: MultipartUpload, part: UploadPart, storage: Storage) -> UploadLink | None:
    """Return where the browser itself may store a part; None where the application has to."""
    return storage.part_link(upload.key, upload.parts_id, part, seconds=LINK_SECONDS)


def store_part(
    upload: MultipartUpload, part: UploadPart, source: BinaryIO, storage: Storage
) -> None:
    """Store a part; BadInput where it is not whole, NotFound where the store has dropped them."""
    with _translate_part_errors():
        try:
            storage.put_part(upload.key, upload.parts_id, part, source)
        except WrongBytes as error:
            raise BadInput("En del av filen kom inte fram hel. Försök igen.") from error


def list_stored_parts(upload: MultipartUpload, storage: Storage) -> list[int]:
    """Return the numbers of the parts that have come; NotFound where the store has dropped them."""
    if upload.done:
        return list(range(1, upload.count + 1))
    if not upload.parts_id:
        return []
    with _translate_part_errors():
        try:
            sizes = storage.parts(upload.key, upload.parts_id)
        except NotStored:
            storage.stat(upload.key)  # joined, and not taken in yet
            sizes = {part.n: part.size for part in upload.parts}
    return [part.n for part in upload.parts if sizes.get(part.n) == part.size]


def join_upload_parts(upload: MultipartUpload, checksum: str, storage: Storage) -> None:
    """Have the store join the parts. Raises Unavailable where one has never come, Conflict where
    they are not those of the file whose ``checksum`` this is, as S3 has it of an object in parts.
    """
    if len(upload.parts) < upload.count:
        raise Unavailable("En del av filen har inte kommit fram. Försök igen.")
    changed = Conflict("Filen har ändrats sedan den började skickas. Den skickas om från början.")
    if checksum_of_parts(upload.parts) != checksum:
        raise changed
    with _translate_part_errors():
        try:
            storage.join_parts(upload.key, upload.parts_id, upload.parts)
        except WrongBytes as error:
            raise changed from error


def drop_upload(session: Session, upload_id: str) -> None:
    """Forget a file that is not to come."""
    session.execute(delete(Upload).where(Upload.id == upload_id, Upload.sha256.is_(None)))


def erase_upload_bytes(upload: MultipartUpload, storage: Storage) -> None:
    """Remove what the store holds of a file on its way."""
    if upload.parts_id:
        storage.drop_parts(upload.key, upload.parts_id)
    storage.delete(upload.key)


def forget_old_uploads(session: Session, *, now: datetime, done_before: datetime) -> None:
    """Forget files that stopped coming, whose parts the store sweeps, and what came long ago."""
    stopped = Upload.sha256.is_(None) & (Upload.touched_at < now - PARTS_KEPT)
    for upload in session.scalars(
        select(Upload).where(or_(stopped, Upload.touched_at < done_before))
    ):
        session.delete(upload)
    for batch in session.scalars(select(UploadBatch).where(UploadBatch.touched_at < done_before)):
        session.delete(batch)
    session.flush()


def _lock_upload_row(session: Session, upload_id: str) -> Upload:
    upload = session.get(Upload, upload_id, with_for_update=True)
    if upload is None:
        raise NotFound
    return upload


@contextmanager
def _translate_part_errors() -> Iterator[None]:
    """Turn what a store may say into errors of ours; what it has lost is not found."""
    with translate_storage_errors():
        try:
            yield
        except NotStored as error:
            raise NotFound from error


def _find_refusal(
    file: AnnouncedFile, limits: UploadLimits, count: int, bytes_left: int
) -> Refused | None:
    if is_passed_over(file.path):
        return Refused("Filen har datorn lagt dit själv. Den är ingen bild.")
    if file.size > limits.max_bytes:
        return make_too_large_error(limits.max_bytes)
    if file.size == 0:
        return Refused("Filen är tom.")
    if count >= MOST_FILES:
        return Refused("Omgången är full: {most} filer. Börja en ny.", most=MOST_FILES)
    if file.size > bytes_left:
        return Refused("Omgången är full. Börja en ny för resten av filerna.")
    return None


def _add_upload(batch: UploadBatch, file: AnnouncedFile, place: int) -> Upload:
    upload = Upload(
        id=uuid.uuid4().hex,
        place=place,
        path=file.path,
        size=file.size,
        modified=file.modified,
        part_bytes=PART_BYTES,
    )
    batch.uploads.append(upload)
    return upload
