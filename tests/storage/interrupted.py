"""A put or a delete in a folder that the kernel interrupts, as a process of its own:
`python -m tests.storage.interrupted FOLDER SIZE CALL ACTION` stores so many zeros, or with SIZE 0
deletes them, while one kind of system call is answered with an error (ACTION is its number) or with
death (ACTION is `kill`).
"""

import ctypes
import os
import platform
import resource
import struct
import sys
from pathlib import Path

from storage_adapters.contract import StorageDown, StorageFull
from storage_adapters.filesystem import FileStorage
from tests.storage.content import Zeros

KEY = "originals/ab/cd/abcd.jpg"
ENDINGS = {StorageFull: 3, StorageDown: 4}
NUMBERS = {
    "x86_64": {"write": 1, "fsync": 74, "link": 86, "unlink": 87},
    "aarch64": {"write": 64, "fsync": 82, "link": 37, "unlink": 35},
}
# From linux/seccomp.h, linux/prctl.h and linux/bpf_common.h.
KILL, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06


def interrupt(call: str, action: str) -> None:
    """From now on this call is answered so, in this process."""
    number = NUMBERS[platform.machine()][call]
    answer = KILL if action == "kill" else ERRNO | int(action)
    steps = [(LOAD, 0, 0, 0), (JUMP_IF_EQUAL, 0, 1, number), (RETURN, 0, 0, answer)]
    code = b"".join(struct.pack("HBBI", *step) for step in [*steps, (RETURN, 0, 0, ALLOW)])
    steps_of = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(steps_of))
    libc = ctypes.CDLL(None, use_errno=True)
    for arguments in ((NO_NEW_PRIVILEGES, 1, 0, 0, 0), (SET_SECCOMP, FILTER, program, 0, 0)):
        if libc.prctl(*arguments):
            raise OSError(ctypes.get_errno(), "prctl")


def main() -> int:
    """The exit code says which error was raised."""
    folder, size, call, action = sys.argv[1:]
    storage, source = FileStorage(Path(folder)), Zeros(int(size))
    digest = source.sha256
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    interrupt(call, action)
    try:
        if source.size:
            storage.put(KEY, source, sha256=digest, size=source.size)
        else:
            storage.delete(KEY)
    except (StorageFull, StorageDown) as error:
        return ENDINGS[type(error)]
    return 0


if __name__ == "__main__":
    os._exit(main())  # without the last flush, which could be what is interrupted
