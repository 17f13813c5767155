"""No pattern of the product has two ways to divide one text, which is what makes a match look back.

Two unbounded repeats that take the same character must not follow each other with nothing certain
between them, nor may one hold another that takes what the outer begins with.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import config
import dam
import demo
import storage_adapters

UNBOUNDED = 1000
REPEATS = {sre.MAX_REPEAT, sre.MIN_REPEAT}
ALL = {chr(number) for number in range(0x180)}
KINDS = {
    "DIGIT": str.isdigit,
    "SPACE": str.isspace,
    "WORD": lambda one: one.isalnum() or one == "_",
}

Items = list[tuple[Any, Any]]


def compiled() -> dict[str, re.Pattern[Any]]:
    """Every pattern that stands in a module, by its address."""
    found = {}
    for room in (dam, demo, storage_adapters, config):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if ".migrations" in module.name or module.name.endswith((".env", ".conf")):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern):
                    found[f"{module.name}.{name}"] = value
    return found


def taken(kind: Any, value: Any) -> set[str]:
    """Which characters one item takes."""
    if kind in {sre.LITERAL, sre.NOT_LITERAL}:
        return {chr(value)} if kind is sre.LITERAL else ALL - {chr(value)}
    if kind is sre.ANY:
        return ALL
    if kind is sre.RANGE:
        return {one for one in ALL if value[0] <= ord(one) <= value[1]}
    if kind is sre.CATEGORY:
        return of_kind(str(value))
    if kind is sre.IN:
        parts = [each for each in value if each[0] is not sre.NEGATE]
        inside = set().union(*(taken(*each) for each in parts))
        return ALL - inside if len(parts) < len(value) else inside
    return set()


def of_kind(name: str) -> set[str]:
    known = next(test for kind, test in KINDS.items() if kind in name)
    inside = {one for one in ALL if known(one)}
    return ALL - inside if "NOT" in name else inside


def paths(items: Items) -> list[Items]:
    """The items in a row, once for each way through groups and branches."""
    ways: list[Items] = [[]]
    for kind, value in items:
        if kind is sre.SUBPATTERN:
            more = paths(list(value[3]))
        elif kind is sre.BRANCH:
            more = [way for branch in value[1] for way in paths(list(branch))]
        else:
            more = [[(kind, value)]]
        ways = [way + each for way in ways for each in more][:64]
    return ways


def first(items: Items) -> set[str]:
    """The characters that a row of items can begin with."""
    begins: set[str] = set()
    for kind, value in items:
        if kind in REPEATS or kind is sre.POSSESSIVE_REPEAT:
            begins |= set().union(*(first(way) for way in paths(list(value[2]))))
            if value[0] > 0:
                break
        elif one := taken(kind, value):
            begins |= one
            break
    return begins


def runs_on(items: Items) -> bool:
    """Whether a row that is repeated can end in what it begins with, any number of times."""
    for kind, value in reversed(items):
        if kind in REPEATS and value[1] > UNBOUNDED and first([(kind, value)]) & first(items):
            return True
        if kind not in REPEATS and kind is not sre.POSSESSIVE_REPEAT and taken(kind, value):
            break
        if kind in REPEATS and value[0] > 0:
            break
    return False


def ambiguous(items: Items) -> bool:
    """Whether some text can be divided between repeats in more ways than one."""
    return any(map(divided, paths(items)))


def divided(way: Items) -> bool:
    """The same for items without groups and branches."""
    running: set[str] = set()  # what unbounded repeats before, not yet ended, take
    for kind, value in way:
        if kind not in REPEATS:
            ends = value[0] > 0 if kind is sre.POSSESSIVE_REPEAT else bool(taken(kind, value))
            running = set() if ends else running
            continue
        least, most, body = value
        begins = first([(kind, value)])
        endless = most > UNBOUNDED
        if ambiguous(list(body)) or (endless and (running & begins or any_runs_on(body))):
            return True
        running = (set() if least else running) | (begins if endless else set())
    return False


def any_runs_on(body: Items) -> bool:
    return any(map(runs_on, paths(list(body))))


@pytest.mark.parametrize(("address", "pattern"), compiled().items(), ids=compiled())
def test_no_pattern_looks_back_for_long(address: str, pattern: re.Pattern[Any]) -> None:
    parsed = list(parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))

    assert not ambiguous(parsed), address


@pytest.mark.parametrize(
    "text",
    [
        r"(a+)+b",
        r"(a|b*)*c",
        r"\s*\s*x",
        r"\s*(?:px)?\s*",
        r"[\w-]+\d*x",
        r"(\d+\s*)*x",
        r"(?:[^{}]*\{[^{}]*\}[^{}]*)*x",
    ],
)
def test_one_that_would_is_seen(text: str) -> None:
    assert ambiguous(list(parser.parse(text)))
