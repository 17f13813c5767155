"""Files on a disk, with errors that are the contract's. `filesystem` makes a store of them."""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from storage_adapters.contract import (
    BadKey,
    NotStored,
    StorageDown,
    StorageFull,
    StoredObject,
    UploadPart,
)
from storage_adapters.verify import BLOCK, verified_blocks, verify_bytes

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# EFBIG is the limit of the file system or of the process on a single file.
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FOLDER = os.O_PATH | os.O_DIRECTORY


class DiskFile(io.FileIO):
    """A file on disk whose read errors are the contract's."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, opener=_open_regular)

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        with translate_os_errors():
            return super().readinto(buffer) or 0

    def readall(self) -> bytes:
        with translate_os_errors():
            return super().readall()


def _open_regular(path: str, flags: int) -> int:
    """Open a regular file; FileNotFoundError for a link, pipe or device, also a sudden one."""
    missing = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    try:
        descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in {errno.ELOOP, errno.ENXIO}:
            raise missing from error
        raise
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise missing


class FileSlice(io.RawIOBase):
    """The next ``left`` bytes of a file; without a fileno(), which would reach beyond them."""

    def __init__(self, file: io.FileIO, size: int) -> None:
        self._file = file
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        count = self._file.readinto(memoryview(buffer).cast("B")[: self._left]) or 0
        self._left -= count
        return count


def write_new_file(path: Path, blocks: Iterable[bytes]) -> None:
    """Write a new file, safe on the disk. What ``blocks`` raises is its own."""
    with translate_os_errors():
        file = path.open("xb")
    try:
        for block in blocks:
            with translate_os_errors():
                file.write(block)
        with translate_os_errors():
            file.flush()
            os.fsync(file.fileno())
    finally:
        with translate_os_errors():
            file.close()


def read_back(path: Path, *, sha256: str, size: int) -> None:
    """Raise WrongBytes where the disk holds other bytes, NotStored where it holds no such file."""
    with translate_os_errors(path.name):
        raw = DiskFile(path)
        # Out of the page cache, so that what is read is what the disk holds.
        os.posix_fadvise(raw.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    with io.BufferedReader(raw, BLOCK) as file:
        verify_bytes(file, sha256=sha256, size=size)


def get_part_file_name(part: UploadPart) -> str:
    """Return what a part is called in its folder."""
    return f"{part.n:05d}"


def read_parts(
    folder: Path, parts: Iterable[UploadPart], count: Callable[[bytes], object]
) -> Iterator[bytes]:
    """Yield the blocks of parts in order; WrongBytes where one is not as told, or NotStored."""
    for part in parts:
        with translate_os_errors(folder.name):
            raw = DiskFile(folder / get_part_file_name(part))
        with io.BufferedReader(raw, BLOCK) as file:
            for block in verified_blocks(file, sha256=part.sha256, size=part.size):
                count(block)
                yield block


@contextmanager
def translate_os_errors(key: str | None = None) -> Iterator[None]:
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


@contextmanager
def open_folder(root: Path, names: Sequence[str], *, make: bool = False) -> Iterator[Path]:
    """Open the folder of these names below root, each from the one above it; yields a path that is
    that folder's whatever is put in its place meanwhile.

    No link is followed on the way (NotADirectoryError); root itself may be one.
    """
    if make:
        root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root, _FOLDER)
    try:
        for name in names:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(name, dir_fd=descriptor)
            above, descriptor = (
                descriptor,
                os.open(name, _FOLDER | os.O_NOFOLLOW, dir_fd=descriptor),
            )
            os.close(above)
        yield Path(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)


def link_into_place(temporary: Path, root: Path, key: str) -> bool:
    """Give the written file its name below root; False where somebody was there first."""
    *folders, name = key.split("/")
    try:
        with open_folder(root, folders, make=True) as folder:
            return _link_unless_taken(temporary, folder / name)
    except NotADirectoryError as error:
        raise BadKey(f"{key}: a part of the key is an object") from error
    except IsADirectoryError as error:
        raise BadKey(f"{key}: the key is a folder") from error


def _link_unless_taken(temporary: Path, path: Path) -> bool:
    try:
        os.link(temporary, path)
    except FileExistsError as error:
        if path.is_dir() and not path.is_symlink():
            raise IsADirectoryError from error
        return False
    return True


def flush_folder(folder: Path) -> None:
    """Make the names in a folder safe on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def describe_stored_file(key: str, status: os.stat_result) -> StoredObject:
    """Return what is known of a file."""
    return StoredObject(key, status.st_size, datetime.fromtimestamp(status.st_mtime, UTC))
