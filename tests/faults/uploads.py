"""`python -m tests.faults.uploads [FILES BYTES]`: a batch through Chromium and through everything.

200 photographs of mixed kind and size, 3 GB together, while the network is cut twice, the house is
killed and started again, and the tab is reloaded. Every file must be in once, its digest the same,
with what was said of the batch. Printed with it: the processor time of the worker, all sizes made.
"""

import hashlib
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import select

from dam.database.models import Image, ImageFile
from dam.database.session import Database
from tests.imaging import samples
from tests.imaging.processes import processor_seconds
from tests.journeys.house import WEB, House, open_house, running
from tests.journeys.uploading import Network, at_the_desk, done, say, taken, wait_until
from tests.support.chromium import chromium

KINDS = {
    "jpg": ("JPEG", (6000, 4000)),
    "png": ("PNG", (3000, 2000)),
    "tif": ("TIFF", (3600, 2400)),
    "webp": ("WEBP", (4200, 2800)),
    "avif": ("AVIF", (2400, 1600)),
}
"""File name's ending → Pillow's name of the format, width and height."""
CUT_SECONDS, SECONDS = 10, 3600
TYPED = {"Fotograf": "Anna Ek", "Plats": "Umeå"}


def run(folder: Path, count: int, size: int) -> dict[str, Any]:
    """Return the figures, once every file has been accounted for."""
    files = pictures(folder / "files", count, size)
    with (
        open_house(folder / "house") as house,
        chromium() as browser,
        at_the_desk(browser, house) as desk,
    ):
        page, network, spent = desk.page, Network(desk.page), Spent()
        began = time.monotonic()
        say(page, Fotograf=TYPED["Fotograf"])
        page.locator("#files").set_input_files(list(files))
        wait_for(page, count // 10)
        cut(page, network)
        wait_for(page, count * 3 // 10)
        spent.look(house)
        house.kill()
        page.wait_for_timeout(5000)
        house.serve()
        wait_for(page, count // 2)
        say(page, Plats=TYPED["Plats"])
        page.reload()
        waiting = page.locator('[data-state="waiting"]').count()
        page.locator("#files").set_input_files(list(files))
        wait_for(page, count * 7 // 10)
        cut(page, network)
        wait_for(page, count)
        sent = time.monotonic() - began
        wait_until(page, lambda: done(page) == count, SECONDS)
        made = time.monotonic() - began
        spent.look(house)
        checked = house.check()
        account_for(house.environment["DAM_DATABASE_URL"], files)
        assert checked["images"] == {"draft": count}, checked
        assert checked["in_progress"] == 0, checked
    return {
        "files": count,
        "bytes": sum(path.stat().st_size for path in files),
        "cut": 2,
        "killed": 1,
        "waiting_after_reload": waiting,
        "seconds_until_in": round(sent),
        "seconds_until_ready": round(made),
        "worker_cpu_seconds": round(spent.seconds, 1),
        "megapixels": round(sum(width * height for width, height in sizes(files)) / 1e6),
    }


class Spent:
    """The processor time of workers and of the children that they waited for."""

    def __init__(self) -> None:
        self._of: dict[int, float] = {}

    @property
    def seconds(self) -> float:
        return sum(self._of.values())

    def look(self, house: House) -> None:
        """Note what each process of the worker has spent by now."""
        assert house.process is not None
        for one in running(house.process.pid):
            if not one.name.startswith(WEB):
                self._of[one.pid] = processor_seconds(one.pid, with_children=True)


def sizes(files: dict[Path, str]) -> list[tuple[int, int]]:
    return [KINDS[path.suffix[1:]][1] for path in files]


def wait_for(page: Page, count: int) -> None:
    wait_until(page, lambda: taken(page) >= count, SECONDS)
    print(f"{time.strftime('%X')} {taken(page)} in, {done(page)} ready", flush=True)


def cut(page: Page, network: Network) -> None:
    network.cut()
    page.wait_for_timeout(CUT_SECONDS * 1000)
    network.full()


def pictures(folder: Path, count: int, size: int) -> dict[Path, str]:
    """Return files and their digests: a photograph of each kind, each with a tail of its own."""
    folder.mkdir(parents=True)
    heads = {
        ending: samples.save(samples.photograph(*measures, seed), form)
        for seed, (ending, (form, measures)) in enumerate(KINDS.items())
    }
    chance = random.Random(2041)
    shares = [chance.expovariate(1) + 0.2 for _ in range(count)]
    made = {}
    for number, share in enumerate(shares):
        ending = list(KINDS)[number % len(KINDS)]
        tail = max(32, int(size * share / sum(shares)) - len(heads[ending]))
        data = heads[ending] + os.urandom(tail)
        path = folder / f"bild-{number:03d}.{ending}"
        path.write_bytes(data)
        made[path] = hashlib.sha256(data).hexdigest()
    return made


def account_for(url: str, files: dict[Path, str]) -> None:
    """Every file is an image of its own with its digest; the check has read all bytes."""
    database = Database(url)
    with database.reading() as session:
        stored = {one.original_name: one.sha256 for one in session.scalars(select(ImageFile))}
        assert stored == {path.name: digest for path, digest in files.items()}
        images = session.scalars(select(Image)).all()
        assert len(images) == len(files)
        for image in images:
            assert (image.creators, image.place) == ([TYPED["Fotograf"]], TYPED["Plats"]), image.id
    database.close()


if __name__ == "__main__":
    count, size = [int(number) for number in sys.argv[1:]] or [200, 3_000_000_000]
    with tempfile.TemporaryDirectory(prefix="uploads-") as folder:
        print(json.dumps(run(Path(folder), count, size), indent=2))
