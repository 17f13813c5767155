"""A thousand requests while the mail server fails in every way, and what became of the letters."""

import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import select

from dam.database.models import Image, Letter, UsageRequest
from dam.database.session import Database
from dam.mail.circuit_breaker import PAUSE_SECONDS
from tests.faults import ROOT
from tests.faults.crowd import Crowd, Waits
from tests.faults.post import BOUNCES, NOBODY, Post
from tests.imaging import samples
from tests.journeys.house import EDITOR, PASSWORD, House, prepared
from tests.journeys.visitor import Visitor
from tests.servers import smtp

PHASES = {"4xx": 150, "550": 100, "dropped": 150, "refused": 150, "hangs": 300, "hangs on": 150}
MODES = {"550": "well", "hangs on": "hangs"}
WAYS_TO_HANG = 3
HANGING_SECONDS, HEALING_SECONDS, PICTURE_SECONDS = 60, 150, 30
WORDS = [
    *("--title", "Rådgivning i telefon", "--alt", "En person med headset.", "--no-people"),
    *("--caption", "En sjuksköterska svarar i telefon på 1177 i Umeå i mars 2026."),
    *("--photographer", "Åsa Öberg", "--origin", "digitalCapture"),
]


def run(folder: Path) -> dict[str, Any]:
    """Return the figures, once every row and every letter has been accounted for."""
    post = Post()
    with smtp.running(post):
        pass
    settings = {"DAM_MAIL_URL": post.url, "DAM_TRUSTED_PROXIES": "127.0.0.0/8"}
    with prepared(folder, **settings) as house:
        image = add_picture(house, 1, "--terms", "kraver-godkannande", "--publish", "--wait")
        house.serve()
        crowd = Crowd(house.origin)
        with post.open("well"):
            warm = crowd.ask(48, "journalist", image)
        phases = {name: go_through(name, house, post, crowd, image) for name in PHASES}
        with post.open("well"):
            alone = seconds_until_delivered(house)
            seen = bounces_seen_by_staff(house)
            house.stop()
            six_hours_later(house)
        letters = account_for(house, post, expected=len(warm.milliseconds) + sum(PHASES.values()))
    assert seen == PHASES["550"], f"staff see {seen} of the letters that nobody got"
    whole = [one for name in PHASES for one in phases[name].pop("waits")]
    return {"phases": phases, "all": Waits(whole).figures(), "healed_within": alone} | letters


def go_through(name: str, house: House, post: Post, crowd: Crowd, image: int) -> dict[str, Any]:
    """Let the server fail in one way while people ask; returns how long they waited."""
    before = len(post.wires) + post.hung
    with post.open(MODES.get(name, name)):
        if name == "hangs on":
            time.sleep(PAUSE_SECONDS)  # then the next letter finds out whether it still does
        waits = crowd.ask(PHASES[name], BOUNCES if name == "550" else "journalist", image)
        picture = ensure_the_worker_works(house, post) if name == "hangs on" else None
        if name == "550":
            wait_until(lambda: count(house, "failed") == PHASES["550"], HEALING_SECONDS)
    tried = len(post.wires) + post.hung - before
    assert tried or name == "refused", f"nobody met the server that is {name}"
    figures = {"requests": PHASES[name], "tried": tried, **waits.figures()}
    if picture is not None:
        figures["picture_seconds"] = picture
    return figures | {"waits": waits.milliseconds}


def ensure_the_worker_works(house: House, post: Post) -> float:
    """The server has hung in several ways, and still a picture is made; returns in how long."""
    wait_until(lambda: post.hung >= WAYS_TO_HANG, HANGING_SECONDS)
    began = time.monotonic()
    image = add_picture(house, 2)
    wait_until(lambda: is_made(house, image), PICTURE_SECONDS)
    return round(time.monotonic() - began, 1)


def seconds_until_delivered(house: House) -> int | None:
    """How long the letters took by themselves; None where some wait for a try hours ahead."""
    began = time.monotonic()
    with suppress(AssertionError):
        wait_until(lambda: count(house, "waiting") == 0, HEALING_SECONDS)
        return round(time.monotonic() - began)
    return None


def bounces_seen_by_staff(house: House) -> int:
    desk = Visitor(house.origin)
    desk.sign_in(EDITOR, PASSWORD)
    return desk.get("/redaktion/arenden").text.count(NOBODY.partition(" ")[2])


def six_hours_later(house: House) -> None:
    command = [sys.executable, "-m", "tests.faults.later", "6"]
    with (house.folder / "log").open("ab") as log:
        subprocess.run(command, cwd=ROOT, env=house.environment, check=True, stdout=log, stderr=log)


def account_for(house: House, post: Post, *, expected: int) -> dict[str, int]:
    """Every request is a row; every letter was taken once, or is seen as undeliverable."""
    database = Database(house.environment["DAM_DATABASE_URL"])
    with database.reading() as session:
        rows = session.scalars(select(UsageRequest)).all()
        letters = session.scalars(select(Letter)).all()
        session.expunge_all()
    database.close()
    assert [one.state for one in rows] == ["received"] * expected
    assert len({one.email for one in rows}) == expected
    states = Counter(one.state for one in letters)
    assert set(states) == {"sent", "failed"}, states
    sent = {one.message_id for one in letters if one.state == "sent"}
    assert set(post.taken) == sent, "a letter was lost, or sent after it had failed"
    twice = {letter for letter, times in post.taken.items() if times > 1}
    assert twice <= post.lost, "a letter was sent twice though its answer arrived"
    assert max(post.taken.values()) <= 2
    failed = {one.recipient for one in letters if one.state == "failed"}
    assert all(one.startswith(BOUNCES) for one in failed)
    receipts = Counter(one.recipient for one in letters if one.kind == "receipt")
    assert receipts == Counter(one.email for one in rows)
    told = sum(one.kind == "notice" for one in letters)
    gathered = sum(one.context["count"] for one in letters if one.kind == "notices")
    assert told + gathered == expected, "the press office was not told of every case"
    return {
        "rows": len(rows),
        "letters": len(letters),
        "delivered": states["sent"],
        "undeliverable": states["failed"],
        "answers_lost": len(post.lost),
        "second_copies": len(twice),
    }


def add_picture(house: House, seed: int, *more: str) -> int:
    path = house.folder / f"{seed}.jpg"
    path.write_bytes(samples.save(samples.photograph(900, 600, seed), "JPEG", quality=90))
    house.flask("image", "add", str(path), *WORDS, *more)
    return seed


def is_made(house: House, image: int) -> bool:
    database = Database(house.environment["DAM_DATABASE_URL"])
    with database.reading() as session:
        ready = session.get_one(Image, image).processing == "ready"
    database.close()
    return ready


def count(house: House, state: str) -> int:
    database = Database(house.environment["DAM_DATABASE_URL"])
    with database.reading() as session:
        found = len(session.scalars(select(Letter.id).where(Letter.state == state)).all())
    database.close()
    return found


def wait_until(is_so, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it took too long"
        time.sleep(0.5)
