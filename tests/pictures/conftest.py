"""One sandbox and the product's own specs for all tests of pictures."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dam.pictures.sandbox import Sandbox
from dam.pictures.specs import Specs, load_specs

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="session")
def specs() -> Specs:
    return load_specs(CONFIG / "renditions.toml")


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
