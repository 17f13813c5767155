"""A real server that speaks clamd's INSTREAM, knows one signature, and can be told to misbehave."""

import socket
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

# The test file of the European Institute for Computer Antivirus Research, in two parts so that no
# antivirus program takes this file for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class Looked:
    """``url`` is for tcp, ``unix_url`` for a socket in the file system; ``files`` is what was sent,
    whole. With ``answer`` that is said of every file; with ``silent`` nothing is; with ``most`` the
    connection ends after so many bytes, as StreamMaxLength has it.
    """

    url: str = ""
    unix_url: str = ""
    files: list[bytes] = field(default_factory=list)
    answer: bytes = b""
    silent: bool = False
    most: int = 100_000_000
    over: threading.Event = field(default_factory=threading.Event)

    def look(self, talk: socket.socket) -> None:
        with talk.makefile("rb") as stream:
            command = stream.read(10)
            if command != b"zINSTREAM\0":
                talk.sendall(b"UNKNOWN COMMAND\0")
                return
            file = bytearray()
            while size := struct.unpack(">I", stream.read(4))[0]:
                if len(file) + size > self.most:
                    talk.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
                file += stream.read(size)
        self.files.append(bytes(file))
        if self.silent:
            self.over.wait(30)
            return
        found = b"stream: Eicar-Signature FOUND\0" if EICAR in file else b"stream: OK\0"
        talk.sendall(self.answer or found)


@contextmanager
def running(folder: Path) -> Iterator[Looked]:
    looked = Looked()

    class Talk(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            looked.look(self.request)

    class Tcp(socketserver.ThreadingTCPServer):
        daemon_threads = False

    class Unix(socketserver.ThreadingUnixStreamServer):
        daemon_threads = False

    with Tcp(("127.0.0.1", 0), Talk) as tcp, Unix(str(folder / "clamd.sock"), Talk) as unix:
        looked.url = f"tcp://127.0.0.1:{tcp.server_address[1]}"
        looked.unix_url = f"unix:{folder / 'clamd.sock'}"
        threads = [threading.Thread(target=one.serve_forever, args=[0.02]) for one in (tcp, unix)]
        for thread in threads:
            thread.start()
        yield looked
        looked.over.set()
        for server, thread in zip((tcp, unix), threads, strict=True):
            server.shutdown()
            thread.join()
