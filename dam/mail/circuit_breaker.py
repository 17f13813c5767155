"""A mail server that keeps a letter waiting in vain is left alone for a while.

Each letter may hold a thread of the worker for a whole conversation. Without this a server that
hangs would do so as many times as there are letters, and pictures would wait behind them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from threading import Lock

from dam.mail.smtp import Mailer, TryLater

SLOW_SECONDS = 5.0
PAUSE_SECONDS = 120.0


@dataclass(slots=True)
class Patient:
    """Hands letters on, except in the pause after one that took long and was not taken.

    After the pause one letter goes first, and the others wait for what becomes of it. ``seconds``
    tells how many have passed since some moment.
    """

    mailer: Mailer
    slow_seconds: float = SLOW_SECONDS
    pause_seconds: float = PAUSE_SECONDS
    seconds: Callable[[], float] = time.monotonic
    _paused_until: float | None = field(default=None, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def send(self, message: EmailMessage, envelope_from: str, recipient: str) -> None:
        """Send the letter, or raise TryLater at once."""
        self._ensure_turn()
        began, hung = self.seconds(), False
        try:
            self.mailer.send(message, envelope_from, recipient)
        except TryLater:
            hung = self.seconds() - began > self.slow_seconds
            raise
        finally:
            self._paused_until = self._from_now() if hung else None

    def _ensure_turn(self) -> None:
        with self._lock:
            if self._paused_until is None:
                return
            if self.seconds() < self._paused_until:
                raise TryLater("Mejlservern svarade inte nyss. Brevet väntar.")
            self._paused_until = self._from_now()

    def _from_now(self) -> float:
        return self.seconds() + self.pause_seconds
