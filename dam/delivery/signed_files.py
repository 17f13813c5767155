"""Deliveries signed with C2PA: made once for each file, size and head, and kept in the store.

Without a certificate nothing is signed. What cannot be signed is logged and leaves unsigned.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from dam.database.models import Image, ImageFile, SignedFile
from dam.database.session import Session
from dam.delivery.files import OutgoingFile
from dam.delivery.stream import copy_to
from dam.imaging.c2pa.read import Provenance
from dam.imaging.c2pa.sign import FileSigner, NotSigned, ParentFile
from dam.imaging.embed.assemble import JoinedFile, StoredRange
from dam.imaging.formats import FORMATS
from dam.log import get_logger
from storage_adapters.contract import Storage

Writing = Callable[[], AbstractContextManager[Session]]
"""The door's block that commits."""
KEPT, YOUNG = timedelta(days=30), timedelta(hours=1)
log = get_logger("dam.delivery")


@dataclass(frozen=True)
class SignedFiles:
    """Signs with one certificate, and keeps what it has signed."""

    storage: Storage
    signing: FileSigner

    def of(
        self,
        session: Session,
        image: Image,
        delivery: OutgoingFile,
        size: str,
        *,
        writing: Writing,
        now: datetime,
    ) -> OutgoingFile:
        """Return the signed delivery; the same for the same record."""
        file = image.file
        if file is None:
            return delivery
        head = f"{delivery.joined.etag}-{self.signing.id}"
        signed = _find_signed_file(session, file.id, size, head)
        if signed is None:
            new = SignedFile(file_id=file.id, size=size, head=head, created_at=now)
            try:
                self._sign(file, delivery, new)
            except NotSigned as error:
                log.exception("not_signed", image_id=image.id, size=size, error=str(error))
                return delivery
            signed = _keep_signed_file(new, writing)
        return replace(delivery, joined=_join_signed_file(signed, delivery.joined), key=signed.key)

    def _sign(self, file: ImageFile, delivery: OutgoingFile, row: SignedFile) -> None:
        """Sign the joined file and store its bytes; the row will say where."""
        with TemporaryFile() as joined, TemporaryFile() as target, TemporaryFile() as received:
            for block in delivery.blocks(self.storage):
                joined.write(block)
            kind = delivery.joined.content_type
            parent = _copy_parent(self.storage, file, received) or ParentFile(joined, kind)
            self.signing.sign(joined, target, kind, delivery.file_name, parent)
            row.bytes = target.seek(0, SEEK_END)
            target.seek(0)
            row.sha256 = hashlib.file_digest(target, "sha256").hexdigest()
            name = uuid.uuid4().hex
            row.key = f"derived/{name[:2]}/{name}.{delivery.joined.extension}"
            target.seek(0)
            self.storage.put(row.key, target, sha256=row.sha256, size=row.bytes)


def forget_old_signed_files(session: Session, now: datetime) -> None:
    """Forget signed files that are old: those still asked for are signed again."""
    session.execute(delete(SignedFile).where(SignedFile.created_at < now - KEPT))


def forget_signed_files_of(session: Session, image_id: int) -> None:
    """Forget every signed file of an image; their bytes are swept as strays."""
    files = select(ImageFile.id).where(ImageFile.image_id == image_id)
    session.execute(delete(SignedFile).where(SignedFile.file_id.in_(files)))


def _find_signed_file(session: Session, file_id: int, size: str, head: str) -> SignedFile | None:
    row = session.scalar(
        select(SignedFile).where(
            SignedFile.file_id == file_id, SignedFile.size == size, SignedFile.head == head
        )
    )
    if row is not None:
        session.expunge(row)
    return row


def _keep_signed_file(row: SignedFile, writing: Writing) -> SignedFile:
    """Add the row; where another request was first its file serves both, ours is a stray."""
    try:
        with writing() as session:
            _forget_older_signed(session, row)
            session.add(row)
            session.flush()
            session.expunge(row)
    except IntegrityError:
        with writing() as session:
            return _find_signed_file(session, row.file_id, row.size, row.head) or row
    return row


def _copy_parent(storage: Storage, file: ImageFile, copy: IO[bytes]) -> ParentFile | None:
    """Return the upload, copied to ``copy``, where it came with a manifest of its own."""
    if file.provenance is None:
        return None
    provenance = Provenance.from_json(file.provenance)
    with storage.open(file.key) as source:
        copy_to(copy, source)
    return ParentFile(copy, FORMATS[file.format].content_type, provenance.private)


def _forget_older_signed(session: Session, row: SignedFile) -> None:
    """Forget what was signed before the record changed; its bytes are swept as strays.

    What is younger than an hour may be of a grant, whose credit line differs.
    """
    session.execute(
        delete(SignedFile).where(
            SignedFile.file_id == row.file_id,
            SignedFile.size == row.size,
            SignedFile.created_at < row.created_at - YOUNG,
        )
    )


def _join_signed_file(row: SignedFile, joined: JoinedFile) -> JoinedFile:
    """The signed file as something to send: one stored object, whole."""
    return replace(
        joined, parts=(StoredRange(0, row.bytes),), length=row.bytes, etag=row.sha256[:32]
    )
