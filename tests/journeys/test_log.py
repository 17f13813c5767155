"""The log of a room that serves: one JSON object an event, whoever has something to say."""

import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.journeys.house import ROOT, House, open_house, prepared

SECONDS = 60
PRINTED = "on several\nlines"
NONSENSE = [
    b"GARBAGE\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: a\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00",
]


def test_gunicorn_supervisor_and_their_faults_are_lines_of_json(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        for said in NONSENSE:
            with socket.create_connection(("127.0.0.1", house.port)) as line:
                line.sendall(said)
                line.shutdown(socket.SHUT_WR)
                line.recv(1000)
        house.kill("web")
        wait_for(house, "child_died")
        house.wait_until_ready()
        names = {one["event"] for one in house.events}
        assert any(name.startswith("Starting gunicorn") for name in names)
        assert any(one.get("logger") == "gunicorn.error" for one in house.events)


def wait_for(house: House, event: str) -> None:
    until = time.monotonic() + SECONDS
    while not any(one["event"] == event for one in house.events):
        assert time.monotonic() < until, house.log
        time.sleep(0.05)


def test_a_fault_of_the_server_itself_is_one_line(tmp_path: Path) -> None:
    """As where the code cannot be loaded: gunicorn's traceback, and its last words."""
    with prepared(tmp_path) as house:
        broken = tmp_path / "broken.py"
        broken.write_text(f"raise ZeroDivisionError({PRINTED!r})\n")
        done = subprocess.run(
            [
                *(sys.executable, "-m", "gunicorn", "-c", ROOT / "config" / "gunicorn.conf.py"),
                *("--pythonpath", tmp_path, "broken:app"),
            ],
            cwd=ROOT,
            env=house.environment | {"DAM_PORT": str(house.port)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    (house.folder / "log").write_text(done.stderr)
    faults = [one for one in house.events if "ZeroDivisionError" in one.get("exception", "")]
    assert {one["level"] for one in faults} == {"error"}
    assert {one["text"] for one in house.events if one["event"] == "printed"} == {PRINTED}


UNCAUGHT = """
import threading, warnings
from dam.log import start_logging
start_logging()
warnings.warn("on several\\nlines")
threading.Thread(target=lambda: 1 / 0, name="digging").start()
class Grave:
    def __del__(self):
        1 / 0
Grave()
raise KeyError("at last")
"""


def test_warnings_and_what_nobody_caught_are_lines_of_json(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", UNCAUGHT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    (tmp_path / "log").write_text(done.stderr)
    events = House(tmp_path, 0, {}).events
    assert [one["event"] for one in events if one["event"] == "uncaught"] == ["uncaught"] * 3
    assert {one.get("thread") for one in events} == {None, "digging"}
    assert any(one.get("logger") == "py.warnings" for one in events)
    assert any("KeyError: 'at last'" in one.get("exception", "") for one in events)
