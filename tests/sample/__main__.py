"""`make sample SEED=1`: sixty mistakes, put into copies of the tree one at a time; how many do the
tests see that reach them?
"""

import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.mutants import reasons
from tests.sample import CACHE, REASONS, RESULT, ROOT
from tests.sample.map import DATA, NEAREST, ReachMap, copy_tree, digest, list_files, make_map
from tests.sample.mistakes import Mistake, draw, read_files

SEERS = CACHE / "seers.json"
MISTAKES, AT_ONCE = 60, 2
MOST_TESTS = 400
MOST_SECONDS = 900
"""A machine that has much else to do is given time; how much a run may compute `forks` bounds."""
IN_VAIN = {0, 5, -signal.SIGKILL, -signal.SIGVTALRM}
"""Exit codes of runs that saw nothing: all passed, none was there, time was up."""
PYTEST = (
    *("-q", "-n", "0", "-p", "tests.sample.reach", "-p", "no:cacheprovider"),
    *("-o", "faulthandler_timeout=400", "-o", "faulthandler_exit_on_timeout=true"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)


class Tree:
    """A copy of the tree in which mistakes are made, one after the other."""

    def __init__(self, folder: Path) -> None:
        copy_tree(folder)
        self._folder = folder
        self._listed, self._failed, self._begun = (
            folder / f".sample-{name}" for name in ("tests", "failed", "begun")
        )
        environ = {
            **os.environ,
            "SAMPLE_TESTS": str(self._listed),
            "SAMPLE_FAILED": str(self._failed),
            "SAMPLE_BEGUN": str(self._begun),
            "PYTHONPATH": str(folder),
            "TMPDIR": str(folder.parent),
        }
        self._forks = subprocess.Popen(
            [sys.executable, "-m", "tests.sample.forks"],
            cwd=folder,
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        self._forks.communicate()

    @contextmanager
    def hold(self, mistake: Mistake) -> Iterator[None]:
        path = self._folder / mistake.path
        sound = path.read_bytes()
        path.write_bytes(mistake.apply(sound))
        try:
            yield
        finally:
            path.write_bytes(sound)

    def find_failures(self, tests: list[str], *options: str) -> list[str]:
        """Run tests: those that fail, or where none is told the one that hung or fell, or the first
        where none could be begun. What is still running when time is up has not failed.
        """
        if not tests:
            return []
        self._listed.write_text("\n".join(tests))
        self._failed.write_text("")
        self._begun.write_text(tests[0])
        paths = dict.fromkeys(test.partition("::")[0] for test in tests)
        assert self._forks.stdin
        assert self._forks.stdout
        print(json.dumps([*PYTEST, *options, *paths]), file=self._forks.stdin, flush=True)
        child = int(self._forks.stdout.readline())
        timer = threading.Timer(MOST_SECONDS, os.killpg, (child, signal.SIGKILL))
        timer.start()
        code = int(self._forks.stdout.readline())
        timer.cancel()
        failed = self._failed.read_text().splitlines()
        return failed if failed or code in IN_VAIN else [self._begun.read_text()]


class Judges:
    """Trees that are asked at once, and what they know: who saw a mistake in an earlier run is
    asked first, and nobody who fails without one.
    """

    def __init__(self, folder: Path) -> None:
        self._reach, self._unsound = ReachMap(), set[str]()
        self._seers = json.loads(SEERS.read_text()) if SEERS.exists() else {}
        self._trees: queue.Queue[Tree] = queue.Queue()
        for number in range(AT_ONCE):
            self._trees.put(Tree(folder / str(number) / "tree"))

    def close(self) -> None:
        SEERS.write_text(json.dumps(self._seers))
        while not self._trees.empty():
            self._trees.get().close()

    def judge(self, mistake: Mistake, change: str) -> str | None:
        """Return the test that fails with a mistake."""
        tests = [
            test
            for test in self._reach.list_tests(mistake, MOST_TESTS)
            if test not in self._unsound
        ]
        seer = self._seers.get(change)
        before = [seer] if seer and seer not in self._unsound else []
        options = ["-x", *(f"--deselect={test}" for test in self._unsound)]
        tree = self._trees.get()
        try:
            with tree.hold(mistake):
                parts = before, tests[:NEAREST], tests[NEAREST:]
                found = (self._find_sure_failure(tree, part, options) for part in parts)
                failed = next(filter(None, found), None)
        finally:
            self._trees.put(tree)
        if failed:
            self._seers[change] = failed
        return failed

    @staticmethod
    def _find_sure_failure(tree: Tree, tests: list[str], options: list[str]) -> str | None:
        """Return a test that fails twice: a machine that has much to do makes some fail once."""
        while failed := next(iter(tree.find_failures(tests, *options)), None):
            if tree.find_failures([failed]):
                return failed
            tests = [test for test in tests if test not in {failed, failed.partition("::")[0]}]
        return None

    def fail_without(self, tests: list[str]) -> set[str]:
        """Return those that fail without a mistake, and ask them no more."""
        tree = self._trees.get()
        found = {
            test
            for start in range(0, len(tests), NEAREST)
            for test in tree.find_failures(tests[start : start + NEAREST])
        }
        self._trees.put(tree)
        self._unsound |= found
        return found


def main() -> int:
    seed = int(sys.argv[1])
    if not DATA.exists():
        make_map()
    files, code = read_files(ROOT, list_files()), digest()
    left = draw(files, seed, MISTAKES)
    changes = {mistake: mistake.change(files[mistake.path].encode()) for mistake in left}
    seen: dict[Mistake, str | None] = {}
    print(f"seed {seed}, tree {code[:12]}", flush=True)
    with tempfile.TemporaryDirectory(prefix="sample-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user
        judges = Judges(Path(folder))
        while left:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                judged = pool.map(judges.judge, left, map(changes.__getitem__, left))
                for mistake, failed in zip(left, judged, strict=True):
                    seen[mistake] = failed
                    print(f"{mistake.path}:{mistake.line} {mistake.kind}: ", end="")
                    print(
                        f"seen by {failed}" if failed else f"NOT SEEN\n{changes[mistake]}",
                        flush=True,
                    )
            unsound = judges.fail_without(sorted(set(filter(None, map(seen.get, left)))))
            left = [mistake for mistake in left if seen[mistake] in unsound]
        judges.close()
    alive = {
        f"{mistake.path}:{mistake.line} {mistake.kind}": changes[mistake]
        for mistake, failed in seen.items()
        if not failed
    }
    return keep(seed, code, alive)


def keep(seed: int, code: str, alive: dict[str, str]) -> int:
    """Keep the record of a seed, and print what lives without a reason."""
    record = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    seen = MISTAKES - len(alive)
    first = record.get(str(seed), {"first": seen})["first"]
    record[str(seed)] = {"first": first, "seen": seen, "digest": code, "alive": alive}
    RESULT.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    print(f"{seen} of {MISTAKES} mistakes were seen (seed {seed}, tree {code[:12]}).")
    unexplained = [place for place, change in alive.items() if change not in reasons(REASONS)]
    for place in unexplained:
        print(f"{place} lives, and tests/sample/survivors.toml does not say why")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
