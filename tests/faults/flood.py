"""Ten thousand posts from hundreds of addresses: what is kept and sent, and who gets through."""

import secrets
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import select

from dam.database.models import Letter, UsageRequest
from dam.database.session import Database
from dam.links.tokens import FormToken, Signer
from tests.faults.crowd import REQUEST, Waits
from tests.faults.outage import wait_until
from tests.journeys.house import House, open_house
from tests.journeys.post import PRESS
from tests.journeys.visitor import Visitor
from tests.servers import smtp

NETWORKS, ADDRESSES, TIMES = 100, 5, 20
POSTS = NETWORKS * ADDRESSES * TIMES
AT_ONCE = 6
REAL_EVERY_SECONDS = 10
MOST_LETTERS, MOST_BYTES = 40, 30_000_000
"""To the press office, and on disk."""


def run(folder: Path) -> dict[str, Any]:
    """Return the figures, once what is kept and sent has been seen to be bounded."""
    with smtp.running() as inbox:
        settings = {"DAM_MAIL_URL": inbox.url, "DAM_TRUSTED_PROXIES": "127.0.0.0/8"}
        with open_house(folder, **settings) as house:
            before, began = weight(house), time.monotonic()
            answers, real = flood(house)
            seconds = time.monotonic() - began
            grown = weight(house) - before
            wait_until(lambda: got_receipts(inbox, real), 120)
        to_press = [one for one in inbox.envelopes if one.rcpt_tos == [PRESS]]
    rows, told = kept(house)
    assert set(answers) == {303, 429}, answers
    assert rows == answers[303] + len(real.milliseconds), "a request was lost"
    assert told == rows, "a case was told to nobody"
    assert len(to_press) <= MOST_LETTERS
    assert grown < MOST_BYTES
    return {
        "posts": POSTS,
        "addresses": NETWORKS * ADDRESSES,
        "seconds": round(seconds),
        "kept": answers[303],
        "refused": answers[429],
        "letters_to_the_press_office": len(to_press),
        "bytes_on_disk": grown,
        "real_senders": len(real.milliseconds),
        "real_waits": real.figures(),
    }


def flood(house: House) -> tuple[Counter[int], Waits]:
    """Post from all addresses in turn; now and then somebody real asks. All of them get through."""
    answers: Counter[int] = Counter()
    turn, left, over = threading.Lock(), iter(range(POSTS)), threading.Event()
    signer, waits = Signer(house.environment["DAM_SECRET_KEY"]), Waits()

    def robot() -> None:
        visitor = Visitor(house.origin)
        while True:
            with turn:
                number = next(left, None)
            if number is None:
                return
            status = post_once(visitor, signer, number)
            with turn:
                answers[status] += 1

    def people() -> None:
        number = 0
        while not over.wait(REAL_EVERY_SECONDS):
            ask_for_real(house, number, waits)
            number += 1

    person = threading.Thread(target=people)
    robots = [threading.Thread(target=robot) for _ in range(AT_ONCE)]
    for thread in (person, *robots):
        thread.start()
    for thread in robots:
        thread.join()
    over.set()
    person.join()
    return answers, waits


def post_once(visitor: Visitor, signer: Signer, number: int) -> int:
    """Send a form that has been lying ready, as whoever collects forms would."""
    network, address = number % NETWORKS, number // NETWORKS % ADDRESSES
    ready = FormToken(secrets.token_hex(8), fresh=True, shown_at=time.time() - 60)
    data = {
        **REQUEST,
        "about": "national",
        "email": f"robot-{number}@spam.test",
        "csrf_token": signer.form_token("request", again=ready),
    }
    headers = {"X-Forwarded-For": f"203.0.{network}.{address + 1}"}
    return visitor.post("/begaran", data, **headers).status


def ask_for_real(house: House, number: int, waits: Waits) -> None:
    visitor = Visitor(house.origin)
    data = {
        **REQUEST,
        "about": "national",
        "email": f"journalist-{number}@tidning.test",
        "csrf_token": visitor.token("/begaran"),
    }
    time.sleep(2.5)
    headers = {"X-Forwarded-For": f"198.51.100.{number + 1}"}

    def send() -> None:
        answer = visitor.post("/begaran", data, **headers)
        assert answer.status == 303, f"somebody real was turned away: {answer.text}"

    waits.measure(send)


def got_receipts(inbox: smtp.Inbox, real: Waits) -> bool:
    got = {one for envelope in inbox.envelopes for one in envelope.rcpt_tos}
    return {f"journalist-{n}@tidning.test" for n in range(len(real.milliseconds))} <= got


def kept(house: House) -> tuple[int, int]:
    """How many cases there are, and of how many the press office has been or will be told."""
    database = Database(house.environment["DAM_DATABASE_URL"])
    with database.reading() as session:
        rows = len(session.scalars(select(UsageRequest.id)).all())
        letters = session.scalars(select(Letter).where(Letter.recipient == PRESS)).all()
        told = sum(1 if one.kind == "notice" else one.context["count"] for one in letters)
    database.close()
    return rows, told


def weight(house: House) -> int:
    return sum(path.stat().st_size for path in house.folder.rglob("*") if path.is_file())
