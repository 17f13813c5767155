"""What a child that was taken over by its picture would try. Let loose by `starts`."""

from __future__ import annotations

import ctypes
import os
import resource
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from dam.imaging.c2pa.read import read_provenance
from dam.imaging.embed.plan import NoPlan, make_plan
from dam.imaging.embed.verify import prove_plan
from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture, verify_picture
from dam.imaging.metadata.read import read_received
from dam.imaging.render import render_picture
from dam.imaging.rendition_specs import RenditionSpecs
from dam.imaging.sandbox import limits
from tests.imaging import inmates

SECRET = "a-secret-of-the-web-process"
_NUMBERS = {"ptrace": (101, 117), "process_vm_readv": (310, 270), "pidfd_open": (434, 434)}
_NUMBERS |= {"io_uring_setup": (425, 425)}


def call(name: str, *arguments: int) -> None:
    number = _NUMBERS[name][os.uname().machine == "aarch64"]
    if ctypes.CDLL(None, use_errno=True).syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), name)


def read(path: str) -> None:
    with Path(path).open("rb") as file:
        file.read(1)


def write(path: str, mode: str) -> None:
    with Path(path).open(mode) as file:
        file.write(b"x")


def connect(port: int) -> None:
    with socket.socket() as end:
        end.connect(("127.0.0.1", port))


def attempts(house: str, web: int, port: int) -> dict[str, Callable[[], Any]]:
    """Each way out, by its name."""
    return {
        "read a file of the store": partial(read, f"{house}/store/other"),
        "list the store": partial(os.listdir, f"{house}/store"),
        "read the catalogue": partial(read, f"{house}/dam.sqlite"),
        "write to the catalogue": partial(write, f"{house}/dam.sqlite", "r+b"),
        "empty the catalogue": partial(os.truncate, f"{house}/dam.sqlite", 0),
        "remove the catalogue": partial(os.unlink, f"{house}/dam.sqlite"),
        "open the catalogue to all": partial(os.chmod, f"{house}/dam.sqlite", 0o666),
        "read passwords": partial(read, "/etc/shadow"),
        "read what all may": partial(read, "/etc/passwd"),
        "read the web's environment": partial(read, f"/proc/{web}/environ"),
        "open the web's memory": partial(read, f"/proc/{web}/mem"),
        "read the web's command": partial(read, f"/proc/{web}/cmdline"),
        "write beside the folder": partial(write, f"{house}/planted", "xb"),
        "write where all may": partial(write, f"{house}/public/planted", "xb"),
        "link out of the folder": partial(os.symlink, "/etc/shadow", f"{house}/made/link"),
        "connect": partial(connect, port),
        "run a program": partial(os.execv, "/bin/true", ["true"]),
        "begin a process": os.fork,
        "trace the web": partial(call, "ptrace", 16, web, 0, 0),
        "read the web's memory": partial(call, "process_vm_readv", web, 0, 0, 0, 0, 0),
        "hold the web": partial(call, "pidfd_open", web, 0),
        "ring around the filter": partial(call, "io_uring_setup", 1, 0),
        "kill the web": partial(os.kill, web, 0),
        "kill the forkserver": partial(os.kill, os.getppid(), 0),
        "kill all": partial(os.kill, -1, 0),
        "bind the web": partial(resource.prlimit, web, resource.RLIMIT_NOFILE),
        "be the superuser": partial(os.setresuid, 0, 0, 0),
    }


def break_out(house: str, web: int, port: int, path: Path, folder: Path) -> inmates.Told:
    """Try everything: what came of each, and what this child has and may."""
    came: dict[str, str] = {}
    for name, attempt in attempts(house, web, port).items():
        try:
            attempt()
            came[name] = "done"
        except (OSError, ValueError) as error:
            came[name] = type(error).__name__
    (folder / "written").write_bytes(path.read_bytes())
    opened = []
    for number in range(64):
        with suppress(OSError):
            os.fstat(number)
            opened.append(number)
    known = f"{dict(os.environ)}{sys.argv}"
    told = {"came": came, "opened": len(opened), "knows": SECRET in known, "ids": os.getresuid()}
    # What a process has shut is the superuser's, whoever it is itself.
    return inmates.Told(told | {"server": Path(f"/proc/{os.getppid()}/mem").stat().st_uid})


def decode(path: Path, specs: RenditionSpecs, folder: Path) -> inmates.Told:
    """Do all that ever happens to a file, and tell what had to be imported for it."""
    before = set(sys.modules)
    facts = inspect_picture(path, UploadLimits(max_pixels=20_000_000))
    limits.raise_limits(facts.room)
    verify_picture(path, facts)
    read_received(path, facts)
    smallest = min(specs.sizes_of(facts), key=lambda size: size.long_edge or 0)
    wanted = [smallest] if facts.form.planned or facts.form.drawn else [specs.original, smallest]
    render_picture(path, facts, wanted, specs.placeholder, folder)
    read_provenance(path, facts.form.content_type, None)
    if facts.form.planned:
        with path.open("rb") as source, suppress(NoPlan):
            prove_plan(source, make_plan(source, sha256="0" * 64))
    return inmates.Told({"imported": sorted(set(sys.modules) - before)})
