"""Our ways to make the preview set of one photograph, their limit, and the naive one.

Each writes w2048 to w320 as JPEG q82 and WebP q80, method 4, into a folder. `previews` runs them
beside `rivals`.
"""

from __future__ import annotations

import cProfile
import pstats
import resource
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from PIL import Image, ImageOps

from dam.imaging.colour import convert_to_srgb
from dam.imaging.formats import UploadLimits
from dam.imaging.geometry import fit_size, turn_upright
from dam.imaging.inspect import inspect_picture
from dam.imaging.render import render_picture
from dam.imaging.rendition_specs import RenditionSpec, RenditionSpecs, load_rendition_specs
from dam.imaging.sandbox import limits
from dam.imaging.steps import _encode_webp, decode_pixels, encode_picture, shrink_picture

EDGES = (2048, 1280, 640, 320)
CONFIG = Path(__file__).parents[2] / "config/renditions.toml"
LOADED = load_rendition_specs(CONFIG)  # a child of the sandbox reads no file but what it was handed


@dataclass(frozen=True)
class Cost:
    """CPU seconds of a whole process, and its peak memory in MB."""

    cpu: float
    peak: float

    @classmethod
    def of(cls, usage: resource.struct_rusage) -> Self:
        return cls(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**data)


def equal(specs: RenditionSpecs) -> Sequence[RenditionSpec]:
    """Our previews of the sizes and with the settings that all others have too."""
    return [replace(spec, method=4) for spec in specs.previews if spec.long_edge in EDGES]


def ours(source: Path, out: Path, specs: Sequence[RenditionSpec] | None = None) -> None:
    facts = inspect_picture(source, UploadLimits())
    limits.raise_limits(facts.pixels)
    render_picture(source, facts, specs or equal(LOADED), LOADED.placeholder, out)


def configured(source: Path, out: Path) -> None:
    ours(source, out, LOADED.previews)


def scaled(source: Path) -> list[Path]:
    """Where the previews lie scaled, beside the source."""
    return [source.with_name(f"{source.stem}-{edge}.ppm") for edge in EDGES]


def limit(source: Path, out: Path, *ready: Path) -> None:
    """Decode and encode alone: the previews lie scaled at ``ready``, nothing is resized."""
    facts = inspect_picture(source, UploadLimits())
    limits.raise_limits(facts.pixels)
    decode_pixels(source, facts, EDGES[0])
    by_edge = dict(zip(EDGES, ready or scaled(source), strict=True))
    for spec in equal(LOADED):
        with Image.open(by_edge[spec.long_edge or 0]) as picture:
            picture.load()
        encode_picture(picture, spec, None, out / spec.file_name)


def where(source: Path, out: Path, specs: Sequence[RenditionSpec]) -> Iterator[tuple[str, float]]:
    """In what steps of ours the CPU seconds go, in this process."""
    facts, profile = inspect_picture(source, UploadLimits()), cProfile.Profile()
    profile.runcall(render_picture, source, facts, specs, LOADED.placeholder, out)
    spent = {key[2]: figures[3] for key, figures in pstats.Stats(profile).stats.items()}
    webp = spent[_encode_webp.__name__]
    between = (shrink_picture, convert_to_srgb, turn_upright)
    yield "decode", spent[decode_pixels.__name__]
    yield "scale, colours", sum(spent.get(step.__name__, 0) for step in between)
    yield "encode WebP", webp
    yield "encode JPEG", spent[encode_picture.__name__] - webp


def open_upright(source: Path) -> Image.Image:
    """Decode all of a picture, upright, in RGB; Exif is read first, since Pillow closes a TIFF when
    it is decoded.
    """
    with Image.open(source) as picture:
        picture.getexif()
        return ImageOps.exif_transpose(picture).convert("RGB")


def prepare(source: Path) -> None:
    """Lay the previews, scaled from all pixels, beside ``source`` for `limit` and the quality."""
    upright = open_upright(source)
    for edge, path in zip(EDGES, scaled(source), strict=True):
        upright.resize(fit_size(upright.size, edge), Image.Resampling.LANCZOS).save(path)


def naive(source: Path, out: Path) -> None:
    """What Pillow's tutorial leads to: everything decoded, each size from the whole."""
    Image.MAX_IMAGE_PIXELS = None
    upright = open_upright(source)
    for edge in EDGES:
        small = upright.resize(fit_size(upright.size, edge), Image.Resampling.LANCZOS)
        small.save(out / f"w{edge}.webp", quality=80, method=4)
        small.save(out / f"w{edge}.jpg", quality=82)


def as_a_task(way: Callable[..., None], source: Path, out: Path, *ready: Path) -> Cost:
    """A way in a child of the warm forkserver, which tells what it cost."""
    way(source, out, *ready)
    return Cost.of(resource.getrusage(resource.RUSAGE_SELF))


if __name__ == "__main__":
    name, source_name, out_name = sys.argv[1:]
    {"ours": ours, "limit": limit, "naive": naive}[name](Path(source_name), Path(out_name))
