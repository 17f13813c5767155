"""Style sheets as they are written, and the classes that templates give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "dam" / "web" / "static"
TEMPLATES = ROOT / "templates"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{};]+)\{(?=([^{}]*)\})")
_CLASS = re.compile(r"\.([a-z][\w-]*)")
# Of what an element is not, or holds, the rule says nothing.
_OTHERS = re.compile(r":(?:not|has)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)")
_CLASSES = re.compile(r'\sclass="((?:\{\{.*?\}\}|\{%.*?%\}|[^"{])*)"')
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_WORDS = re.compile(r"(?<!== )'([^']*)'")


class Rule(NamedTuple):
    """One selector of a rule, and what the rule sets."""

    file: str
    selector: str
    properties: tuple[str, ...]

    @property
    def subject(self) -> str:
        """The last part of the selector, which is the element that is styled."""
        return re.split(r"[\s>+~](?![^()]*\))", _OTHERS.sub("", self.selector))[-1]

    @property
    def styled(self) -> set[str]:
        """The classes of the subject."""
        return set(_CLASS.findall(self.subject))

    @property
    def is_distance(self) -> bool:
        """Whether it sets only how far the subject stands from what it follows."""
        before = _OTHERS.sub("", self.selector).removesuffix(self.subject).rstrip()
        return before.endswith(("+", "~")) and all(p.startswith("margin") for p in self.properties)


def read_rules() -> Iterator[Rule]:
    """Every selector of every sheet, within media queries too."""
    for sheet in sorted(STATIC.glob("*.css")):
        for selectors, body in _RULE.findall(_COMMENT.sub("", sheet.read_text("utf-8"))):
            properties = tuple(line.split(":")[0].strip() for line in body.split(";"))
            for selector in split_selectors(selectors):
                yield Rule(sheet.name, selector, tuple(filter(None, properties)))


def split_selectors(selectors: str) -> Iterator[str]:
    """Each of the selectors of a rule; a comma within brackets parts none."""
    depth = begun = 0
    for at, letter in enumerate(selectors + ","):
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and not depth:
            yield " ".join(selectors[begun:at].split())
            begun = at + 1


def read_template_classes() -> dict[str, str]:
    """Each class that a template gives, with one that does; of a name that a value ends, its
    beginning and a star.
    """
    found: dict[str, str] = {}
    for template in TEMPLATES.rglob("*.html"):
        if "letters" in template.relative_to(TEMPLATES).parts[:1]:
            continue
        for value in _CLASSES.findall(template.read_text("utf-8")):
            for expression in _JINJA.findall(value):
                for word in " ".join(_WORDS.findall(expression)).split():
                    found[word] = template.name
            for word in _JINJA.sub("*", value).split():
                if re.fullmatch(r"[\w-]+\*?", word):
                    found[word] = template.name
    return found
