"""A real Redis on a socket of its own, without a file on disk."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis


@contextmanager
def running() -> Iterator[str]:
    """Yield the server's address; it stops and leaves nothing."""
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        socket = Path(folder) / "socket"
        command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", ""]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=folder)
        url = f"unix://{socket}?db=0"
        try:
            with redis.Redis.from_url(url) as client:
                while not _answers(client):
                    assert server.poll() is None, "redis-server ended"
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
