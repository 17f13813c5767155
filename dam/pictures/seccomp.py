"""A filter of system calls: a child may compute and use files, nothing else. Called by `jail`.

Best effort: where the kernel or the processor is another, the resource limits stand alone.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

# Linux: seccomp_data is the call's number, the architecture, an address, and the arguments.
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # linux/bpf_common.h
_ALLOW, _DENY, _ABSENT = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_CLONE_THREAD = 0x10000
_X32 = 0x40000000  # a second numbering of the same calls on x86-64

# The audit number of the architecture, its clone, and what is denied, in this order: socket,
# socketpair, execve, execveat, ptrace, process_vm_readv, process_vm_writev, mount, unshare,
# setns, bpf, perf_event_open, userfaultfd, keyctl, add_key, fork, vfork.
_CALLS = {
    "x86_64": (
        0xC000003E,
        56,
        (41, 53, 59, 322, 101, 310, 311, 165, 272, 308, 321, 298, 323, 250, 248, 57, 58),
    ),
    "aarch64": (
        0xC00000B7,
        220,
        (198, 199, 221, 281, 117, 270, 271, 40, 97, 268, 280, 241, 282, 219, 217),
    ),
}
_CLONE3, _IO_URING_SETUP, _PIDFD_GETFD = 435, 425, 438  # the same everywhere


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def forbid_all_but_files(libc: ctypes.CDLL) -> bool:
    """Deny this process, for good, what no decoder needs; False where that cannot be had.

    No connection, no other program, no new process (threads stay), no look into another.
    """
    calls = _CALLS.get(os.uname().machine)
    if calls is None:
        return False
    instructions = _compile(*calls)
    program = _Program(len(instructions) // 8, instructions)
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _compile(architecture: int, clone: int, denied: tuple[int, ...]) -> bytes:
    """The filter as BPF: eight bytes an instruction, jumps counted from the next one."""
    steps: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _DENY),
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _DENY),
        # glibc falls back to clone, whose flags can be looked at.
        (_EQUAL, 0, 1, _CLONE3),
        (_RETURN, 0, 0, _ABSENT),
    ]
    for number in (*denied, _IO_URING_SETUP, _PIDFD_GETFD):
        steps += (_EQUAL, 0, 1, number), (_RETURN, 0, 0, _DENY)
    steps += (
        (_EQUAL, 0, 3, clone),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_ANY_BIT, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, _DENY),
        (_RETURN, 0, 0, _ALLOW),
    )
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
