"""One sandbox and the product's own specs for all tests of pictures."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture
from dam.imaging.render import render_picture
from dam.imaging.rendition_specs import RenditionSpecs, load_rendition_specs
from dam.imaging.sandbox.runner import Sandbox

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="session")
def specs() -> RenditionSpecs:
    return load_rendition_specs(CONFIG / "renditions.toml")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Writes bytes to a file, as an upload would."""

    def write(data: bytes, name: str = "bild.jpg") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def make(put, specs, tmp_path):
    """Renders ``data`` as the product does; what was made by file name, and the rest."""

    def making(data, wanted=None):
        path = put(data)
        wanted = wanted or (*specs.previews, *specs.downloads, specs.original)
        made = render_picture(
            path, inspect_picture(path, UploadLimits()), wanted, specs.placeholder, tmp_path
        )
        for each in made.files:
            with Image.open(each.path) as picture:
                assert (picture.size, picture.format) == (
                    (each.width, each.height),
                    each.format.upper(),
                )
            assert each.path.stat().st_size == each.bytes
        return {each.path.name: each for each in made.files}, made

    return making
