"""The house rules that a linter does not know: size, names, and a docstring in each module."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.house_counts import counts, list_bare_states, list_riddles
from tests.support.order import LONGEST

ROOT = Path(__file__).parent.parent
ROOMS = ("dam", "demo", "storage_adapters", "config")
MODULES = [
    path
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
    if "versions" not in path.parts and "node_modules" not in path.parts
]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
BANNED = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_small_well_named_and_says_what_lives_in_it(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300, "a file near 300 lines holds two ideas"
    assert path.stem not in BANNED
    assert path.parent.name not in BANNED
    assert ast.get_docstring(ast.parse(source)), "a module says in a few lines what lives in it"


def holds_code(path: Path) -> bool:
    """Whether this is a room: a module, or a folder with modules and not caches alone."""
    return path.stem[0] not in "_." and (path.suffix == ".py" or any(path.glob("*.py")))


def test_every_room_stands_on_a_floor() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    floors = contracts["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = {room.strip() for floor in floors for room in re.split("[|:]", floor)}
    rooms = {f"dam.{path.stem}" for path in (ROOT / "dam").iterdir() if holds_code(path)}
    assert rooms <= placed


def test_the_house_can_be_drawn() -> None:
    figures = counts()
    assert figures["rooms"] <= 28
    assert figures["floors"] <= 8
    assert figures["longest chain of rooms"] <= 8
    assert figures["rooms in a circle"] == 0
    assert figures["loose modules"] <= 3


def test_no_name_is_a_riddle() -> None:
    assert list_riddles() == [], "a name is the noun of what the value is"


def test_no_state_is_compared_to_a_bare_string() -> None:
    assert list_bare_states() == [], "states are members of enums: a misspelt string is never equal"


def test_nothing_is_committed_that_is_built() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"node_modules/", "dam/web/static/built/", ".venv/", "var/"} <= set(ignored)


def test_no_lock_names_a_host() -> None:
    for lock in (*ROOT.glob("requirements*.txt"), ROOT / "package-lock.json"):
        text = lock.read_text(encoding="utf-8")
        assert '"resolved"' not in text, lock.name
        assert "--index-url" not in text, lock.name
        assert "--find-links" not in text, lock.name


def test_a_file_of_tests_is_small() -> None:
    lines = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in TESTS}
    assert not {path: count for path, count in lines.items() if count > 300}


def test_tests_share_through_support_alone() -> None:
    borrowed = [
        f"{path.relative_to(ROOT)} takes {name} from a file of tests"
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom)
        for name in (f"{node.module}.{alias.name}" for alias in node.names)
        if re.search(r"^tests\..*\b(test_|conftest\b)", name)
    ]
    assert not borrowed


def test_there_is_one_room() -> None:
    made = [path for path in TESTS if re.search(r"^def room\(", path.read_text(), re.MULTILINE)]
    assert made == [ROOT / "tests" / "conftest.py"]


def test_files_that_begin_first_are_there() -> None:
    assert [path for path in LONGEST if not (ROOT / "tests" / path).exists()] == []
