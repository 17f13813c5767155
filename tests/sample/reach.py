"""Pytest's plugin of the sample: runs the tests that `SAMPLE_TESTS` lists, in their order; keeps
those that fail in `SAMPLE_FAILED`, the one that runs in `SAMPLE_BEGUN`. A map has a context of
coverage for each test.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import coverage
import pytest

MEASURED = os.environ.get("SAMPLE_MAP")
"""The file of a map that is being made."""
MOST_SECONDS = 60
"""Who computes longer is in a loop, and ended."""
FIRST, OTHER = "sqlite", "postgresql"
"""How a test that runs on both databases is named on each."""


class Reach:
    """Names a context of coverage for each test, in this process and in those that it starts."""

    def __init__(self, settings: Path) -> None:
        os.environ["COVERAGE_PROCESS_START"] = str(settings)
        self._coverage = coverage.Coverage(config_file=str(settings))
        self._coverage.start()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        os.environ["SAMPLE_CONTEXT"] = item.nodeid
        self._coverage.switch_context(item.nodeid)
        return (yield)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        self._coverage.stop()
        self._coverage.save()


def pytest_configure(config: pytest.Config) -> None:
    if MEASURED and (hasattr(config, "workerinput") or not config.getoption("numprocesses", 0)):
        config.pluginmanager.register(Reach(Path(MEASURED)))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the tests that are listed, by name or by their whole file, in the list's order.

    A map is made with one database: what a test reaches with the other is the same.
    """
    if MEASURED:
        names = {item.nodeid for item in items}
        items[:] = [
            item for item in items if item.nodeid.replace(OTHER, FIRST) not in names - {item.nodeid}
        ]
    if listed := os.environ.get("SAMPLE_TESTS"):
        names = Path(listed).read_text().splitlines()
        places = {name: place for place, name in reversed(list(enumerate(names)))}
        place_of = {
            item: places.get(item.nodeid, places.get(item.nodeid.partition("::")[0]))
            for item in items
        }
        items[:] = sorted(
            (item for item, place in place_of.items() if place is not None),
            key=lambda item: place_of[item] or 0,
        )


def pytest_runtest_logstart(nodeid: str) -> None:
    if path := os.environ.get("SAMPLE_BEGUN"):
        Path(path).write_text(nodeid)
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed and (path := os.environ.get("SAMPLE_FAILED")):
        with Path(path).open("a") as failed:
            print(report.nodeid, file=failed)
