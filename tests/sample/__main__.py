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
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.mutants import reasons
from tests.sample import REASONS, RESULT, ROOT
from tests.sample.map import DATA, ReachMap, copy_tree, digest, list_files, make_map
from tests.sample.mistakes import Mistake, draw, read_files

MISTAKES, AT_ONCE = 60, 2
MOST_TESTS, MOST_SECONDS = 400, 180
PYTEST = (
    *(sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "tests.sample.reach"),
    *("-p", "no:cacheprovider", "-o", "faulthandler_timeout=90"),
    *("-o", "faulthandler_exit_on_timeout=true"),
)


@dataclass
class Tree:
    """A copy of the tree in which mistakes are made, one after the other."""

    folder: Path

    @contextmanager
    def hold(self, mistake: Mistake) -> Iterator[None]:
        path = self.folder / mistake.path
        sound = path.read_bytes()
        path.write_bytes(mistake.apply(sound))
        try:
            yield
        finally:
            path.write_bytes(sound)

    def find_failure(self, tests: list[str]) -> str | None:
        """Run tests until one fails: its name, or that of the first where none could be begun."""
        listed, failed = self.folder / ".sample-tests", self.folder / ".sample-failed"
        listed.write_text("\n".join(tests))
        failed.unlink(missing_ok=True)
        paths = dict.fromkeys(test.partition("::")[0] for test in tests)
        environ = {
            **os.environ,
            "SAMPLE_TESTS": str(listed),
            "SAMPLE_FAILED": str(failed),
            "PYTHONPATH": str(self.folder),
            "TMPDIR": str(self.folder.parent),
        }
        process = subprocess.Popen(
            [*PYTEST, *paths],
            cwd=self.folder,
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            code = process.wait(MOST_SECONDS)
        except subprocess.TimeoutExpired:
            code = 0
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if failed.exists():
            return failed.read_text()
        return tests[0] if code not in {0, 5} else None

    def see(self, mistake: Mistake, tests: list[str]) -> str | None:
        """Return the test that fails with the mistake and passes without it."""
        while tests:
            with self.hold(mistake):
                failed = self.find_failure(tests)
            if failed is None or self.find_failure([failed]) is None:
                return failed
            tests = [test for test in tests if test not in {failed, failed.partition("::")[0]}]
        return None


def main() -> int:
    seed = int(sys.argv[1])
    if not DATA.exists():
        make_map()
    reach, code = ReachMap(), digest()
    files = read_files(ROOT, list_files())
    drawn = draw(files, seed, MISTAKES)
    alive: dict[str, str] = {}
    print(f"seed {seed}, tree {code[:12]}")
    with tempfile.TemporaryDirectory(prefix="sample-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as another user
        trees: queue.Queue[Tree] = queue.Queue()
        for number in range(AT_ONCE):
            copy_tree(Path(folder, str(number), "tree"))
            trees.put(Tree(Path(folder, str(number), "tree")))

        def judge(mistake: Mistake) -> tuple[Mistake, int, str | None]:
            tree, tests = trees.get(), reach.list_tests(mistake, MOST_TESTS)
            try:
                return mistake, len(tests), tree.see(mistake, tests)
            finally:
                trees.put(tree)

        with ThreadPoolExecutor(AT_ONCE) as pool:
            for mistake, asked, failed in pool.map(judge, drawn):
                print(f"{mistake.path}:{mistake.line} {mistake.kind}: ", end="")
                print(f"seen by {failed}" if failed else f"NOT SEEN by {asked} tests", flush=True)
                if not failed:
                    change = mistake.change(files[mistake.path].encode())
                    alive[f"{mistake.path}:{mistake.line}"] = change
                    print(change, flush=True)
    return keep(seed, code, alive)


def keep(seed: int, code: str, alive: dict[str, str]) -> int:
    """Keep the record of a seed, and print what lives without a reason."""
    record = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    record[str(seed)] = {"digest": code, "seen": MISTAKES - len(alive), "alive": alive}
    RESULT.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")
    print(
        f"{MISTAKES - len(alive)} of {MISTAKES} mistakes were seen (seed {seed}, tree {code[:12]})."
    )
    unexplained = [place for place, change in alive.items() if change not in reasons(REASONS)]
    for place in unexplained:
        print(f"{place} lives, and tests/sample/survivors.toml does not say why")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
