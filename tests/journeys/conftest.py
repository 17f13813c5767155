"""What journeys need: a browser, real pictures, a post office, a folder for screenshots."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from dam.demo import paint, pictures
from tests.browser.chromium import browser
from tests.servers import smtp
from tests.servers.seaweed import seaweed
from tests.servers.smtp import Inbox

__all__ = ["browser", "seaweed"]


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with smtp.running() as running:
        yield running


@pytest.fixture(scope="session")
def screenshots() -> Path | None:
    """Where pages leave their pictures, to be looked at by people; nowhere unless asked for."""
    if "SCREENSHOTS" not in os.environ:
        return None
    folder = Path(os.environ["SCREENSHOTS"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def nurse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A JPEG of 24 megapixels from an agency: IPTC, XMP, a serial number, GPS."""
    return painted("sjukskoterska-i-radgivningssamtal", tmp_path_factory.mktemp("nurse"))


@pytest.fixture(scope="session")
def stethoscope(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PNG with transparency."""
    return painted("stetoskop", tmp_path_factory.mktemp("stethoscope"))


@pytest.fixture(scope="session")
def doctor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A TIFF in portrait format, with a profile."""
    folder = tmp_path_factory.mktemp("doctor")
    path = folder / "lakare.tif"
    with Image.open(painted("portratt-av-en-lakare", folder)) as drawn:
        drawn.save(path, compression="tiff_lzw", icc_profile=drawn.info["icc_profile"])
    return path


def painted(slug: str, folder: Path) -> Path:
    (picture,) = (one for one in pictures() if one.slug == slug)
    path = folder / picture.file_name
    paint(picture, path)
    return path
