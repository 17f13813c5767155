"""What a photograph costs from its upload until all its sizes stand, and where that goes.

    python -m tests.benchmarks.upload [FILE…] [--rounds N]

Without FILE, JPEG of 12 and 24 megapixels are made. The limit is that of the last one. CPU seconds
are those of all processes: the one that takes in and works, the database's included, and every
child in which a picture is opened.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

from config.settings import ROOT, load_settings
from dam.content import seed
from dam.database.migrations import upgrade_schema
from dam.imaging.embed.plan import make_plan
from dam.imaging.embed.verify import prove_plan
from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture, verify_picture
from dam.imaging.metadata.read import read_received
from dam.ingest import accept
from dam.services import Services, open_services
from dam.worker import main as worker_main
from tests.benchmarks import contenders
from tests.benchmarks.rivals import spawned
from tests.imaging.processes import children_of, processor_seconds
from tests.imaging.samples import photograph

GOAL = 0.9 / 0.61
"""CPU seconds a photograph of 12 to 24 megapixels in the mean, over those of the limit of one of 24
(`contenders`), on the machine for which the goal was set.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    os.chdir(ROOT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = [Path(shutil.copy(file, folder)) for file in given.files] or _made(folder)
        contenders.prepare(sources[-1])
        with _press_room(folder) as services:
            _cost(services, sources[0], 0)  # the forkserver and the statements are there by now
            limits, costs = [], {source: [] for source in sources}
            for round_ in range(given.rounds):
                limits.append(_limit(sources[-1], folder))
                for source, spent in costs.items():
                    spent.append(_cost(services, source, round_))
            for source, spent in costs.items():
                ratio = median(one / limit for one, limit in zip(spent, limits, strict=True))
                print(
                    f"\n{source.name}: {median(spent):.2f} CPU s, {ratio:.2f} × the limit", end=""
                )
                print(f" of {sources[-1].name}, {given.rounds} rounds, medians; goal {GOAL:.2f} ×")
                for step, seconds in _where(source, folder, services):
                    print(f"  {step:32}{seconds:6.3f}")


def _limit(source: Path, folder: Path) -> float:
    """To decode and encode the previews alone, in a process of its own."""
    way = (sys.executable, "-m", "tests.benchmarks.contenders", "limit", str(source), str(folder))
    return spawned(*way).cpu


def _made(folder: Path) -> list[Path]:
    made = []
    for megapixels, size in ((12, (4243, 2828)), (24, (6000, 4000))):
        made.append(folder / f"p{megapixels}.jpg")
        photograph(*size).save(made[-1], quality=92, subsampling="4:2:0")
    return made


@contextmanager
def _press_room(folder: Path) -> Iterator[Services]:
    """An empty press room on the embedded default."""
    settings = load_settings({"DAM_VAR": str(folder / "var")}, root=folder)
    with closing(open_services(settings)) as services:
        upgrade_schema(services.database.engine)
        with services.database.writing() as session:
            seed.add_missing(session, ROOT / "config", now=services.clock())
            session.commit()
        yield services


def _cost(services: Services, source: Path, round_: int) -> float:
    """Upload the file, each time with other bytes at its end, and make its sizes."""
    before = _spent()
    path = source.with_suffix(f".{round_}")
    path.write_bytes(source.read_bytes() + os.urandom(8))
    with path.open("rb") as file:
        received = replace(services.receiver, scanner=None).receive_file(file, source.name)
    with services.database.writing() as session:
        accept.register_image(
            session, received, storage=services.storage, by=None, now=services.clock()
        )
        session.commit()
    worker_main.do_all(services)
    return _spent() - before


def _spent() -> float:
    children = sum(
        processor_seconds(int(pid), with_children=True) for pid in children_of(os.getpid())
    )
    return time.process_time() + children


def _where(source: Path, folder: Path, services: Services) -> Iterator[tuple[str, float]]:
    """The steps by themselves, in this process."""
    facts = inspect_picture(source, UploadLimits())
    yield "read it whole at upload", _timed(lambda: verify_picture(source, facts))
    yield "read its metadata", _timed(lambda: read_received(source, facts))
    yield "plan how it is joined, prove it", _timed(lambda: _prove(source))
    specs = services.specs
    own = specs.own_of(facts)
    wanted = [spec for spec in specs.sizes_of(facts) if spec not in own]
    yield from contenders.where(source, folder, wanted)


def _prove(source: Path) -> None:
    with source.open("rb") as file:
        prove_plan(file, make_plan(file, sha256="0" * 64))


def _timed(step: Callable[[], object]) -> float:
    before = time.process_time()
    step()
    return time.process_time() - before


if __name__ == "__main__":
    main()
