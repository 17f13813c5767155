"""One exiftool for the run."""

from collections.abc import Iterator

import pytest

from tests.pictures.join.exiftool import ExifTool


@pytest.fixture(scope="session")
def exiftool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExifTool]:
    with ExifTool(tmp_path_factory.mktemp("exiftool")) as tool:
        yield tool
