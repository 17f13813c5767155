"""What a process asks of the Linux kernel about itself: its name, its end, and who may look in.

Called by the supervisor, by what starts web and worker, and by the children that read pictures.
"""

from __future__ import annotations

import ctypes

LIBC = ctypes.CDLL(None, use_errno=True)
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NAME = 1, 4, 15  # linux/prctl.h
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION = 0x20080522  # linux/capability.h: two words of each set


def end_with_parent(number: int) -> None:
    """Have the kernel send ``number`` to this process once its parent is gone (until setuid)."""
    LIBC.prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)


def name_process(name: str) -> None:
    """Be called ``name``, fifteen letters of it, in lists of processes."""
    LIBC.prctl(_PR_SET_NAME, name.encode(), 0, 0, 0)


def shut_memory() -> None:
    """Let no process of the same user read this one's memory or environment, nor dump them.

    Holds for what is forked from it, not for what it executes. The administrator still may.
    """
    LIBC.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def gain_no_privileges() -> None:
    """Have no program that this process executes give it more than it has."""
    LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def drop_capabilities() -> None:
    """Do without what the superuser may do beyond others, for good."""
    head = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    LIBC.capset(head, (ctypes.c_uint32 * 6)())
