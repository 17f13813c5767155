"""A real S3 server, SeaweedFS on loopback, one for all workers of a test run.

Whoever uses it holds a shared lock. A keeper process, started by the first, runs the server and
waits for the lock alone, so that the server goes with its last user, however that one ends.
"""

import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

BUCKET = "pressbilder"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "secret-of-the-tests"}
ROOT = Path(__file__).parents[2]
PORTS = (
    *("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port"),
    *("filer.port.grpc", "admin.port", "admin.port.grpc", "s3.port.grpc", "s3.port"),
)
OPTIONS = (
    *("-dir=data", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false"),
    *("-s3.autoCreateBucket=false", "-s3.port.iceberg=0", "-s3.port.lance=0"),
    *("-webdav=false", "-admin.ui=false"),
    *("-s3.localSocket=data/s3.sock", "-filer.localSocket=data/filer.sock"),
)


@dataclass(frozen=True)
class Seaweed:
    """The running server; its credentials are in the environment."""

    endpoint: str

    def url(self, bucket: str = BUCKET, **options: str) -> str:
        """An empty store of its own, as `DAM_STORAGE_URL` spells it."""
        query = urlencode({"endpoint": self.endpoint, **options}, safe=":/")
        return f"s3://{bucket}/{secrets.token_hex(8)}?{query}"

    def client(self) -> "S3Client":
        """A look behind the adapter."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            config=Config(s3={"addressing_style": "path"}),
        )


@pytest.fixture(scope="session")
def seaweed(shared_folder: Path) -> Iterator[Seaweed]:
    """The server, started when first asked for and shared with the other workers."""
    with pytest.MonkeyPatch.context() as environment, running(shared_folder / "seaweed") as server:
        for name, value in CREDENTIALS.items():
            environment.setenv(name, value)
        yield server


@pytest.fixture
def s3_url(seaweed: Seaweed) -> str:
    """The address of an empty S3 store of the test's own."""
    return seaweed.url()


@contextmanager
def running(folder: Path) -> Iterator[Seaweed]:
    """The server of this folder, started if nobody has; it stops after its last user."""
    folder.mkdir(exist_ok=True)
    with ExitStack() as stack:
        users = stack.enter_context((folder / "users.lock").open("a"))
        with (folder / "start.lock").open("a") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_SH)  # waits until a keeper at its end has gone
            endpoint = folder / "endpoint"
            if not endpoint.exists():
                _start_keeper(folder)
        yield Seaweed(endpoint.read_text())


def _start_keeper(folder: Path) -> None:
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.servers.seaweed", str(folder)],
        cwd=ROOT,
        start_new_session=True,  # Ctrl-C is for the tests; the keeper sees them end
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    with keeper.stdout:
        ready = keeper.stdout.readline()  # a keeper that fails closes it, and has told stderr why
    if not ready:
        keeper.wait()
        raise RuntimeError(f"SeaweedFS did not start; see {folder}")
    keeper.returncode = 0  # it outlives us, which Popen would warn of


def _keep(folder: Path) -> None:
    """Run the server until nobody holds the users' lock."""
    with (folder / "users.lock").open("a") as users, _server(folder) as endpoint:
        (folder / "endpoint").write_text(endpoint)
        try:
            sys.stdout.write("ready\n")
            sys.stdout.flush()
            fcntl.flock(users, fcntl.LOCK_EX)
        finally:
            (folder / "endpoint").unlink()


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """Another process can take a free port before the server does; then with other ports."""
    for _ in range(3):
        ports = dict(zip(PORTS, _free_ports(len(PORTS)), strict=True))
        endpoint = f"http://127.0.0.1:{ports['s3.port']}"
        (folder / "data").mkdir()
        with (folder / "weed.log").open("ab") as log:
            weed = subprocess.Popen(
                [
                    Path(sysconfig.get_path("scripts")) / "weed",
                    "mini",
                    *OPTIONS,
                    *(f"-{name}={port}" for name, port in ports.items()),
                ],
                cwd=folder,
                env={**os.environ, **CREDENTIALS, "HOME": str(folder), "TMPDIR": str(folder)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            if _answers(weed, endpoint):
                yield endpoint
                return
        finally:
            weed.kill()  # its data is of no use, and a polite end takes ten seconds
            weed.wait()
            # The tests' folder may have been cleared away, with this in it.
            shutil.rmtree(folder / "data", ignore_errors=True)
            for port in ports.values():
                for left in Path("/tmp").glob(f"seaweedfs-*-grpc-{port}.sock"):
                    left.unlink()
    raise RuntimeError(f"see {folder / 'weed.log'}")


def _answers(server: subprocess.Popen[bytes], endpoint: str) -> bool:
    """Wait until an object can be written, for at most a minute."""
    client = Seaweed(endpoint).client()
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        try:
            if not any(bucket["Name"] == BUCKET for bucket in client.list_buckets()["Buckets"]):
                client.create_bucket(Bucket=BUCKET)
            client.put_object(Bucket=BUCKET, Key="probe", Body=b"probe")
            client.delete_object(Bucket=BUCKET, Key="probe")
        except (BotoCoreError, ClientError):
            time.sleep(0.1)
        else:
            return True
    return False


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that the server goes too
    _keep(Path(sys.argv[1]))
