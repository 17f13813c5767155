"""The named renditions, read from `config/renditions.toml`. Called by the wiring once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from dam.errors import Misconfigured
from dam.imaging.crop import RATIOS
from dam.imaging.formats import JPEG, SVG
from dam.imaging.inspect import PictureFacts

Colour = Literal["srgb", "source"]

_EXTENSIONS = {"JPEG": "jpg", "WebP": "webp", "PNG": "png", "SVG": "svg"}


@dataclass(frozen=True, slots=True)
class RenditionSpec:
    """One file to be made: ``name`` says which size, ``format`` is JPEG, WebP, PNG or SVG.

    ``long_edge`` is in pixels, None for the picture's own size. ``colour`` is srgb, or source
    where the embedded profile is kept. ``ground`` is the colour behind transparency that a
    JPEG cannot hold. ``ppi`` is written into the file, if given. ``method`` (0-6) is WebP's. A JPEG
    whose long edge is ``as_is_up_to`` at most is this size itself.
    """

    name: str
    format: Literal["JPEG", "WebP", "PNG", "SVG"]
    long_edge: int | None
    quality: int
    colour: Colour = "srgb"
    chroma: Literal["4:2:0", "4:4:4"] = "4:2:0"
    ground: str = "#FFFFFF"
    ppi: int | None = None
    method: int = 4
    as_is_up_to: int = 0

    @property
    def file_name(self) -> str:
        return f"{self.name}.{_EXTENSIONS[self.format]}"


@dataclass(frozen=True, slots=True)
class RenditionSpecs:
    """All renditions; ``original`` is of what has no plan, ``crops`` hold one of each ratio."""

    previews: tuple[RenditionSpec, ...]
    downloads: tuple[RenditionSpec, ...]
    crops: tuple[RenditionSpec, ...]
    original: RenditionSpec
    placeholder: RenditionSpec

    def sizes_of(self, facts: PictureFacts) -> tuple[RenditionSpec, ...]:
        """What is made of each file. What is transparent is PNG where it would be JPEG: it lies on
        anything, and a JPEG would put white behind it, and noise around a logotype.
        """
        return _replace_jpeg_by_png((*self.previews, *self.downloads), facts)

    def crops_of(self, facts: PictureFacts) -> tuple[RenditionSpec, ...]:
        """The crops of a file, transparent where it is."""
        return _replace_jpeg_by_png(self.crops, facts)

    def own_of(self, facts: PictureFacts) -> tuple[RenditionSpec, ...]:
        """Return those of `sizes_of` that need not be made of a JPEG with a plan: it is them."""
        if facts.form is not JPEG:
            return ()
        return tuple(spec for spec in self.downloads if max(facts.size) <= spec.as_is_up_to)

    def original_of(self, facts: PictureFacts) -> RenditionSpec:
        """The public original of a file without a plan: JPEG, transparent PNG, or a clean SVG."""
        if facts.form is SVG:
            return replace(self.original, format="SVG")
        return replace(self.original, format="PNG") if facts.has_alpha else self.original


def _replace_jpeg_by_png(
    specs: tuple[RenditionSpec, ...], facts: PictureFacts
) -> tuple[RenditionSpec, ...]:
    if not facts.has_alpha:
        return specs
    return tuple(replace(spec, format="PNG") if spec.format == "JPEG" else spec for spec in specs)


def load_rendition_specs(path: Path) -> RenditionSpecs:
    """Read the renditions. Misconfigured names the file and the key that is wrong."""
    try:
        table = _TomlTable(path.name, tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Misconfigured(path.name, "Filen går inte att läsa: {error}", error=error) from error
    specs = RenditionSpecs(
        previews=_read_preview_specs(table.table("previews")),
        downloads=_read_download_specs(table.table("downloads")),
        crops=_read_crop_specs(table.table("crops")),
        original=_read_jpeg_spec(table.table("original"), None, "#FFFFFF"),
        placeholder=_read_placeholder_spec(table.table("placeholder")),
    )
    table.end()
    _refuse_duplicate_names(path, (*specs.previews, *specs.downloads, *specs.crops, specs.original))
    return specs


def _read_preview_specs(table: _TomlTable) -> tuple[RenditionSpec, ...]:
    ground = table.colour("ground", "#FFFFFF")
    jpeg, webp = table.quality("jpeg_quality"), table.quality("webp_quality")
    method = table.number("webp_method", 0, 6, 4)
    specs: list[RenditionSpec] = []
    for size in table.tables("sizes"):
        name, edge = size.name(), size.edge()
        specs += (
            RenditionSpec(name, "JPEG", edge, size.quality("jpeg_quality", jpeg), ground=ground),
            RenditionSpec(
                name,
                "WebP",
                edge,
                size.quality("webp_quality", webp),
                method=size.number("webp_method", 0, 6, method),
            ),
        )
        size.end()
    table.end()
    return tuple(specs)


def _read_download_specs(table: _TomlTable) -> tuple[RenditionSpec, ...]:
    ground = table.colour("ground", "#FFFFFF")
    specs = []
    for name in table.names():
        download = table.table(name)
        specs.append(_read_jpeg_spec(download, download.edge(), ground, name))
    table.end()
    return tuple(specs)


def _read_crop_specs(table: _TomlTable) -> tuple[RenditionSpec, ...]:
    edge, quality = table.edge(), table.quality("jpeg_quality")
    ground = table.colour("ground", "#FFFFFF")
    table.end()
    return tuple(RenditionSpec(name, "JPEG", edge, quality, ground=ground) for name in RATIOS)


def _read_jpeg_spec(
    table: _TomlTable, edge: int | None, ground: str, name: str | None = None
) -> RenditionSpec:
    spec = RenditionSpec(
        name or table.name(),
        "JPEG",
        edge,
        table.quality("jpeg_quality"),
        colour="source" if table.word("colour", ("srgb", "source"), "srgb") == "source" else "srgb",
        chroma="4:4:4" if table.word("chroma", ("4:2:0", "4:4:4"), "4:2:0") == "4:4:4" else "4:2:0",
        ground=table.colour("ground", ground),
        ppi=table.number("ppi", 1, 10_000, 0) or None,
        as_is_up_to=table.number("as_is_up_to", 1, 65_535, 0),
    )
    table.end()
    return spec


def _read_placeholder_spec(table: _TomlTable) -> RenditionSpec:
    spec = RenditionSpec("placeholder", "WebP", table.edge(), table.quality("webp_quality"))
    table.end()
    return spec


def _refuse_duplicate_names(path: Path, specs: tuple[RenditionSpec, ...]) -> None:
    names = [spec.file_name for spec in specs]
    for name in names:
        if names.count(name) > 1:
            raise Misconfigured(path.name, "Namnet {name} finns två gånger.", name=name)


class _TomlTable:
    """A TOML table that is emptied key by key, so that `end` finds what nobody asked for."""

    def __init__(self, at: str, values: object) -> None:
        self._at = at
        if not isinstance(values, dict):
            raise Misconfigured(at, "Här ska stå en tabell.")
        self._values: dict[str, Any] = dict(values)

    def table(self, key: str) -> _TomlTable:
        return _TomlTable(f"{self._at} [{key}]", self._values.pop(key, None))

    def tables(self, key: str) -> list[_TomlTable]:
        values = self._values.pop(key, None)
        if not isinstance(values, list) or not values:
            raise self._wrong(key, "ska vara en lista av tabeller")
        return [_TomlTable(f"{self._at} {key}", value) for value in values]

    def names(self) -> list[str]:
        return list(self._values)

    def name(self) -> str:
        value = self._values.pop("name", None)
        if not isinstance(value, str) or not re.fullmatch("[a-z0-9]+", value):
            raise self._wrong("name", "ska vara små bokstäver och siffror")
        return value

    def number(self, key: str, least: int, most: int, default: int | None = None) -> int:
        value = self._values.pop(key, default)
        if type(value) is not int or not (least <= value <= most or value == default):
            raise self._wrong(key, f"ska vara ett heltal från {least} till {most}")
        return value

    def edge(self) -> int:
        return self.number("long_edge", 1, 16_383)  # the longest edge of a WebP

    def quality(self, key: str, default: int | None = None) -> int:
        return self.number(key, 1, 100, default)

    def word(self, key: str, words: tuple[str, ...], default: str) -> str:
        value = self._values.pop(key, default)
        if value not in words:
            raise self._wrong(key, f"ska vara {' eller '.join(words)}")
        return str(value)

    def colour(self, key: str, default: str) -> str:
        value = self._values.pop(key, default)
        if not isinstance(value, str) or not re.fullmatch("#[0-9A-Fa-f]{6}", value):
            raise self._wrong(key, "ska vara en färg som #ECEAE4")
        return value

    def end(self) -> None:
        for key in self._values:
            raise self._wrong(key, "finns inte")

    def _wrong(self, key: str, why: str) -> Misconfigured:
        return Misconfigured(self._at, "{key} {why}.", key=key, why=why)
