"""The language that staff write letters in: values, choices and plain lists, written as in Jinja.

Jinja only reads it, and nothing but what is listed here is let through to `override_filling`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, nodes

from dam.mail.templates import PARTS, WORDING_FILTERS, part_names

DEEPEST = 20
"""How many things may stand within one another."""
FILTERS = {*WORDING_FILTERS, "join", "length", "default"}
COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "gt": operator.gt,
    "lteq": operator.le,
    "gteq": operator.ge,
}
FOREIGN = "det där går inte att använda i ett mejl. Skriv bara text och namn."
_READER = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=False)  # noqa: S701 - text


class Unreadable(ValueError):
    """Words that are none of this language; ``str`` is the sentence for whoever wrote them."""


@dataclass(frozen=True, slots=True)
class StaffWords:
    """Words that were read: their statements, and which values they say."""

    statements: list[nodes.Node]
    names: tuple[str, ...]
    includes_at: int | None
    """The line of the first file that is included, if any."""


@lru_cache(maxsize=256)
def read_words(words: str) -> StaffWords:
    """Read words; raises Unreadable, which names the line, for what is not of this language."""
    try:
        tree = _READER.parse(words)
    except TemplateSyntaxError as error:
        line = f"Rad {error.lineno} går inte att läsa. Kontrollera klamrarna runt namnen."
        raise Unreadable(line) from error
    except (RecursionError, ValueError) as error:
        raise Unreadable("Texten går inte att läsa. Skriv den enklare.") from error
    walk = _Walk()
    walk.through(tree.body)
    return StaffWords(tree.body, tuple(sorted(walk.names)), walk.includes_at)


def read_constant(node: nodes.Node) -> Any:
    """Return what a constant says; raises Unreadable for anything else."""
    if not isinstance(node, nodes.Const):
        raise _refuse_node(node, FOREIGN)
    return node.value


def list_turn(node: nodes.For) -> str:
    """Return the name that a list gives to each of its values in turn."""
    if not isinstance(node.target, nodes.Name) or node.recursive:
        raise _refuse_node(node, FOREIGN)
    return node.target.name


@dataclass(slots=True)
class _Walk:
    """A look at every node, which refuses what is not of the language."""

    names: set[str] = field(default_factory=set)
    includes_at: int | None = None
    turn: str | None = None
    depth: int = 0

    def through(self, found: Iterable[nodes.Node]) -> None:
        self.depth += 1
        for node in found:
            if self.depth > DEEPEST:
                raise _refuse_node(node, "för mycket står inuti vartannat.")
            look = _LOOKS.get(type(node))
            if look is None:
                raise _refuse_node(node, FOREIGN)
            look(self, node)
        self.depth -= 1

    def inside(self, node: nodes.Node) -> None:
        self.through(node.iter_child_nodes())

    def name(self, node: nodes.Name) -> None:
        if node.name != self.turn:
            self.names.add(node.name)

    def include(self, node: nodes.Include) -> None:
        if self.turn:
            raise _refuse_node(node, "inget kan hämtas in i en lista.")
        if not isinstance(node.template, nodes.Const) or node.template.value not in part_names():
            raise _refuse_node(node, f"bara filer i {PARTS} kan hämtas in.")
        self.includes_at = self.includes_at or node.lineno

    def list(self, node: nodes.For) -> None:
        if self.turn:
            raise _refuse_node(node, "en lista kan inte stå inuti en annan.")
        turn = list_turn(node)
        self.through([node.iter])
        self.turn = turn
        self.through([*([node.test] if node.test else []), *node.body, *node.else_])
        self.turn = None

    def filter(self, node: nodes.Filter) -> None:
        if node.name not in FILTERS:
            raise _refuse_node(node, f"{node.name} går inte att använda i ett mejl.")
        if node.node is None or len(node.args) > 1 or node.kwargs or node.dyn_args:
            raise _refuse_node(node, FOREIGN)
        for argument in node.args:
            read_constant(argument)
        self.through([node.node])

    def compare(self, node: nodes.Compare) -> None:
        if len(node.ops) != 1 or node.ops[0].op not in COMPARISONS:
            raise _refuse_node(node, FOREIGN)
        self.through([node.expr, node.ops[0].expr])

    def test(self, node: nodes.Test) -> None:
        if node.name != "defined" or not isinstance(node.node, nodes.Name):
            raise _refuse_node(node, FOREIGN)
        self.through([node.node])

    def item(self, node: nodes.Getitem) -> None:
        """Let a named part of a value through, and a table from a value to words."""
        if isinstance(node.node, nodes.Dict):
            for pair in node.node.items:
                read_constant(pair.key)
                read_constant(pair.value)
            self.through([node.arg])
        elif isinstance(node.node, nodes.Name | nodes.Getitem):
            read_constant(node.arg)
            self.through([node.node])
        else:
            raise _refuse_node(node, FOREIGN)


def _refuse_node(node: nodes.Node, sentence: str) -> Unreadable:
    return Unreadable(f"Rad {node.lineno}: {sentence}")


_LOOKS: Mapping[type[nodes.Node], Callable[[_Walk, Any], None]] = {
    nodes.TemplateData: _Walk.inside,
    nodes.Const: _Walk.inside,
    nodes.Output: _Walk.inside,
    nodes.If: _Walk.inside,
    nodes.CondExpr: _Walk.inside,
    nodes.And: _Walk.inside,
    nodes.Or: _Walk.inside,
    nodes.Not: _Walk.inside,
    nodes.Name: _Walk.name,
    nodes.Include: _Walk.include,
    nodes.For: _Walk.list,
    nodes.Filter: _Walk.filter,
    nodes.Compare: _Walk.compare,
    nodes.Test: _Walk.test,
    nodes.Getitem: _Walk.item,
}
"""What words may be made of."""
