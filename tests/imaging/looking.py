"""Looking at what was made: opened pictures, colours held against others."""

from __future__ import annotations

from PIL import Image

from dam.imaging.render import RenderedFile


def opened(rendered: RenderedFile) -> Image.Image:
    with Image.open(rendered.path) as picture:
        picture.load()
    return picture


def assert_close(colours, expected, tolerance=6):
    for found, wanted in zip(colours, expected, strict=True):
        assert max(abs(a - b) for a, b in zip(found, wanted, strict=True)) <= tolerance, colours
