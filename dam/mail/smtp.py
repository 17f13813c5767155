"""Hand one letter to a mail server, or to a folder. Called by the outbox alone.

    MailError
    ├── TryLater        refused, DNS, TLS, a hang, a lost connection, 4xx
    └── Undeliverable   the server said 5xx of this sender, recipient or text

The whole conversation has one time limit, so that a server that answers a byte a second cannot
hold the worker.
"""

from __future__ import annotations

import os
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from dam.errors import Misconfigured
from dam.mail.timed_connection import open_limited_connection
from dam.system.own_files import write_own
from dam.text.clean import clean_line

CONNECT_SECONDS = 10.0
CONVERSATION_SECONDS = 60.0
_PORTS = {"smtp": 587, "smtps": 465}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class MailError(Exception):
    """A letter was not taken; the text says why, for staff."""


class TryLater(MailError):
    """Refusal of a letter that may be taken another time."""


class Undeliverable(MailError):
    """Refusal of a letter that will not be taken as it is."""


class Mailer(Protocol):
    """Takes one letter for one recipient; raises TryLater or Undeliverable."""

    def send(self, message: EmailMessage, envelope_from: str, recipient: str) -> None: ...


def open_mailer(url: str) -> Mailer:
    """`file:<folder>`, `smtp://user:password@host:587?starttls=1` or `smtps://…`."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return FolderMailer(Path(url.removeprefix("file:").removeprefix("//")))
    return _open_smtp(parts)


@dataclass(frozen=True, slots=True)
class FolderMailer:
    """One .eml a letter, named by its Message-ID: sent again, it replaces itself."""

    folder: Path

    def send(self, message: EmailMessage, envelope_from: str, recipient: str) -> None:
        del envelope_from, recipient
        name = re.sub(r"[^A-Za-z0-9.-]", "_", str(message["Message-ID"]).strip("<>"))
        part = self.folder / f".{name}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with write_own(part, 0o666) as file:
                file.write(bytes(message))
                file.flush()
                os.fsync(file.fileno())
            part.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise TryLater(f"Brevet gick inte att spara: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """A mail server. ``implicit_tls`` speaks TLS from the first byte, ``starttls`` demands it."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    implicit_tls: bool = False
    starttls: bool = False
    connect_seconds: float = CONNECT_SECONDS
    conversation_seconds: float = CONVERSATION_SECONDS

    def send(self, message: EmailMessage, envelope_from: str, recipient: str) -> None:
        """One connection a letter: what goes wrong with one never touches the next."""
        try:
            with self._conversation() as server:
                self._greet(server)
                server.send_message(message, envelope_from, [recipient])
                # The letter is taken; a server that stumbles over the goodbye changes nothing.
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = refused.recipients[recipient]
            raise _explain_server_answer(code, text) from refused
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as refused:
            raise _explain_server_answer(refused.smtp_code, refused.smtp_error) from refused
        except smtplib.SMTPResponseException as refused:
            # Before the letter was named, the answer is about us and not about the letter.
            raise TryLater(_decode_server_text(refused.smtp_code, refused.smtp_error)) from refused
        except (smtplib.SMTPException, OSError) as error:
            raise TryLater(f"Mejlservern svarade inte som den ska: {_one_line(error)}") from error

    def _greet(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self.starttls:
            server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
        if self.user:
            server.login(self.user, self.password)

    @contextmanager
    def _conversation(self) -> Iterator[smtplib.SMTP]:
        connection = open_limited_connection(
            self.host,
            self.port,
            tls=self.implicit_tls,
            connect_seconds=self.connect_seconds,
            conversation_seconds=self.conversation_seconds,
        )
        with connection as opened, closing(_SmtpTalk(opened, self.host)) as talk:
            yield talk


class _SmtpTalk(smtplib.SMTP):
    """smtplib over a connection that is already open."""

    def __init__(self, opened: socket.socket, host: str) -> None:
        self._opened = opened
        super().__init__(host)

    def connect(
        self, host: str = "", port: int = 0, source_address: Any = None
    ) -> tuple[int, bytes]:
        del host, port, source_address
        self.sock, self.file = self._opened, None
        return self.getreply()


def _explain_server_answer(code: int, text: bytes | str) -> MailError:
    """Build what the server's answer to the letter means."""
    return (
        Undeliverable(_decode_server_text(code, text))
        if 500 <= code < 600
        else TryLater(_decode_server_text(code, text))
    )


def _decode_server_text(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"Mejlservern svarade {code}: {_one_line(words)}"


def _one_line(words: object) -> str:
    """Return what a stranger's server said, on one line."""
    return clean_line(str(words))[:300]


def _open_smtp(parts: SplitResult) -> SmtpMailer:
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    starttls = options.pop("starttls", "0")
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Misconfigured("DAM_MAIL_URL", "should be file:, smtp:// or smtps:// with a host")
    if options or starttls not in {"0", "1"}:
        raise Misconfigured("DAM_MAIL_URL", "knows only the parameter starttls, 0 or 1")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise Misconfigured("DAM_MAIL_URL", "{why}", why=error) from error
    mailer = SmtpMailer(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        implicit_tls=parts.scheme == "smtps",
        starttls=starttls == "1",
    )
    if not (mailer.user + mailer.password).isascii():
        # Python's smtplib encodes them as ASCII, and would fail at each letter instead of here.
        raise Misconfigured("DAM_MAIL_URL", "user and password can only be ASCII")
    encrypted = mailer.implicit_tls or mailer.starttls
    if mailer.user and not encrypted and mailer.host not in _LOOPBACK:
        raise Misconfigured("DAM_MAIL_URL", "a password needs smtps:// or starttls=1")
    return mailer
