"""What a machine lacks is brought, and nothing else; the path holds what a test puts there."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs import BROUGHT, FINDERS

ROOT = BROUGHT.parent
LOCKS = ROOT / "tests/programs"
BY_PATH = [
    ("chromium", "chromium-headless-shell"),
    ("chromium", "chromium"),
    ("exiftool", "exiftool"),
    ("redis", "redis-server"),
    ("redis", "valkey-server"),
]


def targets(path: Path) -> list[str]:
    """What `make needs` is told to bring on a machine with these programs."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.programs"],
        cwd=ROOT,
        env={**os.environ, "PATH": str(path)},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


def test_what_no_path_holds_is_brought(tmp_path: Path):
    assert set(targets(tmp_path)) >= {f".programs/{name}/.installed" for name, _ in BY_PATH}


@pytest.mark.parametrize(("name", "program"), BY_PATH)
def test_what_the_machine_has_is_used(tmp_path: Path, monkeypatch, name: str, program: str):
    own = tmp_path / program
    own.touch(0o755)
    assert f".programs/{name}/.installed" not in targets(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert FINDERS[name]() == own


@pytest.mark.parametrize("name", FINDERS)
def test_each_package_is_pinned_by_hash(name: str):
    pins = LOCKS / f"{name}.txt"
    if pins.exists():
        (package,) = re.findall(r"^[a-z].*(?:\n    .*)*", pins.read_text(), re.MULTILINE)
        assert "--hash=sha256:" in package
        return
    packages = json.loads((LOCKS / name / "package-lock.json").read_text())["packages"]
    assert all("integrity" in package for path, package in packages.items() if path)


def test_make_calls_what_a_bare_machine_has():
    """Python, coreutils, git and the shell; make itself is there when it reads this."""
    recipes = re.sub(r"(?m)^#.*|##.*", "", (ROOT / "Makefile").read_text())
    lacking = {"awk", "bash", "curl", "find", "gcc", "grep", "sed", "unzip", "which", "xargs"}
    assert not lacking & set(re.findall(r"\b\w+\b", recipes))
