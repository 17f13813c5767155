"""Landlock: which files a child may reach, as the kernel holds it (landlock(7)). Called by
`limits`.

A kernel of an earlier level holds less, and one without Landlock nothing. What no level covers,
such as modes, owners and links, `seccomp` denies.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from dam.imaging.sandbox.kernel import LIBC

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same everywhere
_VERSION, _PATH_BENEATH = 1, 1  # linux/landlock.h
_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_FILE, _MAKE_REG, _TRUNCATE = 1 << 5, 1 << 8, 1 << 14

_LIBRARY = _READ_FILE | _READ_DIR
_FOLDER = _LIBRARY | _WRITE_FILE | _REMOVE_FILE | _MAKE_REG | _TRUNCATE


def get_landlock_level() -> int:
    """The kernel's level of Landlock; 0 where there is none."""
    return max(0, int(LIBC.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION)))


def allow_only(libraries: Iterable[Path], files: Sequence[int], folders: Sequence[int]) -> int:
    """Deny this process, for good, every other file; returns the level that holds, 0 for none.

    It may read ``libraries`` and ``files``, and read and write in ``folders``. From level 4 it may
    neither bind nor connect, from 6 signal none but itself. It must be unable to gain privileges.
    """
    kernel_level = get_landlock_level()
    handled = _get_file_rights(kernel_level)
    attributes = struct.pack("=QQQ", handled, 3, 3)  # TCP: bind, connect; scopes: sockets, signals
    size = 8 if kernel_level < 4 else 16 if kernel_level < 6 else 24
    rules = (
        LIBC.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0) if kernel_level else -1
    )
    if rules < 0:
        return 0
    try:
        for path in libraries:
            with suppress(FileNotFoundError):
                opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
                # What is no folder can be given no right of folders.
                _add_landlock_rule(
                    rules, opened, (_LIBRARY if path.is_dir() else _READ_FILE) & handled
                )
                os.close(opened)
        for file in files:
            _add_landlock_rule(rules, file, _READ_FILE & handled)
        for folder in folders:
            _add_landlock_rule(rules, folder, _FOLDER & handled)
        restricted = LIBC.syscall(_RESTRICT_SELF, rules, 0) == 0
    finally:
        os.close(rules)
    return kernel_level if restricted else 0


def _get_file_rights(kernel_level: int) -> int:
    """Every right on files that the level knows; what is in none of them cannot be denied."""
    rights = (
        13 + (kernel_level >= 2) + (kernel_level >= 3) + (kernel_level >= 5)
    )  # moving, truncating, devices' own calls
    return int((1 << rights) - 1)


def _add_landlock_rule(rules: int, opened: int, rights: int) -> None:
    rule = struct.pack("=Qi", rights, opened)
    if LIBC.syscall(_ADD_RULE, rules, _PATH_BENEATH, rule, 0) != 0:
        raise OSError(ctypes.get_errno(), "landlock_add_rule")
