"""The sandbox as the web has it: a few tasks at once, in turns. Called by `services`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from dam.imaging.sandbox.runner import R, Sandbox
from dam.system.turns import Turns


class TaskRunner(Protocol):
    """Where a picture's tasks are run: a `Sandbox`, at once or in turns."""

    def run(self, task: Callable[..., R], *arguments: object) -> R: ...


class QueuedSandbox:
    """Runs a task when it is its turn; Busy where too many wait."""

    def __init__(self, sandbox: Sandbox, turns: Turns) -> None:
        self._sandbox = sandbox
        self._turns = turns

    def run(self, task: Callable[..., R], *arguments: object) -> R:
        with self._turns.take():
            return self._sandbox.run(task, *arguments)
