"""What the previews of one photograph cost: our pipeline, its limit and its rivals, side by side.

    python -m tests.benchmarks.previews [FILE…] [--rounds N]

Without FILE, photographs of 24 and 45 megapixels are made. Every way runs once a round, so that a
busy machine is as unfair to one as to the other; ratios are taken within a round, and medians
shown. CPU seconds are those of the whole process. pyvips and sharp take part where this Python,
or the one in PYVIPS_PYTHON, and node find them; ImageMagick where it is installed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from dam.pictures.sandbox import Sandbox
from tests.benchmarks import contenders
from tests.benchmarks.contenders import Cost
from tests.pictures.samples import photograph

Way = Callable[[Path, Path], Cost]

MAIN = "tests.benchmarks.contenders"
ROOT = Path(__file__).parents[2]


# A process begins with its parent's peak memory, so programs are started by one that is small.
LAUNCH = """
import os, sys
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(pid, 0)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, file=sys.stderr)
sys.exit(status != 0)
"""


def spawned(*command: str) -> Cost:
    """Run a program from start to end."""
    launcher = [sys.executable, "-I", "-S", "-c", LAUNCH, *command]
    done = subprocess.run(launcher, check=True, capture_output=True, text=True)
    cpu, peak = done.stderr.split()[-2:]
    return Cost(float(cpu), float(peak))


def find_ways(sandbox: Sandbox) -> dict[str, Way]:
    """The ways by name; the first is what all are measured against."""

    def warm(way: Callable[[Path, Path], None]) -> Way:
        return lambda source, out: sandbox.run(contenders.as_a_task, way, source, out)

    def cold(name: str) -> Way:
        return lambda source, out: spawned(sys.executable, "-m", MAIN, name, str(source), str(out))

    ways = {
        "the limit, warm": warm(contenders.limit),
        "the limit, cold process": cold("limit"),
        "ours, warm": warm(contenders.ours),
        "ours, warm, as configured": warm(contenders.configured),
        "ours, cold process": cold("ours"),
        "naive Pillow, cold process": cold("naive"),
    }
    python = os.environ.get("PYVIPS_PYTHON", sys.executable)
    if succeeds(python, "-c", "import pyvips"):
        ways["pyvips, cascade"] = lambda source, out: spawned(
            python, "-c", contenders.PYVIPS, str(source), str(out)
        )
    if succeeds("node", "-e", "require('sharp')"):
        ways["sharp, cascade"] = lambda source, out: spawned(
            "node", "-e", contenders.SHARP, str(source), str(out)
        )
    for program in ("magick", "convert"):
        if succeeds(program, "xc:red", "null:"):
            ways["ImageMagick, one chain"] = lambda source, out, program=program: spawned(
                *contenders.magick(program, source, out)
            )
            break
    return ways


def succeeds(*command: str) -> bool:
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def decibels(made: Path, exact: Path) -> float:
    """Peak signal-to-noise ratio of a preview against one LANCZOS over all pixels."""
    with Image.open(made) as one, Image.open(exact) as other:
        same = one.convert("RGB").resize(other.size, Image.Resampling.LANCZOS)
        error = np.asarray(same, np.float32) - np.asarray(other, np.float32)
    return float(10 * np.log10(255**2 / (error**2).mean()))


def compare(source: Path, rounds: int, sandbox: Sandbox) -> None:
    """Run every way ``rounds`` times on ``source`` and print the table."""
    contenders.prepare(source)
    costs: dict[str, list[Cost]] = {}
    quality: dict[str, float] = {}
    ways = find_ways(sandbox)
    for turn in range(rounds + 1):
        for name, way in ways.items():
            with tempfile.TemporaryDirectory() as out:
                cost = way(source, Path(out))
                if turn == 0:  # warms caches
                    exact = source.with_name(f"{source.stem}-1280.ppm")
                    quality[name] = decibels(Path(out) / "w1280.jpg", exact)
                else:
                    costs.setdefault(name, []).append(cost)
    with Image.open(source) as picture:
        megapixels = picture.width * picture.height / 1e6
    sys.stdout.write(f"\n{source.name}: {megapixels:.0f} megapixels, {rounds} rounds, medians\n")
    sys.stdout.write(f"{'':28}{'CPU s':>8}{'× limit':>9}{'peak MB':>9}{'w1280.jpg dB':>14}\n")
    limit = costs["the limit, warm"]
    for name, each in costs.items():
        ratio = statistics.median(a.cpu / b.cpu for a, b in zip(each, limit, strict=True))
        cpu = statistics.median(cost.cpu for cost in each)
        peak = statistics.median(cost.peak for cost in each)
        sys.stdout.write(f"{name:28}{cpu:8.2f}{ratio:9.2f}{peak:9.0f}{quality[name]:14.1f}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as folder, Sandbox() as sandbox:
        sources = [Path(shutil.copy(file, folder)) for file in options.files]
        for width, height in () if sources else ((6000, 4000), (8192, 5464)):
            sources.append(Path(folder) / f"{width}x{height}.jpg")
            photograph(width, height).save(sources[-1], quality=92, subsampling="4:2:0")
        for source in sources:
            compare(source, options.rounds, sandbox)


if __name__ == "__main__":
    main()
