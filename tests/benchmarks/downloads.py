"""A joined original against `send_file` of the untouched file, from one server in one run.

    python -m tests.benchmarks.downloads [FILE] [--rounds N]

Both are read to the end over loopback from the same gunicorn, in turn, round by round; the ratio
is taken within a round, and medians shown. Without FILE a 45-megapixel JPEG is made.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.imaging import samples
from tests.imaging.processes import processor_seconds
from tests.journeys.house import free_port, wait_for

ROOT = Path(__file__).parents[2]
SERVED = """
import os
from flask import send_file
from wsgi import app

@app.get("/untouched")
def untouched():
    return send_file(os.environ["UNTOUCHED"], mimetype="image/jpeg")
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = given.file or _photograph(folder)
        environ, path = _press_room(folder, source)
        port = free_port()
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.conf.py", "served:app"],
            cwd=ROOT,
            env={**environ, "DAM_PORT": str(port), "DAM_WORKERS": "1"},
        )
        try:
            _measure(port, path, server.pid, source.stat().st_size, given.rounds)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def _photograph(folder: Path) -> Path:
    path = folder / "p45.jpg"
    path.write_bytes(samples.save(samples.photograph(8192, 5464), "JPEG", quality=92))
    return path


def _press_room(folder: Path, source: Path) -> tuple[dict[str, str], str]:
    """Publish the file in a room of its own; returns the environment and the original's path."""
    (folder / "served.py").write_text(SERVED)
    environ = {
        **os.environ,
        "DAM_DATABASE_URL": f"sqlite:///{folder}/dam.sqlite",
        "DAM_STORAGE_URL": f"file:{folder}/store",
        "DAM_QUEUE_URL": f"sqlite:///{folder}/queue.sqlite",
        "DAM_MAIL_URL": f"file:{folder}/mail",
        "DAM_VAR": f"{folder}/var",
        "PYTHONPATH": f"{folder}:{ROOT}",
        "UNTOUCHED": str(source),
    }
    words = ["--title", "Bild", "--caption", "En bild i Umeå.", "--alt", "En vy.", "--no-people"]
    words += ["--photographer", "Anna Ek", "--terms", "fri-redaktionell", "--publish", "--wait"]
    for command in (["init"], ["image", "add", str(source), *words]):
        subprocess.run(
            [sys.executable, "-m", "flask", *command],
            cwd=ROOT, env=environ, check=True, capture_output=True,
        )  # fmt: skip
    return environ, "/bilder/bild-1/ladda-ner/original"


def _measure(port: int, path: str, pid: int, size: int, rounds: int) -> None:
    wait_for(f"http://127.0.0.1:{port}/")
    paths = {"joined original": path, "send_file, untouched": "/untouched"}
    for one in paths.values():
        _fetch(port, one)
    cost: dict[str, list[tuple[float, float]]] = {name: [] for name in paths}
    for _ in range(rounds):
        for name, one in paths.items():
            before = _cpu(pid)
            wall = _fetch(port, one)
            cost[name].append((wall, _cpu(pid) - before))
    print(f"{size / 1e6:.1f} MB, {rounds} rounds, medians")
    for name, costs in cost.items():
        wall = statistics.median(wall for wall, _ in costs)
        cpu = statistics.median(cpu for _, cpu in costs)
        print(f"  {name:24}{size / wall / 1e6:8.0f} MB/s{1000 * cpu:8.1f} ms CPU of the server")
    pairs = zip(*cost.values(), strict=True)
    ratio = statistics.median(joined[0] / plain[0] for joined, plain in pairs)
    print(f"  joined takes {ratio:.2f} × the time of send_file")


def _fetch(port: int, path: str) -> float:
    """Read an answer to its end into one buffer; returns the seconds it took."""
    buffer = bytearray(1 << 20)
    start = time.perf_counter()
    with socket.create_connection(("127.0.0.1", port)) as connection:
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        connection.sendall(request.encode())
        first = connection.recv_into(buffer)
        assert buffer[:first].startswith(b"HTTP/1.1 200"), bytes(buffer[:200])
        while connection.recv_into(buffer):
            pass
    return time.perf_counter() - start


def _cpu(pid: int) -> float:
    """The CPU seconds of a process and its children that live."""
    told = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=True
    )
    return sum(map(processor_seconds, (pid, *map(int, told.stdout.split()))))


if __name__ == "__main__":
    main()
