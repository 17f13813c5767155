"""The supervisor alone: it starts the dead again, lets children finish, and takes them with it."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path

from dam.cli import supervisor
from tests.journeys.house import running

SECONDS = 10


@contextmanager
def supervised(main: Callable[[], None]) -> Iterator[ForkProcess]:
    """A supervisor of one child, in a process of its own."""
    process = get_context("fork").Process(target=supervisor.supervise, args=({"child": main},))
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def wait_for(true: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def tell(path: Path, words: str) -> None:
    with path.open("a") as told:
        told.write(f"{words}\n")


def test_who_dies_is_started_again(tmp_path: Path) -> None:
    told = tmp_path / "told"

    def main() -> None:
        tell(told, Path("/proc/self/comm").read_text().strip())
        sys.exit("No reason.")

    with supervised(main):
        wait_for(lambda: lines(told) == ["press-child", "press-child"])


def test_at_its_end_children_finish_what_they_have_in_hand(tmp_path: Path) -> None:
    told = tmp_path / "told"

    def main() -> None:
        def finish(_number: int, _frame: object) -> None:
            time.sleep(0.3)
            tell(told, "finished")
            sys.exit()

        signal.signal(signal.SIGTERM, finish)
        tell(told, "begun")
        time.sleep(SECONDS)

    with supervised(main) as process:
        wait_for(lambda: lines(told) == ["begun"])
        process.terminate()
        process.join(SECONDS)
        assert process.exitcode == 0
        assert lines(told) == ["begun", "finished"]


def test_children_die_with_it_however_it_went(tmp_path: Path) -> None:
    told = tmp_path / "told"

    def main() -> None:
        tell(told, str(os.getpid()))
        time.sleep(SECONDS)

    with supervised(main) as process:
        wait_for(lambda: bool(lines(told)))
        [child] = running(process.pid)
        assert child.pid == int(lines(told)[0])
        process.kill()
        assert not child.is_left(SECONDS)
