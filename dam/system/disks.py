"""Disks on which some room is to stay free, so that a database can still write and a page be shown.

`dam.services` says which; whoever takes a file in asks here before and after its bytes are known.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from dam.errors import NoRoom


class Disks:
    """The disks of some folders, each with ``least`` bytes that stay free."""

    def __init__(self, folders: Iterable[Path], least: int) -> None:
        self.least = least
        self._folders = tuple(folders)

    def ensure_room(self, size: int = 0) -> None:
        """Raise NoRoom where so many bytes more would leave less than is to stay free."""
        for folder in self._folders:
            free = shutil.disk_usage(_find_existing_folder(folder)).free
            if free - size < self.least:
                raise NoRoom("Det finns inte plats för filen just nu. Ring den som sköter servern.")

    def too_small(self) -> Iterator[Path]:
        """Yield the folders whose disk, were it empty, would hold less than is to stay free."""
        for folder in self._folders:
            if shutil.disk_usage(_find_existing_folder(folder)).total <= self.least:
                yield folder


def _find_existing_folder(folder: Path) -> Path:
    """Return the folder, or the nearest above it where it is still to be made."""
    return next(path for path in (folder, *folder.parents) if path.exists())
