"""Paper and pen for the demonstration pictures: sheets of SVG, curves, colours, layers.

The scenes in `demo.scenes` draw with these; `demo.darkroom` turns the layers into pixels.
Lengths are units of the scene, whose long or short side is about 1000; y grows downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from typing import Literal

Point = tuple[float, float]
Stop = str | tuple[float, str] | tuple[float, str, float]
Mode = Literal["over", "screen", "multiply", "soft_light"]


@dataclass(frozen=True, slots=True)
class Layer:
    """One drawing laid on those before it.

    ``soft`` is the standard deviation of its blur in units; a soft layer is cheap, since it is
    rendered small. ``mode`` is how light falls through it. ``body`` is SVG without its root.
    """

    body: str
    soft: float = 0
    mode: Mode = "over"


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture in units, its layers from the back to the front.

    ``grain`` is the standard deviation of the film's noise in levels of 255, ``vignette`` how
    much darker the corners are (0–1). A scene without ``ground`` is transparent where nothing
    is drawn.
    """

    width: float
    height: float
    layers: tuple[Layer, ...]
    ground: str | None = "#000"
    grain: float = 6
    vignette: float = 0.22


class Sheet:
    """SVG being drawn; `layer` ends it. Further attributes are given with _ for -."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._paints = 0

    def layer(self, soft: float = 0, mode: Mode = "over") -> Layer:
        return Layer("".join(self._parts), soft, mode)

    def again(self, name: str, transform: str, **more: object) -> None:
        """The group of that id once more, mirrored or moved."""
        self._parts.append(f'<use href="#{name}" transform="{transform}"{_attributes(more)}/>')

    def path(self, d: str, fill: str = "none", **more: object) -> None:
        self._parts.append(f'<path d="{d}" fill="{fill}"{_attributes(more)}/>')

    def line(self, d: str, stroke: str, width: float, **more: object) -> None:
        """A stroke with round ends and joints."""
        self.path(
            d, "none", stroke=stroke, stroke_width=width,
            **{"stroke_linecap": "round", "stroke_linejoin": "round", **more},
        )  # fmt: skip

    def rect(
        self, x: float, y: float, w: float, h: float, fill: str, *, r: float = 0, **more: object
    ) -> None:
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" rx="{r}" '
            f'fill="{fill}"{_attributes(more)}/>'
        )

    def circle(self, x: float, y: float, r: float, fill: str, **more: object) -> None:
        self.ellipse(x, y, r, r, fill, **more)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: str, **more: object) -> None:
        self._parts.append(
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{rx:.2f}" ry="{ry:.2f}" '
            f'fill="{fill}"{_attributes(more)}/>'
        )

    def lit(self, d: str, fill: str, light: str, shift: Point, opacity: float = 1) -> None:
        """A shape whose edge is lit: light shows where the shape, moved by shift, leaves it."""
        with self.clip(d):
            self.path(d, light)
            moved = f"translate({shift[0]} {shift[1]})"
            self.path(d, fill, transform=moved, stroke=fill, stroke_width=0.1)
            if opacity < 1:
                self.path(d, fill, opacity=round(1 - opacity, 2))

    def linear(self, start: Point, end: Point, *stops: Stop) -> str:
        """A gradient between two points; returns a fill.

        A stop is (place 0–1, colour) or (place, colour, opacity); the first and the last may be
        bare colours.
        """
        (x1, y1), (x2, y2) = start, end
        where = f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"'
        return self._gradient("linearGradient", where, stops)

    def across(self, left: float, right: float, *stops: Stop) -> str:
        return self.linear((left, 0), (right, 0), *stops)

    def down(self, top: float, foot: float, *stops: Stop) -> str:
        return self.linear((0, top), (0, foot), *stops)

    def radial(self, centre: Point, radius: float, *stops: Stop) -> str:
        where = f'cx="{centre[0]}" cy="{centre[1]}" r="{radius}"'
        return self._gradient("radialGradient", where, stops)

    @contextmanager
    def group(self, transform: str = "", **more: object) -> Iterator[None]:
        """What is drawn inside is moved, turned or faded as one."""
        placed = f' transform="{transform}"' if transform else ""
        self._parts.append(f"<g{placed}{_attributes(more)}>")
        yield
        self._parts.append("</g>")

    @contextmanager
    def clip(self, d: str) -> Iterator[None]:
        """What is drawn inside shows only within the path."""
        self._paints += 1
        self._parts.append(
            f'<clipPath id="c{self._paints}"><path d="{d}"/></clipPath>'
            f'<g clip-path="url(#c{self._paints})">'
        )
        yield
        self._parts.append("</g>")

    def _gradient(self, kind: str, where: str, stops: Sequence[Stop]) -> str:
        self._paints += 1
        name = f"p{self._paints}"
        inside = ""
        for i, stop in enumerate(stops):
            at, colour, *see = (min(i, 1), stop) if isinstance(stop, str) else stop
            opacity = see[0] if see else 1
            inside += f'<stop offset="{at}" stop-color="{colour}" stop-opacity="{opacity}"/>'
        self._parts.append(
            f'<{kind} id="{name}" gradientUnits="userSpaceOnUse" {where}>{inside}</{kind}>'
        )
        return f"url(#{name})"


def _attributes(more: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())


def seeded(seed: int) -> Random:
    """The same scatter of trees, stars and snow each time."""
    return Random(seed)  # noqa: S311 - it places leaves, it keeps no secrets


def points(written: str) -> list[Point]:
    """Points written as SVG writes them: "x,y x,y"."""
    pairs = (pair.split(",") for pair in written.split())
    return [(float(x), float(y)) for x, y in pairs]


def polygon(corners: Sequence[Point], *, close: bool = True) -> str:
    """Straight lines through the points, as path data."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + ("Z" if close else "")


def smooth(through: Sequence[Point], *, close: bool = False, tension: float = 1.0) -> str:
    """A Catmull–Rom curve through the points, as cubic path data (tension 1 is the usual one)."""
    n = len(through)

    def at(i: int) -> Point:
        return through[i % n] if close else through[min(max(i, 0), n - 1)]

    d = [f"M{through[0][0]:.1f} {through[0][1]:.1f}"]
    for i in range(n if close else n - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = at(i - 1), at(i), at(i + 1), at(i + 2)
        k = tension / 6
        d.append(
            f"C{bx + (cx - ax) * k:.1f} {by + (cy - ay) * k:.1f} "
            f"{cx - (dx - bx) * k:.1f} {cy - (dy - by) * k:.1f} {cx:.1f} {cy:.1f}"
        )
    return "".join(d) + ("Z" if close else "")


def tapered(middle: Sequence[Point], start: float, end: float) -> str:
    """A limb, stem or strand: a filled curve whose width goes from start to end."""
    left, right = [], []
    n = len(middle) - 1
    for i, (x, y) in enumerate(middle):
        (ax, ay), (bx, by) = middle[max(i - 1, 0)], middle[min(i + 1, n)]
        length = math.hypot(bx - ax, by - ay) or 1
        half = (start + (end - start) * i / n) / 2
        nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    return smooth(left) + "L" + smooth(right[::-1])[1:] + "Z"


def mix(colour: str, other: str, part: float) -> str:
    """A colour between two of the form #rrggbb; part 0 is one, 1 is the other."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
