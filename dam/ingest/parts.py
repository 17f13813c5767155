"""Files that come in parts: announced, sent part by part, joined and taken in as any other file.

A part is an object of the store, `incoming/<upload>-<part>`, written once and verified there, by
the application or by the browser itself. So what has come is still there after a lost connection,
a reload and a restart. That the parts are of one file is told by a checksum of their digests.
"""

from __future__ import annotations

import base64
import hashlib
import io
import uuid
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from dam.errors import BadInput, Conflict, NotFound, Refused, Unavailable
from dam.ingest.accept import BLOCK, file_name, full_disk_is_told, too_large
from dam.models import Upload, UploadBatch
from dam.pictures.formats import Limits
from storage_adapters.contract import NotStored, Storage, UploadLink, WrongBytes

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PART_BYTES = 5 << 20
"""The least that S3 takes as a part: what a lost connection costs is sent again."""
MOST_FILES = 1000
LINK_SECONDS = 900
UNFINISHED_KEPT = timedelta(hours=24)
TOUCHED_EACH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Announced:
    """What a browser says of a file; ``modified`` in milliseconds."""

    path: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Coming:
    """A file on its way, or in: then ``done``."""

    id: str
    name: str
    size: int
    part_bytes: int
    done: bool
    touched_at: datetime

    @property
    def count(self) -> int:
        """How many parts it has."""
        return -(-self.size // self.part_bytes)

    def length(self, n: int) -> int:
        """Return the bytes of a part, of which the first is 1; NotFound where there is none."""
        if not 1 <= n <= self.count:
            raise NotFound
        return min(self.part_bytes, self.size - (n - 1) * self.part_bytes)

    def key(self, n: int) -> str:
        """Return where a part stands in the store."""
        return f"{stem(self.id)}{n:05d}"


def stem(upload_id: str) -> str:
    """Return what the keys of an upload's parts begin with."""
    return f"incoming/{upload_id}-"


def name_of(upload: Upload) -> str:
    """Return the file's own name, without the folders it was chosen in."""
    return file_name(upload.path)


def announce(
    batch: UploadBatch,
    files: Sequence[Announced],
    *,
    limits: Limits,
    most_bytes: int,
    now: datetime,
) -> list[Upload | Refused]:
    """Return each file's upload in a held batch, the one there was where it was announced before;
    or why it cannot come.
    """
    batch.touched_at = now
    known = {(one.path, one.size, one.modified): one for one in batch.uploads}
    left = most_bytes - sum(one.size for one in batch.uploads)
    answers: list[Upload | Refused] = []
    for file in files:
        upload = known.get((file.path, file.size, file.modified))
        if upload is None:
            refused = _refuse(file, limits, len(known), left)
            if refused:
                answers.append(refused)
                continue
            left -= file.size
            upload = _begin(batch, file, len(known))
            known[file.path, file.size, file.modified] = upload
        if upload.sha256 is None:
            upload.touched_at = now
        answers.append(upload)
    return answers


def find(session: Session, upload_id: str, user_id: int) -> Coming:
    """Return what is known of a person's upload; NotFound."""
    upload = session.scalar(
        select(Upload)
        .join(UploadBatch)
        .where(Upload.id == upload_id, UploadBatch.user_id == user_id)
    )
    if upload is None:
        raise NotFound
    return Coming(
        id=upload.id,
        name=name_of(upload),
        size=upload.size,
        part_bytes=upload.part_bytes,
        done=upload.sha256 is not None,
        touched_at=upload.touched_at,
    )


def touch(session: Session, upload_id: str, now: datetime) -> None:
    """Note that the file is still coming, so that it is kept."""
    upload = session.get(Upload, upload_id)
    if upload is not None:
        upload.touched_at = now


def link(coming: Coming, n: int, *, sha256: str, storage: Storage) -> UploadLink | None:
    """Return where the browser itself may store a part; None where the application has to."""
    size = coming.length(n)
    return storage.upload_link(coming.key(n), size=size, sha256=sha256, seconds=LINK_SECONDS)


def put(coming: Coming, n: int, source: BinaryIO, *, sha256: str, storage: Storage) -> None:
    """Store a part; BadInput where it is not whole, Conflict where other bytes have its place."""
    key = coming.key(n)
    with full_disk_is_told():
        try:
            storage.put(key, source, sha256=sha256, size=coming.length(n))
        except WrongBytes as error:
            if n in present(coming, storage):
                raise another_file() from error
            raise BadInput("En del av filen kom inte fram hel. Försök igen.") from error


def present(coming: Coming, storage: Storage) -> list[int]:
    """Return the numbers of the parts that have come."""
    if coming.done:
        return list(range(1, coming.count + 1))
    with full_disk_is_told():
        stored = {one.key for one in storage.keys(stem(coming.id))}
    return [n for n in range(1, coming.count + 1) if coming.key(n) in stored]


@contextmanager
def joined(coming: Coming, checksum: str, storage: Storage) -> Iterator[BinaryIO]:
    """Yield the whole file. Reading it to its end raises Conflict where ``checksum`` is another.

    It is S3's of an object in parts: the SHA-256 of the parts' digests in base64, and their number.
    """
    with (
        closing(_blocks(coming, checksum, storage)) as blocks,
        io.BufferedReader(_Joined(blocks), BLOCK) as whole,
    ):
        yield whole


def drop(session: Session, upload_id: str) -> None:
    """Forget a file that is not to come."""
    session.execute(delete(Upload).where(Upload.id == upload_id, Upload.sha256.is_(None)))


def erase(upload_id: str, storage: Storage) -> None:
    """Remove the parts of a file."""
    for stored in storage.keys(stem(upload_id)):
        storage.delete(stored.key)


def forget(session: Session, *, now: datetime, done_before: datetime) -> None:
    """Forget files that stopped coming, whose parts then are strays, and what came long ago."""
    stopped = Upload.sha256.is_(None) & (Upload.touched_at < now - UNFINISHED_KEPT)
    for upload in session.scalars(
        select(Upload).where(or_(stopped, Upload.touched_at < done_before))
    ):
        session.delete(upload)
    for batch in session.scalars(select(UploadBatch).where(UploadBatch.touched_at < done_before)):
        session.delete(batch)
    session.flush()


def another_file() -> Conflict:
    """Return the error for a file that was changed while it was on its way."""
    return Conflict("Filen har ändrats sedan den började skickas. Den skickas om från början.")


def _refuse(file: Announced, limits: Limits, count: int, left: int) -> Refused | None:
    if file.size > limits.max_bytes:
        return too_large(limits.max_bytes)
    if file.size == 0:
        return Refused("Filen är tom.")
    if count >= MOST_FILES:
        return Refused("Omgången är full: {most} filer. Börja en ny.", most=MOST_FILES)
    if file.size > left:
        return Refused("Omgången är full. Börja en ny för resten av filerna.")
    return None


def _begin(batch: UploadBatch, file: Announced, place: int) -> Upload:
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


def _blocks(coming: Coming, checksum: str, storage: Storage) -> Generator[bytes, None, None]:
    digests = hashlib.sha256()
    for n in range(1, coming.count + 1):
        digest = hashlib.sha256()
        try:
            with storage.open(coming.key(n)) as part:
                while block := part.read(BLOCK):
                    digest.update(block)
                    yield block
        except NotStored as error:
            raise Unavailable("En del av filen har inte kommit fram. Försök igen.") from error
        digests.update(digest.digest())
    if f"{base64.b64encode(digests.digest()).decode()}-{coming.count}" != checksum:
        raise another_file()


class _Joined(io.RawIOBase):
    """Blocks as a file."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer).cast("B")
        block = self._left or next(self._blocks, b"")
        view[: len(block)] = block[: len(view)]
        self._left = block[len(view) :]
        return min(len(block), len(view))
