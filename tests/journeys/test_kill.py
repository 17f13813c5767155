"""`kill -9` of web and worker while files are being uploaded: what was answered is kept."""

import io
import json
import os
import random
import secrets
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image
from werkzeug.datastructures import FileStorage

from tests.journeys.house import EDITOR, PASSWORD, House, prepared
from tests.journeys.visitor import Visitor
from tests.support.checksums import part_checksum, split_parts, whole_checksum

T = TypeVar("T")
SUM = "x-amz-checksum-sha256"
UPLOADS = 50
BROWSERS = 3
KILLS = [("web",), ("web",), ("worker",), ("web", "worker"), ()]  # () is everything at once
SIZES_SECONDS = 75
ANSWERS_SECONDS, TRIES = 300, 20


def test_every_answered_upload_survives_kills(tmp_path: Path) -> None:
    seed = int(os.environ.get("KILL_SEED", secrets.randbits(32)))
    sys.stdout.write(f"KILL_SEED={seed}\n")
    chance = random.Random(seed)
    files = {f"bild-{n}.jpg": photograph(n) for n in range(UPLOADS)}
    with prepared(tmp_path) as house:
        house.serve()
        answered = upload_while(files, house, lambda desk: kill_now_and_then(house, desk, chance))
        house.kill()
        house.serve()
        assert answered.keys() == files.keys()
        editor = Visitor(house.origin, TRIES)
        editor.sign_in(EDITOR, PASSWORD)
        for batch in {batch for _, batch in answered.values()}:
            wait_for_sizes(editor, batch)
        for name, (image_id, _) in answered.items():
            stored = editor.get(f"/redaktion/bilder/{image_id}/filer/received")
            assert stored.body == files[name]
            preview = editor.get(f"/redaktion/bilder/{image_id}/filer/w320.webp")
            assert Image.open(io.BytesIO(preview.body)).size == (120, 80)
        house.stop()
        checked = house.check()
        assert checked["images"] == {"draft": UPLOADS}
        assert not checked["wrong"]
        assert not checked["left_to_do"]
        let_an_hour_pass(tmp_path / "store")
        repaired = json.loads(house.flask("check", "--repair"))
        assert repaired["objects"] == checked["objects"]
        assert repaired["in_progress"] == 0


