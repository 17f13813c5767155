"""How much work an SVG may ask of its renderer: filters' numbers, and parts that show parts.

Called by `svg_sanitizer` with what has been found harmless. What is within these bounds may still
take long where a transform enlarges it: then the child's time ends it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from xml.etree.ElementTree import Element

from dam.errors import Refused

# The last group is not possessive: Python 3.11.2 then takes the "e" of "1em" for a part of it.
_NUMBER = re.compile(r"[+-]?(?:[0-9]++\.?+[0-9]*+|\.[0-9]++)(?:[eE][+-]?+[0-9]++)?")
_REFERENCE = re.compile(r"""url\(\s*+["']?+#([^\s"'()<>\\]++)""", re.IGNORECASE)

# The largest number of each attribute, and how many there may be.
_MOST: Mapping[str, tuple[float, int]] = {
    "numOctaves": (6, 1),
    "baseFrequency": (100, 2),
    "stdDeviation": (10_000, 2),
    "order": (9, 2),
    "kernelMatrix": (1e6, 81),
    "tableValues": (1e6, 1000),
    "specularExponent": (128, 1),
    "seed": (1e9, 1),
    "scale": (1e6, 1),
    "surfaceScale": (1e6, 1),
    "stroke-dasharray": (1e7, 100),
}
_THICKENED = 0.001  # a share of the long edge: what each pixel looks through grows with its square
_MOST_WORK = 100_000  # elements drawn, those of parts as often as they are shown
_A_FILTER = 500  # as many elements is one step of a filter, which goes over all pixels
_MOST_DEPTH = 250  # of parts within parts, and of parts that show others


def check_numbers(name: str, attributes: Mapping[str, str]) -> None:
    """Refuse an element whose numbers would keep the renderer for minutes."""
    for attribute, (most, how_many) in _MOST.items():
        numbers = _parse_svg_numbers(attributes.get(attribute, ""))
        if len(numbers) > how_many or any(abs(number) > most for number in numbers):
            raise _make_effect_error(name)


def check_thickening(root: Element, long_edge: float) -> None:
    """Refuse feMorphology that looks at thousands of pixels for each."""
    for element in root.iter():
        if element.tag.rpartition("}")[2] == "filter":
            whole = 1 if element.get("primitiveUnits") == "objectBoundingBox" else long_edge
            for step in element:
                radius = _parse_svg_numbers(step.get("radius", ""))
                if step.tag.endswith("}feMorphology") and any(
                    number > _THICKENED * whole for number in radius
                ):
                    raise _make_effect_error("feMorphology")


def check_work(root: Element, sheet: Iterable[tuple[str, str]]) -> None:
    """Refuse a drawing whose parts, as often as they are shown, are too many to draw.

    ``sheet`` has selectors and declarations: of a class, they count for its elements, else for all.
    """
    _DrawingWork(root, sheet).of(root, 0)


class _DrawingWork:
    """What it takes to draw each element, asked once for each."""

    def __init__(self, root: Element, sheet: Iterable[tuple[str, str]]) -> None:
        self._parts = {element.get("id"): element for element in root.iter() if element.get("id")}
        self._known: dict[Element, int] = {}
        self._by_class: dict[str, Counter[str]] = {}
        for selector, body in sheet:
            for part in selector.split(","):
                name = part.strip().removeprefix(".")
                simple = part.strip().startswith(".") and name.replace("-", "_").isidentifier()
                self._by_class.setdefault(name if simple else "", Counter()).update(
                    reference for reference in _REFERENCE.findall(body) if reference in self._parts
                )

    def of(self, element: Element, depth: int) -> int:
        """The work of an element and all that it shows. Refused where it is too much."""
        if element in self._known:
            return self._known[element]
        if depth > _MOST_DEPTH:
            raise _make_effect_error("use")
        self._known[element] = 0  # what shows itself is drawn by nobody
        step = element.tag.rpartition("}")[2]
        work = _A_FILTER if step.startswith("fe") and step[2:3].isupper() else 1
        children = ((self._parts[name], times) for name, times in self._shown(element))
        for part, times in chain(((child, 1) for child in element), children):
            work += times * self.of(part, depth + 1)
            if work > _MOST_WORK:
                raise _make_effect_error("use")
        self._known[element] = work
        return work

    def _shown(self, element: Element) -> Iterable[tuple[str, int]]:
        """The parts that an element shows, and how often."""
        corners = 1 + len(element.get("d") or element.get("points") or "") // 4
        names = [value[1:] for key, value in element.attrib.items() if key.endswith("href")]
        for name in names:
            if name in self._parts:
                yield name, 1
        for key, value in element.attrib.items():
            for name in _REFERENCE.findall(value):
                if name in self._parts:
                    yield name, corners if "marker" in f"{key}{value}" else 1
        for class_name in ("", *element.get("class", "").split()):
            yield from self._by_class.get(class_name, Counter()).items()


def _parse_svg_numbers(text: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text)]


def _make_effect_error(name: str) -> Refused:
    return Refused(
        "SVG-filen har en effekt som tar för lång tid att rita ({name}). "
        "Ta bort den, eller spara bilden som PNG.",
        name=name,
    )
