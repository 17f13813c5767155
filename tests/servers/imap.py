"""A real IMAP server with one mailbox, in memory: pymap, plain or behind TLS."""

import asyncio
import imaplib
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.servers.smtp import HOST, PASSWORD, USER, _serving

PYMAP = Path(sys.executable).parent / "pymap"
START_SECONDS = 20


@dataclass
class Mailbox:
    """The mailbox as its owner sees it in a mail program."""

    port: int

    @property
    def url(self) -> str:
        return f"imap://{USER}:{quote(PASSWORD, safe='')}@{HOST}:{self.port}/INBOX"

    def put(self, *letters: bytes) -> None:
        with self._opened() as server:
            for letter in letters:
                assert server.append("INBOX", "", "", letter)[0] == "OK"

    def unread(self) -> int:
        with self._opened() as server:
            server.select("INBOX", readonly=True)
            return len(server.uid("SEARCH", "UNSEEN")[1][0].split())

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4(HOST, self.port, timeout=10) as server:
            server.login(USER, PASSWORD)
            yield server


@contextmanager
def running() -> Iterator[Mailbox]:
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
    service = ["--host", HOST, "--port", str(port), "--no-tls"]
    person = ["--demo-user", USER, "--demo-password", PASSWORD]
    process = subprocess.Popen([PYMAP, *service, "dict", *person])
    try:
        until = time.monotonic() + START_SECONDS
        while True:
            with suppress(ConnectionError), socket.create_connection((HOST, port), 1):
                break
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        yield Mailbox(port)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def behind_tls(mailbox: Mailbox, context: ssl.SSLContext) -> Iterator[str]:
    """The same mailbox by TLS from the first byte; yields its address."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, ssl.SSLError):
            while block := await reader.read(1 << 16):
                writer.write(block)
                await writer.drain()
        writer.close()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection(HOST, mailbox.port)
        await asyncio.gather(carry(reader, back), carry(there, writer))

    async def start() -> asyncio.Server:
        return await asyncio.start_server(take, HOST, 0, ssl=context)

    with _serving(start, lambda: None) as port:
        yield mailbox.url.replace("imap:", "imaps:").replace(f":{mailbox.port}/", f":{port}/")
