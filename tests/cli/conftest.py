"""The commands as they are typed, in a folder of the test's own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass
class Typed:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Shell:
    environ: dict[str, str]

    def __call__(self, *arguments: str, stdin: str = "") -> Typed:
        done = subprocess.run(
            [sys.executable, "-m", "flask", *arguments],
            cwd=ROOT,
            env=self.environ,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        return Typed(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def shell(tmp_path: Path, database_url: str) -> Shell:
    here = {
        "DAM_DATABASE_URL": database_url,
        "DAM_STORAGE_URL": f"file:{tmp_path / 'store'}",
        "DAM_QUEUE_URL": f"sqlite:///{tmp_path / 'queue.sqlite'}",
        "DAM_MAIL_URL": f"file:{tmp_path / 'mail'}",
        "DAM_VAR": str(tmp_path / "var"),
    }
    shell = Shell({**os.environ, **here})
    told = shell("init")
    assert told.code == 0, told.err
    return shell
