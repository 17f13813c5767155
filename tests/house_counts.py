"""Counts the house: rooms, floors, circles, loose modules, arrows, and how names can be found.

`python -m tests.house_counts` prints them; `counts` is asked by tests.
"""

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
STARTS = ("dam", "demo", "config", "storage_adapters", "wsgi.py")
RIDDLES = set(re.findall(r"\w+", "said one asked there here given wanted told together shown"))
"""What says nothing of a value: no parameter, local or field of product or support is called so."""
STATES = set(re.findall(r"\w+", "state processing from_state to_state outcome direction role"))
"""Columns whose values are an enum's."""
Arrows = dict[str, set[str]]


def modules() -> dict[str, ast.Module]:
    """Return the product's modules by name, parsed; the migrations' versions aside."""
    found: dict[str, ast.Module] = {}
    for start in STARTS:
        path = ROOT / start
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            if {"versions", "node_modules"} & set(file.parts):
                continue
            name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            found[name.removesuffix(".__init__")] = ast.parse(file.read_text(encoding="utf-8"))
    return found


def room_of(module: str) -> str | None:
    """Return the room of a module: what stands at `dam/`, or a folder or file beside it."""
    first, _, rest = module.partition(".")
    if first == "config" and rest == "gunicorn.conf":
        return None  # a start file
    if first != "dam":
        return first
    return f"dam.{rest.split('.')[0]}" if rest else None


def imported(tree: ast.Module, known: set[str]) -> set[str]:
    """Return the modules that a module imports anywhere."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & known
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found |= {inner if inner in known else node.module} & known
    return found


def arrows_of(trees: dict[str, ast.Module]) -> Arrows:
    """Return which rooms each room knows."""
    arrows: Arrows = {room: set() for name in trees if (room := room_of(name))}
    for name, tree in trees.items():
        room = room_of(name)
        if room:
            known = {room_of(other) for other in imported(tree, set(trees))}
            arrows[room] |= {other for other in known if other and other != room}
    return arrows


def circles_of(arrows: Arrows) -> list[str]:
    """Return the rooms that know themselves through others."""

    def reached(room: str) -> set[str]:
        seen: set[str] = set()
        ahead = set(arrows[room])
        while ahead:
            below = ahead.pop()
            if below not in seen:
                seen.add(below)
                ahead |= arrows[below]
        return seen

    return sorted(room for room in arrows if room in reached(room))


def longest_chain(arrows: Arrows) -> int:
    """Return how many rooms stand on one another at most; 0 where there is a circle."""
    if circles_of(arrows):
        return 0
    heights: dict[str, int] = {}

    def height(room: str) -> int:
        if room not in heights:
            heights[room] = 1 + max(map(height, arrows[room]), default=0)
        return heights[room]

    return max(map(height, arrows))


def floors() -> int:
    """Return the lines of the import contract."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = text.split("layers = [", 1)[1].split("\n]", 1)[0]
    return lines.count('",')


def names_of(trees: dict[str, ast.Module]) -> tuple[list[str], list[str]]:
    """Return the public names at the top of the modules, and those that are functions."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    nodes = [node for tree in trees.values() for node in tree.body if isinstance(node, kinds)]
    public = [node for node in nodes if not node.name.startswith("_")]
    functions = [node.name for node in public if not isinstance(node, ast.ClassDef)]
    return [node.name for node in public], functions


def riddles_in(file: Path) -> list[str]:
    """Return the riddles that a module binds, each with its place."""
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    bound = [
        (node.lineno, node.arg if isinstance(node, ast.arg) else node.id)
        for node in nodes
        if isinstance(node, ast.arg)
        or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    ]
    place = file.relative_to(ROOT)
    return [f"{place}:{line} {name}" for line, name in bound if name.lower() in RIDDLES]


def list_riddles() -> list[str]:
    """Return every riddle of the product and of what tests share."""
    folders = ("dam", "demo", "config", "storage_adapters", "tests/support")
    files = (file for folder in folders for file in sorted((ROOT / folder).rglob("*.py")))
    return [riddle for file in files if "versions" not in file.parts for riddle in riddles_in(file)]


def list_bare_states() -> list[str]:
    """Return where a state is compared to a string instead of a member of its enum."""
    return [
        f"{module}:{node.lineno} {ast.unparse(node)}"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare | ast.Call) and compares_bare_state(node)
    ]


def compares_bare_state(node: ast.Compare | ast.Call) -> bool:
    """Whether a comparison, or SQL's `in_`, sets a column of states beside a string."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
    elif isinstance(node.func, ast.Attribute) and node.func.attr in {"in_", "not_in"}:
        sides = [node.func.value, *node.args]
    else:
        return False
    inner = [part for side in sides for part in (side, *getattr(side, "elts", ()))]
    return any(isinstance(part, ast.Attribute) and part.attr in STATES for part in inner) and any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) for part in inner
    )


def counts() -> dict[str, float]:
    """Return every figure by its name."""
    trees = modules()
    arrows = arrows_of(trees)
    names, functions = names_of({k: v for k, v in trees.items() if not k.startswith("demo")})
    often = Counter(names)
    loose = [path for path in (ROOT / "dam").glob("*.py") if path.stem != "__init__"]
    return {
        "rooms": len(arrows),
        "floors": floors(),
        "longest chain of rooms": longest_chain(arrows),
        "arrows between rooms": sum(map(len, arrows.values())),
        "rooms in a circle": len(circles_of(arrows)),
        "loose modules": len(loose),
        "riddles as names": len(list_riddles()),
        "unique top-level names, %": round(
            100 * sum(often[name] == 1 for name in names) / len(names)
        ),
        "one-word functions, %": round(
            100 * sum("_" not in name for name in functions) / len(functions)
        ),
    }


if __name__ == "__main__":
    for name, figure in counts().items():
        print(f"{figure:>5} {name}")
