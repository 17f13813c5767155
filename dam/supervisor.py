"""A small supervisor of gunicorn and the worker: `flask serve` runs it in the foreground.

The children die with it, TERM is forwarded, and a child that dies is started again, later each time.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import FrameType

from config.settings import ROOT, Settings
from dam.observe import get_logger

log = get_logger("dam.supervisor")
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
STEADY_SECONDS = 30.0
GRACE_SECONDS = 40.0
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A process that should run; ``delay`` is how many seconds its next start waits."""

    name: str
    command: list[str]
    delay: float = FIRST_DELAY
    process: subprocess.Popen[bytes] | None = None
    started: float = field(default=0.0)
    start_at: float = field(default=0.0)


def run(settings: Settings, *, port: int, workers: int) -> int:
    """Run until TERM or INT; returns 0 when both children ended as asked."""
    environment = {**os.environ, "DAM_BASE_URL": _base_url(settings, port)}
    environment |= {
        "DAM_PORT": str(port),
        "DAM_WORKERS": str(workers or min(2, os.cpu_count() or 1)),
    }
    children = [
        Child(
            "web", [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py", "wsgi:app"]
        ),
        Child("worker", [sys.executable, "-m", "flask", "work"]),
    ]
    stopping = _stop_on_signals()
    while not stopping:
        for child in children:
            _keep_running(child, environment)
        time.sleep(0.1)
    return _stop(children)


def _base_url(settings: Settings, port: int) -> str:
    """Return the configured address, or loopback with the actual port."""
    return os.environ.get("DAM_BASE_URL") or (
        settings.base_url if not settings.on_loopback else f"http://127.0.0.1:{port}"
    )


def _stop_on_signals() -> list[int]:
    """Return a list that gets the signal's number when it comes."""
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGINT, note)
    return received


def _keep_running(child: Child, environment: Mapping[str, str]) -> None:
    now = time.monotonic()
    if child.process is None:
        if now >= child.start_at:
            child.process = subprocess.Popen(
                child.command,
                cwd=ROOT,
                env=environment,
                preexec_fn=_die_with_parent,  # noqa: PLW1509
                start_new_session=True,
            )
            child.started = now
        return
    code = child.process.poll()
    if code is None:
        return
    if now - child.started > STEADY_SECONDS:
        child.delay = FIRST_DELAY
    log.error("child_died", child=child.name, code=code, again_in=child.delay)
    child.process, child.start_at = None, now + child.delay
    child.delay = min(LONGEST_DELAY, child.delay * 2)


def _die_with_parent() -> None:
    """Ask the kernel to end this child when the supervisor is gone, however it went."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _stop(children: list[Child]) -> int:
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    ends = time.monotonic() + GRACE_SECONDS
    for process in running:
        try:
            process.wait(timeout=max(0.1, ends - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return 0
