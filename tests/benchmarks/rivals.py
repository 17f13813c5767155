"""Others' ways to the same preview set: pyvips, sharp, ImageMagick, thumbor and Wagtail.

`peers/install.sh` brings those that the tests have no use for to `.peers`; who is not there is left
out of the table.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.benchmarks.contenders import EDGES, Cost
from tests.imaging.processes import processor_seconds
from tests.journeys.house import free_port, wait_for

Way = Callable[[Path, Path], Cost]

ROOT = Path(__file__).parents[2]
PEERS = ROOT / ".peers"
SCRIPTS = Path(__file__).with_name("peers")
PYVIPS_WAY = "pyvips, cascade"

# A process begins with its parent's peak memory, so programs are started by one that is small.
LAUNCH = """
import os, sys
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(pid, 0)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, file=sys.stderr)
sys.exit(status != 0)
"""

PYVIPS = """
import sys, pyvips
source, out = sys.argv[1:]
picture = pyvips.Image.thumbnail(source, 2048, height=2048, size="down").copy_memory()
if picture.format == "ushort":
    picture = (picture >> 8).cast("uchar").copy(interpretation="srgb").copy_memory()
for edge in (2048, 1280, 640, 320):
    if edge < 2048:
        picture = picture.thumbnail_image(edge, height=edge, size="down").copy_memory()
    picture.jpegsave(f"{out}/w{edge}.jpg", Q=82, keep="none", subsample_mode="on")
    picture.webpsave(f"{out}/w{edge}.webp", Q=80, effort=4, keep="none")
"""

SHARP = """
const sharp = require('sharp'), [source, out] = process.argv.slice(1);
sharp.cache(false);
const within = {fit: 'inside', withoutEnlargement: true};
(async () => {
  let {data, info} = await sharp(source).rotate().resize(2048, 2048, within)
    .toColourspace('srgb').raw().toBuffer({resolveWithObject: true});
  for (const edge of [2048, 1280, 640, 320]) {
    if (edge < 2048) ({data, info} = await sharp(data, {raw: info}).resize(edge, edge, within)
      .raw().toBuffer({resolveWithObject: true}));
    const {width, height, channels} = info;
    const picture = sharp(data, {raw: {width, height, channels}});
    await Promise.all([
      picture.clone().jpeg({quality: 82}).toFile(`${out}/w${edge}.jpg`),
      picture.clone().webp({quality: 80, effort: 4}).toFile(`${out}/w${edge}.webp`)]);
  }
})();
"""


def spawned(*command: str, **environ: str) -> Cost:
    """Run a program from start to end."""
    launcher = [sys.executable, "-I", "-S", "-c", LAUNCH, *command]
    whole = {**os.environ, **environ}
    done = subprocess.run(launcher, check=True, capture_output=True, text=True, env=whole)
    cpu, peak = done.stderr.split()[-2:]
    return Cost(float(cpu), float(peak))


@contextmanager
def found() -> Iterator[dict[str, Way]]:
    """Yield the ways of those that are installed, by name."""
    ways = {
        PYVIPS_WAY: lambda source, out: spawned(sys.executable, "-c", PYVIPS, str(source), str(out))
    }
    if (PEERS / "sharp/node_modules/sharp").is_dir():
        ways["sharp, cascade"] = lambda source, out: spawned(
            "node", "-e", SHARP, str(source), str(out), NODE_PATH=str(PEERS / "sharp/node_modules")
        )
    if program := shutil.which("magick", path="/usr/bin") or shutil.which(
        "convert", path="/usr/bin"
    ):
        policy = {"MAGICK_CONFIGURE_PATH": str(SCRIPTS)}
        ways["ImageMagick, one chain"] = lambda source, out: spawned(
            *_chain(program, source, out), **policy
        )
        ways["ImageMagick, a call a file"] = lambda source, out: spawned(
            "sh", "-ec", _calls(program, source, out), **policy
        )
    if (wagtail := _python("wagtail")) is not None:
        ways["Wagtail"] = lambda source, out: _wagtail(wagtail, source, out)
    if (thumbor := _python("thumbor")) is None:
        yield ways
        return
    with _thumbor(thumbor) as way:
        yield {**ways, "thumbor": way}


def _python(name: str) -> Path | None:
    python = PEERS / name / "bin/python"
    return python if python.exists() else None


def _chain(program: str, source: Path, out: Path) -> list[str]:
    """One chain of ImageMagick, with the hint that lets it decode small."""
    steps = [program, "-define", "jpeg:size=2048x2048", f"{source}[0]", "-auto-orient", "-strip"]
    steps += ["-depth", "8", "-sampling-factor", "4:2:0", "-define", "webp:method=4"]
    for edge in EDGES:
        steps += ["-resize", f"{edge}x{edge}>", "-quality", "82", "-write", f"{out}/w{edge}.jpg"]
        steps += ["-quality", "80", "-write", f"{out}/w{edge}.webp"]
    return [*steps, "null:"]


def _calls(program: str, source: Path, out: Path) -> str:
    """A call of ImageMagick for each file, as image banks that shell out do."""
    return "; ".join(
        f"{program} '{source}[0]' -auto-orient -resize '{edge}x{edge}>' -strip -depth 8"
        f" -sampling-factor 4:2:0 -quality {quality} -define webp:method=4 '{out}/w{edge}.{form}'"
        for edge in EDGES
        for form, quality in (("jpg", 82), ("webp", 80))
    )


def _wagtail(python: Path, source: Path, out: Path) -> Cost:
    """Its renditions alone: Django's start is left out."""
    command = [str(python), str(SCRIPTS / "wagtail_set.py"), str(source), str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    cpu, peak = done.stdout.split()[-2:]
    return Cost(float(cpu), float(peak))


@contextmanager
def _thumbor(python: Path) -> Iterator[Way]:
    """A server that is warm, asked for each file; it reads sources from the temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        configuration = Path(folder, "thumbor.conf")
        configuration.write_text(
            "LOADER = 'thumbor.loaders.file_loader'\n"
            f"FILE_LOADER_ROOT_PATH = {tempfile.gettempdir()!r}\n"
            "STORAGE = 'thumbor.storages.no_storage'\nRESULT_STORAGE = None\n"
            "RESPECT_ORIENTATION = True\nALLOW_UNSAFE_URL = True\nMAX_PIXELS = 10**9\n"
        )
        command = [str(python), "-m", "thumbor.server", "-i", "127.0.0.1", "-p", str(port)]
        server = subprocess.Popen(
            [*command, "-c", str(configuration)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthcheck")
            yield lambda source, out: _ask_thumbor(server.pid, port, source, out)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()


def _ask_thumbor(pid: int, port: int, source: Path, out: Path) -> Cost:
    before, name = processor_seconds(pid), source.relative_to(tempfile.gettempdir())
    for edge in EDGES:
        for ending, form, quality in (("jpg", "jpeg", 82), ("webp", "webp", 80)):
            filters = f"filters:quality({quality}):format({form})"
            address = f"http://127.0.0.1:{port}/unsafe/fit-in/{edge}x{edge}/{filters}/{name}"
            with urlopen(address) as answer:
                (out / f"w{edge}.{ending}").write_bytes(answer.read())
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return Cost(processor_seconds(pid) - before, peak / 1024)
