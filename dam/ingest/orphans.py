"""Database and store held against each other: rows whose bytes are wrong, bytes without a row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dam.database.locks import Turn, wait_for_turn
from dam.database.models import (
    ImageFile,
    LetterAttachment,
    PersonBasis,
    Rendition,
    SignedFile,
    Upload,
)
from dam.database.session import Database
from dam.ingest.multipart import build_incoming_key
from storage_adapters.contract import NotStored, Storage, is_key

PREFIXES = ("originals/", "derived/", "incoming/", "private/")


@dataclass(frozen=True, slots=True)
class StorageFault:
    """One thing that is wrong; ``kind`` is missing, changed or stray."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class StorageReport:
    """What a check found; ``young`` are objects too new to be strays, and files on their way."""

    objects: int
    wrong: tuple[StorageFault, ...]
    young: int


def check_stored_files(session: Session, storage: Storage, *, before: datetime) -> StorageReport:
    """Read every object that a row names and find every object that none does."""
    expected = dict(_iterate_expected_keys(session))
    faults = [
        StorageFault(kind, key)
        for key, digest in expected.items()
        if (kind := _find_storage_fault(storage, key, digest))
    ]
    incoming = _list_incoming_keys(session)
    young = 0
    for prefix in PREFIXES:
        for stored in storage.keys(prefix):
            if stored.key in expected:
                continue
            if stored.modified < before and stored.key not in incoming:
                faults.append(StorageFault("stray", stored.key))
            else:
                young += 1
    return StorageReport(objects=len(expected), wrong=tuple(faults), young=young)


def remove_orphans(database: Database, storage: Storage, *, before: datetime) -> int:
    """Erase objects older than ``before`` that no row names; returns how many.

    Each is looked up again under the lock that registration takes, so that an upload of the same
    bytes at this moment either finds them or is told to try again. What somebody else has put in
    the store under a name that is no key of ours is left alone; `check_stored_files` names it.
    """
    with database.reading() as session:
        referenced = {key for key, _ in _iterate_expected_keys(session)} | _list_incoming_keys(
            session
        )
    candidates = [
        stored.key
        for prefix in PREFIXES
        for stored in storage.keys(prefix)
        if stored.modified < before and stored.key not in referenced and is_key(stored.key)
    ]
    return remove_if_orphaned(database, storage, candidates)


def remove_if_orphaned(database: Database, storage: Storage, keys: Iterable[str]) -> int:
    """Erase those of some objects that no row names; returns how many."""
    removed = 0
    for key in keys:
        with database.writing() as session:
            wait_for_turn(session, Turn.STORED_ORIGINALS)
            if not _is_referenced(session, key):
                storage.delete(key)
                removed += 1
            session.rollback()
    return removed


def _list_incoming_keys(session: Session) -> set[str]:
    """The keys of files on their way, which stand there between joined and taken in."""
    incoming = select(Upload.id).where(Upload.sha256.is_(None))
    return {build_incoming_key(upload_id) for upload_id in session.scalars(incoming)}


def _iterate_expected_keys(session: Session) -> Iterator[tuple[str, str]]:
    """Every key that a row names, with the SHA-256 its bytes must have."""
    for key, sha256, base_key, base_sha256 in session.execute(
        select(ImageFile.key, ImageFile.sha256, ImageFile.base_key, ImageFile.base_sha256)
    ):
        yield key, sha256
        if base_key and base_sha256:
            yield base_key, base_sha256
    for keyed, digest in (
        (Rendition.key, Rendition.sha256),
        (PersonBasis.document_key, PersonBasis.document_sha256),
        (SignedFile.key, SignedFile.sha256),
        (LetterAttachment.key, LetterAttachment.sha256),
    ):
        rows = session.execute(select(keyed, digest).where(keyed.is_not(None)))
        yield from ((str(key), str(sha256)) for key, sha256 in rows)


def _is_referenced(session: Session, key: str) -> bool:
    queries = (
        select(ImageFile.id).where((ImageFile.key == key) | (ImageFile.base_key == key)),
        select(Rendition.id).where(Rendition.key == key),
        select(PersonBasis.id).where(PersonBasis.document_key == key),
        select(SignedFile.id).where(SignedFile.key == key),
        select(LetterAttachment.id).where(LetterAttachment.key == key),
    )
    return any(session.scalar(query.limit(1)) is not None for query in queries)


def _find_storage_fault(storage: Storage, key: str, sha256: str) -> str | None:
    """Return what is wrong with the bytes of a key, or None."""
    try:
        with storage.open(key) as file:
            digest = hashlib.sha256()
            while block := file.read(1 << 20):
                digest.update(block)
    except NotStored:
        return "missing"
    return "changed" if digest.hexdigest() != sha256 else None
