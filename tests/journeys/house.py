"""A press room of its own, run as its users run it: `flask init`, `flask serve`, SIGTERM."""

import atexit
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from dam import accounts
from dam.accounts.passwords import hash_password
from dam.content import seed
from dam.database.migrations import upgrade_schema
from dam.database.session import Database

ROOT = Path(__file__).parents[2]
FLASK = [sys.executable, "-m", "flask"]
EDITOR = "redaktor@inera.test"
PASSWORD = "sju gröna hästar på Gotland"
# Where it can, gunicorn gives its processes names of its own.
WEB, WORKER = ("press-web", "gunicorn"), "press-worker"
START_SECONDS = 60
STOP_SECONDS = 45


@dataclass
class House:
    """A press room in ``folder``, with its port and the environment of its processes."""

    folder: Path
    port: int
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    @property
    def events(self) -> list[dict[str, Any]]:
        """Return what was logged, one object a line: nothing else is written but the addresses."""
        told = ("Pressrummet: ", "Redaktionen: ")
        return [json.loads(line) for line in self.log.splitlines() if not line.startswith(told)]

    def flask(self, *arguments: str, given: str = "", fails: bool | None = False) -> str:
        """Run a command as an administrator would; returns what it printed.

        ``fails`` is whether it is to exit with an error, None where it may.
        """
        done = subprocess.run(
            [*FLASK, *arguments],
            cwd=ROOT,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
        )
        assert fails is None or fails is (done.returncode != 0), done.stdout + done.stderr
        return done.stdout

    def check(self, *, fails: bool = False) -> dict[str, Any]:
        return json.loads(self.flask("check", fails=fails))

    def left_to_do(self) -> dict[str, int]:
        """Return how many jobs of each kind wait, for which `flask check` exits with an error."""
        return json.loads(self.flask("check", fails=None))["left_to_do"]

    def serve(self) -> None:
        """Start web and worker, and wait until the room is able to serve."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*FLASK, "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        until = time.monotonic() + START_SECONDS
        while not self.is_ready():
            assert self.process is not None
            assert self.process.poll() is None, self.log
            assert time.monotonic() < until, self.log
            time.sleep(0.05)

    def is_ready(self) -> bool:
        try:
            with urlopen(f"{self.origin}/readyz", timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError, HTTPException):
            return False

    def stop(self) -> None:
        """Ask for the end as a service manager does; nothing may be left running."""
        assert self.process is not None
        everybody = running(self.process.pid)
        self.process.terminate()
        try:
            code = self.process.wait(STOP_SECONDS)
            left = [one for one in everybody if one.is_left(seconds=5)]
        finally:
            for one in everybody:
                one.kill()
            self.process.kill()
            self.process.wait()
            self.process = None
        assert code == 0, self.log
        assert not left, f"still running: {left}\n{self.log}"

    def kill(self, *whom: str) -> None:
        """`kill -9` of the supervisor's children "web" and "worker", or of everything at once."""
        assert self.process is not None
        if not whom:
            everybody = running(self.process.pid)
            self.process.kill()
            for one in everybody:
                one.kill()
            self.process.wait()
            return
        marks = {"web": WEB, "worker": WORKER}
        for one in running(self.process.pid):
            if any(one.name.startswith(marks[name]) for name in whom):
                one.kill()


@dataclass(frozen=True)
class Running:
    """A process, held so that its number cannot come to mean another."""

    pid: int
    handle: int
    name: str

    def kill(self) -> None:
        """End it and its group, if it leads one; a process that has ended is left alone."""
        if not self.is_left():
            return
        if os.getpgid(self.pid) == self.pid:
            os.killpg(self.pid, signal.SIGKILL)
        else:
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)

    def is_left(self, seconds: float = 0) -> bool:
        return not select.select([self.handle], [], [], seconds)[0]


def running(pid: int) -> list[Running]:
    """Everything that a process has started, parents first."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, parents = [], [pid]
    while parents:
        parents = [child for parent in parents for child in children.get(parent, [])]
        for child in parents:
            try:
                name = Path(f"/proc/{child}/comm").read_text().strip()
                found.append(Running(child, os.pidfd_open(child), name))
            except OSError:
                continue
    return found


@contextmanager
def open_house(folder: Path, **settings: str) -> Iterator[House]:
    """A press room that serves until the block ends; settings are added to the embedded default.

    At the end it has stopped as asked, left nothing running, and logged no error.
    """
    with prepared(folder, **settings) as house:
        house.serve()
        try:
            yield house
        finally:
            house.stop()
        assert "Traceback" not in house.log, house.log
        assert house.events


@contextmanager
def prepared(folder: Path, **settings: str) -> Iterator[House]:
    """A press room with an editor's account, not yet serving."""
    house = empty(folder, **settings)
    shutil.copy(furnished(), folder / "dam.sqlite")
    try:
        yield house
    finally:
        if house.process is not None:
            house.kill()


@cache
def furnished() -> Path:
    """A database as `flask init` leaves it, with the editor's account: made once, then copied."""
    folder = Path(tempfile.mkdtemp(prefix="furnished-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / "dam.sqlite"
    with closing(Database(f"sqlite:///{path}")) as database:
        upgrade_schema(database.engine)
        with database.writing() as session:
            now = datetime.now(UTC)
            seed.add_missing(session, ROOT / "config", now=now)
            password = hash_password(PASSWORD)
            accounts.add_account(session, EDITOR, "editor", password, by=None, now=now)
            session.commit()
        database.empty_log()
    return path


def empty(folder: Path, **settings: str) -> House:
    """A press room in which nothing has been set up; settings are added to the default."""
    port = free_port()
    (folder / "tmp").mkdir(parents=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAM_")}
    environment = kept | {
        "DAM_DATABASE_URL": f"sqlite:///{folder}/dam.sqlite",
        "DAM_STORAGE_URL": f"file:{folder}/store",
        "DAM_QUEUE_URL": f"sqlite:///{folder}/queue.sqlite",
        "DAM_MAIL_URL": f"file:{folder}/mail",
        "DAM_VAR": str(folder / "var"),
        "DAM_FREE_BYTES": "1000000",
        "DAM_BASE_URL": f"http://127.0.0.1:{port}",
        "DAM_SECRET_KEY": "a-secret-key-for-journeys-of-32-characters",
        "TMPDIR": str(folder / "tmp"),
        **settings,
    }
    return House(folder, port, environment)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def wait_for(address: str) -> None:
    """Return once a server answers at the address."""
    ends = time.monotonic() + START_SECONDS
    while True:
        try:
            urlopen(address).close()
            return
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.1)
