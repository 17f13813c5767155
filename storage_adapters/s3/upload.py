"""Writing an object once: whole, in parts, in parts of others, or copied; `store` verifies."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, Literal, TypedDict

from botocore.exceptions import ClientError

from storage_adapters.contract import NotStored, StorageDown, UploadPart, checksum_of_parts
from storage_adapters.s3.client import get_error_code, get_http_status, translate_s3_errors
from storage_adapters.verify import verified_blocks

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef, PartTypeDef

PART = 16 << 20  # bytes that an upload holds in memory; larger objects go in parts of this size
# What a conditional write answers where the key is taken, perhaps by its own first try.
_TAKEN = {"PreconditionFailed", "ConditionalRequestConflict", "NoSuchUpload"}


class _Once(TypedDict, total=False):
    IfNoneMatch: str


class Checksum(TypedDict, total=False):
    ChecksumSHA256: str


class _Algorithm(TypedDict, total=False):
    ChecksumAlgorithm: Literal["SHA256"]


class S3Uploads:
    """Writes to one bucket. `put` and `copy` return the checksum that the server should state of
    the object, or None where the key was taken and nothing written.
    """

    def __init__(self, client: S3Client, bucket: str, *, checksums: bool) -> None:
        self._client = client
        self._bucket = bucket
        self._checksums = checksums
        self._unconditional: set[str] = set()  # requests for which it knows no If-None-Match

    def put(self, name: str, source: BinaryIO, *, sha256: str, size: int) -> str | None:
        """Raises WrongBytes, and writes nothing, where source is not the expected bytes."""
        put = self._put_parts if size > PART else self._put_whole
        try:
            with translate_s3_errors(name):
                return put(name, source, sha256=sha256, size=size)
        except NotStored as error:
            raise StorageDown(f"{name}: its parts were swept while it was written") from error

    def copy(self, source: str, name: str, *, sha256: str) -> str | None:
        """Raises NotStored where there is no source."""
        with translate_s3_errors(source):
            written = self._write(
                "copy",
                lambda once: self._client.copy_object(
                    Bucket=self._bucket,
                    Key=name,
                    CopySource={"Bucket": self._bucket, "Key": source},
                    MetadataDirective="REPLACE",
                    Metadata={"sha256": sha256},
                    **self._algorithm(),
                    **once,
                ),
            )
        return to_base64(sha256) if written else None

    def begin(self, name: str, **metadata: str) -> str:
        """Begin an upload in parts; returns its id."""
        with translate_s3_errors(name):
            return self._client.create_multipart_upload(
                Bucket=self._bucket, Key=name, Metadata=metadata, **self._algorithm()
            )["UploadId"]

    def put_part(self, name: str, upload: str, part: UploadPart, content: bytes) -> str:
        """Send one part; returns the ETag for `join`."""
        with translate_s3_errors(name):
            return self._client.upload_part(
                Bucket=self._bucket,
                Key=name,
                UploadId=upload,
                PartNumber=part.n,
                Body=content,
                **self.checksum(part.sha256),
            )["ETag"]

    def parts(self, name: str, upload: str) -> dict[int, PartTypeDef]:
        """The parts that have come, by number; NotStored where the upload is unknown or at its end.

        Of a part that came again SeaweedFS lists both, and the later counts.
        """
        pages = self._client.get_paginator("list_parts")
        with translate_s3_errors(name):
            listed = [
                part
                for page in pages.paginate(Bucket=self._bucket, Key=name, UploadId=upload)
                for part in page.get("Parts", [])
            ]
        return {
            part["PartNumber"]: part
            for part in sorted(listed, key=lambda part: part["LastModified"])
        }

    def join(
        self, name: str, upload: str, parts: Sequence[UploadPart], etags: Sequence[str]
    ) -> bool:
        """Make an object of the parts; False where the key was taken or the upload at its end."""
        completed: list[CompletedPartTypeDef] = []
        for part, etag in zip(parts, etags, strict=True):
            completed.append({"PartNumber": part.n, "ETag": etag})
            if self._checksums:
                completed[-1]["ChecksumSHA256"] = to_base64(part.sha256)
        with translate_s3_errors(name):
            return self._write(
                "join",
                lambda once: self._client.complete_multipart_upload(
                    Bucket=self._bucket,
                    Key=name,
                    UploadId=upload,
                    MultipartUpload={"Parts": completed},
                    **once,
                ),
            )

    def abort(self, name: str, upload: str) -> None:
        """Drop an upload in parts, if there is one."""
        with suppress(NotStored), translate_s3_errors(name):
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=name, UploadId=upload)

    def checksum(self, sha256: str) -> Checksum:
        """What a request says of bytes with this SHA-256; nothing to a server without checksums."""
        return {"ChecksumSHA256": to_base64(sha256)} if self._checksums else {}

    def _put_whole(self, name: str, source: BinaryIO, *, sha256: str, size: int) -> str | None:
        body = b"".join(verified_blocks(source, sha256=sha256, size=size, block=PART))
        written = self._write(
            "put",
            lambda once: self._client.put_object(
                Bucket=self._bucket,
                Key=name,
                Body=body,
                Metadata={"sha256": sha256},
                **self.checksum(sha256),
                **once,
            ),
        )
        return to_base64(sha256) if written else None

    def _put_parts(self, name: str, source: BinaryIO, *, sha256: str, size: int) -> str | None:
        """Whatever stops the upload, also what source raises, aborts it."""
        upload = self.begin(name, sha256=sha256)
        written = False
        try:
            parts: list[UploadPart] = []
            etags: list[str] = []
            for block in verified_blocks(source, sha256=sha256, size=size, block=PART):
                digest = hashlib.sha256(block).hexdigest()
                parts.append(UploadPart(len(parts) + 1, len(block), digest))
                etags.append(self.put_part(name, upload, parts[-1], block))
            written = self.join(name, upload, parts, etags)
        finally:
            if not written:
                with suppress(StorageDown):  # the first error is the one to tell; `sweep` aborts
                    self.abort(name, upload)
        return checksum_of_parts(parts) if written else None

    def _write(self, request: str, send: Callable[[_Once], object]) -> bool:
        """Send what must not overwrite; False where the key was taken."""
        try:
            send({} if request in self._unconditional else {"IfNoneMatch": "*"})
        except ClientError as error:
            if get_error_code(error) in _TAKEN:
                return False
            if get_http_status(error) != 501 or request in self._unconditional:
                raise
            self._unconditional.add(request)
            return self._write(request, send)
        return True

    def _algorithm(self) -> _Algorithm:
        return {"ChecksumAlgorithm": "SHA256"} if self._checksums else {}


def to_base64(sha256: str) -> str:
    """A digest in hex as S3's headers spell it."""
    return base64.b64encode(bytes.fromhex(sha256)).decode()
