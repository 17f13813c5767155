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

from dam.pictures.colour import to_srgb
from dam.pictures.geometry import Size, fit, upright, upright_size
from dam.pictures.inspect import Facts
from dam.pictures.specs import Spec
from dam.pictures.steps import decode, dhash, encode, keep_colours, placeholder, shrink


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file that was made: ``path``, size in pixels and bytes. ``format`` is JPEG or WebP."""

    name: str
    format: str
    path: Path
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Rendering:
    """All that was made of one picture; ``placeholder`` is a ``data:`` address, ``dhash`` hex."""

    files: tuple[Rendered, ...]
    placeholder: str
    dhash: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {
            "files": [asdict(each) | {"path": str(each.path)} for each in self.files]
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Rendering:
        files = (Rendered(**each | {"path": Path(each["path"])}) for each in data["files"])
        return cls(tuple(files), data["placeholder"], data["dhash"])


def render(path: Path, facts: Facts, specs: Sequence[Spec], tiny: Spec, out_dir: Path) -> Rendering:
    """Make every one of ``specs`` of the picture at ``path`` as a file in ``out_dir``.

    A size larger than the picture is made in the picture's own. ``specs`` stand in the order
    of making, so a chain of sizes from the largest down. Refused if the file cannot be read.
    """
    edges = [spec.long_edge for spec in specs]
    source, icc = decode(path, facts, None if None in edges else max(filter(None, edges)))
    stored, orientation = facts.decoded
    screen: list[Image.Image] = []
    files = []
    for spec in specs:
        size = fit(stored, spec.long_edge)
        if spec.colour == "source":
            picture, profile = keep_colours(shrink(source, size), icc, spec.ground)
            picture = upright(picture, orientation)
        else:
            picture, profile = _for_screen(source, icc, orientation, size, screen), None
            screen.append(picture)
        encode(picture, spec, profile, out_dir / spec.file_name)
        files.append(_rendered(spec, picture, out_dir / spec.file_name))
    smallest = _for_screen(source, icc, orientation, fit(stored, 64), screen)
    return Rendering(tuple(files), placeholder(smallest, tiny), dhash(smallest))


def _for_screen(
    source: Image.Image, icc: bytes | None, orientation: int, size: Size, made: list[Image.Image]
) -> Image.Image:
    """The picture in sRGB, upright, from the smallest of ``made`` that is large enough."""
    large_enough = [each for each in made if max(each.size) >= max(size)]
    if large_enough:
        nearest = min(large_enough, key=lambda each: max(each.size))
        return shrink(nearest, upright_size(size, orientation))
    return upright(to_srgb(shrink(source, size), icc), orientation)


def _rendered(spec: Spec, picture: Image.Image, path: Path) -> Rendered:
    width, height = picture.size
    return Rendered(spec.name, spec.format, path, width, height, path.stat().st_size)
