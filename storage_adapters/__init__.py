"""Bytes by key: `open_storage` gives the store that a URL names. Wiring calls it once a process."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from storage_adapters.contract import Storage
from storage_adapters.filesystem import FileStorage
from storage_adapters.memory import MemoryStorage
from storage_adapters.s3.place import read_place

__all__ = ["open_storage"]


def open_storage(url: str) -> Storage:
    """The store at ``file:var/store``, ``file:///srv/store``, ``s3://bucket/prefix?…`` (see
    `s3.place.read_place`) or ``memory:``.

    Nothing is asked of the store yet: `check` does that. ValueError says what is wrong with url.
    """
    scheme = url.partition(":")[0]
    if scheme == "file":
        return FileStorage(_read_path(url))
    if scheme == "s3":
        place = read_place(url)
        # boto3 costs 0.3 s and 25 MB that a folder has no use for.
        from storage_adapters.s3.store import S3Storage  # noqa: PLC0415 — see above

        return S3Storage(place)
    if url == "memory:":
        return MemoryStorage()
    raise ValueError("a store is file:folder, s3://bucket/prefix or memory:")


def _read_path(url: str) -> Path:
    parts = urlsplit(url)
    if parts.netloc or parts.query or parts.fragment or not parts.path.strip("/"):
        raise ValueError("file: needs a folder: file:var/store or file:///srv/store")
    return Path(unquote(parts.path))