def photograph(number: int) -> bytes:
    pixels = np.random.default_rng(number).integers(0, 256, (80, 120, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()


@dataclass
class Desk:
    """What the browsers have had answers about: file name → image id and batch."""

    answered: dict[str, tuple[int, str]] = field(default_factory=dict)
    failures: list[BaseException] = field(default_factory=list)
    more: threading.Condition = field(default_factory=threading.Condition)

    def note(self, name: str, image_id: int, batch: str) -> None:
        with self.more:
            self.answered[name] = image_id, batch
            self.more.notify_all()

    def note_end(self, browsing: Future[None]) -> None:
        error = browsing.exception()
        if error is not None:
            with self.more:
                self.failures.append(error)
                self.more.notify_all()

    def wait_for(self, count: int) -> None:
        """Wait for so many answers; raises what a browser could not go on from."""
        with self.more:
            self.more.wait_for(
                lambda: self.failures or len(self.answered) >= count, timeout=ANSWERS_SECONDS
            )
            for error in self.failures:
                raise error
            assert len(self.answered) >= count


def upload_while(
    files: dict[str, bytes], house: House, disturb: Callable[[Desk], None]
) -> dict[str, tuple[int, str]]:
    """Several browsers upload all files; each sends a file again until it is answered."""
    desk, names = Desk(), list(files)

    def browse(own: list[str]) -> None:
        visitor = Visitor(house.origin, TRIES)
        insist(lambda: visitor.sign_in(EDITOR, PASSWORD))
        batch = secrets.token_urlsafe(16)
        token = insist(lambda: visitor.token("/redaktion/ladda-upp"))
        for name in own:
            image_id = insist(lambda name=name: send(visitor, token, batch, name, files[name]))
            desk.note(name, image_id, batch)

    with ThreadPoolExecutor(BROWSERS) as pool:
        browsing = [pool.submit(browse, names[n::BROWSERS]) for n in range(BROWSERS)]
        for browser in browsing:
            browser.add_done_callback(desk.note_end)
        disturb(desk)
        for browser in browsing:
            browser.result()
    return desk.answered


def send(visitor: Visitor, token: str, batch: str, name: str, data: bytes) -> int:
    """Upload one file, in parts or by the plain form; returns the image's number."""
    if len(data) % 2 == 0:
        send_in_parts(visitor, token, batch, name, data)
    else:
        form = {"csrf_token": token, "omgang": batch, "files": FileStorage(io.BytesIO(data), name)}
        answer = visitor.post("/redaktion/ladda-upp", form)
        assert answer.status == 303, answer.text
    page = f"/redaktion/ladda-upp/{batch}"
    answer = insist(lambda: visitor.get(page, Accept="application/json"))
    assert answer.status == 200, answer.text
    said = next(one for one in answer.json["files"] if one["name"] == name)
    assert said["state"] in {"pending", "ready"}, said
    return said["id"]


def send_in_parts(visitor: Visitor, token: str, batch: str, name: str, data: bytes) -> None:
    """Announce a file, send the parts that have not come, have it taken in."""
    verbs, headers = "/redaktion/uppladdningar", {"X-CSRFToken": token}
    said = {"omgang": batch, "files": [{"path": name, "size": len(data), "modified": 1}]}
    kind = {"Content-Type": "application/json"}
    announced = visitor.script("POST", verbs, json.dumps(said).encode(), headers | kind)
    assert announced.status == 200, announced.text
    upload = f"{verbs}/{announced.json['files'][0]['upload']}"
    listed = visitor.script("GET", upload, b"", headers).text
    for n, part in enumerate(split_parts(data), 1):
        if f"<PartNumber>{n}</PartNumber>" not in listed:
            answer = visitor.script(
                "PUT", f"{upload}/{n}", part, headers | {SUM: part_checksum(part)}
            )
            assert answer.status == 200, answer.text
    answer = visitor.script("POST", upload, b"", headers | {SUM: whole_checksum(data)})
    assert answer.status == 200, answer.text


def insist(ask: Callable[[], T]) -> T:
    """Ask until an answer comes, as a person reloads a page that did not."""
    until = time.monotonic() + 60
    while True:
        try:
            return ask()
        except (OSError, HTTPException):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def kill_now_and_then(house: House, desk: Desk, chance: random.Random) -> None:
    """Kill when so many files have been answered, and a random moment later."""
    moments = sorted(chance.sample(range(UPLOADS - 3), len(KILLS)))
    for moment, whom in zip(moments, chance.sample(KILLS, len(KILLS)), strict=True):
        desk.wait_for(moment)
        time.sleep(chance.uniform(0, 0.4))
        sys.stdout.write(f"{len(desk.answered)} answered, killing {whom or 'everything'}\n")
        house.kill(*whom)
        if not whom:
            house.serve()


def wait_for_sizes(editor: Visitor, batch: str) -> None:
    """Wait until the sizes of a batch are made; nobody asks for them."""
    until = time.monotonic() + SIZES_SECONDS
    states = {"pending"}
    while "pending" in states:
        assert time.monotonic() < until
        time.sleep(0.2)
        answer = editor.get(f"/redaktion/ladda-upp/{batch}", Accept="application/json")
        states = {one["state"] for one in answer.json["files"]}
    assert states == {"ready"}


def let_an_hour_pass(store: Path) -> None:
    """Make everything in the store older than what a check takes for work in progress."""
    then = time.time() - 3600
    for path in store.rglob("*"):
        os.utime(path, (then, then))
