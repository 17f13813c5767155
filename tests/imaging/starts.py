"""A web process in a start of its own: as it is, without privileges, on a kernel that has less."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import socket
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

from dam.errors import Refused
from dam.imaging import tasks
from dam.imaging.rendition_specs import load_rendition_specs
from dam.imaging.sandbox import kernel
from dam.imaging.sandbox.runner import Sandbox
from tests.imaging import escapes, logotypes
from tests.imaging.samples import accepted

ROOT = Path(__file__).parents[2]
NOBODY = 65_534
PICTURES = {"logotype.svg": logotypes.SVG, "logotype.pdf": logotypes.pdf()} | {
    name: accepted(name)
    for name in (
        *("cmyk.jpg", "mpo.jpg", "16-bit.png", "lzw.tif", "jpeg.tif", "lab.tif", "extended.webp"),
        *("rgb.avif", "quadrants.heic", "cmyk.jp2", "rgb.jxl"),
    )
}
"""One for each decoder and each way to colours."""

COMMAND = (sys.executable, "-W", "error", "-c", "from tests.imaging import starts; starts.main()")
_READ_ALL = 1 << 2  # Python itself may lie where only the superuser enters


def start(house: Path, *, privileged: bool, landlock: bool) -> dict[str, Any]:
    """Run `main` in a process of its own, and return what it told of its children.

    Everybody may enter ``house``, so that no folder above it stands in for a wall.
    """
    if not privileged and os.geteuid() == 0:
        os.chown(house, NOBODY, NOBODY)
    ran = subprocess.run(
        [*COMMAND, str(house), f"{privileged:d}", f"{landlock:d}"],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "TMPDIR": str(house), "DAM_SECRET_KEY": escapes.SECRET},
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(ran.stdout)


def _lose(*, privileged: bool, landlock: bool) -> None:
    """Do without the superuser's rights, or without Landlock, for good."""
    if not privileged and os.geteuid() == 0:
        os.setgroups([])
        kernel.LIBC.prctl(8, 1, 0, 0, 0)  # keep capabilities while the user changes
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        sets = (ctypes.c_uint32 * 6)(_READ_ALL, _READ_ALL, _READ_ALL, 0, 0, 0)
        kernel.LIBC.capset((ctypes.c_uint32 * 2)(0x20080522, 0), sets)
        kernel.LIBC.prctl(47, 2, 2, 0, 0)  # keep it when a program is executed
    if not landlock:
        kernel.gain_no_privileges()
        absent = 0x00050000 | errno.ENOSYS
        steps = ((0x20, 0, 0, 0), (0x15, 0, 1, 444), (6, 0, 0, absent), (6, 0, 0, 0x7FFF0000))
        filter_ = b"".join(struct.pack("=HBBI", *step) for step in steps)
        kept = ctypes.create_string_buffer(filter_)
        program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(kept))
        assert kernel.LIBC.prctl(22, 2, program, 0, 0) == 0


def main() -> None:
    """Lose what this start should not have, and begin anew without it."""
    house, *how = sys.argv[1:]
    if how:
        privileged, landlock = (one == "1" for one in how)
        _lose(privileged=privileged, landlock=landlock)
        os.execv(sys.executable, [*COMMAND, house])
    serve(Path(house))


def serve(house: Path) -> None:
    """Be a web process with secrets, and tell in JSON what its children could do."""
    kernel.shut_memory()
    specs = load_rendition_specs(ROOT / "config" / "renditions.toml")
    (house / "store").mkdir(mode=0o700)
    for name in ("dam.sqlite", "store/other"):
        (house / name).write_bytes(b"of others")
        (house / name).chmod(0o600)
    os.umask(0o077)
    (house / "public").mkdir()
    (house / "public").chmod(0o777)
    work = house / "made"
    work.mkdir(mode=0o700)
    upload = work / "upload"
    told: dict[str, Any] = {"imported": {}}
    with Sandbox() as sandbox, socket.create_server(("127.0.0.1", 0)) as listening:
        told["walls"] = sandbox.run(tasks.report_walls).to_json()
        for name, data in PICTURES.items():
            upload.unlink(missing_ok=True)
            upload.write_bytes(data)
            try:
                decoded = sandbox.run(escapes.decode, upload, specs, work)
                told["imported"][name] = decoded.facts["imported"]
            except Refused as refused:
                told["imported"][name] = str(refused)
        port = listening.getsockname()[1]
        told |= sandbox.run(escapes.break_out, str(house), os.getpid(), port, upload, work).facts
    told["written"] = (work / "written").exists()
    sys.stdout.write(json.dumps(told))
