"""`S3Storage`, which `open_storage` makes.

No write is believed before the stored bytes are known to have the right SHA-256: by the server's
own checksum where it keeps one (S3's is of the whole object, or of its parts' digests), else by
reading the object back. An ETag is never taken for a digest.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, BinaryIO

from boto3.session import Session
from botocore.exceptions import ClientError

from storage_adapters.contract import (
    PARTS_KEPT,
    NotStored,
    StorageDown,
    StoredObject,
    UploadLink,
    UploadPart,
    WrongBytes,
    check_key,
    checksum_of_parts,
)
from storage_adapters.s3.client import get_http_status, open_s3_client, translate_s3_errors
from storage_adapters.s3.download import RangeReader
from storage_adapters.s3.place import S3Place
from storage_adapters.s3.upload import S3Uploads, to_base64
from storage_adapters.verify import (
    BLOCK,
    ensure_all_parts,
    ensure_range,
    ensure_size,
    probe_storage,
    verified_blocks,
    verify_bytes,
)

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import MultipartUploadTypeDef


class S3Storage:
    """A `Storage` at ``place``, with credentials from boto3's own chain. Timeouts in seconds."""

    def __init__(
        self, place: S3Place, *, connect_timeout: float = 3, read_timeout: float = 10
    ) -> None:
        self._bucket = place.bucket
        self._prefix = place.prefix
        self._checksums = place.checksums == "when_supported"
        session = Session()
        limits = {"connect": connect_timeout, "read": read_timeout}
        self._client = open_s3_client(session, place, place.endpoint, **limits)
        self._public = (
            open_s3_client(session, place, place.public, **limits) if place.public else None
        )
        self._uploads = S3Uploads(self._client, place.bucket, checksums=self._checksums)

    def put(self, key: str, source: BinaryIO, *, sha256: str, size: int) -> StoredObject:
        name = self._name(key)
        with suppress(NotStored):
            return self._kept(key, sha256=sha256, size=size)
        written = self._uploads.put(name, source, sha256=sha256, size=size)
        return self._looked_at(key, written, sha256=sha256, size=size)

    @contextmanager
    def open(self, key: str, start: int = 0, end: int | None = None) -> Iterator[BinaryIO]:
        ensure_range(start, end)
        name = self._name(key)
        if start == end:  # which no Range header can say
            self.stat(key)
            yield io.BytesIO()
            return
        raw = RangeReader(self._client, self._bucket, name, start, end)
        with io.BufferedReader(raw, BLOCK) as file:
            yield file

    def stat(self, key: str) -> StoredObject:
        return self._head(key)[0]

    def delete(self, key: str) -> None:
        name = self._name(key)
        with translate_s3_errors(name):
            try:
                for version in self._versions(name):
                    self._client.delete_object(Bucket=self._bucket, Key=name, VersionId=version)
            except ClientError as error:
                if get_http_status(error) != 501:
                    raise
                self._client.delete_object(Bucket=self._bucket, Key=name)

    def keys(self, prefix: str = "") -> Iterator[StoredObject]:
        begin = self._prefix + prefix
        pages = self._client.get_paginator("list_objects_v2")
        with translate_s3_errors(begin):
            for page in pages.paginate(Bucket=self._bucket, Prefix=begin):
                for item in page.get("Contents", []):
                    key = item["Key"].removeprefix(self._prefix)
                    if key and not key.endswith("/"):  # a folder's mark, as S3 consoles make
                        yield StoredObject(key, item["Size"], item["LastModified"].astimezone(UTC))

    def copy(self, source: str, key: str, *, sha256: str, size: int) -> StoredObject:
        name = self._name(key)
        with suppress(NotStored):
            return self._kept(key, sha256=sha256, size=size)
        written = self._uploads.copy(self._name(source), name, sha256=sha256)
        return self._looked_at(key, written, sha256=sha256, size=size)

    def begin_parts(self, key: str) -> str:
        return self._uploads.begin(self._name(key))

    def part_link(
        self, key: str, parts_id: str, part: UploadPart, *, seconds: int
    ) -> UploadLink | None:
        name = self._name(key)
        if self._public is None:
            return None
        checksum = self._uploads.checksum(part.sha256)
        expires = datetime.now(UTC) + timedelta(seconds=seconds)
        with translate_s3_errors(name):
            url = self._public.generate_presigned_url(
                "upload_part",
                Params={
                    "Bucket": self._bucket,
                    "Key": name,
                    "UploadId": parts_id,
                    "PartNumber": part.n,
                    "ContentLength": part.size,
                    **checksum,
                },
                ExpiresIn=seconds,
            )
        headers = {"x-amz-checksum-sha256": checksum["ChecksumSHA256"]} if checksum else {}
        return UploadLink(url, headers, expires)

    def put_part(self, key: str, parts_id: str, part: UploadPart, source: BinaryIO) -> None:
        content = b"".join(verified_blocks(source, sha256=part.sha256, size=part.size))
        self._uploads.put_part(self._name(key), parts_id, part, content)

    def parts(self, key: str, parts_id: str) -> dict[int, int]:
        come = self._uploads.parts(self._name(key), parts_id)
        return {n: part["Size"] for n, part in come.items()}

    def join_parts(self, key: str, parts_id: str, parts: Sequence[UploadPart]) -> StoredObject:
        name = self._name(key)
        try:
            come = self._uploads.parts(name, parts_id)
            ensure_all_parts({n: part["Size"] for n, part in come.items()}, parts)
            self._uploads.join(name, parts_id, parts, [come[part.n]["ETag"] for part in parts])
        except (NotStored, WrongBytes) as error:  # joined already, or another is at it this moment
            try:
                return self._joined(key, parts)
            except NotStored:
                raise error from None
        return self._joined(key, parts)

    def drop_parts(self, key: str, parts_id: str) -> None:
        self._uploads.abort(self._name(key), parts_id)

    def sweep(self, before: datetime) -> int:
        aborted = 0
        pages = self._client.get_paginator("list_multipart_uploads")
        with translate_s3_errors(self._prefix):
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix):
                for upload in page.get("Uploads", []):
                    if self._stands_still(upload, before - PARTS_KEPT):
                        self._uploads.abort(upload["Key"], upload["UploadId"])
                        aborted += 1
        return aborted

    def check(self) -> None:
        probe_storage(self)

    def _name(self, key: str) -> str:
        return self._prefix + check_key(key)

    def _head(self, key: str) -> tuple[StoredObject, str | None]:
        """The object, and the SHA-256 checksum that a trusted server keeps of it."""
        name = self._name(key)
        with translate_s3_errors(name):
            head = self._client.head_object(Bucket=self._bucket, Key=name, ChecksumMode="ENABLED")
        stored = StoredObject(key, head["ContentLength"], head["LastModified"].astimezone(UTC))
        return stored, head.get("ChecksumSHA256") if self._checksums else None

    def _kept(
        self, key: str, *, sha256: str, size: int, checksum: str | None = None
    ) -> StoredObject:
        """The object under key, if it is these bytes; ``checksum`` too stands for them."""
        stored, head = self._head(key)
        ensure_size(stored, size)
        if head is None or head not in {checksum, to_base64(sha256)}:
            with self.open(key) as file:
                verify_bytes(file, sha256=sha256, size=size)
        return stored

    def _looked_at(self, key: str, written: str | None, *, sha256: str, size: int) -> StoredObject:
        """The object after our write, erased if wrong; ``written`` None where another was first."""
        try:
            return self._kept(key, sha256=sha256, size=size, checksum=written)
        except WrongBytes:
            if written is not None:
                self.delete(key)
            raise
        except NotStored as error:
            raise StorageDown(f"{key} is not there after it was written") from error

    def _joined(self, key: str, parts: Sequence[UploadPart]) -> StoredObject:
        """The object under key, if it is of these parts."""
        stored, head = self._head(key)
        end = sum(part.size for part in parts)
        ensure_size(stored, end)
        if head != checksum_of_parts(parts):
            for part in reversed(parts):
                start = end - part.size
                with self.open(key, start, end) as file:
                    verify_bytes(file, sha256=part.sha256, size=part.size)
                end = start
        return stored

    def _stands_still(self, upload: MultipartUploadTypeDef, since: datetime) -> bool:
        """Whether an upload was begun, and its last part came, before this moment."""
        if upload["Initiated"] >= since:
            return False
        with suppress(NotStored):  # joined a moment ago
            come = self._uploads.parts(upload["Key"], upload["UploadId"])
            return all(part["LastModified"] < since for part in come.values())
        return False

    def _versions(self, name: str) -> Iterator[str]:
        """The versions and delete markers of one object; a listing by its name begins with it."""
        pages = self._client.get_paginator("list_object_versions")
        for page in pages.paginate(Bucket=self._bucket, Prefix=name):
            versions = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            yield from (item["VersionId"] for item in versions if item["Key"] == name)
            if any(item["Key"] != name for item in versions):
                return


class S3Inbox(S3Storage):
    """A prefix under which others leave objects under names of their own."""

    def check(self) -> None:
        probe_storage(self, ".probe-")

    def _name(self, key: str) -> str:
        return self._prefix + key
