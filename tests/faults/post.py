"""A mail server on one port that is refused, hangs, puts off, rejects, drops, or is well."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle

from aiosmtpd.smtp import Envelope

from tests.servers import smtp

LATER = cycle(["421 4.3.2 Try later", "450 4.2.0 Greylisted", "451 4.3.0 Try again later"])
NOBODY = "550 5.1.1 No such user"
BOUNCES = "studsar"
HANGS = (smtp.say_nothing, smtp.hang_at_data, smtp.say_a_byte_at_a_time, smtp.hang_at_ehlo)
_ID = re.compile(rb"^Message-ID: <([0-9a-f]{32})@", re.MULTILINE)


@dataclass
class Post(smtp.Inbox):
    """``mode`` is "well", "4xx" or "dropped": then the first answer to each letter is lost.

    Whoever's name begins with ``BOUNCES`` is never known.
    """

    mode: str = "well"
    taken: Counter[str] = field(default_factory=Counter)
    lost: set[str] = field(default_factory=set)
    hung: int = 0

    def answer_recipient(self, address: str) -> str:
        if self.mode == "4xx":
            return next(LATER)
        return NOBODY if address.startswith(BOUNCES) else "250 OK"

    def take(self, envelope: Envelope, *, encrypted: bool) -> str | None:
        super().take(envelope, encrypted=encrypted)
        assert isinstance(envelope.content, bytes)
        found = _ID.search(envelope.content)
        assert found, envelope.content
        letter = found[1].decode()
        self.taken[letter] += 1
        if self.mode != "dropped" or letter in self.lost:
            return "250 OK"
        self.lost.add(letter)
        return None

    @contextmanager
    def open(self, mode: str) -> Iterator[None]:
        """Be in a mode until the block ends; "refused" has no server at all."""
        self.mode = mode
        if mode == "refused":
            yield
        elif mode == "hangs":
            with smtp.answering(self._hang, self.port):
                yield
        else:
            with smtp.running(self):
                yield

    async def _hang(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Each connection hangs in another way than the one before."""
        hang = HANGS[self.hung % len(HANGS)]
        self.hung += 1
        await hang(reader, writer)
