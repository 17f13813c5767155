"""The process that forks a child for each picture, with all decoders loaded beforehand.

`runner` starts ``python -m dam.imaging.sandbox.forkserver FD MODULE…``: FD is a socket on which
each job arrives as two descriptors, the child's end of a channel and a pipe for its exit status.
The job lives as long as that pipe is read: once the parent closes it, or dies, it is killed.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pickle
import select
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dam.errors import Refused
from dam.imaging.sandbox import child_user, kernel, limits
from dam.imaging.sandbox.channel import receive_message, send_message

_TALK = 3  # the one descriptor beside standard input, output and error that a child keeps

_WANTED_LATE = ("linecache",)
"""What is imported by and by: a child's own user may not be let in where the libraries lie."""


@dataclass(frozen=True, slots=True)
class _Child:
    pid: int
    pidfd: int
    fate: int


class _ChildServer:
    """One thread, one poll loop: jobs in, exit statuses out."""

    def __init__(self, jobs: socket.socket, *, own_users: bool) -> None:
        self._jobs = jobs
        self._own_users = own_users
        self._poll = select.poll()
        self._poll.register(jobs, select.POLLIN)
        self._by_pidfd: dict[int, _Child] = {}
        self._by_fate: dict[int, _Child] = {}

    def serve(self) -> None:
        """Until the parent closes its end, which is also what its death does."""
        while True:
            for descriptor, _ in self._poll.poll():
                if descriptor in self._by_pidfd:
                    self._bury(self._by_pidfd[descriptor])
                elif descriptor in self._by_fate:
                    self._kill(self._by_fate[descriptor])
                elif descriptor == self._jobs.fileno() and not self._begin():
                    for child in self._by_pidfd.values():
                        self._kill(child)
                    return

    def _begin(self) -> bool:
        _, descriptors, _, _ = socket.recv_fds(self._jobs, 1, 2)
        if len(descriptors) < 2:
            return False
        talk, fate = descriptors
        pid = os.fork()
        if pid == 0:
            _run_child(_keep_only(talk), own_user=self._own_users)
        os.close(talk)
        child = _Child(pid, os.pidfd_open(pid), fate)
        self._by_pidfd[child.pidfd] = self._by_fate[fate] = child
        self._poll.register(child.pidfd, select.POLLIN)
        # A pipe whose reader is gone reports an error without being asked for any event.
        self._poll.register(fate, 0)
        return True

    def _kill(self, child: _Child) -> None:
        signal.pidfd_send_signal(child.pidfd, signal.SIGKILL)
        if child.fate in self._by_fate:
            self._poll.unregister(child.fate)
            del self._by_fate[child.fate]

    def _bury(self, child: _Child) -> None:
        _, status = os.waitpid(child.pid, 0)
        self._poll.unregister(child.pidfd)
        if self._by_fate.pop(child.fate, None):
            self._poll.unregister(child.fate)
        del self._by_pidfd[child.pidfd]
        with suppress(BrokenPipeError):
            os.write(child.fate, str(os.waitstatus_to_exitcode(status)).encode())
        os.close(child.fate)
        os.close(child.pidfd)


def _keep_only(descriptor: int) -> socket.socket:
    """Close all else that was open: the other children's ends are none of this child's business."""
    os.dup2(descriptor, _TALK)
    os.closerange(_TALK + 1, os.sysconf("SC_OPEN_MAX"))
    return socket.socket(fileno=_TALK)


def _run_child(talk: socket.socket, *, own_user: bool) -> None:
    """A child's whole life: one job. Never returns."""
    try:
        job = receive_message(talk)
        if job is not None:
            # Pickle comes only from the parent; what goes back is JSON, so that a child taken
            # over by its picture has nothing but data to answer with.
            _run_job(talk, *pickle.loads(job), own_user=own_user)  # noqa: S301
    finally:
        os._exit(0)


def _run_job(
    talk: socket.socket,
    task: Callable[..., Any],
    arguments: tuple[Any, ...],
    allowance: limits.Allowance,
    *,
    own_user: bool,
) -> None:
    def ask(pixels: int) -> None:
        send_message(talk, json.dumps({"pixels": pixels}).encode())
        receive_message(talk)

    try:
        handed = limits.HandedFiles()
        arguments = tuple(map(handed.take, arguments))
        limits.enter_jail(allowance, ask, handed, own_user=own_user)
        answer = {"result": task(*arguments).to_json()}
    except Refused as refused:
        answer = {"refused": refused.sentence, "values": refused.values}
    except MemoryError:
        answer = {"failed": "MemoryError"}
    except BaseException:  # noqa: BLE001 - what it was goes to the parent, who reports it
        answer = {"failed": traceback.format_exc(limit=-8)}
    send_message(talk, json.dumps(answer).encode())


def main() -> None:
    """Serve until the parent is gone."""
    # Should the machine run out of memory, the kernel ends a child, and not the web.
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    kernel.shut_memory()
    # A service manager may want all processes to end while the parent finishes an upload.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # Codecs print what they think of a file: untrusted text that no log should hold.
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - a descriptor is wanted
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
        os.dup2(nowhere.fileno(), sys.stderr.fileno())
    for module in (*sys.argv[2:], *_WANTED_LATE):
        importlib.import_module(module)
    limits.list_library_paths()
    # Garbage collection in a child would touch, and so copy, pages that it shares with the rest.
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=int(sys.argv[1])) as jobs:
        _ChildServer(jobs, own_users=child_user.can_take_users()).serve()


if __name__ == "__main__":
    main()
