"""A store in a folder: the default. Keys are paths below its root.

A write goes to a temporary name in ``.tmp`` of the same file system, is flushed to the disk, read
back, and only then linked to its final name: `link` refuses a name that is taken, so of two writers
one wins and neither overwrites.
"""

from __future__ import annotations

import errno
import io
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from storage_adapters.contract import (
    BadKey,
    NotStored,
    StorageDown,
    StorageFull,
    Stored,
    UploadLink,
    checked,
)
from storage_adapters.verify import BLOCK, checked_range, probe, verified_blocks, verify

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_TEMPORARY = ".tmp"
# EFBIG is the limit of the file system or of the process on a single file.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class FileStorage:
    """A `Storage` below ``root``, which comes into being with the first write."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()

    def put(self, key: str, source: BinaryIO, *, sha256: str, size: int) -> Stored:
        path = self._path(key)
        with suppress(NotStored):
            return self._kept(key, sha256=sha256, size=size)
        temporary = self._root / _TEMPORARY / secrets.token_hex(16)
        try:
            self._write(temporary, source, sha256=sha256, size=size)
            with _translated():
                linked = _link(temporary, path)
        finally:
            with _translated():
                temporary.unlink(missing_ok=True)
        try:
            return self._named(key) if linked else self._kept(key, sha256=sha256, size=size)
        except NotStored as error:
            raise StorageDown(f"{key} was erased while it was being written") from error

    @contextmanager
    def open(self, key: str, start: int = 0, end: int | None = None) -> Iterator[BinaryIO]:
        checked_range(start, end)
        with _translated(key):
            raw = _File(self._path(key))
        with raw:
            raw.seek(start)
            reaches_end = end is None or end >= os.fstat(raw.fileno()).st_size
            bounded = raw if end is None or reaches_end else _Slice(raw, end - start)
            with io.BufferedReader(bounded, BLOCK) as file:
                yield file

    def stat(self, key: str) -> Stored:
        with _translated(key):
            path = self._path(key)
            if path.is_dir():
                raise NotStored(key)
            return _stored(key, path.stat())

    def delete(self, key: str) -> None:
        path = self._path(key)
        with suppress(NotStored), _translated(key):
            path.unlink()
            _flush_folder(path.parent)

    def keys(self, prefix: str = "") -> Iterator[Stored]:
        with _translated():
            yield from self._walk(self._root, "", prefix)

    def sweep(self, before: datetime) -> int:
        removed = 0
        with suppress(NotStored), _translated(_TEMPORARY):
            for path in (self._root / _TEMPORARY).iterdir():
                with suppress(FileNotFoundError):  # its writer has just finished
                    if path.stat().st_mtime < before.timestamp():
                        path.unlink()
                        removed += 1
        return removed

    def upload_link(self, key: str, *, size: int, sha256: str, seconds: int) -> UploadLink | None:  # noqa: ARG002 — a folder has no address for browsers
        checked(key)
        return None

    def check(self) -> None:
        probe(self)

    def _path(self, key: str) -> Path:
        return self._root / checked(key)

    def _write(self, path: Path, source: BinaryIO, *, sha256: str, size: int) -> None:
        """Write source to a new file and read it back from the disk."""
        with _translated():
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("xb")
        try:
            # What source raises is its own, so only our half of the loop is translated.
            for block in verified_blocks(source, sha256=sha256, size=size):
                with _translated():
                    file.write(block)
            with _translated():
                file.flush()
                os.fsync(file.fileno())
                # Out of the page cache, so that what is read back is what the disk holds.
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            with _translated():
                file.close()
        with io.BufferedReader(_File(path), BLOCK) as written:
            verify(written, sha256=sha256, size=size)

    def _kept(self, key: str, *, sha256: str, size: int) -> Stored:
        """The object under key, if it is these bytes."""
        with self.open(key) as file:
            verify(file, sha256=sha256, size=size)
        return self._named(key)

    def _named(self, key: str) -> Stored:
        """The object under key, its name safe on the disk.

        All folders up to the root are flushed, also those found there: another writer may have
        made them a moment ago and not have come so far.
        """
        with _translated(key):
            for folder in self._path(key).parents:
                _flush_folder(folder)
                if folder == self._root:
                    break
        return self.stat(key)

    def _walk(self, folder: Path, at: str, prefix: str) -> Iterator[Stored]:
        """Depth first; a folder sorts as its name with a slash, so that keys come in order."""
        try:
            with os.scandir(folder) as entries:
                names = sorted(f"{e.name}/" if e.is_dir() else e.name for e in entries)
        except FileNotFoundError:
            return
        for name in names:
            key = at + name
            if key == f"{_TEMPORARY}/" or not (key.startswith(prefix) or prefix.startswith(key)):
                continue
            if name.endswith("/"):
                yield from self._walk(folder / name, key, prefix)
            elif key.startswith(prefix):
                with suppress(FileNotFoundError):  # deleted since the folder was read
                    yield _stored(key, (folder / name).stat())


class FolderInbox(FileStorage):
    """A folder in which others leave files under names of their own; links are not followed."""

    def keys(self, prefix: str = "") -> Iterator[Stored]:
        with _translated():
            for folder, below, names in os.walk(self._root, onerror=_raise):
                below.sort()
                for name in sorted(names):
                    path = Path(folder, name)
                    key = path.relative_to(self._root).as_posix()
                    with suppress(FileNotFoundError):  # taken away since the folder was read
                        found = path.lstat()
                        if stat.S_ISREG(found.st_mode) and key.startswith(prefix):
                            yield _stored(key, found)

    def check(self) -> None:
        next(self.keys(), None)
        probe(self, ".probe-")

    def _path(self, key: str) -> Path:
        return self._root / key


def _raise(error: OSError) -> None:
    raise error


class _File(io.FileIO):
    """A file on disk whose read errors are the contract's."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        with _translated():
            return super().readinto(buffer) or 0

    def readall(self) -> bytes:
        with _translated():
            return super().readall()


class _Slice(io.RawIOBase):
    """The next ``left`` bytes of a file; without a fileno(), which would reach beyond them."""

    def __init__(self, file: io.FileIO, left: int) -> None:
        self._file = file
        self._left = left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        count = self._file.readinto(memoryview(buffer).cast("B")[: self._left]) or 0
        self._left -= count
        return count


@contextmanager
def _translated(key: str | None = None) -> Iterator[None]:
    """OSErrors as the contract's; a missing file is NotStored where a key was asked for."""
    try:
        yield
    except OSError as error:
        missing = FileNotFoundError | NotADirectoryError | IsADirectoryError
        if key is not None and isinstance(error, missing):
            raise NotStored(key) from error
        if error.errno in _NO_ROOM:
            raise StorageFull(str(error)) from error
        raise StorageDown(str(error)) from error


def _link(temporary: Path, path: Path) -> bool:
    """Give the written file its final name; False where somebody was there first."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise BadKey(f"{path}: a part of the key is an object") from error
    try:
        os.link(temporary, path)
    except FileExistsError as error:
        if path.is_dir():
            raise BadKey(f"{path}: the key is a folder") from error
        return False
    return True


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _stored(key: str, found: os.stat_result) -> Stored:
    return Stored(key, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))
