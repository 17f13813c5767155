"""The limits and walls a child lives within while it reads untrusted bytes.

Memory and CPU time begin small, enough for a header, and grow with the pixels that the header
announces, up to what the largest picture may take. Called by `forkserver` and `tasks`.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import sysconfig
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import dam
from dam.imaging.sandbox import child_user, kernel, landlock
from dam.imaging.sandbox.seccomp import forbid_all_but_files
from dam.imaging.sandbox.walls import SandboxWalls

NICENESS = 5
"""Pages and sign-ins go first: this much further back than the process that asked."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a picture of so many pixels may take: bytes of address space, seconds of CPU time.

    12 bytes a pixel hold the decoded picture, a converted copy and a progressive JPEG's
    coefficients. 0.6 s a megapixel is thirty times what a decode and all encodes take, and of the
    slowest JPEG XL, each of whose pixels has the room of two, still twice as much.
    ``patience`` is how many times its CPU seconds a child may take by the clock, and
    ``file_bytes`` the longest file it may write.
    """

    memory: int = 400_000_000
    memory_a_pixel: int = 12
    cpu: float = 10.0
    cpu_a_pixel: float = 0.6e-6
    patience: float = 6.0
    file_bytes: int = 1_000_000_000
    max_pixels: int = 300_000_000

    def memory_for(self, pixels: int) -> int:
        return self.memory + self.memory_a_pixel * min(pixels, self.max_pixels)

    def wall_for(self, pixels: int) -> float:
        return self.patience * self.cpu_for(pixels)

    def cpu_for(self, pixels: int) -> float:
        return self.cpu + self.cpu_a_pixel * min(pixels, self.max_pixels)


_allowance: Allowance | None = None
_ask: Callable[[int], None] | None = None
_walls = SandboxWalls()


@dataclass(frozen=True, slots=True)
class HandedFiles:
    """What a child is given of the file system, as open descriptors."""

    files: list[int] = field(default_factory=list)
    folders: list[int] = field(default_factory=list)

    def take(self, argument: Any) -> Any:
        """Open an argument that is a path, and name it so that the child can reach it.

        By its descriptor, since another user may not enter the folders on the way to it.
        """
        if not isinstance(argument, Path) or not argument.exists():
            return argument
        is_folder = argument.is_dir()
        opened = os.open(argument, os.O_RDONLY | (os.O_DIRECTORY if is_folder else 0))
        (self.folders if is_folder else self.files).append(opened)
        return Path(f"/proc/self/fd/{opened}")


def enter_jail(
    allowance: Allowance, ask: Callable[[int], None], handed: HandedFiles, *, own_user: bool
) -> None:
    """Bind this process, for good. ``ask`` returns once the parent lets so many pixels begin.

    With ``own_user`` it becomes one (`child_user.can_take_users`).
    """
    global _allowance, _ask, _walls  # noqa: PLW0603 - a process is bound once, and whole
    _allowance, _ask = allowance, ask
    kernel.gain_no_privileges()
    os.nice(NICENESS)
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_FSIZE, allowance.file_bytes),
    ):
        resource.setrlimit(limit, (value, value))
    _set_limits(0)
    level = landlock.allow_only(list_library_paths(), handed.files, handed.folders)
    if own_user:
        child_user.take_user(handed.files, handed.folders)
    kernel.end_with_parent(signal.SIGKILL)
    kernel.drop_capabilities()
    _walls = SandboxWalls(level, own_user, forbid_all_but_files())


def get_walls() -> SandboxWalls:
    """What holds around this process."""
    return _walls


@cache
def list_library_paths() -> Sequence[Path]:
    """What Python, the codecs and the C library may want to read while they work."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    ours = [Path(dam.__file__).parent, *(Path(sysconfig.get_path(name)) for name in names)]
    packages = [
        Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))
    ]
    folders = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo")
    files = ("/etc/ld.so.cache", "/etc/localtime", "/dev/null", "/dev/urandom")
    return tuple(dict.fromkeys((*ours, *packages, *map(Path, folders), *map(Path, files))))


def raise_limits(pixels: int) -> None:
    """Let this process grow to what a picture of ``pixels`` may take; outside a jail, nothing."""
    if _ask is not None:
        _ask(pixels)
        _set_limits(pixels)


def _set_limits(pixels: int) -> None:
    if _allowance is None:
        return
    max_pixels = _allowance.max_pixels
    resource.setrlimit(
        resource.RLIMIT_AS, (_allowance.memory_for(pixels), _allowance.memory_for(max_pixels))
    )
    # One second after the soft limit's SIGXCPU, the hard limit's SIGKILL.
    resource.setrlimit(
        resource.RLIMIT_CPU,
        (int(_allowance.cpu_for(pixels)), int(_allowance.cpu_for(max_pixels)) + 1),
    )
