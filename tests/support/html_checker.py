"""The Nu HTML checker, run once over many pages; skipped where the machine has no Java."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.programs import find_java, require_program


def check_html(pages: Mapping[str, str], folder: Path) -> None:
    """See that the checker finds no error in any page, by its address."""
    java = find_java()
    if java is None:
        pytest.skip("This machine has no Java, which the Nu HTML checker runs on.")
    names = {}
    for number, (address, html) in enumerate(pages.items()):
        file = folder / f"{number}.html"
        file.write_text(html, encoding="utf-8")
        names[file.as_uri()] = address
    checker = [
        java,
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xss8m",
        "-jar",
        require_program("vnu"),
    ]
    done = subprocess.run(
        [
            *checker,
            "--format",
            "json",
            "--errors-only",
            "--exit-zero-always",
            *folder.glob("*.html"),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    faults = set()
    for message in json.loads(done.stderr)["messages"]:
        address = names[message["url"].replace("file:/", "file:///", 1)]
        extract = message.get("extract", "").strip()
        faults.add(f"{address}: {message['message']} {extract!r}")
    assert not faults, "\n".join(sorted(faults))
