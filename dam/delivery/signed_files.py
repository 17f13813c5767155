"""Deliveries signed with C2PA: made once for each file, size and head, and kept in the store.

Without a certificate nothing is signed. What cannot be signed is logged and leaves unsigned.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from dam.database.models import Image, ImageFile, SignedFile
from dam.database.session import Database, Session
from dam.delivery.files import Leaving
from dam.delivery.stream import copy_to
from dam.imaging.c2pa.read import Provenance
from dam.imaging.c2pa.sign import NotSigned, Parent, Signing
from dam.imaging.embed.assemble import Joined, Range
from dam.imaging.formats import FORMATS
from dam.log import get_logger
from storage_adapters.contract import Storage

KEPT, YOUNG = timedelta(days=30), timedelta(hours=1)
log = get_logger("dam.delivery")


@dataclass(frozen=True)
class SignedFiles:
    """Signs with one certificate, and keeps what it has signed."""

    database: Database
    storage: Storage
    signing: Signing

    def of(self, image: Image, leaving: Leaving, size: str, *, now: datetime) -> Leaving:
        """Return the delivery as it leaves, signed; the same for the same record."""
        file = image.file
        if file is None:
            return leaving
        head = f"{leaving.joined.etag}-{self.signing.id}"
        with self.database.reading() as session:
            kept = _find(session, file.id, size, head)
        if kept is None:
            made = SignedFile(file_id=file.id, size=size, head=head, created_at=now)
            try:
                self._sign(file, leaving, made)
            except NotSigned as error:
                log.exception("not_signed", image_id=image.id, size=size, error=str(error))
                return leaving
            kept = self._keep(made)
        return replace(leaving, joined=_whole(kept, leaving.joined), key=kept.key)

    def _sign(self, file: ImageFile, leaving: Leaving, made: SignedFile) -> None:
        """Sign the joined file and store its bytes; the row will say where."""
        with TemporaryFile() as joined, TemporaryFile() as target, TemporaryFile() as received:
            for block in leaving.blocks(self.storage):
                joined.write(block)
            kind = leaving.joined.content_type
            parent = _parent(self.storage, file, received) or Parent(joined, kind)
            self.signing.sign(joined, target, kind, leaving.file_name, parent)
            made.bytes = target.seek(0, SEEK_END)
            target.seek(0)
            made.sha256 = hashlib.file_digest(target, "sha256").hexdigest()
            name = uuid.uuid4().hex
            made.key = f"derived/{name[:2]}/{name}.{leaving.joined.extension}"
            target.seek(0)
            self.storage.put(made.key, target, sha256=made.sha256, size=made.bytes)

    def _keep(self, made: SignedFile) -> SignedFile:
        """Add the row; where another request was first its file serves both, ours is a stray."""
        with self.database.writing() as session:
            session.expire_on_commit = False
            _forget_older(session, made)
            session.add(made)
            try:
                session.commit()
            except IntegrityError:
                session.rollback()
                return _find(session, made.file_id, made.size, made.head) or made
        return made


def forget(session: Session, now: datetime) -> None:
    """Forget signed files that are old: those still asked for are signed again."""
    session.execute(delete(SignedFile).where(SignedFile.created_at < now - KEPT))


def forget_image(session: Session, image_id: int) -> None:
    """Forget every signed file of an image; their bytes are swept as strays."""
    files = select(ImageFile.id).where(ImageFile.image_id == image_id)
    session.execute(delete(SignedFile).where(SignedFile.file_id.in_(files)))


def _find(session: Session, file_id: int, size: str, head: str) -> SignedFile | None:
    found = session.scalar(
        select(SignedFile).where(
            SignedFile.file_id == file_id, SignedFile.size == size, SignedFile.head == head
        )
    )
    if found is not None:
        session.expunge(found)
    return found


def _parent(storage: Storage, file: ImageFile, copy: IO[bytes]) -> Parent | None:
    """Return the upload, copied to ``copy``, where it came with a manifest of its own."""
    if file.provenance is None:
        return None
    said = Provenance.from_json(file.provenance)
    with storage.open(file.key) as source:
        copy_to(copy, source)
    return Parent(copy, FORMATS[file.format].content_type, said.private)


def _forget_older(session: Session, made: SignedFile) -> None:
    """Forget what was signed before the record changed; its bytes are swept as strays.

    What is younger than an hour may be of a grant, whose credit line differs.
    """
    session.execute(
        delete(SignedFile).where(
            SignedFile.file_id == made.file_id,
            SignedFile.size == made.size,
            SignedFile.created_at < made.created_at - YOUNG,
        )
    )


def _whole(kept: SignedFile, joined: Joined) -> Joined:
    """The signed file as something to send: one stored object, whole."""
    return replace(joined, parts=(Range(0, kept.bytes),), length=kept.bytes, etag=kept.sha256[:32])
