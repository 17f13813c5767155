"""One empty store of each kind."""

from pathlib import Path

import pytest

from storage_adapters import open_storage
from storage_adapters.contract import Storage
from tests.servers.seaweed import s3_url, seaweed

__all__ = ["s3_url", "seaweed", "storage"]


@pytest.fixture(params=["memory", "folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "memory":
        return open_storage("memory:")
    if request.param == "folder":
        return open_storage(f"file:{tmp_path / 'store'}")
    return open_storage(request.getfixturevalue("s3_url"))
