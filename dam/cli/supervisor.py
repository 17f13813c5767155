"""A small supervisor of gunicorn and the worker, for `flask serve`.

Both are forked from it: the code is loaded once, and its memory shared. They die with it, TERM is
forwarded, and a child that dies is started again, each time a little later.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from types import FrameType

from dam.imaging.sandbox import kernel
from dam.log import get_logger, log_what_is_printed

log = get_logger("dam.cli")
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
STEADY_SECONDS = 30.0
GRACE_SECONDS = 40.0


@dataclass
class Child:
    """A process that should run ``main``; ``delay`` is how many seconds its next start waits."""

    name: str
    main: Callable[[], None]
    delay: float = FIRST_DELAY
    process: ForkProcess | None = None
    started: float = field(default=0.0)
    start_at: float = field(default=0.0)


def supervise(mains: Mapping[str, Callable[[], None]]) -> None:
    """Keep a process running for each, by its name, until TERM or INT; then let them finish.

    Nothing may be open in this process that a child would use: connections, threads.
    """
    children = [Child(name, main) for name, main in mains.items()]
    stopping = _stop_on_signals()
    gc.freeze()  # what children share stays shared as long as nobody looks through it for garbage
    while not stopping:
        for child in children:
            _keep_running(child)
        time.sleep(0.1)
    _stop_children(children)


def _stop_on_signals() -> list[int]:
    """Return a list that gets the signal's number when it comes."""
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGINT, note)
    return received


def _keep_running(child: Child) -> None:
    now = time.monotonic()
    if child.process is None:
        if now >= child.start_at:
            child.process = get_context("fork").Process(
                target=_become_child, args=(child, os.getpid()), name=child.name
            )
            child.process.start()
            child.started = now
        return
    code = child.process.exitcode
    if code is None:
        return
    if now - child.started > STEADY_SECONDS:
        child.delay = FIRST_DELAY
    log.error("child_died", child=child.name, code=code, again_in=child.delay)
    child.process, child.start_at = None, now + child.delay
    child.delay = min(LONGEST_DELAY, child.delay * 2)


def _become_child(child: Child, parent: int) -> None:
    """Be the child: with signals of its own, in a session of its own, under its name."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.setsid()
    # The kernel ends this child when the supervisor is gone, however it went.
    kernel.end_with_parent(signal.SIGTERM)
    kernel.name_process(f"press-{child.name}")
    if os.getppid() != parent:
        sys.exit()
    log_what_is_printed()
    try:
        child.main()
    except SystemExit as stop:
        if stop.code is None or isinstance(stop.code, int):
            raise
        log.error("child_stopped", child=child.name, why=str(stop.code))  # noqa: TRY400 - a sentence
        sys.exit(1)
    except Exception:
        log.exception("child_failed", child=child.name)
        sys.exit(1)


def _stop_children(children: list[Child]) -> None:
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    ends = time.monotonic() + GRACE_SECONDS
    for process in running:
        process.join(max(0.1, ends - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()
