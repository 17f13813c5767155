"""What only an S3 store does: parts, versions, links for browsers, checksums."""

import io
import secrets
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from storage_adapters import open_storage
from storage_adapters.contract import PARTS_KEPT, Storage, UploadLink, WrongBytes
from storage_adapters.s3.place import read_place
from storage_adapters.s3.store import S3Storage
from tests.servers.seaweed import Seaweed
from tests.storage.content import LARGE, get, keys, leftovers, part_of, put, sha256

KEY = "originals/ab/cd/abcd.jpg"
HOUR = timedelta(hours=1)


@pytest.fixture
def storage(s3: Storage) -> Storage:
    return s3


def name_in_bucket(url: str, key: str = KEY) -> dict[str, str]:
    place = read_place(url)
    return {"Bucket": place.bucket, "Key": place.prefix + key}


@pytest.mark.parametrize("size", [1000, LARGE])
def test_the_digest_is_kept_with_the_object(storage, s3_url, seaweed: Seaweed, size: int):
    content = secrets.token_bytes(size)
    put(storage, KEY, content)

    kept = seaweed.client().head_object(**name_in_bucket(s3_url), ChecksumMode="ENABLED")
    assert kept["Metadata"] == {"sha256": sha256(content)}
    assert kept["ChecksumSHA256"].endswith("-2" if size == LARGE else "=")


@pytest.mark.parametrize("size", [1000, LARGE])
def test_a_server_without_checksums_is_read_back(seaweed: Seaweed, size: int):
    url = seaweed.url(checksum="when_required")
    storage = open_storage(url)
    content = secrets.token_bytes(size)
    put(storage, KEY, content)

    kept = seaweed.client().head_object(**name_in_bucket(url), ChecksumMode="ENABLED")
    assert "ChecksumSHA256" not in kept
    assert get(storage, KEY) == content


@pytest.mark.parametrize("size", [1000, LARGE])
def test_an_object_that_others_wrote_is_read_before_it_is_believed(
    storage, s3_url, seaweed: Seaweed, size: int
):
    content = secrets.token_bytes(size)
    claims = {"Metadata": {"sha256": sha256(content)}}
    seaweed.client().put_object(**name_in_bucket(s3_url), Body=bytes(size), **claims)

    with pytest.raises(WrongBytes):
        put(storage, KEY, content)
    put(storage, KEY, bytes(size))


def test_a_sweep_aborts_what_was_never_finished(storage, s3_url, seaweed: Seaweed):
    client = seaweed.client()
    neighbour = seaweed.url()
    for url in (s3_url, neighbour):
        upload = client.create_multipart_upload(**name_in_bucket(url))["UploadId"]
        client.upload_part(
            **name_in_bucket(url), UploadId=upload, PartNumber=1, Body=bytes(5 << 20)
        )

    now = datetime.now(UTC)
    assert not [*storage.keys()]
    assert storage.sweep(now + PARTS_KEPT - HOUR) == 0
    assert storage.sweep(now + PARTS_KEPT + HOUR) == 1
    assert storage.sweep(now + PARTS_KEPT + HOUR) == 0
    assert leftovers(open_storage(neighbour)) == 1


def test_a_delete_erases_every_version(seaweed: Seaweed):
    client = seaweed.client()
    bucket = f"versions-{secrets.token_hex(4)}"
    client.create_bucket(Bucket=bucket)
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    url = seaweed.url(bucket)
    storage = open_storage(url)
    beside = name_in_bucket(url, f"{KEY}.2")
    client.put_object(**beside, Body=b"beside")
    for version in range(3):
        client.put_object(**name_in_bucket(url), Body=b"%d" % version)
    client.delete_object(**name_in_bucket(url))

    storage.delete(KEY)

    found = client.list_object_versions(Bucket=bucket)
    assert [version["Key"] for version in found["Versions"]] == [beside["Key"]]
    assert "DeleteMarkers" not in found
    put(storage, KEY, b"the key is free")
    storage.delete(KEY)
    assert len(client.list_object_versions(Bucket=bucket)["Versions"]) == 1


def send(url: str, body: bytes, headers: dict[str, str]) -> int:
    request = urllib.request.Request(url, data=body, method="PUT", headers=headers)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def link_for(storage: Storage, content: bytes, *, seconds: int = 60) -> tuple[str, UploadLink]:
    """The id of an object of one part, and where that goes."""
    parts_id = storage.begin_parts(KEY)
    return parts_id, storage.part_link(KEY, parts_id, part_of(1, content), seconds=seconds)


