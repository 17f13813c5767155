"""A store in a folder: the default. Keys are paths below its root.

A write goes to a temporary name in ``.tmp`` of the same file system, is flushed to the disk, read
back, and only then linked to its final name: `link_into_place` refuses a name that is taken, so of
two writers one wins and neither overwrites. What comes in parts has a folder in ``.tmp`` until it
is joined. No link below the root is followed, whoever puts one there while a file is opened.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from storage_adapters.contract import (
    PARTS_KEPT,
    NotStored,
    StorageDown,
    StoredObject,
    UploadLink,
    UploadPart,
    check_key,
)
from storage_adapters.disk import (
    DiskFile,
    FileSlice,
    describe_stored_file,
    flush_folder,
    get_part_file_name,
    link_into_place,
    open_folder,
    read_back,
    read_parts,
    translate_os_errors,
    write_new_file,
)
from storage_adapters.verify import (
    BLOCK,
    ensure_all_parts,
    ensure_range,
    ensure_size,
    probe_storage,
    verified_blocks,
    verify_bytes,
)

_TEMPORARY = ".tmp"


class FileStorage:
    """A `Storage` below ``root``, which comes into being with the first write."""

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()

    def put(self, key: str, source: BinaryIO, *, sha256: str, size: int) -> StoredObject:
        with suppress(NotStored):
            return self._kept(key, sha256=sha256, size=size)
        with self._written(verified_blocks(source, sha256=sha256, size=size)) as temporary:
            read_back(temporary, sha256=sha256, size=size)
            return self._link(temporary, key, sha256=sha256, size=size)

    @contextmanager
    def open(self, key: str, start: int = 0, end: int | None = None) -> Iterator[BinaryIO]:
        ensure_range(start, end)
        with translate_os_errors(key), self._place(key) as path:
            raw = DiskFile(path)
        with raw:
            raw.seek(start)
            reaches_end = end is None or end >= os.fstat(raw.fileno()).st_size
            bounded = raw if end is None or reaches_end else FileSlice(raw, end - start)
            with io.BufferedReader(bounded, BLOCK) as file:
                yield file

    def stat(self, key: str) -> StoredObject:
        with translate_os_errors(key), self._place(key) as path:
            status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise NotStored(key)
        return describe_stored_file(key, status)

    def delete(self, key: str) -> None:
        with suppress(NotStored), translate_os_errors(key), self._place(key) as path:
            path.unlink()
            flush_folder(path.parent)

    def keys(self, prefix: str = "") -> Iterator[StoredObject]:
        with translate_os_errors():
            yield from self._walk(self._root, "", prefix)

    def copy(self, source: str, key: str, *, sha256: str, size: int) -> StoredObject:
        with suppress(NotStored):
            return self._kept(key, sha256=sha256, size=size)
        with self._temporary() as temporary:
            # Whoever erases the source now takes nothing from under us.
            with translate_os_errors(source), self._place(source) as path:
                os.link(path, temporary)
            read_back(temporary, sha256=sha256, size=size)
            return self._link(temporary, key, sha256=sha256, size=size)

    def begin_parts(self, key: str) -> str:
        parts_id = secrets.token_hex(16)
        with translate_os_errors():
            self._parts(key, parts_id).mkdir(parents=True)
        return parts_id

    def part_link(
        self,
        key: str,
        parts_id: str,  # noqa: ARG002 — a folder has no address for browsers
        part: UploadPart,  # noqa: ARG002
        *,
        seconds: int,  # noqa: ARG002
    ) -> UploadLink | None:
        check_key(key)
        return None

    def put_part(self, key: str, parts_id: str, part: UploadPart, source: BinaryIO) -> None:
        place = self._parts(key, parts_id) / get_part_file_name(part)
        blocks = verified_blocks(source, sha256=part.sha256, size=part.size)
        with self._written(blocks) as temporary:
            read_back(temporary, sha256=part.sha256, size=part.size)
            with translate_os_errors(key):
                temporary.replace(place)
                flush_folder(place.parent)

    def parts(self, key: str, parts_id: str) -> dict[int, int]:
        folder = self._parts(key, parts_id)
        with translate_os_errors(key):
            come = {int(p.name): p.stat().st_size for p in folder.iterdir()}
            folder.stat()  # a list that was begun before `drop_parts` may lack what it has removed
        return come

    def join_parts(self, key: str, parts_id: str, parts: Sequence[UploadPart]) -> StoredObject:
        size = sum(part.size for part in parts)
        with suppress(NotStored):  # joined already
            ensure_all_parts(self.parts(key, parts_id), parts)
            digest = hashlib.sha256()
            blocks = read_parts(self._parts(key, parts_id), parts, digest.update)
            with self._written(blocks) as temporary:
                read_back(temporary, sha256=digest.hexdigest(), size=size)
                with translate_os_errors():
                    link_into_place(temporary, self._root, self._checked(key))
        joined = ensure_size(self._named(key), size)
        self.drop_parts(key, parts_id)
        return joined

    def drop_parts(self, key: str, parts_id: str) -> None:
        away = self._root / _TEMPORARY / secrets.token_hex(16)
        with suppress(NotStored), translate_os_errors(key):
            self._parts(key, parts_id).rename(away)  # all at once, for who looks meanwhile
            shutil.rmtree(away)

    def sweep(self, before: datetime) -> int:
        removed = 0
        temporary = open_folder(self._root, [_TEMPORARY])
        with suppress(NotStored), translate_os_errors(_TEMPORARY), temporary as folder:
            for path in folder.iterdir():
                with suppress(FileNotFoundError):  # its writer has just finished
                    status = path.lstat()
                    parts = stat.S_ISDIR(status.st_mode)
                    if status.st_mtime < (before - PARTS_KEPT if parts else before).timestamp():
                        shutil.rmtree(path) if parts else path.unlink()
                        removed += 1
        return removed

    def check(self) -> None:
        probe_storage(self)

    def _checked(self, key: str) -> str:
        return check_key(key)

    @contextmanager
    def _place(self, key: str) -> Iterator[Path]:
        """Where an object is, or would be: a path in its open folder, for as long as the block."""
        *folders, name = self._checked(key).split("/")
        with open_folder(self._root, folders) as folder:
            yield folder / name

    def _parts(self, key: str, parts_id: str) -> Path:
        """Return the folder of parts; each that comes changes its time, which `sweep` reads."""
        check_key(key)
        return self._root / _TEMPORARY / check_key(parts_id)

    @contextmanager
    def _written(self, blocks: Iterable[bytes]) -> Iterator[Path]:
        """A new file under a temporary name, gone afterwards."""
        with self._temporary() as temporary:
            write_new_file(temporary, blocks)
            yield temporary

    @contextmanager
    def _temporary(self) -> Iterator[Path]:
        """A name that nobody else has, for a file that is gone afterwards."""
        with ExitStack() as opened:
            with translate_os_errors():
                folder = opened.enter_context(open_folder(self._root, [_TEMPORARY], make=True))
            temporary = folder / secrets.token_hex(16)
            try:
                yield temporary
            finally:
                with translate_os_errors():
                    temporary.unlink(missing_ok=True)

    def _link(self, file: Path, key: str, *, sha256: str, size: int) -> StoredObject:
        """Give a file whose bytes are known its key, or find that somebody was there first."""
        with translate_os_errors():
            linked = link_into_place(file, self._root, self._checked(key))
        try:
            return self._named(key) if linked else self._kept(key, sha256=sha256, size=size)
        except NotStored as error:
            raise StorageDown(f"{key} was erased while it was being written") from error

    def _kept(self, key: str, *, sha256: str, size: int) -> StoredObject:
        """The object under key, if it is these bytes."""
        with self.open(key) as file:
            verify_bytes(file, sha256=sha256, size=size)
        return self._named(key)

    def _named(self, key: str) -> StoredObject:
        """The object under key, its name and all folders up to the root safe on the disk."""
        with translate_os_errors(key):
            for folder in (self._root / self._checked(key)).parents:
                flush_folder(folder)
                if folder == self._root:
                    break
        return self.stat(key)

    def _walk(self, folder: Path, at: str, prefix: str) -> Iterator[StoredObject]:
        """Depth first; a folder sorts as its name with a slash, so that keys come in order."""
        try:
            with os.scandir(folder) as entries:
                names = sorted(_get_sort_name(entry) for entry in entries)
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
                    status = (folder / name).lstat()
                    if stat.S_ISREG(status.st_mode):
                        yield describe_stored_file(key, status)


class FolderInbox(FileStorage):
    """A folder in which others leave files under names of their own; links are not followed."""

    def keys(self, prefix: str = "") -> Iterator[StoredObject]:
        with translate_os_errors():
            for folder, below, names in os.walk(self._root, onerror=_raise_walk_error):
                below.sort()
                for name in sorted(names):
                    path = Path(folder, name)
                    key = path.relative_to(self._root).as_posix()
                    with suppress(FileNotFoundError):  # taken away since the folder was read
                        status = path.lstat()
                        if stat.S_ISREG(status.st_mode) and key.startswith(prefix):
                            yield describe_stored_file(key, status)

    def check(self) -> None:
        next(self.keys(), None)
        probe_storage(self, ".probe-")

    def _checked(self, key: str) -> str:
        return key


def _get_sort_name(entry: os.DirEntry[str]) -> str:
    return f"{entry.name}/" if entry.is_dir(follow_symlinks=False) else entry.name


def _raise_walk_error(error: OSError) -> None:
    raise error
