"""One empty store of each kind."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from storage_adapters import open_storage
from storage_adapters.contract import Storage
from storage_adapters.s3.place import read_place
from storage_adapters.s3.store import S3Storage
from tests.servers.proxy import Proxy, proxied
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


@pytest.fixture
def proxy(seaweed: Seaweed) -> Iterator[Proxy]:
    with proxied(seaweed.endpoint) as proxy:
        yield proxy


@pytest.fixture
def broken_url(s3_url: str, proxy: Proxy) -> str:
    return f"{s3_url.partition('?')[0]}?{urlencode({'endpoint': proxy.endpoint})}"


@pytest.fixture
def broken(broken_url: str) -> Iterator[S3Storage]:
    """The store of ``storage`` by way of the proxy."""
    storage = S3Storage(read_place(broken_url))
    yield storage
    storage._client.close()
