"""A few places, and a short queue before them: who works, who waits, who is turned away."""

import re
import subprocess
import sys
from pathlib import Path
from threading import Lock, Thread

import pytest

from config.settings import ROOT
from dam.errors import Busy
from dam.system.turns import Turns, machine_places

SENTENCE = "Många gör så just nu. Vänta en stund."
LONG = 600.0


def turns_of(*places: object, waiting: int = 2, patience: float = LONG) -> Turns:
    return Turns(places, waiting=waiting, patience=patience, sentence=SENTENCE)


def wait_until_waiting(turns: Turns, count: int) -> None:
    with turns.changed:
        assert turns.changed.wait_for(lambda: turns.waiting == count, 60)


def test_those_beyond_the_queue_are_turned_away_at_once_and_the_others_get_their_turn():
    turns, worked = turns_of(Lock(), Lock()), []

    def work(name: str) -> None:
        with turns.take():
            worked.append(name)

    with turns.take():
        other = Lock()
        other.acquire()
        holding = Thread(target=lambda: hold(turns, other), daemon=True)
        holding.start()
        while turns._places[1].acquire(blocking=False):
            turns._places[1].release()
        waiting = [Thread(target=work, args=[name], daemon=True) for name in "ab"]
        for thread in waiting:
            thread.start()
        wait_until_waiting(turns, 2)
        beyond: list[Busy] = []
        turned_away = Thread(target=lambda: beyond.append(busy(turns)), daemon=True)
        turned_away.start()
        turned_away.join(60)  # a guard alone: whoever is not turned away would wait for long
        assert beyond
        assert (str(beyond[0]), beyond[0].retry_after) == (SENTENCE, LONG)
        assert not worked
    for thread in waiting:
        thread.join()
    other.release()
    holding.join()
    assert sorted(worked) == ["a", "b"]
    assert turns.most_threads == 4


def hold(turns: Turns, until: Lock) -> None:
    with turns.take(), until:
        pass


def busy(turns: Turns) -> Busy:
    with pytest.raises(Busy) as error, turns.take():
        pass
    return error.value


def test_nobody_waits_longer_than_the_patience():
    place = Lock()
    place.acquire()
    turns = turns_of(place, patience=0.01)
    assert busy(turns).retry_after == 1
    assert turns.waiting == 0
    place.release()
    with turns.take():
        assert place.locked()
    assert not place.locked()


def test_whoever_has_a_place_keeps_it_for_what_is_within():
    turns = turns_of(Lock(), waiting=0)
    for _ in range(2):
        with turns.take(), turns.take():
            pass
        with pytest.raises(ZeroDivisionError), turns.take():
            raise ZeroDivisionError


def test_all_processes_of_a_machine_share_its_places(tmp_path: Path):
    places = machine_places(tmp_path / "turns", "decoding", 1)
    here, there = (
        turns_of(*places, waiting=0),
        turns_of(*machine_places(tmp_path / "turns", "decoding", 1), waiting=0),
    )
    with here.take():
        away = Thread(target=lambda: busy(there))
        away.start()
        away.join()
    with there.take():
        pass
    holder = (
        "import sys; from pathlib import Path; from dam.system.turns import FilePlace;"
        "FilePlace(Path(sys.argv[1])).acquire(); print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, tmp_path / "turns" / "decoding-0"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        process.stdout.readline()
        busy(here)
        process.kill()
    # The kernel gives back what a killed process held.
    with here.take():
        pass


def test_requests_decode_in_turns_alone():
    reaching = [
        str(path)
        for path in Path(ROOT, "dam", "web").rglob("*.py")
        if re.search(r"\.sandbox\b|import Sandbox", path.read_text())
    ]
    assert not reaching
