"""A TCP proxy in front of a real HTTP server that breaks chosen requests as networks do."""

import select
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import urlsplit

CHUNK = 1 << 16
# What a fault does with the client, the server, and the request's first bytes.
Fault = Callable[[socket.socket, socket.socket, bytes], None]


@dataclass
class Proxy:
    """A proxy at ``endpoint``; ``seen`` holds the method of each request that came."""

    endpoint: str
    seen: list[str] = field(default_factory=list)
    _faults: deque[tuple[str, Fault | None]] = field(default_factory=deque)

    def break_next(self, method: str, fault: Fault, *, times: int = 1, skip: int = 0) -> None:
        """Of the next requests with this method (any, if empty) let ``skip`` pass, break ``times``.

        Faults are met in the order in which they were asked for.
        """
        self._faults.extend([(method, None)] * skip + [(method, fault)] * times)

    def serve(self, client: socket.socket, upstream: tuple[str, int]) -> None:
        """One connection, until either side ends it or a fault does."""
        with client, socket.create_connection(upstream) as server, suppress(ConnectionError):
            for sender, chunk in _chunks(client, server):
                if sender is server:
                    client.sendall(chunk)
                elif fault := self._fault_of(chunk):
                    fault(client, server, chunk)
                    return
                else:
                    server.sendall(chunk)

    def _fault_of(self, chunk: bytes) -> Fault | None:
        """What befalls the request that begins here, if one does."""
        method = chunk[:8].partition(b" ")[0].decode("latin-1")
        if method not in {"GET", "HEAD", "PUT", "POST", "DELETE"}:
            return None
        self.seen.append(method)
        if self._faults and method.startswith(self._faults[0][0]):
            return self._faults.popleft()[1]
        return None


@contextmanager
def proxied(endpoint: str) -> Iterator[Proxy]:
    """A proxy to the HTTP server at this origin."""
    parts = urlsplit(endpoint)
    threads: list[threading.Thread] = []
    connections: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = Proxy(f"http://127.0.0.1:{listener.getsockname()[1]}")

        def accept() -> None:
            with suppress(OSError):  # the listener is shut at the end
                while True:
                    client, _ = listener.accept()
                    connections.append(client)
                    upstream = (parts.hostname or "", parts.port or 80)
                    threads.append(threading.Thread(target=proxy.serve, args=(client, upstream)))
                    threads[-1].start()

        acceptor = threading.Thread(target=accept)
        acceptor.start()
        try:
            yield proxy
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            acceptor.join()
            for client in connections:
                with suppress(OSError):  # its thread has closed it
                    client.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()


def refuse_with(status: int, code: str) -> Fault:
    """Answer with an S3 error instead of asking the server."""

    def fault(client: socket.socket, server: socket.socket, request: bytes) -> None:  # noqa: ARG001 — the server never hears of it
        body = f"<Error><Code>{code}</Code><Message>on purpose</Message></Error>"
        head = f"HTTP/1.1 {status} No\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        client.sendall((head + body).encode())
        client.shutdown(socket.SHUT_WR)
        while client.recv(CHUNK):  # what is left of the request; else the answer is reset away
            pass

    return fault


def hang(client: socket.socket, server: socket.socket, request: bytes) -> None:  # noqa: ARG001 — the server never hears of it
    """Take the request and never answer."""
    while client.recv(CHUNK):
        pass


def lose_answer(client: socket.socket, server: socket.socket, request: bytes) -> None:
    """Let the server do what was asked, and lose its answer."""
    server.sendall(request)
    for sender, chunk in _chunks(client, server):
        if sender is client:
            server.sendall(chunk)
        elif chunk.startswith(b"HTTP/1.1 100"):
            client.sendall(chunk)
        else:
            _reset(client)
            return


def cut_answer(after: int) -> Fault:
    """Reset the connection when this many bytes of the answer have passed."""

    def fault(client: socket.socket, server: socket.socket, request: bytes) -> None:
        server.sendall(request)
        _pass(server, client, after)
        _reset(client)

    return fault


def stall_answer(after: int) -> Fault:
    """Send no more when this many bytes of the answer have passed."""

    def fault(client: socket.socket, server: socket.socket, request: bytes) -> None:
        server.sendall(request)
        _pass(server, client, after)
        hang(client, server, request)

    return fault


def alter(old: bytes, new: bytes) -> Fault:
    """Change some of the bytes of the request and of its answer."""

    def fault(client: socket.socket, server: socket.socket, request: bytes) -> None:
        for sender, chunk in chain([(client, request)], _chunks(client, server)):
            receiver = server if sender is client else client
            receiver.sendall(chunk.replace(old, new))

    return fault


def _pass(server: socket.socket, client: socket.socket, count: int) -> None:
    while count and (chunk := server.recv(min(count, CHUNK))):
        client.sendall(chunk)
        count -= len(chunk)


def _chunks(*sockets: socket.socket) -> Iterator[tuple[socket.socket, bytes]]:
    """What each side sends, until one of them ends."""
    while True:
        for sender in select.select(sockets, [], [])[0]:
            chunk = sender.recv(CHUNK)
            if not chunk:
                return
            yield sender, chunk


def _reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