def test_a_link_takes_the_right_bytes_of_its_part(seaweed: Seaweed):
    storage = open_storage(seaweed.url(public=seaweed.endpoint))
    content = secrets.token_bytes(1000)
    parts_id, link = link_for(storage, content)

    assert timedelta() < link.expires - datetime.now(UTC) <= timedelta(seconds=60)
    assert send(link.url, bytes(1000), link.headers) == 400
    assert send(link.url, content + b"x", link.headers) == 403
    assert send(link.url, content[:-1], link.headers) == 403
    assert send(link.url, content, {}) == 403
    assert send(link.url.replace("partNumber=1", "partNumber=2"), content, link.headers) == 403
    assert storage.parts(KEY, parts_id) == {}

    assert send(link.url, content, link.headers) == 200
    assert send(link.url, content, link.headers) == 200
    storage.join_parts(KEY, parts_id, [part_of(1, content)])
    assert get(storage, KEY) == content
    assert send(link.url, content, link.headers) == 404


def test_a_link_to_a_server_without_checksums_sends_none(seaweed: Seaweed):
    storage = open_storage(seaweed.url(public=seaweed.endpoint, checksum="when_required"))
    parts_id, link = link_for(storage, b"bytes")

    assert link.headers == {}
    assert send(link.url, b"bytes", {}) == 200
    assert storage.parts(KEY, parts_id) == {1: 5}


def test_a_link_is_of_the_public_origin(seaweed: Seaweed):
    _, link = link_for(open_storage(seaweed.url(public="https://bilder.example.se")), b"1")

    assert urlsplit(link.url)[:2] == ("https", "bilder.example.se")


def test_a_link_ends(seaweed: Seaweed):
    _, link = link_for(open_storage(seaweed.url(public=seaweed.endpoint)), b"1", seconds=0)

    assert send(link.url, b"1", link.headers) in {400, 403}


def test_an_upload_is_found_again_in_another_process(seaweed: Seaweed):
    url = seaweed.url()
    parts_id = open_storage(url).begin_parts(KEY)
    part = part_of(1, b"bytes")
    open_storage(url).put_part(KEY, parts_id, part, io.BytesIO(b"bytes"))

    assert open_storage(url).join_parts(KEY, parts_id, [part]).size == 5


def test_parts_on_a_server_without_checksums_are_read_back(seaweed: Seaweed):
    storage = open_storage(seaweed.url(checksum="when_required"))
    parts = [part_of(1, bytes(5 << 20)), part_of(2, b"bytes")]
    parts_id = storage.begin_parts(KEY)
    storage.put_part(KEY, parts_id, parts[0], io.BytesIO(bytes(5 << 20)))
    storage.put_part(KEY, parts_id, parts[1], io.BytesIO(b"bytes"))

    with pytest.raises(WrongBytes):
        storage.join_parts(KEY, parts_id, [parts[0], part_of(2, b"other")])
    assert storage.join_parts(KEY, parts_id, parts).size == (5 << 20) + 5


def test_requests_are_bounded(s3_url: str):
    config = S3Storage(read_place(s3_url))._client.meta.config

    assert (config.connect_timeout, config.read_timeout) == (3, 10)
    assert config.retries == {"mode": "standard", "total_max_attempts": 3}


def test_one_connection_serves_many_reads(s3_url: str):
    storage = S3Storage(read_place(s3_url))
    put(storage, KEY, secrets.token_bytes(100_000))
    for start in range(10):
        with storage.open(KEY, start, 50_000) as file:
            assert len(file.read(50_000 - start)) == 50_000 - start

    pools = storage._client._endpoint.http_session._manager.pools
    assert [pools[key].num_connections for key in pools.keys()] == [1]  # noqa: SIM118 — no mapping


def test_marks_of_folders_are_no_objects(storage, s3_url, seaweed: Seaweed):
    for mark in ("", "originals/"):
        seaweed.client().put_object(**name_in_bucket(s3_url, mark), Body=b"")
    put(storage, KEY, b"bytes")

    assert keys(storage) == [KEY]


def test_a_store_may_be_the_whole_bucket(seaweed: Seaweed):
    bucket = f"whole-{secrets.token_hex(4)}"
    seaweed.client().create_bucket(Bucket=bucket)
    storage = open_storage(f"s3://{bucket}?endpoint={seaweed.endpoint}")
    put(storage, KEY, b"bytes")

    assert keys(storage) == [KEY]
    assert seaweed.client().get_object(Bucket=bucket, Key=KEY)["Body"].read() == b"bytes"
