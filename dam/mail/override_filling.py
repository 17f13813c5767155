"""Filling in staff's own letters node by node: nothing calculates, all has a bound."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jinja2 import nodes

from dam.mail.override_syntax import COMPARISONS, FOREIGN, list_turn, read_constant, read_words
from dam.mail.templates import TEMPLATES, WORDING_FILTERS

LONGEST_FILLED = 200_000
"""Characters that words may become; each turn of a list counts as one."""
_NOTHING = object()


class Unfillable(ValueError):
    """Words that cannot be filled in with a letter's values; ``str`` is the sentence."""


def fill_words(words: str, values: Mapping[str, Any]) -> str:
    """Fill words in; raises Unreadable, or Unfillable where they say what the letter lacks."""
    filling = _Filling(values)
    filling.statements(read_words(words).statements)
    return "".join(filling.text)


@dataclass(slots=True)
class _Filling:
    """Words on their way to a text."""

    values: Mapping[str, Any]
    text: list[str] = field(default_factory=list)
    left: int = LONGEST_FILLED

    def statements(self, found: Iterable[nodes.Node]) -> None:
        for node in found:
            _STATEMENTS[type(node)](self, node)

    def output(self, node: nodes.Output) -> None:
        for part in node.nodes:
            self.say(_as_text(self.value(part)))

    def choice(self, node: nodes.If) -> None:
        for branch in (node, *node.elif_):
            if self.value(branch.test):
                self.statements(branch.body)
                return
        self.statements(node.else_)

    def list(self, node: nodes.For) -> None:
        around, name, empty = self.values, list_turn(node), True
        for value in _as_list(self.value(node.iter)):
            self.count(1)
            self.values = {**around, name: value}
            if node.test is None or self.value(node.test):
                empty = False
                self.statements(node.body)
        self.values = around
        if empty:
            self.statements(node.else_)

    def include(self, node: nodes.Include) -> None:
        self.say(TEMPLATES.get_template(read_constant(node.template)).render(self.values))

    def value(self, node: nodes.Node) -> Any:
        found = self.value_if_any(node)
        if found is _NOTHING:
            raise Unfillable(f"Det som rad {node.lineno} nämner finns inte i mejlet.")
        return found

    def value_if_any(self, node: nodes.Node) -> Any:
        return _VALUES[type(node)](self, node)

    def chosen(self, node: nodes.CondExpr) -> Any:
        if self.value(node.test):
            return self.value(node.expr1)
        return self.value(node.expr2) if node.expr2 else ""

    def compared(self, node: nodes.Compare) -> bool:
        [with_what] = node.ops
        return COMPARISONS[with_what.op](self.value(node.expr), self.value(with_what.expr))

    def item(self, node: nodes.Getitem) -> Any:
        if isinstance(node.node, nodes.Dict):
            words = {read_constant(pair.key): read_constant(pair.value) for pair in node.node.items}
            return words.get(self.value(node.arg), _NOTHING)
        value = self.value(node.node)
        if not isinstance(value, list | Mapping):
            raise Unfillable(FOREIGN)
        try:
            return value[read_constant(node.arg)]
        except (LookupError, TypeError):
            return _NOTHING

    def filtered(self, node: nodes.Filter) -> Any:
        inner, arguments = node.node or node, [read_constant(argument) for argument in node.args]
        if node.name == "default":
            value = self.value_if_any(inner)
            return (arguments or [""])[0] if value is _NOTHING else value
        value = self.value(inner)
        if node.name == "length":
            return len(_as_list(value))
        if node.name == "join":
            return self.joined(_as_list(value), _as_text((arguments or [""])[0]))
        return WORDING_FILTERS[node.name](value, *arguments)

    def joined(self, values: Sequence[Any], between: str) -> str:
        parts = [_as_text(value) for value in values]
        self.count(sum(map(len, parts)) + len(between) * len(parts))
        return between.join(parts)

    def say(self, words: str) -> None:
        self.count(len(words))
        self.text.append(words)

    def count(self, characters: int) -> None:
        self.left -= characters
        if self.left < 0:
            raise Unfillable("Mejlet blir för långt.")


def _as_list(value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise Unfillable("Bara det som är en lista kan räknas upp.")
    return value


def _as_text(value: Any) -> str:
    """Return a value as a letter says it; what is unknown is said by nothing."""
    if value is None:
        return ""
    if isinstance(value, bool | list | Mapping):
        raise Unfillable("Listor och val kan inte stå för sig själva i texten.")
    return str(value)


_STATEMENTS: Mapping[type[nodes.Node], Callable[[_Filling, Any], None]] = {
    nodes.Output: _Filling.output,
    nodes.If: _Filling.choice,
    nodes.For: _Filling.list,
    nodes.Include: _Filling.include,
}
_VALUES: Mapping[type[nodes.Node], Callable[[_Filling, Any], Any]] = {
    nodes.TemplateData: lambda _, node: node.data,
    nodes.Const: lambda _, node: node.value,
    nodes.Name: lambda filling, node: filling.values.get(node.name, _NOTHING),
    nodes.Filter: _Filling.filtered,
    nodes.CondExpr: _Filling.chosen,
    nodes.Compare: _Filling.compared,
    nodes.Not: lambda filling, node: not filling.value(node.node),
    nodes.And: lambda filling, node: filling.value(node.left) and filling.value(node.right),
    nodes.Or: lambda filling, node: filling.value(node.left) or filling.value(node.right),
    nodes.Test: lambda filling, node: filling.value_if_any(node.node) is not _NOTHING,
    nodes.Getitem: _Filling.item,
}
