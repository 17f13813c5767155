"""A connection to a mail server, cut at a time limit; `smtp` and `inbound.imap` talk over it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer


@contextmanager
def open_limited_connection(
    host: str, port: int, *, tls: bool, connect_seconds: float, conversation_seconds: float
) -> Iterator[socket.socket]:
    """A connection that ends at the time limit, whatever the other side is doing.

    ``tls`` is from the first byte. Raises OSError where the server cannot be reached.
    """
    # The duplicate reaches the connection even after TLS has taken over the socket.
    with socket.create_connection((host, port), connect_seconds) as plain, plain.dup() as same:
        plain.settimeout(conversation_seconds)
        cut = Timer(conversation_seconds, _cut_connection, [same])
        cut.start()
        try:
            with _wrap_in_tls(plain, host) if tls else plain as opened:
                yield opened
        finally:
            cut.cancel()
            cut.join()


def _wrap_in_tls(plain: socket.socket, host: str) -> socket.socket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def _cut_connection(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
