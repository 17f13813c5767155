"""Bytes by key: `open_storage` gives the store that a URL names, `open_inbox` the place where
others leave files. Wiring calls them once a process.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from storage_adapters.contract import Storage
from storage_adapters.filesystem import FileStorage, FolderInbox
from storage_adapters.memory import MemoryStorage
from storage_adapters.s3.place import read_place

__all__ = ["do_places_overlap", "is_path_within", "open_inbox", "open_storage"]


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


def open_inbox(url: str) -> Storage:
    """The place at ``file:/srv/ftp/inkommande`` or ``s3://bucket/prefix?…``, which keeps what
    `Storage` promises also for keys that no adapter would generate; `keys` raises StorageDown where
    a folder is not there. ValueError says what is wrong with url.
    """
    scheme = url.partition(":")[0]
    if scheme == "file":
        return FolderInbox(_read_path(url))
    if scheme == "s3":
        place = read_place(url)
        from storage_adapters.s3.store import S3Inbox  # noqa: PLC0415 — as above

        return S3Inbox(place)
    raise ValueError("a watched folder is file:folder or s3://bucket/prefix")


def do_places_overlap(url: str, other: str) -> bool:
    """Whether one of two places lies in the other, or is it."""
    schemes = {place.partition(":")[0] for place in (url, other)}
    if schemes == {"file"}:
        a, b = (_read_path(place).resolve() for place in (url, other))
        return a.is_relative_to(b) or b.is_relative_to(a)
    if schemes == {"s3"}:
        place, other_place = read_place(url), read_place(other)
        same = (place.bucket, place.endpoint) == (other_place.bucket, other_place.endpoint)
        return same and (
            place.prefix.startswith(other_place.prefix)
            or other_place.prefix.startswith(place.prefix)
        )
    return False


def is_path_within(url: str, path: Path) -> bool:
    """Whether the place is a folder in which this path lies."""
    is_folder = url.partition(":")[0] == "file"
    return is_folder and path.resolve().is_relative_to(_read_path(url).resolve())


def _read_path(url: str) -> Path:
    parts = urlsplit(url)
    if parts.netloc or parts.query or parts.fragment or not parts.path.strip("/"):
        raise ValueError("file: needs a folder: file:var/store or file:///srv/store")
    return Path(unquote(parts.path))
