"""A small supervisor of gunicorn and the worker: `flask serve` becomes it.

The children die with it, TERM is forwarded, and a child that dies is started again, each time a
little later. Run as `python -m dam.supervisor PORT WORKERS`.
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
from pathlib import Path
from types import FrameType

from dam.observe import get_logger, start_logging

log = get_logger("dam.supervisor")
ROOT = Path(__file__).resolve().parent.parent
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


def run(*, port: int, workers: int) -> int:
    """Run until TERM or INT; returns 0 when both children ended as asked."""
    base_url = os.environ.get("DAM_BASE_URL") or f"http://127.0.0.1:{port}"
    environment = {**os.environ, "DAM_BASE_URL": base_url}
    environment |= {"DAM_PORT": str(port), "DAM_WORKERS": str(workers)}
    children = [
        Child(
            "web", [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py", "wsgi:app"]
        ),
        Child("worker", [sys.executable, "-m", "flask", "work"]),
    ]
    stopping = _stop_on_signals()
    sys.stdout.write(f"Pressrummet: {base_url}\nRedaktionen: {base_url}/redaktion\n")
    sys.stdout.flush()
    while not stopping:
        for child in children:
            _keep_running(child, environment)
        time.sleep(0.1)
    return _stop(children)


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
            child.process = subprocess.Popen(  # noqa: S603  our own command lines
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


if __name__ == "__main__":
    start_logging()
    sys.exit(run(port=int(sys.argv[1]), workers=int(sys.argv[2])))
