"""`make bench PARTS=crowded`: pages while ten hostile files and thirty sign-ins come at once.

`flask serve` as it stands. For a while ten staff send files that are made to be slow, again and
again, and each second thirty strangers guess a password at once; meanwhile `/healthz` and a held
gallery are asked for. What counts is the slowest answer, beside those to nobody else, since the
machine may have had much to do already.
"""

import io
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from werkzeug.datastructures import FileStorage

from tests.imaging import hostile, samples
from tests.journeys.house import EDITOR, PASSWORD, House, prepared
from tests.journeys.visitor import Visitor

GOALS = {"/healthz": 250, "/bilder": 500}
"""By address, in how many milliseconds the slowest answer should have come."""
SECONDS, ALONE_SECONDS = 30, 10
SIGN_INS = 30
GALLERY = 8
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="4000">{}</svg>'
TURBULENCE = (
    '<filter id="f"><feTurbulence baseFrequency="0.9" numOctaves="99999999"/></filter>'
    '<rect width="4000" height="4000" filter="url(#f)"/>'
)
BLURS = "<filter id='f'><feGaussianBlur stdDeviation='900'/></filter>" + (
    '<rect width="4000" height="4000" filter="url(#f)"/>' * 200
)


def hostile_files() -> dict[str, bytes]:
    """Ten files that cost much to look at, each in its own way."""
    return {
        "turbulence.svg": SVG.format(TURBULENCE).encode(),
        "blurs.svg": SVG.format(BLURS).encode(),
        "style.svg": SVG.format(f'<g style="{"@" * 42_000}"/>').encode(),
        "bomb.png": hostile.png_bomb(20_000, 15_000),
        "bomb.tif": hostile.tiff_bomb(20_000, 15_000),
        "bomb.webp": hostile.webp_bomb(16_000, 16_000),
        "bomb.jp2": hostile.jp2_bomb(20_000, 15_000),
        "scans.jpg": hostile.scan_bomb(400, 4096),
        "frames.png": hostile.frame_bomb(5_000),
        "pages.tif": hostile.page_bomb(5_000),
    }


@dataclass
class Answers:
    """What came back, and after how long."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)

    def ask(self, work: Callable[[], int]) -> None:
        began = time.monotonic()
        try:
            said = str(work())
        except OSError as error:
            said = type(error).__name__
        self.milliseconds.append((time.monotonic() - began) * 1000)
        self.statuses[said] += 1

    @property
    def said(self) -> str:
        waits = sorted(self.milliseconds) or [0.0]
        told = ", ".join(f"{count} × {status}" for status, count in sorted(self.statuses.items()))
        middle, slowest = waits[len(waits) // 2], waits[-1]
        return f"median {middle:.0f} ms, slowest {slowest:.0f} ms ({told})"


@contextmanager
def again_and_again(works: list[Callable[[], None]]) -> Iterator[None]:
    """Do each in a thread of its own until the block ends."""
    done = threading.Event()

    def repeat(work: Callable[[], None]) -> None:
        while not done.is_set():
            work()

    threads = [threading.Thread(target=repeat, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    yield
    done.set()
    for thread in threads:
        thread.join()


def sender(house: House, name: str, data: bytes, answers: Answers) -> Callable[[], None]:
    """Somebody on the staff who sends a file."""
    visitor = Visitor(house.origin)
    visitor.sign_in(EDITOR, PASSWORD)
    token = visitor.token("/redaktion/ladda-upp")

    def send() -> int:
        file = FileStorage(io.BytesIO(data), name)
        form = {"csrf_token": token, "omgang": f"hostile-{name:-<20}".replace(".", "-")}
        return visitor.post("/redaktion/ladda-upp", {**form, "files": file}).status

    return lambda: answers.ask(send)


def guesser(
    house: House, number: int, together: threading.Barrier, answers: Answers
) -> Callable[[], None]:
    """A stranger with an address of their own each time, who guesses a password with others."""
    visitor = Visitor(house.origin)
    token, times = visitor.token("/redaktion/logga-in"), iter(range(1_000_000))

    def guess() -> int:
        n = next(times)
        form = {"csrf_token": token, "email": f"{number}-{n}@inera.test", "password": "x" * 12}
        address = f"2001:db8:{number:x}:{n:x}::1"
        header = {"X-Forwarded-For": address}
        return visitor.post("/redaktion/logga-in", form, **header).status

    def guess_with_others() -> None:
        with suppress(threading.BrokenBarrierError):
            together.wait(SECONDS)
            answers.ask(guess)
            time.sleep(1)

    return guess_with_others


def prober(house: House, address: str, answers: Answers) -> Callable[[], None]:
    def look() -> None:
        answers.ask(lambda: Visitor(house.origin).get(address).status)
        time.sleep(0.02)

    return look


def publish(house: House, folder: Path) -> None:
    """Put a few photographs into the gallery."""
    files = []
    for seed in range(GALLERY):
        path = folder / f"{seed}.jpg"
        path.write_bytes(samples.save(samples.photograph(1200, 800, seed), "JPEG", quality=85))
        files.append(str(path))
    said = ["--title", "Sjuksköterska", "--caption", "En sjuksköterska svarar i telefon.", "--alt"]
    said += ["En kvinna med headset.", "--photographer", "Anna Ek", "--terms", "fri-redaktionell"]
    house.flask("image", "add", *files, *said, "--no-people", "--publish", "--wait")


def measure(house: House) -> dict[str, Answers]:
    kinds = ("uploads", "sign-ins", *GOALS)
    found = {kind: Answers() for kind in kinds}
    works = [sender(house, *one, found["uploads"]) for one in hostile_files().items()]
    together = threading.Barrier(SIGN_INS)
    works += [guesser(house, number, together, found["sign-ins"]) for number in range(SIGN_INS)]
    probes = [prober(house, address, found[address]) for address in GOALS]
    with again_and_again(probes):
        time.sleep(ALONE_SECONDS)
    for address in GOALS:
        print(f"alone      {address:<10}{found[address].said}")
        found[address].milliseconds.clear()
        found[address].statuses.clear()
    with again_and_again(works):
        with again_and_again(probes):
            time.sleep(SECONDS)
        together.abort()
    return found


def main() -> int:
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors; load before: {load:.1f}, which others made")
    with tempfile.TemporaryDirectory(prefix="crowded-") as folder:
        settings = {"DAM_TRUSTED_PROXIES": "127.0.0.1"}
        with prepared(Path(folder, "house"), **settings) as house:
            house.serve()
            publish(house, Path(folder))
            found = measure(house)
            house.stop()
            told = Counter(one["event"] for one in house.events if one["level"] == "error")
    for kind, answers in found.items():
        goal = GOALS.get(kind)
        met = goal is None or max(answers.milliseconds) <= goal
        words = "" if goal is None else f"; goal {goal} ms {'held' if met else 'MISSED'}"
        print(f"crowded    {kind:<10}{answers.said}{words}")
    print("errors in the log:", ", ".join(f"{n} × {event}" for event, n in told.items()) or "none")
    return 0


if __name__ == "__main__":
    sys.exit(main())
