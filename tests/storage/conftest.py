"""One empty store of each kind."""

from pathlib import Path

import pytest

from storage_adapters import open_storage
from storage_adapters.contract import Storage
from tests.servers.seaweed import Seaweed
from tests.storage.content import leftovers


@pytest.fixture(scope="session")
def one_s3(seaweed: Seaweed) -> tuple[str, Storage]:
    """Shared and emptied, since to load boto3's description of S3 takes longer than most tests."""
    url = seaweed.url()
    return url, open_storage(url)


@pytest.fixture
def s3_url(one_s3: tuple[str, Storage]) -> str:
    """The address of ``s3``."""
    url, storage = one_s3
    for stored in storage.keys(""):
        storage.delete(stored.key)
    leftovers(storage)
    return url


@pytest.fixture
def s3(one_s3: tuple[str, Storage], s3_url: str) -> Storage:  # noqa: ARG001 — it is what empties
    return one_s3[1]


@pytest.fixture(params=["memory", "folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "memory":
        return open_storage("memory:")
    if request.param == "folder":
        return open_storage(f"file:{tmp_path / 'store'}")
    return request.getfixturevalue("s3")
