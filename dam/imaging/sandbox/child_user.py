"""A user of its own for each child that reads a picture, where the start is the superuser's.

Such a user owns nothing: it reads what it was handed, and writes where its group was let in.
Called by `forkserver` and `limits`.
"""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Sequence
from contextlib import suppress

# A range of numbers that neither distributions nor systemd give anybody, and that lies within
# the 65,536 of a container.
_FIRST, _HOW_MANY = 60_578, 606


def take_user(files: Sequence[int], folders: Sequence[int]) -> None:
    """Become a user of this process's own, who may read ``files`` and write in ``folders``.

    Both stay the superuser's: the files of a folder that nobody else enters are made readable for
    all, and the folder's group is the new one. What an earlier child has made there goes along.
    """
    number = _FIRST + os.getpid() % _HOW_MANY
    for file in files:
        mode = stat.S_IMODE(os.fstat(file).st_mode)
        if not mode & stat.S_IROTH:
            os.fchmod(file, mode | stat.S_IROTH)
    for folder in folders:
        os.fchown(folder, -1, number)
        os.fchmod(folder, stat.S_IMODE(os.fstat(folder).st_mode) | stat.S_IRWXG)
        for entry in os.scandir(folder):
            if _FIRST <= entry.stat(follow_symlinks=False).st_uid < _FIRST + _HOW_MANY:
                os.chown(entry.name, number, number, dir_fd=folder, follow_symlinks=False)
    os.umask(0o022)  # what it makes is read by the superuser, who may lack the right to read all
    os.setgroups([])
    os.setresgid(number, number, number)
    os.setresuid(number, number, number)


def can_take_users() -> bool:
    """Whether children of this process can have users of their own: tried on one, and its end.

    A container may lack the right to change users, to give files away or to end what is another's,
    or may have no more users than one.
    """
    if os.geteuid() != 0:
        return False
    ready, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            with suppress(OSError):
                os.fchown(os.memfd_create("tried"), -1, _FIRST)
                take_user([], [])
                os.write(tell, b"1")
            os.close(tell)
            signal.alarm(1)
            signal.pause()
        finally:
            os._exit(1)
    os.close(tell)
    succeeded = os.read(ready, 1) == b"1"
    os.close(ready)
    try:
        os.kill(pid, signal.SIGKILL)
    except PermissionError:
        succeeded = False
    os.waitpid(pid, 0)
    return succeeded
