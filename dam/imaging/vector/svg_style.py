"""Style sheets and declarations of an SVG, taken apart in one pass each. Called by `svg_sanitizer`.

Nothing here looks back: what a file holds costs as many steps as it has characters.
"""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterator

from dam.errors import Refused

_BRACE = re.compile("[{}]")
_PARENTHESIS = re.compile("[()]")
_EVERYWHERE = {":root", "svg", "html", "*"}
_MOST_STEPS, _MOST_VALUE = 20, 2000

Variables = ChainMap[str, str | None]
"""CSS's custom properties and their values, an element's own before those around it; None for one
that has several.
"""


def strip_comments(text: str) -> str:
    """Leave comments out; one that does not end takes the rest with it."""
    kept, at = [], 0
    while (begins := text.find("/*", at)) >= 0:
        kept.append(text[at:begins])
        ends = text.find("*/", begins + 2)
        if ends < 0:
            return "".join(kept)
        at = ends + 2
    return "".join((*kept, text[at:]))


def parse_rules(text: str) -> Iterator[tuple[str, str]]:
    """Each rule's selector and declarations; what begins with @ is passed over as a whole."""
    plain = strip_comments(text)
    depth = at = opening = 0
    for brace in _BRACE.finditer(plain):
        if brace[0] == "{":
            depth += 1
            opening = brace.start() if depth == 1 else opening
            continue
        if depth == 1:
            selector = plain[at:opening].rpartition(";")[2].strip()
            if not selector.startswith("@"):
                yield selector, plain[opening + 1 : brace.start()]
        if depth <= 1:
            at = brace.end()
        depth = max(0, depth - 1)


def parse_declarations(text: str) -> Iterator[tuple[str, str]]:
    """Each property, in lower case unless it is a variable, and its value."""
    for declaration in text.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        yield (name if name.startswith("--") else name.lower()), value


def add_own_variables(style: str, scope: Variables) -> Variables:
    """What is known where an element says ``style`` of itself."""
    own: dict[str, str | None] = {
        name: value for name, value in parse_declarations(style) if name.startswith("--")
    }
    return scope.new_child(own) if own else scope


def collect_sheet_variables(sheets: Iterator[str]) -> Variables:
    """What style sheets give variables for the whole drawing.

    One that is given a value for a part of it, or two, is several: which holds is not worked out.
    """
    values: dict[str, str | None] = {}
    for sheet in sheets:
        for selector, body in parse_rules(sheet):
            everywhere = all(part.strip() in _EVERYWHERE for part in selector.split(","))
            for name, value in parse_declarations(body):
                if name.startswith("--"):
                    same = everywhere and values.get(name, value) == value
                    values[name] = value if same else None
    return ChainMap(values)


def substitute_variables(value: str, scope: Variables) -> str:
    """Put in variables' values, or what the file says instead; Refused for none, or no end."""
    for _ in range(_MOST_STEPS):
        at = value.lower().rfind("var(")
        if at < 0:
            return value
        end = _find_closing_parenthesis(value, at)
        name, _, instead = (part.strip() for part in value[at + 4 : end].partition(","))
        replacement = scope.get(name, instead)
        if not replacement or len(value) + len(replacement) > _MOST_VALUE:
            break
        value = f"{value[:at]}{replacement}{value[end + 1 :]}"
    raise Refused(
        "SVG-filen har en färg eller ett mått i en variabel vars värde inte går att läsa ut. "
        "Ersätt variablerna med deras värden och exportera på nytt."
    )


def _find_closing_parenthesis(value: str, at: int) -> int:
    """Where the parenthesis ends that opens first after ``at``; the end where it does not."""
    depth = 0
    for sign in _PARENTHESIS.finditer(value, at):
        depth += 1 if sign[0] == "(" else -1
        if depth == 0:
            return sign.start()
    return len(value)
