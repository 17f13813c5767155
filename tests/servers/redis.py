"""A real Redis, or Valkey, on a socket of its own, without a file on disk."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.programs import require_program


@contextmanager
def running() -> Iterator[str]:
    """Yield the server's address; it stops and leaves nothing."""
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        socket = Path(folder) / "socket"
        command = [
            require_program("redis"),
            "--port",
            "0",
            "--unixsocket",
            str(socket),
            "--save",
            "",
        ]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder)
        url = f"unix://{socket}?db=0"
        try:
            with redis.Redis.from_url(url) as client:
                while not _answers(client):
                    assert server.poll() is None, "the server ended"
                    time.sleep(0.02)
            yield url
        finally:
            server.terminate()
            server.wait()


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
