"""An independent reader: exiftool, one process for all files of a run."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from tests.programs import require_program

Tags = dict[str, Any]


class ExifTool:
    """Reads tags as `Group:Tag`, lists and structs as such, numbers as the text they were."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "joined"
        self._process = subprocess.Popen(
            [require_program("exiftool"), "-stay_open", "True", "-@", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._send("-stay_open", "False")
        self._process.communicate()

    def read(self, data: bytes) -> Tags:
        """Every tag of a file."""
        self._file.write_bytes(data)
        answer = self.ask("-json", "-G1", "-struct", "-a", "-n", str(self._file))
        tags: Tags = json.loads(answer, parse_float=str, parse_int=str)[0]
        return tags

    def complaints(self, data: bytes) -> list[str]:
        """What exiftool's own check of the file says, without its summary."""
        self._file.write_bytes(data)
        options = ("-validate", "-warning", "-error", "-a", "-s3")
        return self.ask(*options, str(self._file)).splitlines()[1:]

    def ask(self, *arguments: str) -> str:
        """What exiftool prints for the arguments of one run."""
        self._send(*arguments, "-execute")
        assert self._process.stdout is not None
        answer = b""
        while not answer.endswith(b"{ready}\n"):
            line = self._process.stdout.readline()
            assert line, "exiftool died"
            answer += line
        return answer.removesuffix(b"{ready}\n").decode()

    def _send(self, *lines: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self._process.stdin.flush()


@pytest.fixture(scope="session")
def exiftool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExifTool]:
    with ExifTool(tmp_path_factory.mktemp("exiftool")) as tool:
        yield tool
