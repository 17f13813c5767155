"""Crops out of one file: decoded once, no larger than the sharpest crop asks for, then cut.

Called in the sandbox by `tasks.make_crops`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from PIL import Image

from dam.imaging.colour import to_srgb
from dam.imaging.crop import Box
from dam.imaging.geometry import Size, fit, upright
from dam.imaging.inspect import Facts
from dam.imaging.render import Rendered, write
from dam.imaging.rendition_specs import Spec
from dam.imaging.steps import decode, shrink


@dataclass(frozen=True, slots=True)
class Cut:
    """One crop to make: ``box`` is in the upright picture, ``spec`` says how large at most."""

    spec: Spec
    box: Box

    @property
    def size(self) -> Size:
        """The crop's own pixels."""
        left, top, right, bottom = self.box
        return right - left, bottom - top

    @property
    def made(self) -> Size:
        """The pixels of the file: no crop is enlarged."""
        return fit(self.size, self.spec.long_edge)


@dataclass(frozen=True, slots=True)
class Crops:
    """The crops that were made, as files."""

    files: tuple[Rendered, ...]

    def to_json(self) -> dict[str, Any]:
        return {"files": [one.to_json() for one in self.files]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Crops:
        return cls(tuple(map(Rendered.from_json, data["files"])))


def cut(path: Path, facts: Facts, cuts: Sequence[Cut], out_dir: Path) -> Crops:
    """Make every one of ``cuts`` of the picture at ``path`` as a file in ``out_dir``.

    In sRGB and upright. Refused if the file cannot be read.
    """
    scale = max(max(one.made) / max(one.size) for one in cuts)
    edge = ceil(scale * max(facts.size) - 1e-6)  # a pixel too many can double what is decoded
    source, icc = decode(path, facts, edge)
    stored, orientation = facts.size, facts.orientation
    picture = upright(to_srgb(shrink(source, fit(stored, edge)), icc), orientation)
    del source  # the encoders want the memory
    return Crops(
        tuple(write(_part(picture, facts.upright, one), one.spec, None, out_dir) for one in cuts)
    )


def _part(picture: Image.Image, whole: Size, wanted: Cut) -> Image.Image:
    """The part of a scaled picture that the box is of the ``whole``."""
    (width, height), (left, top, right, bottom) = picture.size, wanted.box
    across, down = width / whole[0], height / whole[1]
    part = (left * across, top * down, min(right * across, width), min(bottom * down, height))
    return picture.resize(wanted.made, Image.Resampling.LANCZOS, box=part)
