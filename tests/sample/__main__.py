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
from tests.sample import REASONS, RESULT, ROOT
from tests.sample.map import DATA, ReachMap, copy_tree, digest, list_files, make_map
from tests.sample.mistakes import Mistake, draw, read_files

MISTAKES, AT_ONCE = 60, 2
MOST_TESTS, MOST_SECONDS = 400, 180
PYTEST = (
    *("-q", "-n", "0", "-p", "tests.sample.reach", "-p", "no:cacheprovider"),
    *("-o", "faulthandler_timeout=90", "-o", "faulthandler_exit_on_timeout=true"),
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

    def find_failures(self, tests: list[str], *options: str, seconds: float) -> list[str]:
        """Run tests: those that fail, or where none is told the one that hung or fell, or the first
        where none could be begun. What is still running when time is up has not failed.
        """
        self._listed.write_text("\n".join(tests))
        self._failed.write_text("")
        self._begun.write_text(tests[0])
        paths = dict.fromkeys(test.partition("::")[0] for test in tests)
        assert self._forks.stdin
        assert self._forks.stdout
        print(json.dumps([*PYTEST, *options, *paths]), file=self._forks.stdin, flush=True)
        child = int(self._forks.stdout.readline())
        timer = threading.Timer(seconds, os.killpg, (child, signal.SIGKILL))
        timer.start()
        code = int(self._forks.stdout.readline())
        timer.cancel()
        failed = self._failed.read_text().splitlines()
        return failed if failed or code in {0, 5, -signal.SIGKILL} else [self._begun.read_text()]


def main() -> int:
    seed = int(sys.argv[1])
    if not DATA.exists():
        make_map()
    reach, code = ReachMap(), digest()
    files = read_files(ROOT, list_files())
    seen: dict[Mistake, str | None] = {}
    unsound: set[str] = set()
    print(f"seed {seed}, tree {code[:12]}", flush=True)
    with tempfile.TemporaryDirectory(prefix="sample-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user
        trees: queue.Queue[Tree] = queue.Queue()
        for number in range(AT_ONCE):
            trees.put(Tree(Path(folder, str(number), "tree")))

        def judge(mistake: Mistake) -> tuple[Mistake, int, str | None]:
            tests = [test for test in reach.list_tests(mistake, MOST_TESTS) if test not in unsound]
            tree, options = trees.get(), [f"--deselect={test}" for test in unsound]
            try:
                with tree.hold(mistake):
                    failed = tree.find_failures(tests, "-x", *options, seconds=MOST_SECONDS)
                return mistake, len(tests), next(iter(failed), None)
            finally:
                trees.put(tree)

        left = draw(files, seed, MISTAKES)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while left:
                for mistake, asked, failed in pool.map(judge, left):
                    seen[mistake] = failed
                    print(f"{mistake.path}:{mistake.line} {mistake.kind}: ", end="")
                    print(f"seen by {failed}" if failed else f"NOT SEEN by {asked} tests")
                    print("" if failed else change_of(mistake, files), end="", flush=True)
                # A test counts that passes without the mistake.
                saw = sorted({failed for mistake in left if (failed := seen[mistake])})
                tree = trees.get()
                unsound.update(
                    tree.find_failures(saw, seconds=MISTAKES * MOST_SECONDS) if saw else ()
                )
                trees.put(tree)
                left = [mistake for mistake in left if seen[mistake] in unsound]
        while not trees.empty():
            trees.get().close()
    alive = {
        f"{mistake.path}:{mistake.line}": change_of(mistake, files).strip()
        for mistake, failed in seen.items()
        if not failed
    }
    return keep(seed, code, alive)


def change_of(mistake: Mistake, files: dict[str, str]) -> str:
    return mistake.change(files[mistake.path].encode()) + "\n"


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
