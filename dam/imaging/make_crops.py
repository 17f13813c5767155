"""Crops out of one file, decoded once and no larger than the sharpest of them asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from PIL import Image

from dam.imaging.colour import convert_to_srgb
from dam.imaging.crop import Box
from dam.imaging.geometry import Size, fit_size, turn_upright
from dam.imaging.inspect import PictureFacts
from dam.imaging.render import RenderedFile, write_rendered_file
from dam.imaging.rendition_specs import RenditionSpec
from dam.imaging.steps import decode_pixels, shrink_picture


@dataclass(frozen=True, slots=True)
class CropOrder:
    """One crop to make: ``box`` is in the upright picture, ``spec`` says how large at most."""

    spec: RenditionSpec
    box: Box

    @property
    def size(self) -> Size:
        """The crop's own pixels."""
        left, top, right, bottom = self.box
        return right - left, bottom - top

    @property
    def made(self) -> Size:
        """The pixels of the file: no crop is enlarged."""
        return fit_size(self.size, self.spec.long_edge)


@dataclass(frozen=True, slots=True)
class CropFiles:
    """The crops that were made, as files."""

    files: tuple[RenderedFile, ...]

    def to_json(self) -> dict[str, Any]:
        return {"files": [crop_file.to_json() for crop_file in self.files]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CropFiles:
        return cls(tuple(map(RenderedFile.from_json, data["files"])))


def cut_crops(
    path: Path, facts: PictureFacts, cuts: Sequence[CropOrder], out_dir: Path
) -> CropFiles:
    """Make each of ``cuts`` of the picture at ``path``, in sRGB and upright, in ``out_dir``."""
    scale = max(max(order.made) / max(order.size) for order in cuts)
    edge = ceil(scale * max(facts.size) - 1e-6)  # a pixel too many can double what is decoded
    source, icc = decode_pixels(path, facts, edge)
    stored, orientation = facts.size, facts.orientation
    picture = turn_upright(
        convert_to_srgb(shrink_picture(source, fit_size(stored, edge)), icc), orientation
    )
    del source  # the encoders want the memory
    return CropFiles(
        tuple(
            write_rendered_file(_cut_part(picture, facts.upright, order), order.spec, None, out_dir)
            for order in cuts
        )
    )


def _cut_part(picture: Image.Image, whole: Size, order: CropOrder) -> Image.Image:
    """The part of a scaled picture that the box is of the ``whole``."""
    (width, height), (left, top, right, bottom) = picture.size, order.box
    across, down = width / whole[0], height / whole[1]
    part = (left * across, top * down, min(right * across, width), min(bottom * down, height))
    return picture.resize(order.made, Image.Resampling.LANCZOS, box=part)
