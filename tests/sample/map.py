"""The map of a tree, line to tests: made once, kept in `.sample`, asked for lines as they stand."""

import difflib
import filecmp
import functools
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

from coverage import CoverageData

from tests.sample import CACHE, ROOT
from tests.sample.mistakes import PRODUCT, Mistake
from tests.sample.reach import FIRST, OTHER

TREE, DATA = CACHE / "tree", CACHE / "reached"
SETTINGS = f"""\
[run]
data_file = {DATA}
parallel = true
relative_files = true
context = ${{SAMPLE_CONTEXT-}}
source = {", ".join(PRODUCT)}, templates
"""
UNASKED = (
    "tests/test_mutants.py",
    "tests/test_faults.py",
    "tests/test_house.py",
    "tests/test_sample.py",
    "tests/test_reruns.py",
    "tests/lint",
    "tests/programs",
)
"""Records and rules of writing, which see no mistake."""
SLOW = ("tests/browser", "tests/journeys")
"""What takes minutes is asked about what no other test reaches."""
QUICK = re.compile(r"tests/(?!browser|journeys|lint|programs)(.*/)?test_(?!house|sample)\w+\.py")
ROOMS = {
    "storage_adapters": "storage",
    "config": "config",
    "templates/letters": "mail",
    "templates": "web",
}
SERVED = re.compile(r"postgresql|redis|s3")
"""Tests that start a server come last."""
NEAREST = 20
"""So many are asked before the others are looked up."""
FEW = 5
"""Where fewer tests reach a line, those that reach what stands about it are asked too."""
HELD = re.compile(r"(?:    )?(\w+)(?:: [^=]+)? = ")
"""What a module or a class holds begins with its name."""
SANDBOX = "dam/imaging/sandbox/runner.py"


