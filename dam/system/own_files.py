"""Files in the product's own folders below `var`: counted downloads, letters, places in a queue.

Each is opened here without following a link that somebody has put in its place.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

_NEW = os.O_WRONLY | os.O_CREAT


def open_own(path: Path, flags: int, mode: int = 0o600) -> int:
    """Open a file, made with ``mode`` where flags say so; OSError where a link has its name."""
    return os.open(path, flags | os.O_NOFOLLOW, mode)


def append_own(path: Path, line: bytes) -> None:
    """Append a short line at once, whoever else appends."""
    handle = open_own(path, _NEW | os.O_APPEND)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)


def write_own(path: Path, mode: int = 0o600) -> BinaryIO:
    """Open a file to be written anew."""
    return os.fdopen(open_own(path, _NEW | os.O_TRUNC, mode), "wb")


def read_own(path: Path) -> bytes:
    """Read a whole file."""
    with os.fdopen(open_own(path, os.O_RDONLY), "rb") as file:
        return file.read()
