"""The limits a child lives under while it reads untrusted bytes.

Memory and CPU time begin small, enough for a header, and grow with the pixels that the header
announces, up to what the largest picture may take. Called by `forkserver` and `tasks`.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dam.pictures.seccomp import forbid_all_but_files

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38  # linux/prctl.h
_LIBC = ctypes.CDLL(None, use_errno=True)


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


def enter(allowance: Allowance, ask: Callable[[int], None]) -> None:
    """Bind this process, for good. ``ask`` returns once the parent lets so many pixels begin."""
    global _allowance, _ask
    _allowance, _ask = allowance, ask
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Should the machine run out of memory, the kernel ends this child and not the web.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    os.nice(5)
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_FSIZE, allowance.file_bytes),
    ):
        resource.setrlimit(limit, (value, value))
    _bind(0)
    forbid_all_but_files(_LIBC)


def make_room(pixels: int) -> None:
    """Let this process grow to what a picture of ``pixels`` may take; outside a jail, nothing."""
    if _ask is not None:
        _ask(pixels)
        _bind(pixels)


def _bind(pixels: int) -> None:
    if _allowance is None:
        return
    most = _allowance.max_pixels
    resource.setrlimit(
        resource.RLIMIT_AS, (_allowance.memory_for(pixels), _allowance.memory_for(most))
    )
    # One second after the soft limit's SIGXCPU, the hard limit's SIGKILL.
    resource.setrlimit(
        resource.RLIMIT_CPU, (int(_allowance.cpu_for(pixels)), int(_allowance.cpu_for(most)) + 1)
    )
