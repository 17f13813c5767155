"""Messages between a process and its sandboxed child: four bytes of length, then the bytes."""

from __future__ import annotations

import socket
import struct
import time

_LENGTH = struct.Struct(">I")

MOST_BYTES = 16_000_000
"""The longest message believed: a plan of a file in very many pieces stays well below."""


def send_message(end: socket.socket, message: bytes) -> None:
    end.sendall(_LENGTH.pack(len(message)) + message)


def receive_message(end: socket.socket, deadline: float | None = None) -> bytes | None:
    """The next message; None if the other end closed before it was whole.

    TimeoutError at ``deadline`` (`time.monotonic`). ValueError if it claims to be too long.
    """
    head = _receive_exactly(end, _LENGTH.size, deadline)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if length > MOST_BYTES:
        raise ValueError(length)
    return _receive_exactly(end, length, deadline)


def _receive_exactly(end: socket.socket, length: int, deadline: float | None) -> bytes | None:
    data = bytearray()
    while len(data) < length:
        if deadline is not None:
            end.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            piece = end.recv(min(length - len(data), 65536))
        except ConnectionResetError:
            return None
        if not piece:
            return None
        data += piece
    return bytes(data)
