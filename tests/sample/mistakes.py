"""Mistakes as people make them, wherever a module or template has a place for one."""

import ast
import copy
import difflib
import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PRODUCT = ("dam", "storage_adapters", "config")
TEMPLATES_IN_TEN = 1
SHIFTED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
FALSE = {"0", "''", "None", "()", "[]", "{}", "False"}
UNSEEN = {"maxsize", "stacklevel", "strict", "frozen", "slots", "exc_info", "daemon"}
"""Arguments whose constant changes nothing that anybody could observe."""
CONDITION = re.compile(r"(\{%-?\s*(?:el)?if\s+)(.+?)(\s*-?%\})", re.DOTALL)


@dataclass(frozen=True)
class Mistake:
    """Text that takes the place of other text, in the function that holds it."""

    path: str
    line: int
    within: str
    begins: int
    kind: str
    old: str
    new: str
    start: int
    end: int

    def apply(self, source: bytes) -> bytes:
        return source[: self.start] + self.new.encode() + source[self.end :]

    def change(self, source: bytes) -> str:
        """Return the lines that it takes away and adds."""
        old, new = (text.decode().splitlines() for text in (source, self.apply(source)))
        lines = difflib.unified_diff(old, new, n=0, lineterm="")
        return "\n".join(
            line for line in lines if line[:3] not in {"---", "+++"} and line[0] in "+-"
        )


