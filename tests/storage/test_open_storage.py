"""Which store a URL names, and what is said of a wrong one."""

import subprocess
import sys
from pathlib import Path

import pytest

from storage_adapters import open_storage
from storage_adapters.s3.place import S3Place, read_place
from tests.storage.content import get, put

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "url", ["file:var/a%20store", "file:./var/a store", "file://{here}/var/a%20store"]
)
def test_a_folder(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    storage = open_storage(url.format(here=tmp_path))
    monkeypatch.chdir("/")

    put(storage, "derived/a", b"bytes")

    assert (tmp_path / "var" / "a store" / "derived" / "a").read_bytes() == b"bytes"


def test_each_memory_is_its_own():
    storage = open_storage("memory:")
    put(storage, "derived/a", b"bytes")

    assert get(storage, "derived/a") == b"bytes"
    assert not [*open_storage("memory:").keys()]


def test_places_in_s3():
    assert read_place("s3://bilder") == S3Place("bilder")
    assert read_place(
        "s3://bilder/press/bank/?endpoint=http://10.0.0.1:9000/&region=eu-north-1"
        "&checksum=when_required&public=https://s3.example.se"
    ) == S3Place(
        bucket="bilder",
        prefix="press/bank/",
        endpoint="http://10.0.0.1:9000",
        region="eu-north-1",
        checksums="when_required",
        public="https://s3.example.se",
    )


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "a store is file:folder, s3://bucket/prefix or memory:"),
        ("var/store", "a store is file:folder"),
        ("ftp://host/store", "a store is file:folder"),
        ("memory:shared", "a store is file:folder"),
        ("file:", "needs a folder"),
        ("file:///", "needs a folder"),
        ("file://host/store", "needs a folder"),
        ("file:var/store?sync=no", "needs a folder"),
        ("s3:bucket", "needs a bucket"),
        ("s3:///prefix", "needs a bucket"),
        ("s3://key:secret@bucket", "takes no credentials"),
        ("s3://bucket:9000", "takes no credentials, port"),
        ("s3://bucket#a", "takes no credentials, port or fragment"),
        ("s3://bucket/Prefix", "“Prefix” is no prefix"),
        ("s3://bucket/a/../b", "“a/../b” is no prefix"),
        ("s3://bucket?endpiont=http://a", "“endpiont=http://a” is not one of"),
        ("s3://bucket?region=a&region=b", "“region=b” is not one of"),
        ("s3://bucket?region=", "“region=” is not one of"),
        ("s3://bucket?endpoint=minio:9000", "endpoint=minio:9000 is not an origin"),
        ("s3://bucket?endpoint=http://", "endpoint=http:// is not an origin"),
        ("s3://bucket?public=https://a/b", "public=https://a/b is not an origin"),
        ("s3://bucket?public=https://k:s@a", "holds more than scheme, host and port"),
        ("s3://bucket?checksum=off", "checksum=off is not when_supported or when_required"),
    ],
)
def test_a_wrong_url_is_told_why(url: str, sentence: str):
    with pytest.raises(ValueError, match=r"^[^\n]+$") as told:
        open_storage(url)
    assert sentence in str(told.value)


def test_a_folder_does_not_load_boto3():
    code = """
import sys, storage_adapters
storage_adapters.open_storage("file:x")
print("boto3" in sys.modules)
"""
    told = subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, capture_output=True)

    assert told.stdout == b"False\n"
