"""What the tests of the sandbox let loose in it."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self, cast

from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture, verify_picture
from dam.imaging.metadata.read import read_received
from dam.imaging.render import RenderedFile, RenderedPicture, render_picture
from dam.imaging.rendition_specs import RenditionSpecs
from dam.imaging.sandbox import limits


@dataclass(frozen=True)
class Told:
    """Whatever a task found out."""

    facts: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**data)


def tell_self() -> Told:
    """Its own number and niceness, its parent's number, and what it knows of the environment."""
    return Told(
        {
            "pid": os.getpid(),
            "niceness": os.getpriority(os.PRIO_PROCESS, 0),
            "server": os.getppid(),
            "environment": dict(os.environ),
        }
    )


def spin() -> Told:
    while True:
        pass


def wait_for_ever(folder: Path) -> Told:
    (folder / "sign").write_text(f"{os.getpid()} {os.getppid()}")
    signal.pause()
    return Told()


def hog(size: int, pixels: int) -> Told:
    """Claim ``size`` bytes where a header announced ``pixels``."""
    limits.raise_limits(pixels)
    return Told({"claimed": len(bytearray(size))})


def crash() -> Told:
    ctypes.string_at(0)
    return Told()


def be_killed() -> Told:
    os.kill(os.getpid(), signal.SIGKILL)
    return Told()


def answer(*messages: bytes) -> Told:
    """Say this to the parent, as code that has taken over a decoder could."""
    frames = b"".join(len(message).to_bytes(4, "big") + message for message in messages)
    for descriptor in range(3, 64):
        with suppress(OSError):
            os.write(descriptor, frames)
    signal.pause()
    return Told()


def say_made(path: str) -> RenderedPicture:
    """Say that a file was made there."""
    made = RenderedFile("webb", "jpeg", Path("webb.jpg"), 1, 1, 1).to_json() | {"path": path}
    return cast("RenderedPicture", Told({"files": [made], "placeholder": "", "dhash": ""}))


def raise_something() -> Told:
    raise ArithmeticError("a decoder nobody has met")


def write_much(folder: Path, size: int) -> Told:
    with (folder / "much").open("wb") as file:
        file.truncate(size)
    return Told()


def connect(port: int) -> Told:
    with socket.create_connection(("127.0.0.1", port)):
        return Told({"connected": True})


def fork() -> Told:
    return Told({"pid": os.fork()})


def run_a_program() -> Told:
    os.execv("/bin/true", ["true"])


def start_a_thread() -> Told:
    said = []
    thread = threading.Thread(target=lambda: said.append("threads work"))
    thread.start()
    thread.join()
    return Told({"said": said})


def occupy(pixels: int) -> Told:
    """Be busy for a while as a picture of ``pixels``, and tell from when to when."""
    limits.raise_limits(pixels)
    began = time.monotonic()
    while time.monotonic() < began + 0.05:
        pass
    return Told({"began": began, "ended": time.monotonic()})


def everything(path: Path, specs: RenditionSpecs, out_dir: Path) -> Told:
    """All that ever happens to a file, without `opening`'s word that it must be Refused."""
    facts = inspect_picture(path, UploadLimits(max_pixels=1_000_000))
    verify_picture(path, facts)
    read_received(path, facts)
    wanted = (*specs.previews, *specs.downloads, specs.original)
    render_picture(path, facts, wanted, specs.placeholder, out_dir)
    return Told()


def drawn(path: Path) -> Told:
    """What an upload of a drawing goes through."""
    facts = inspect_picture(path, UploadLimits(max_pixels=20_000_000))
    verify_picture(path, facts)
    read_received(path, facts)
    return Told()
