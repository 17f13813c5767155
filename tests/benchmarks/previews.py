"""What the previews of one photograph cost: our pipeline, its limit and its rivals, side by side.

    python -m tests.benchmarks.previews [FILE…] [--rounds N]

Without FILE, photographs are made: JPEG of 24 and 45 megapixels, PNG and 16-bit TIFF of 24. Every
way runs once a round, so that a busy machine is as unfair to one as to the other; ratios are taken
within a round, and medians shown. CPU seconds are those of the whole process; of Wagtail and
thumbor, which are servers, those of the work.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from urllib.error import HTTPError

import numpy as np
import tifffile
from PIL import Image

from dam.imaging.sandbox.runner import Sandbox
from tests.benchmarks import contenders, rivals
from tests.benchmarks.contenders import Cost
from tests.benchmarks.rivals import PYVIPS_WAY, Way, spawned
from tests.imaging.samples import photograph

MAIN = "tests.benchmarks.contenders"
ROOT = Path(__file__).parents[2]


def find_ways(sandbox: Sandbox, rivals: Mapping[str, Way]) -> dict[str, Way]:
    """The ways by name; the first is what all are measured against."""

    def warm(way: Callable[..., None]) -> Way:
        return lambda source, out: sandbox.run(contenders.as_a_task, way, source, out)

    def warm_limit(source: Path, out: Path) -> Cost:
        ready = contenders.scaled(source)
        return sandbox.run(contenders.as_a_task, contenders.limit, source, out, *ready)

    def cold(name: str) -> Way:
        return lambda source, out: spawned(sys.executable, "-m", MAIN, name, str(source), str(out))

    return {
        "the limit, warm": warm_limit,
        "the limit, cold process": cold("limit"),
        "ours, warm": warm(contenders.ours),
        "ours, warm, as configured": warm(contenders.configured),
        "ours, cold process": cold("ours"),
        "naive Pillow, cold process": cold("naive"),
        **rivals,
    }


def decibels(made: Path, exact: Path) -> float:
    """Peak signal-to-noise ratio of a preview against one LANCZOS over all pixels."""
    with Image.open(made) as one, Image.open(exact) as other:
        same = one.convert("RGB").resize(other.size, Image.Resampling.LANCZOS)
        error = np.asarray(same, np.float32) - np.asarray(other, np.float32)
    return float(10 * np.log10(255**2 / (error**2).mean()))


def compare(source: Path, rounds: int, ways: Mapping[str, Way]) -> None:
    """Run every way ``rounds`` times on ``source`` and print the table."""
    contenders.prepare(source)
    exact = source.with_name(f"{source.stem}-1280.ppm")
    quality = {name: first(way, source, exact) for name, way in ways.items()}  # warms caches
    able = {name: way for name, way in ways.items() if quality[name] is not None}
    costs: dict[str, list[Cost]] = {name: [] for name in able}
    for _ in range(rounds):
        for name, way in able.items():
            with tempfile.TemporaryDirectory() as out:
                costs[name].append(way(source, Path(out)))
    with Image.open(source) as picture:
        megapixels = picture.width * picture.height / 1e6
    print(f"\n{source.name}: {megapixels:.0f} megapixels, {rounds} rounds, medians")
    print(f"{'':28}{'CPU s':>8}{'× limit':>9}{'× pyvips':>10}{'peak MB':>9}{'w1280.jpg dB':>14}")
    for name, each in costs.items():
        figures = f"{median(cost.cpu for cost in each):8.2f}"
        figures += f"{ratio(each, costs['the limit, warm']):9.2f}"
        figures += f"{ratio(each, costs[PYVIPS_WAY]):10.2f}"
        figures += f"{median(cost.peak for cost in each):9.0f}{quality[name]:14.1f}"
        print(f"{name:28}{figures}")
    for name in ways.keys() - able.keys():
        print(f"{name:28}  cannot")
    with tempfile.TemporaryDirectory() as out:
        specs = contenders.equal(contenders.LOADED)
        steps = contenders.where(source, Path(out), specs)
        told = ", ".join(f"{step} {seconds:.2f}" for step, seconds in steps)
    print(f"ours goes to: {told} s")
    sys.stdout.flush()


def first(way: Way, source: Path, exact: Path) -> float | None:
    """Return how good a way's preview is in decibels; None where it cannot make one."""
    with tempfile.TemporaryDirectory() as out:
        try:
            way(source, Path(out))
        except (subprocess.CalledProcessError, HTTPError) as error:
            print(f"{source.name}: {error}", file=sys.stderr)
            return None
        return decibels(Path(out) / "w1280.jpg", exact)


def ratio(each: list[Cost], others: list[Cost]) -> float:
    return median(a.cpu / b.cpu for a, b in zip(each, others, strict=True))


def photographs(folder: Path) -> list[Path]:
    """JPEG of 24 and 45 megapixels, PNG and 16-bit TIFF of 24."""
    made = [folder / name for name in ("p24.jpg", "p45.jpg", "p24.png", "p24-16bit.tif")]
    small, large = photograph(6000, 4000), photograph(8192, 5464)
    small.save(made[0], quality=92, subsampling="4:2:0")
    large.save(made[1], quality=92, subsampling="4:2:0")
    small.save(made[2], compress_level=3)
    deep = np.asarray(small, np.uint16) * 257
    tifffile.imwrite(made[3], deep, photometric="rgb", rowsperstrip=64)
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as name, Sandbox() as sandbox, rivals.found() as others:
        folder = Path(name)
        given = [Path(shutil.copy(file, folder)) for file in options.files]
        for source in given or photographs(folder):
            compare(source, options.rounds, find_ways(sandbox, others))


if __name__ == "__main__":
    main()
