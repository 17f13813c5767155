"""Between the store and a working folder: fetch a file to work on, store what was made of it."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from dataclasses import dataclass
from pathlib import Path

from dam.database.models import Rendition
from dam.imaging.embed.plan import Plan, make_plan
from dam.imaging.render import RenderedFile
from storage_adapters.contract import Storage


@dataclass(frozen=True, slots=True)
class StoredSize:
    """A size that stands in the store; ``spec`` is such as "tryck.jpg"."""

    spec: str
    key: str
    plan: Plan
    bytes: int
    sha256: str
    width: int
    height: int


def fetch_object(key: str, path: Path, storage: Storage) -> None:
    """Copy a stored object to a file."""
    with storage.open(key) as source, path.open("wb") as copy:
        shutil.copyfileobj(source, copy, 1 << 20)


def store_rendered_file(rendered: RenderedFile, folder: Path, storage: Storage) -> StoredSize:
    """Store one file made in ``folder``, under a random key that says nothing of the image."""
    name = uuid.uuid4().hex
    key = f"derived/{name[:2]}/{name}{rendered.path.suffix}"
    # What a reader of pictures that was taken over has put there may be a link to another's file.
    with os.fdopen(os.open(folder / rendered.path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        plan = make_plan(file, sha256=digest)
        file.seek(0)
        storage.put(key, file, sha256=digest, size=rendered.bytes)
    return StoredSize(
        spec=f"{rendered.name}{rendered.path.suffix}",
        key=key,
        plan=plan,
        bytes=rendered.bytes,
        sha256=digest,
        width=rendered.width,
        height=rendered.height,
    )


def build_rendition_row(size: StoredSize) -> Rendition:
    """Return the row of a stored size of the whole picture."""
    return Rendition(
        spec=size.spec,
        key=size.key,
        plan=size.plan.to_json(),
        bytes=size.bytes,
        sha256=size.sha256,
        width=size.width,
        height=size.height,
    )
