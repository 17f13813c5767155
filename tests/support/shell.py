"""The commands as they are typed, in a folder of the test's own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from config.settings import load_settings
from dam import cli
from dam.services import open_services
from dam.web.app import create_app
from tests.imaging import samples
from tests.support.cached_sandbox import CachedSandbox
from tests.support.databases import FreshDatabase

ROOT = Path(__file__).parents[2]

IMAGE_OPTIONS = [
    "--title", "Rådgivning i telefon",
    "--caption", "En sjuksköterska svarar i telefon på 1177 i Umeå i mars 2026.",
    "--alt", "En person med headset.",
    "--photographer", "Åsa Öberg",
    "--terms", "fri-redaktionell",
    "--no-people",
]  # fmt: skip


@dataclass
class CommandResult:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Shell:
    """Runs commands on services opened anew for each; `process` in a process of its own."""

    environ: dict[str, str]
    sandbox: CachedSandbox

    def __call__(self, *arguments: str, stdin: str = "") -> CommandResult:
        services = open_services(load_settings(self.environ))
        services = replace(services, sandbox=self.sandbox)
        try:
            app = create_app(services)
            cli.register_commands(app)
            runner = app.test_cli_runner()
            done = runner.invoke(args=arguments, input=stdin, prog_name="flask")
        finally:
            services.close()
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return CommandResult(done.exit_code, done.stdout, done.stderr)

    def process(self, *arguments: str) -> CommandResult:
        done = subprocess.run(
            [sys.executable, "-m", "flask", *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environ},
            capture_output=True,
            text=True,
            check=False,
        )
        return CommandResult(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def fresh_shell(tmp_path: Path, ground: FreshDatabase, remembering: CachedSandbox) -> Shell:
    """A shell in a house where nothing has been set up."""
    return Shell(
        {
            "DAM_DATABASE_URL": ground.url,
            "DAM_STORAGE_URL": f"file:{tmp_path / 'store'}",
            "DAM_QUEUE_URL": f"sqlite:///{tmp_path / 'queue.sqlite'}",
            "DAM_MAIL_URL": f"file:{tmp_path / 'mail'}",
            "DAM_VAR": str(tmp_path / "var"),
        },
        remembering,
    )


@pytest.fixture
def shell(fresh_shell: Shell, ground: FreshDatabase, tmp_path: Path) -> Shell:
    """A shell in a house as `flask init` leaves it."""
    ground.furnish(tmp_path)
    return fresh_shell


@pytest.fixture
def picture_file(tmp_path):
    path = tmp_path / "bild.jpg"
    path.write_bytes(samples.save(samples.photograph(400, 300, 3), "JPEG", quality=90))
    return path
