"""Ask an antivirus server about a file: clamd's INSTREAM, as ``clamd(8)`` describes it.

Asked, where `DAM_CLAMD_URL` is set, before a picture or a document is stored and before what came
with a letter is handed out. Who has set it wants no file that nobody has looked through: without an
answer none is taken or given, and one may try again.
"""

from __future__ import annotations

import socket
import struct
import time
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from dam.errors import Refused, Unavailable
from dam.log import get_logger
from dam.text.clean import clean_line

log = get_logger("dam.antivirus")
BLOCK = 1 << 18
MOST_ANSWER = 1000
CONNECT_SECONDS, SECONDS = 3.0, 60.0


@dataclass(frozen=True, slots=True)
class Clamd:
    """A server at ``tcp://host:port`` or ``unix:/path``; ``seconds`` it may take for a file."""

    url: str
    seconds: float = SECONDS

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if not (parts.port if parts.scheme == "tcp" else parts.path):
            raise ValueError("should be tcp://host:port or unix:/path")

    def ensure_clean(self, file: BinaryIO, *, otherwise: str = "Den sparas inte.") -> None:
        """Raise Refused for known malware, and say what happens; Unavailable without an answer."""
        try:
            answer = self._ask(file)
        except OSError as error:
            raise self._silent(str(error)) from error
        if answer == "stream: OK":
            return
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            name = clean_line(answer[8:-6])[:100]
            log.warning("malware_refused", signature=name)
            raise Refused(
                "Antivirusprogrammet känner igen skadlig kod i filen ({name}). {otherwise}",
                name=name,
                otherwise=otherwise,
            )
        raise self._silent(answer)

    def _ask(self, file: BinaryIO) -> str:
        ends = time.monotonic() + self.seconds
        with self._connect() as server:
            self._send(server, b"zINSTREAM\0", ends)
            while block := file.read(BLOCK):
                self._send(server, struct.pack(">I", len(block)) + block, ends)
            self._send(server, struct.pack(">I", 0), ends)
            answer = b""
            while b"\0" not in answer and len(answer) < MOST_ANSWER:
                server.settimeout(_seconds_left(ends))
                piece = server.recv(MOST_ANSWER)
                if not piece:
                    break
                answer += piece
        return answer.partition(b"\0")[0].decode("utf-8", "replace")

    def _connect(self) -> socket.socket:
        parts = urlsplit(self.url)
        if parts.scheme == "tcp":
            return socket.create_connection((parts.hostname, parts.port or 0), CONNECT_SECONDS)
        server = socket.socket(socket.AF_UNIX)
        try:
            server.settimeout(CONNECT_SECONDS)
            server.connect(parts.path)
        except OSError:
            server.close()
            raise
        return server

    @staticmethod
    def _send(server: socket.socket, data: bytes, ends: float) -> None:
        server.settimeout(_seconds_left(ends))
        server.sendall(data)

    def _silent(self, why: str) -> Unavailable:
        log.error("clamd_gave_no_answer", url=self.url, why=why[:MOST_ANSWER])
        return Unavailable("Antivirusprogrammet svarar inte just nu. Försök igen om en stund.")


def _seconds_left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time for a file is over")
    return left
