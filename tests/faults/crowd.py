"""Many journalists at once, each at an address of their own, and how long each waited."""

import itertools
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults import HALF_A_SECOND
from tests.journeys.visitor import Visitor

FILLS_IN_SECONDS = (2.1, 3.6)
REQUEST = {
    "name": "Åsa Öberg",
    "organisation": "Tidningen",
    "use": "book",
    "use_text": "Hur många ringer 1177?",
    "terms_read": "1",
}


@dataclass
class Waits:
    """How many milliseconds answers took."""

    milliseconds: list[float] = field(default_factory=list)

    def measure(self, work: Callable[[], object]) -> None:
        began = time.monotonic()
        work()
        self.milliseconds.append((time.monotonic() - began) * 1000)

    def figures(self) -> dict[str, int]:
        waits = sorted(self.milliseconds)
        at = {"p50": len(waits) // 2, "p99": len(waits) * 99 // 100, "max": len(waits) - 1}
        over = sum(one > HALF_A_SECOND for one in waits)
        return {name: round(waits[place]) for name, place in at.items()} | {"over": over}


@dataclass
class Crowd:
    """Journalists at ``origin``, a network of fifty each; the proxy's header says where."""

    origin: str
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    def ask(self, requests: int, called: str, image: int, *, at_once: int = 24) -> Waits:
        """Send as many requests, each from a form that somebody fills in; returns the waits."""
        waits, left = Waits(), iter(range(requests))
        turn = threading.Lock()
        failed: list[BaseException] = []

        def person(seed: int) -> None:
            chance = random.Random(seed)
            time.sleep(chance.uniform(0, FILLS_IN_SECONDS[1]))
            while not failed:
                with turn:
                    if next(left, None) is None:
                        return
                    number = next(self.numbers)
                try:
                    self._ask_once(number, f"{called}-{number}@tidning.test", image, chance, waits)
                except BaseException as error:  # noqa: BLE001  told to the run's own thread
                    failed.append(error)

        threads = [threading.Thread(target=person, args=[seed]) for seed in range(at_once)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failed:
            raise failed[0]
        return waits

    def _ask_once(
        self, number: int, email: str, image: int, chance: random.Random, waits: Waits
    ) -> None:
        visitor = Visitor(self.origin)
        about = {"about": "image_use", "b": image} if number % 2 else {"about": "national"}
        form = f"/begaran?b={image}" if number % 2 else "/begaran"
        address = {"X-Forwarded-For": f"198.18.{number // 50}.{number % 50 + 1}"}
        token = visitor.token(form)
        time.sleep(chance.uniform(*FILLS_IN_SECONDS))
        data = {**REQUEST, **about, "email": email, "csrf_token": token}

        def send() -> None:
            answer = visitor.post("/begaran", data, **address)
            assert answer.status == 303, answer.text

        waits.measure(send)