def list_files(root: Path = ROOT) -> list[str]:
    """Return what belongs to the tree, committed or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    return sorted(path for path in set(listed.stdout.splitlines()) if (root / path).is_file())


def digest() -> str:
    """Return a digest of the product, its templates and its tests."""
    whole = hashlib.sha256()
    for path in list_files():
        if path.split("/")[0] in {*PRODUCT, "templates", "tests"}:
            whole.update(f"{path}\n".encode())
            whole.update((ROOT / path).read_bytes())
    return whole.hexdigest()


def copy_tree(target: Path) -> None:
    """Copy the tree as it is, with what was built for it."""
    for path in list_files():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target / path)
    shutil.copytree(ROOT / "dam/web/static/built", target / "dam/web/static/built")
    for name in (".venv", ".programs", "node_modules"):
        if (ROOT / name).exists():
            (target / name).symlink_to(ROOT / name)


def make_map() -> None:
    """Run the tests under coverage in a copy: without the slow ones, twice as long as alone."""
    shutil.rmtree(CACHE, ignore_errors=True)
    copy_tree(TREE)
    settings = CACHE / "coverage.ini"
    settings.write_text(SETTINGS)
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]
    command += ["-p", "tests.sample.reach", "-p", "no:cacheprovider"]
    command += [f"--ignore={path}" for path in (*UNASKED, *SLOW)]
    environ = {**os.environ, "SAMPLE_MAP": str(settings), "PYTHONPATH": str(TREE)}
    subprocess.run(command, cwd=TREE, env=environ, check=False)
    join_parts()


def join_parts() -> None:
    whole = CoverageData(str(DATA))
    for part in CACHE.glob("reached.*"):
        read = CoverageData(str(part))
        read.read()
        whole.update(read)
        part.unlink()
    whole.write()


class ReachMap:
    """Answers which tests reach a mistake, nearest first."""

    def __init__(self) -> None:
        self._data = CoverageData(str(DATA))
        self._data.read()
        count = (
            "SELECT context, count(*) FROM line_bits JOIN context ON context.id = context_id "
            "WHERE context LIKE 'tests/%' GROUP BY context"
        )
        with sqlite3.connect(DATA) as connection:
            self.breadth = dict(connection.execute(count).fetchall())
        listed = [path for path in list_files() if path.endswith(".py")]
        texts = {path: (ROOT / path).read_text() for path in listed}
        self._product = {path: texts[path] for path in listed if path.split("/")[0] in PRODUCT}
        self._tests = {path: texts[path] for path in listed if QUICK.match(path)}
        self._newer = [
            path
            for path in self._tests
            if not ((TREE / path).exists() and filecmp.cmp(TREE / path, ROOT / path, False))
        ]
        """Files of tests that are newer than the map: what was added to them is asked too."""

    @functools.cache  # noqa: B019 - one map a run
    def _reached(self, path: str) -> dict[int, list[str]]:
        """Return the tests by the lines of a file as it is now."""
        by_line = self._data.contexts_by_lineno(path)
        if not by_line or not path.endswith(".py"):
            return by_line
        old, new = ((root / path).read_text().splitlines() for root in (TREE, ROOT))
        moved = {}
        for block in difflib.SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            for step in range(block.size):
                moved[block.b + step + 1] = by_line.get(block.a + step + 1, [])
        return moved

    def _find_readers(self, mistake: Mistake) -> tuple[set[str], list[str]]:
        """Return the tests that reach where what a module or class holds is named, and the files of
        tests that import a module where it is.
        """
        before = (ROOT / mistake.path).read_text().splitlines()[: mistake.line]
        named = next(filter(None, map(HELD.match, reversed(before))), None)
        if mistake.within or named is None or not mistake.path.endswith(".py"):
            return set(), []
        word, stem = re.compile(rf"\b{named[1]}\b"), Path(mistake.path).stem
        tests: set[str] = set()
        modules = []
        for path, text in self._product.items():
            if word.search(text) and (stem in text or path == mistake.path):
                folder, module = path.removesuffix(".py").replace("/", ".").rsplit(".", 1)
                modules.append(rf"{folder}\.{module}\b|from {folder} import .*\b{module}\b")
                for number, line in enumerate(text.splitlines(), 1):
                    if word.search(line):
                        tests.update(self._reached(path).get(number, ()))
        imports = re.compile("|".join(modules))
        found = [path for path, text in self._tests.items() if imports.search(text)]
        cost: Counter[str] = Counter()
        for test, lines in self.breadth.items():
            cost[test.partition("::")[0]] += lines
        return tests, sorted(found, key=cost.__getitem__)

    @staticmethod
    def _is_new(file: str, room: str) -> bool:
        return file.startswith(f"tests/{room}/") and not (TREE / file).exists()

    def list_tests(self, mistake: Mistake, most: int) -> list[str]:
        """Return so many tests, one of each function before the next of the same, and those that
        run on the other database too.
        """
        path = mistake.path
        by_line = self._reached(path)
        exact = set(by_line.get(mistake.line, ())) if mistake.within else set()
        found = {*exact}
        if mistake.within and len(found) < FEW:
            lines = range(mistake.begins + 1, mistake.line)
            found.update(*(by_line.get(line, ()) for line in lines))
        room = next((ROOMS[one] for one in ROOMS if path.startswith(one)), path.split("/")[1])
        readers, importers = self._find_readers(mistake)
        if len(found) < FEW:
            found.update(readers, *by_line.values())
        if len(found) < FEW or not mistake.within or path.startswith("dam/imaging"):
            found |= {test for test in self.breadth if test.startswith(f"tests/{room}/")}
        if path.startswith("dam/imaging"):
            found.update(*self._reached(SANDBOX).values())
        words = set(re.findall("[a-z]{3,}", f"{path} {mistake.within}")) - {"dam"}

        def distance(test: str) -> tuple[bool, int, int]:
            common = words & set(re.findall("[a-z]{3,}", test))
            same = test.startswith(f"tests/{room}/")
            return bool(SERVED.search(test)), -len(common) - 2 * same, self.breadth[test]

        known = sorted(found & self.breadth.keys(), key=distance)
        turn: Counter[str] = Counter()
        turns = {}
        for test in known:
            function = test.partition("[")[0]
            turn[function] += 1
            turns[test] = turn[function]
        nearest = sorted(known, key=lambda test: (test not in exact, turns[test]))[:most]
        files = {test.partition("::")[0] for test in known}
        newer = [file for file in self._newer if file in files or self._is_new(file, room)]
        others = [test.replace(FIRST, OTHER) for test in nearest if test in exact and FIRST in test]
        chosen = [*nearest[:NEAREST], *importers, *nearest[NEAREST:], *newer, *others]
        return chosen or list(SLOW)
