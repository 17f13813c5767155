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

from dam.imaging.colour import to_srgb
from dam.imaging.geometry import Size, fit, upright
from dam.imaging.inspect import Facts
from dam.imaging.rendition_specs import Spec
from dam.imaging.steps import decode, dhash, encode, keep_colours, placeholder, shrink
from dam.imaging.vector.svg_sanitizer import clean

_SMALL = 64  # the long edge from which the placeholder and the hash are made


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file that was made: ``path``, size in pixels and bytes; ``format`` is as in `Spec`.

    Of one that a child has made, ``path`` is the name alone: its folder is known to who asked.
    """

    name: str
    format: str
    path: Path
    width: int
    height: int
    bytes: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"path": self.path.name}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Rendered:
        path = Path(data["path"])
        if path.name != data["path"]:
            raise ValueError("a file of another folder")
        return cls(**{**data, "path": path})


@dataclass(frozen=True, slots=True)
class Rendering:
    """All that was made of one picture; ``placeholder`` is a ``data:`` address, ``dhash`` hex."""

    files: tuple[Rendered, ...]
    placeholder: str
    dhash: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"files": [each.to_json() for each in self.files]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Rendering:
        files = tuple(map(Rendered.from_json, data["files"]))
        return cls(files, data["placeholder"], data["dhash"])


def render(path: Path, facts: Facts, specs: Sequence[Spec], tiny: Spec, out_dir: Path) -> Rendering:
    """Make every one of ``specs`` of the picture at ``path`` as a file in ``out_dir``.

    A size larger than the picture is made in the picture's own. ``specs`` stand in the order
    of making, so a chain of sizes from the largest down. Refused if the file cannot be read.
    """
    source, icc = decode(path, facts, _largest(specs))
    stored, orientation = facts.size, facts.orientation
    files = []
    for spec in specs:
        if spec.format == "SVG":
            files.append(_redraw(path, facts, spec, out_dir))
        elif spec.colour == "source":
            kept, profile = keep_colours(shrink(source, fit(stored, spec.long_edge)), icc, spec)
            files.append(write(upright(kept, orientation), spec, profile, out_dir))
    on_screen = [spec for spec in specs if spec.colour == "srgb"]
    largest = to_srgb(shrink(source, fit(stored, _largest(on_screen, _SMALL))), icc)
    made = [upright(largest, orientation)]
    del source, largest  # the encoders want the memory
    for spec in on_screen:
        made.append(_shrink_nearest(made, fit(facts.upright, spec.long_edge)))
        files.append(write(made[-1], spec, None, out_dir))
    small = _shrink_nearest(made, fit(facts.upright, _SMALL))
    return Rendering(tuple(files), placeholder(small, tiny), dhash(small))


def _redraw(path: Path, facts: Facts, spec: Spec, out_dir: Path) -> Rendered:
    """Write what is harmless of the SVG at ``path``."""
    made = out_dir / spec.file_name
    size = made.write_bytes(clean(path.read_bytes()).text())
    return Rendered(spec.name, spec.format, made, facts.width, facts.height, size)


def _largest(specs: Sequence[Spec], least: int = 0) -> int | None:
    edges = [spec.long_edge for spec in specs]
    return None if None in edges else max([least, *filter(None, edges)])


def _shrink_nearest(made: Sequence[Image.Image], size: Size) -> Image.Image:
    """The smallest of ``made`` that is large enough, at ``size``."""
    enough = (each for each in made if max(each.size) >= max(size))
    return shrink(min(enough, key=lambda each: max(each.size)), size)


def write(picture: Image.Image, spec: Spec, icc: bytes | None, out_dir: Path) -> Rendered:
    """Write ``picture`` as ``spec`` says, as a file of its name in ``out_dir``."""
    path = out_dir / spec.file_name
    encode(picture, spec, icc, path)
    width, height = picture.size
    return Rendered(spec.name, spec.format, path, width, height, path.stat().st_size)
