"""The mailbox that answers come to, read over IMAP: each letter is handed on, then marked as read.

What is marked has been kept, so a crash between the two hands the letter on once more. The whole
conversation has one time limit, shorter than the pause between two.
"""

from __future__ import annotations

import imaplib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from dam.errors import Misconfigured, Refused
from dam.log import get_logger
from dam.mail.inbound.mime import MOST_BYTES
from dam.mail.smtp import CONNECT_SECONDS
from dam.mail.timed_connection import open_limited_connection
from dam.text.read import read_number

CONVERSATION_SECONDS = 50.0
MOST = 100
"""Letters a conversation; the rest comes with the next."""

_PORTS = {"imap": 143, "imaps": 993}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
log = get_logger("dam.mail")


class MailboxDown(Exception):
    """The mailbox could not be read; the text says why, for operators."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A folder on an IMAP server; TLS from the first byte, or none at all."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    implicit_tls: bool
    connect_seconds: float = CONNECT_SECONDS
    conversation_seconds: float = CONVERSATION_SECONDS

    def hand_on(self, take: Callable[[bytes], object]) -> int:
        """Hand each unread letter to ``take``, and mark it as read once it has returned.

        What is no letter is marked too, or it would come for ever. Returns how many were marked;
        raises MailboxDown, and whatever ``take`` raises.
        """
        marked = 0
        try:
            with self._conversation() as server:
                for uid, size in _list_unread_letters(server, self.folder):
                    if size <= MOST_BYTES:
                        _hand_on(server, uid, take)
                    else:
                        log.warning("letter_refused", error="Brevet är större än 25 MB.")
                    _send_command(server, "STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
                    marked += 1
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxDown(str(error) or type(error).__name__) from error
        return marked

    @contextmanager
    def _conversation(self) -> Iterator[imaplib.IMAP4]:
        connection = open_limited_connection(
            self.host,
            self.port,
            tls=self.implicit_tls,
            connect_seconds=self.connect_seconds,
            conversation_seconds=self.conversation_seconds,
        )
        with connection as opened, _ImapTalk(opened) as talk:
            talk.login(self.user, self.password)
            yield talk


class _ImapTalk(imaplib.IMAP4):
    """imaplib over a connection that is already open."""

    def __init__(self, opened: socket.socket) -> None:
        self._opened = opened
        super().__init__()

    def _create_socket(self, _timeout: float | None) -> socket.socket:
        return self._opened


def _list_unread_letters(server: imaplib.IMAP4, folder: str) -> list[tuple[str, int]]:
    """The unread letters, the oldest first, each with its size."""
    quoted = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if server.select(quoted)[0] != "OK":
        raise imaplib.IMAP4.error(f"there is no folder {folder}")
    [found] = _send_command(server, "SEARCH", "UNSEEN")
    uids = _read_answer_line(found).decode("ascii", "replace").split()[:MOST]
    return [(uid, _read_letter_size(server, uid)) for uid in uids]


def _read_letter_size(server: imaplib.IMAP4, uid: str) -> int:
    answer = _send_command(server, "FETCH", uid, "(RFC822.SIZE)")[0]
    digits = (
        _read_answer_line(answer).upper().partition(b"RFC822.SIZE ")[2].partition(b")")[0].split()
    )
    return read_number(digits[0].decode("ascii", "replace"), most=2**63) or 0 if digits else 0


def _hand_on(server: imaplib.IMAP4, uid: str, take: Callable[[bytes], object]) -> None:
    for part in _send_command(server, "FETCH", uid, "(BODY.PEEK[])"):
        if isinstance(part, tuple):
            try:
                take(part[1])
            except Refused as error:
                log.warning("letter_refused", error=str(error))


def _read_answer_line(answer: object) -> bytes:
    return answer if isinstance(answer, bytes) else b""


def _send_command(
    server: imaplib.IMAP4, command: str, *arguments: str
) -> list[bytes | tuple[bytes, bytes]]:
    status, data = server.uid(command, *arguments)
    if status != "OK":
        raise imaplib.IMAP4.error(f"{command}: {data!r}")
    return data


def open_mailbox(url: str) -> Mailbox:
    """`imaps://user:password@host/INBOX`; raises Misconfigured."""
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname or not parts.username:
        raise Misconfigured("DAM_MAIL_IN_URL", "should be imaps://user:password@host/INBOX")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise Misconfigured("DAM_MAIL_IN_URL", "{why}", why=error) from error
    mailbox = Mailbox(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        implicit_tls=parts.scheme == "imaps",
    )
    if not (mailbox.user + mailbox.password + mailbox.folder).isascii():
        # Python's imaplib encodes them as ASCII, and would fail each minute instead of here.
        raise Misconfigured("DAM_MAIL_IN_URL", "user, password and folder can only be ASCII")
    if not mailbox.implicit_tls and mailbox.host not in _LOOPBACK:
        raise Misconfigured("DAM_MAIL_IN_URL", "a password needs imaps://")
    return mailbox
