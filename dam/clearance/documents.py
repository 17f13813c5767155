"""Documents of legal bases: kept in the private store, read by those who may, each time noted."""

from __future__ import annotations

import hashlib
import io
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import IO

from sqlalchemy.orm import Session

from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import PersonBasis, User
from dam.database.row_states import Role
from dam.errors import BadInput, NotFound
from dam.system.antivirus import Clamd
from dam.system.disks import Disks
from storage_adapters.contract import Storage

MOST_BYTES = 20_000_000
MAGIC = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
KINDS = "Dokumentet måste vara en PDF, JPEG eller PNG."
NAME_LIMIT = 120


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document whose bytes are in the store, and that no row names yet."""

    key: str
    sha256: str
    bytes: int
    name: str


def may_read(user: User) -> bool:
    return user.role == Role.ADMIN or user.reads_documents


def receive_document(
    source: IO[bytes], name: str, *, storage: Storage, scanner: Clamd | None, disks: Disks
) -> StoredDocument:
    """Put a document into the private store under a random key. BadInput, NoRoom, Unavailable.

    It is never opened: its first bytes tell its kind, and it only leaves as an attachment.
    ``scanner`` is None where no antivirus program is to be asked.
    """
    data = source.read(MOST_BYTES + 1)
    if not data:
        raise BadInput("Välj ett dokument.", fields={"document": "Välj ett dokument."})
    if len(data) > MOST_BYTES:
        sentence = "Dokumentet är större än 20 MB."
        raise BadInput(sentence, fields={"document": sentence})
    kind = next((kind for magic, kind in MAGIC.items() if data.startswith(magic)), None)
    if kind is None:
        raise BadInput(KINDS, fields={"document": KINDS})
    disks.ensure_room(len(data))
    if scanner is not None:
        scanner.ensure_clean(io.BytesIO(data))
    stem = PurePath(name.replace("\\", "/")).stem[:NAME_LIMIT] or "dokument"
    return store_document(storage, data, f"{stem}.{kind}", kind)


def store_document(storage: Storage, data: bytes, name: str, ending: str = "bin") -> StoredDocument:
    """Put bytes into the private store under a random key."""
    sha256 = hashlib.sha256(data).hexdigest()
    key = f"private/{uuid.uuid4().hex}.{ending}"
    storage.put(key, io.BytesIO(data), sha256=sha256, size=len(data))
    return StoredDocument(key, sha256, len(data), name)


def attach_document(
    session: Session, basis: PersonBasis, document: StoredDocument, *, by: int | None, now: datetime
) -> str | None:
    """Name the document as the basis's; returns the key of the one that it replaces."""
    replaced = basis.document_key
    basis.document_key, basis.document_sha256 = document.key, document.sha256
    basis.document_bytes, basis.document_name = document.bytes, document.name
    audit.record_event(
        session, AuditAction.ATTACH_DOCUMENT, "person", basis.person_id, by=by, now=now
    )
    session.flush()
    return replaced


def note_reading(session: Session, basis: PersonBasis, user: User, *, now: datetime) -> str:
    """Note who reads the document; returns its key. NotFound for who may not, and without one."""
    if not may_read(user) or basis.document_key is None:
        raise NotFound
    audit.record_event(
        session,
        AuditAction.READ_DOCUMENT,
        "person",
        basis.person_id,
        by=user.id,
        now=now,
        detail={"basis": basis.id},
    )
    return basis.document_key
