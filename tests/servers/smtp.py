"""A real SMTP server that takes letters, and can be told to misbehave as real ones do."""

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from queue import Queue
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.servers.certificates import server_certificate

HOST = "127.0.0.1"
USER, PASSWORD = "press", "password: 1/2@3"

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Inbox:
    """What has arrived. ``recipient_answers`` and ``data_answers`` are given first, in order;
    with ``vanish`` the connection is lost after the text has been read, before any answer.

    ``wires`` holds each connection's bytes as the client sent them.
    """

    port: int = 0
    recipient_answers: list[str] = field(default_factory=list)
    data_answers: list[str] = field(default_factory=list)
    vanish: bool = False
    envelopes: list[Envelope] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    wires: list[bytearray] = field(default_factory=list)

    @property
    def letters(self) -> list[EmailMessage]:
        return [read(envelope.content) for envelope in self.envelopes]

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    def answer_recipient(self, _address: str) -> str:
        """What is said to RCPT; anything but 250 refuses the recipient."""
        return self.recipient_answers.pop(0) if self.recipient_answers else "250 OK"

    def take(self, envelope: Envelope, *, encrypted: bool) -> str | None:
        """What is said once the text has been read, or None where the connection is lost first."""
        if self.data_answers:
            return self.data_answers.pop(0)
        self.envelopes.append(envelope)
        self.encrypted.append(encrypted)
        return None if self.vanish else "250 OK"


class _Clerk:
    """What aiosmtpd calls; apart from the inbox, whose every attribute it would look at."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it by the command's name
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        answer = self._inbox.answer_recipient(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - as above
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        answer = self._inbox.take(envelope, encrypted=session.ssl is not None)
        if answer is None:
            server.transport.abort()
        return answer or "250 OK"


class _Recorded(SMTP):
    """Keeps what the client sent, before anything makes sense of it."""

    def __init__(self, inbox: Inbox, **options: Any) -> None:
        self._wires = inbox.wires
        super().__init__(_Clerk(inbox), hostname="mail.test", **options)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._wires.append(bytearray())
        self._wire = self._wires[-1]
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._wire += data
        super().data_received(data)


def read(content: bytes | str | None) -> EmailMessage:
    assert isinstance(content, bytes)
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


@contextmanager
def running(inbox: Inbox | None = None, **options: Any) -> Iterator[Inbox]:
    """Take letters on the inbox's port, by default a free one, which it keeps.

    Options are aiosmtpd's, and ``ssl`` for TLS at once.
    """
    inbox = inbox or Inbox()
    implicit = options.pop("ssl", None)
    talks: list[SMTP] = []

    def take() -> SMTP:
        talks.append(_Recorded(inbox, **options))
        return talks[-1]

    async def start() -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(take, HOST, inbox.port, ssl=implicit)

    def stop() -> None:
        for talk in talks:
            # Of a TLS connection that was closed twice, Python 3.11.2 has nothing left to abort.
            if talk.transport is not None and not talk.transport.is_closing():
                talk.transport.abort()

    with _serving(start, stop) as port:
        inbox.port = port
        yield inbox


@contextmanager
def answering(answer: Answer, port: int = 0) -> Iterator[str]:
    """Something else than a mail server: yields its address, answers with ``answer``."""
    writers: list[asyncio.StreamWriter] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        with suppress(ConnectionError):
            await answer(reader, writer)
        writer.transport.abort()

    async def start() -> asyncio.Server:
        return await asyncio.start_server(take, HOST, port)

    def stop() -> None:
        for writer in writers:
            writer.transport.abort()

    with _serving(start, stop) as given:
        yield f"smtp://{HOST}:{given}"


async def say_nothing(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Take the connection and never greet."""
    await reader.read()


async def say_a_byte_at_a_time(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greet for ever: each byte comes in time, the line never ends."""
    while not reader.at_eof() and not writer.is_closing():
        writer.write(b"2")
        await asyncio.sleep(0.005)


async def hang_at_data(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer each command until DATA, then fall silent."""
    writer.write(b"220 mail.test\r\n")
    while line := await reader.readline():
        if line.upper().startswith(b"DATA"):
            break
        writer.write(b"250 OK\r\n")
    await reader.read()


async def hang_at_ehlo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greet, then fall silent."""
    writer.write(b"220 mail.test\r\n")
    await reader.read()


async def refuse_everybody(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"554 no service here\r\n")
    await writer.drain()


def make_certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Return a server's context, and the certificate that a client must trust."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    for path, text in zip(
        (certificate, key), server_certificate("localhost", "127.0.0.1"), strict=True
    ):
        path.write_text(text)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate


def sign_in(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: Any
) -> AuthResult:
    known = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


@contextmanager
def _serving(
    start: Callable[[], Awaitable[asyncio.Server]], stop: Callable[[], None]
) -> Iterator[int]:
    """Run a server in a thread with a loop of its own, and leave nothing open; yields the port."""
    ports: Queue[int] = Queue()
    ending: list[Callable[[], object]] = []

    async def serve() -> None:
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        ending.append(lambda: loop.call_soon_threadsafe(over.set))
        async with await start() as server:
            ports.put(server.sockets[0].getsockname()[1])
            await over.wait()
            stop()
            # Transports close their sockets in the loop's next rounds.
            await asyncio.sleep(0.01)

    thread = threading.Thread(target=asyncio.run, args=[serve()], name="smtp")
    thread.start()
    try:
        yield ports.get(timeout=10)
    finally:
        ending[0]()
        thread.join()
