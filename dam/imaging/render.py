"""One file in, its renditions out. Called in the sandbox by `tasks.make_renditions`.

The file is decoded once, as small as the largest rendition allows. Colours are converted and
the picture is turned upright after scaling, and each smaller size comes from a larger one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from dam.imaging.colour import convert_to_srgb
from dam.imaging.geometry import Size, fit_size, turn_upright
from dam.imaging.inspect import PictureFacts
from dam.imaging.rendition_specs import RenditionSpec
from dam.imaging.steps import (
    compute_dhash,
    decode_pixels,
    encode_picture,
    keep_colours,
    make_placeholder,
    shrink_picture,
)
from dam.imaging.vector.svg_sanitizer import clean_svg

_SMALL = 64  # the long edge from which the placeholder and the hash are made


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file that was made; ``format`` as in `RenditionSpec`, ``path`` a name from a child."""

    name: str
    format: str
    path: Path
    width: int
    height: int
    bytes: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"path": self.path.name}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RenderedFile:
        path = Path(data["path"])
        if path.name != data["path"]:
            raise ValueError("a file of another folder")
        return cls(**{**data, "path": path})


@dataclass(frozen=True, slots=True)
class RenderedPicture:
    """All that was made of one picture; ``placeholder`` is a ``data:`` address, ``dhash`` hex."""

    files: tuple[RenderedFile, ...]
    placeholder: str
    dhash: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"files": [each.to_json() for each in self.files]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RenderedPicture:
        files = tuple(map(RenderedFile.from_json, data["files"]))
        return cls(files, data["placeholder"], data["dhash"])


def render_picture(
    path: Path,
    facts: PictureFacts,
    specs: Sequence[RenditionSpec],
    tiny: RenditionSpec,
    out_dir: Path,
) -> RenderedPicture:
    """Make every one of ``specs`` of the picture at ``path`` as a file in ``out_dir``.

    A size larger than the picture is made in the picture's own. ``specs`` stand in the order
    of making, so a chain of sizes from the largest down. Refused if the file cannot be read.
    """
    source, icc = decode_pixels(path, facts, _get_largest_edge(specs))
    stored, orientation = facts.size, facts.orientation
    files = []
    for spec in specs:
        if spec.format == "SVG":
            files.append(_write_clean_svg(path, facts, spec, out_dir))
        elif spec.colour == "source":
            coloured, profile = keep_colours(
                shrink_picture(source, fit_size(stored, spec.long_edge)), icc, spec
            )
            files.append(
                write_rendered_file(turn_upright(coloured, orientation), spec, profile, out_dir)
            )
    on_screen = [spec for spec in specs if spec.colour == "srgb"]
    largest = convert_to_srgb(
        shrink_picture(source, fit_size(stored, _get_largest_edge(on_screen, _SMALL))), icc
    )
    pictures = [turn_upright(largest, orientation)]
    del source, largest  # the encoders want the memory
    for spec in on_screen:
        pictures.append(_shrink_nearest(pictures, fit_size(facts.upright, spec.long_edge)))
        files.append(write_rendered_file(pictures[-1], spec, None, out_dir))
    small = _shrink_nearest(pictures, fit_size(facts.upright, _SMALL))
    return RenderedPicture(tuple(files), make_placeholder(small, tiny), compute_dhash(small))


def _write_clean_svg(
    path: Path, facts: PictureFacts, spec: RenditionSpec, out_dir: Path
) -> RenderedFile:
    """Write what is harmless of the SVG at ``path``."""
    target = out_dir / spec.file_name
    size = target.write_bytes(clean_svg(path.read_bytes()).text())
    return RenderedFile(spec.name, spec.format, target, facts.width, facts.height, size)


def _get_largest_edge(specs: Sequence[RenditionSpec], least: int = 0) -> int | None:
    edges = [spec.long_edge for spec in specs]
    return None if None in edges else max([least, *filter(None, edges)])


def _shrink_nearest(pictures: Sequence[Image.Image], size: Size) -> Image.Image:
    """The smallest of ``made`` that is large enough, at ``size``."""
    enough = (picture for picture in pictures if max(picture.size) >= max(size))
    return shrink_picture(min(enough, key=lambda picture: max(picture.size)), size)


def write_rendered_file(
    picture: Image.Image, spec: RenditionSpec, icc: bytes | None, out_dir: Path
) -> RenderedFile:
    """Write ``picture`` as ``spec`` says, as a file of its name in ``out_dir``."""
    path = out_dir / spec.file_name
    encode_picture(picture, spec, icc, path)
    width, height = picture.size
    return RenderedFile(spec.name, spec.format, path, width, height, path.stat().st_size)
