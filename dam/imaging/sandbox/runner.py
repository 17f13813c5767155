"""Runs a task on an untrusted picture in a child with limits. Called by the work of ingest.

The child comes from a `forkserver` with all decoders loaded (8 ms), lives for one task, and
sees no secret of this process's environment. A child that dies becomes a sentence.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar, get_type_hints

from dam.errors import Refused, Unavailable
from dam.imaging.sandbox.channel import receive_message, send_message
from dam.imaging.sandbox.limits import Allowance

_LOG = logging.getLogger(__name__)

_COMMAND = (sys.executable, "-P", "-m", "dam.imaging.sandbox.forkserver")

LARGE_PIXELS = 100_000_000
"""Pictures above this are worked on one at a time in each process, for the sake of memory."""

_BURIAL = 60.0  # seconds for the forkserver to tell of a child's end, on a machine under load


# What a child taken over by its picture can make of its answer.
_MALFORMED = (AttributeError, LookupError, TypeError, ValueError)


class TaskResult(Protocol):
    """What a task returns."""

    def to_json(self) -> dict[str, Any]: ...

    @classmethod
    def from_json(cls, data: Mapping[str, Any], /) -> Self: ...


R = TypeVar("R", bound=TaskResult)


class Sandbox:
    """Runs tasks, from any thread, each in a child of its own."""

    def __init__(self, allowance: Allowance | None = None) -> None:
        self._allowance = allowance or Allowance()
        self._lock = threading.Lock()
        self._large = threading.Lock()
        self._server: _ForkServer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the forkserver, and with it every child. A later `run` starts another."""
        with self._lock:
            if self._server is not None:
                self._server.stop()
                self._server = None

    def run(self, task: Callable[..., R], *arguments: object) -> R:
        """What ``task(*arguments)`` returns, from a child; ``task`` is a module's function.

        Refused with the task's own sentence, or because the child died of the file.
        Unavailable if no child can be had.
        """
        result: type[R] = get_type_hints(task)["return"]
        job = pickle.dumps((task, arguments, self._allowance))
        with self._child() as (talk, fate), ExitStack() as held:
            try:
                answer = self._converse(talk, job, held)
            except TimeoutError:
                raise _make_child_error(task, "wall") from None
            except BrokenPipeError:
                answer = None
            except _MALFORMED as error:
                raise _make_child_error(task, f"malformed answer: {error}") from error
            if answer is None:
                raise _make_child_error(task, _read_fate(fate))
        try:
            if "refused" in answer:
                refused = Refused(str(answer["refused"]), **answer["values"])
                str(refused)  # its values must fit
                raise refused
            if "result" in answer:
                return result.from_json(answer["result"])
        except _MALFORMED as error:
            raise _make_child_error(task, f"malformed answer: {error}") from error
        raise _make_child_error(task, str(answer.get("failed")))

    @contextmanager
    def _child(self) -> Iterator[tuple[socket.socket, int]]:
        """A new child: the channel to it, and the pipe that tells its end. Killed on leaving."""
        talk, theirs = socket.socketpair()
        fate, writer = os.pipe()
        try:
            with talk:
                try:
                    self._send(theirs.fileno(), writer)
                finally:
                    theirs.close()
                    os.close(writer)
                yield talk, fate
        finally:
            os.close(fate)

    def _send(self, *descriptors: int) -> None:
        with self._lock:
            for last in (False, True):
                if self._server is None or not self._server.is_ours():
                    self._server = _ForkServer()
                    weakref.finalize(self, self._server.stop)
                try:
                    self._server.send(descriptors)
                except OSError as error:
                    # It was killed: the next one is asked, once.
                    self._server.stop()
                    self._server = None
                    if last:
                        raise Unavailable(
                            "Bilder kan inte läsas just nu. Försök igen om en stund."
                        ) from error
                else:
                    return

    def _converse(self, talk: socket.socket, job: bytes, held: ExitStack) -> dict[str, Any] | None:
        """Give the child its job, let it grow once to its picture's size, and hear its answer."""
        send_message(talk, job)
        deadline = time.monotonic() + self._allowance.wall_for(0)
        begun = False
        while (message := receive_message(talk, deadline)) is not None:
            answer = dict(json.loads(message))
            if "pixels" not in answer:
                return answer
            if begun:
                raise ValueError("asked twice")
            begun, pixels = True, int(answer["pixels"])
            if pixels > LARGE_PIXELS:
                held.enter_context(self._large)
            deadline = time.monotonic() + self._allowance.wall_for(pixels)
            send_message(talk, b"begin")
        return None


class _ForkServer:
    """A running `forkserver` and the socket to it."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair()
        self._owner = os.getpid()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [*_COMMAND, str(theirs.fileno()), "dam.imaging.tasks"],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                env={
                    "PYTHONPATH": os.pathsep.join(str(Path(path).absolute()) for path in sys.path),
                    # One arena: a thread's own would claim 64 MB of the child's address space.
                    "MALLOC_ARENA_MAX": "1",
                },
                # Out of reach of a terminal's Ctrl-C: it ends when this process does.
                start_new_session=True,
            )

    def is_ours(self) -> bool:
        """False in a process that was forked from the one that started the server."""
        return self._owner == os.getpid()

    def send(self, descriptors: tuple[int, ...]) -> None:
        socket.send_fds(self._socket, [b"j"], descriptors)

    def stop(self) -> None:
        self._socket.close()
        if self.is_ours():
            self._process.wait()
        else:
            self._process.returncode = 0  # not ours to wait for


def _read_fate(fate: int) -> str:
    """The exit status of a child whose channel closed; empty if the server died with it."""
    poll = select.poll()
    poll.register(fate, select.POLLIN)
    return os.read(fate, 16).decode("ascii") if poll.poll(_BURIAL * 1000) else ""


def _make_child_error(task: Callable[..., object], cause: str) -> Refused | Unavailable:
    """What is said of a child that ended without an answer; operators see the cause."""
    _LOG.warning("picture task %s ended: %r", task.__name__, cause)
    if not cause:
        return Unavailable("Bilden hann inte läsas. Försök igen om en stund.")
    if cause in {"wall", str(-signal.SIGXCPU)}:
        return Refused("Bilden tar för lång tid att läsa. Spara den på nytt i ett bildprogram.")
    if cause in {"MemoryError", str(-signal.SIGKILL)}:
        return Refused("Bilden kräver för mycket minne att läsa. Spara den i mindre format.")
    return Refused("Filen är skadad och går inte att läsa. Hämta den på nytt från källan.")
