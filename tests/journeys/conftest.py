"""What journeys need: a browser, real pictures, a post office, a folder for screenshots."""

import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from demo import paint, pictures
from tests.servers import smtp
from tests.servers.smtp import Inbox


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
def painted(shared_folder: Path) -> Callable[[str], Path]:
    """Paint a demonstration picture, unless another process of these tests has."""

    def path_of(slug: str) -> Path:
        (picture,) = (one for one in pictures() if one.slug == slug)
        path = shared_folder / picture.file_name
        with (shared_folder / f"{slug}.lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            if not path.exists():
                paint(picture, path)
        return path

    return path_of


@pytest.fixture(scope="session")
def nurse(painted: Callable[[str], Path]) -> Path:
    """A JPEG of 24 megapixels from an agency: IPTC, XMP, a serial number, GPS."""
    return painted("sjukskoterska-i-radgivningssamtal")


@pytest.fixture(scope="session")
def stethoscope(painted: Callable[[str], Path]) -> Path:
    """A PNG with transparency."""
    return painted("stetoskop")


@pytest.fixture(scope="session")
def doctor(painted: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A TIFF in portrait format, with a profile."""
    path = tmp_path_factory.mktemp("doctor") / "lakare.tif"
    with Image.open(painted("portratt-av-en-lakare")) as drawn:
        drawn.save(path, compression="tiff_lzw", icc_profile=drawn.info["icc_profile"])
    return path