class Finder(ast.NodeVisitor):
    """Finds the places of a module; `optional` names what each function may be called without."""

    def __init__(self, path: str, source: str, optional: dict[str, set[str]]) -> None:
        self.found: list[Mistake] = []
        self._path, self._source, self._optional = path, source.encode(), optional
        self._starts = [0]
        for line in source.encode().splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._within: list[ast.FunctionDef] = []
        self.visit(ast.parse(source))

    def _add(self, kind: str, node: ast.expr | ast.stmt, new: str) -> None:
        start = self._starts[node.lineno - 1] + node.col_offset
        end = self._starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        old = self._source[start:end].decode()
        name = ".".join(function.name for function in self._within)
        begins = self._within[0].lineno if self._within else 0
        place = self._path, node.lineno, name, begins
        self.found.append(Mistake(*place, kind, old, new, start, end))

    def _swap(self, kind: str, node: ast.expr, **changes: object) -> None:
        changed = copy.copy(node)
        for name, value in changes.items():
            setattr(changed, name, value)
        self._add(kind, node, f"({ast.unparse(changed)})")

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if node.name != "__repr__":
            self._within.append(node)
            self._visit_all(*node.args.defaults, *node.args.kw_defaults, *node.body)
            self._within.pop()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._visit_all(*node.body)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        self._visit_all(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Python 3.11 does not know where what stands in it begins."""

    def _visit_all(self, *nodes: ast.AST | None) -> None:
        for node in nodes:
            if node is not None:
                self.visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call) and not _logs(node.value):
            self._add("call left out", node, "pass")
        self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        if isinstance(node.targets[0], (ast.Attribute, ast.Subscript)):
            self._add("assignment left out", node, "pass")
        self._visit_all(node.value)

    def visit_If(self, node: ast.If) -> None:
        if ast.unparse(node.test) != "TYPE_CHECKING":
            self._add("condition negated", node.test, f"not ({ast.unparse(node.test)})")
            last = node.body[-1]
            if isinstance(last, (ast.Return, ast.Raise, ast.Continue)) and not node.orelse:
                self._add("early exit left out", last, "pass")
            self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        self._add("condition negated", node.test, f"(not ({ast.unparse(node.test)}))")
        self.generic_visit(node)

    def visit_comprehension(self, node: ast.comprehension) -> None:
        for test in node.ifs:
            self._add("condition dropped", test, "True")
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        self._swap("and/or exchanged", node, op=other)
        # Without its last operand `x or 0` is x all the same, to who asks for its truth alone.
        idle = isinstance(node.op, ast.Or) and ast.unparse(node.values[-1]) in FALSE
        for place in range(len(node.values) - idle):
            rest = node.values[:place] + node.values[place + 1 :]
            self._swap("operand dropped", node, values=rest)
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        for place, operator in enumerate(node.ops):
            if type(operator) in SHIFTED:
                ops = [*node.ops]
                ops[place] = SHIFTED[type(operator)]()
                self._swap("bound shifted", node, ops=ops)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if _logs(node):
            return
        for keyword in node.keywords:
            if keyword.arg in self._optional.get(_name(node), set()):
                rest = [other for other in node.keywords if other is not keyword]
                self._swap("argument left out", node, keywords=rest)
        self.visit(node.func)
        self._visit_all(*node.args, *(k.value for k in node.keywords if k.arg not in UNSEEN))

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self._add("constant changed", node, str(not node.value))
        elif isinstance(node.value, (int, float)):
            larger = node.value * 10 if abs(node.value) >= 10 else node.value + 1
            self._add("constant changed", node, str(larger))


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _logs(call: ast.Call) -> bool:
    return ast.unparse(call.func).split(".")[0].strip("_").lower() in {"log", "logger"}


def find_optional(trees: list[ast.Module]) -> dict[str, set[str]]:
    """Return the arguments that have a default, by the function's or class's name."""
    found: dict[str, set[str]] = {}
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef):
            names = node.args.args[len(node.args.args) - len(node.args.defaults) :]
            pairs = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
            names += [name for name, default in pairs if default is not None]
            found.setdefault(node.name, set()).update(name.arg for name in names)
        elif isinstance(node, ast.ClassDef):
            fields = (one for one in node.body if isinstance(one, ast.AnnAssign) and one.value)
            found.setdefault(node.name, set()).update(ast.unparse(one.target) for one in fields)
    return found


def find_in_template(path: str, source: str) -> Iterator[Mistake]:
    for match in CONDITION.finditer(source):
        start = len(source[: match.start(2)].encode())
        end = start + len(match[2].encode())
        line = source[: match.start(2)].count("\n") + 1
        new = f"not ({match[2]})"
        yield Mistake(path, line, "", 0, "condition negated", match[2], new, start, end)


def draw(files: dict[str, str], seed: int, number: int) -> list[Mistake]:
    """Draw so many mistakes: a module's share is that of its lines, one in ten is a template's.

    Each is drawn by itself, so that a change elsewhere leaves the others where they are.
    """
    trees = [ast.parse(source) for path, source in files.items() if path.endswith(".py")]
    optional = find_optional(trees)
    drawn: dict[bool, list[tuple[float, Mistake]]] = {True: [], False: []}
    for path, source in files.items():
        of_code = path.endswith(".py")
        if of_code:
            found = Finder(path, source, optional).found
        else:
            found = list(find_in_template(path, source))
        seen: Counter[str] = Counter()
        for mistake in found:
            name = f"{seed} {path} {mistake.within} {mistake.kind} {mistake.old} {mistake.new}"
            seen[name] += 1
            luck = hashlib.sha256(f"{name} {seen[name]}".encode()).digest()
            share = source.count("\n") / len(found)
            score = -math.log((int.from_bytes(luck[:8]) + 1) / 2**64) / share
            drawn[of_code].append((score, mistake))
    templates = number * TEMPLATES_IN_TEN // 10
    counts = {True: number - templates, False: templates}
    return [
        mistake
        for of_code, count in counts.items()
        for _, mistake in sorted(drawn[of_code], key=lambda pair: pair[0])[:count]
    ]


def read_files(root: Path, listed: list[str]) -> dict[str, str]:
    """Return the product's modules and templates; the migrations aside."""
    return {
        path: (root / path).read_text(encoding="utf-8")
        for path in listed
        if (path.split("/")[0] in PRODUCT and path.endswith(".py") and "/migrations/" not in path)
        or (path.startswith("templates/") and path.endswith((".html", ".xml", ".txt")))
    }
