"""Writing an object once: whole, or in parts above 16 MiB. `store` verifies what was written."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, Literal, TypedDict

from botocore.exceptions import ClientError

from storage_adapters.contract import NotStored, StorageDown
from storage_adapters.s3.client import code, status, translated
from storage_adapters.verify import verified_blocks

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

PART = 16 << 20  # bytes that an upload holds in memory; larger objects go in parts of this size
# What a conditional write answers where the key is taken, perhaps by its own first try.
_TAKEN = {"PreconditionFailed", "ConditionalRequestConflict", "NoSuchUpload"}


class _Once(TypedDict, total=False):
    IfNoneMatch: str


class _Checksum(TypedDict, total=False):
    ChecksumSHA256: str


class _Algorithm(TypedDict, total=False):
    ChecksumAlgorithm: Literal["SHA256"]


class Uploads:
    """Writes to one bucket. Both kinds return the checksum that the server should state of the
    object, or None where the key was taken and nothing written.
    """

    def __init__(self, client: S3Client, bucket: str, *, checksums: bool) -> None:
        self._client = client
        self._bucket = bucket
        self._checksums = checksums
        self._conditional = True  # until the server says that it does not know If-None-Match

    def put(self, name: str, source: BinaryIO, *, sha256: str, size: int) -> str | None:
        """Raises WrongBytes, and writes nothing, where source is not the expected bytes."""
        put = self._put_parts if size > PART else self._put_whole
        with translated(name):
            return put(name, source, sha256=sha256, size=size)

    def abort(self, name: str, upload: str) -> None:
        with suppress(NotStored), translated(name):
            self._client.abort_multipart_upload(Bucket=self._bucket, Key=name, UploadId=upload)

    def _put_whole(self, name: str, source: BinaryIO, *, sha256: str, size: int) -> str | None:
        body = b"".join(verified_blocks(source, sha256=sha256, size=size, block=PART))
        digest = bytes.fromhex(sha256)
        written = self._write(
            lambda once: self._client.put_object(
                Bucket=self._bucket,
                Key=name,
                Body=body,
                Metadata={"sha256": sha256},
                **self._checksum(digest),
                **once,
            )
        )
        return to_base64(digest) if written else None

    def _put_parts(self, name: str, source: BinaryIO, *, sha256: str, size: int) -> str | None:
        """Whatever stops the upload, also what source raises, aborts it."""
        algorithm: _Algorithm = {"ChecksumAlgorithm": "SHA256"} if self._checksums else {}
        upload = self._client.create_multipart_upload(
            Bucket=self._bucket,
            Key=name,
            Metadata={"sha256": sha256},
            **algorithm,
        )["UploadId"]
        written = False
        try:
            digests = hashlib.sha256()
            parts: list[CompletedPartTypeDef] = []
            for block in verified_blocks(source, sha256=sha256, size=size, block=PART):
                digest = hashlib.sha256(block).digest()
                digests.update(digest)
                parts.append(self._put_part(name, upload, len(parts) + 1, block, digest))
            written = self._write(
                lambda once: self._client.complete_multipart_upload(
                    Bucket=self._bucket,
                    Key=name,
                    UploadId=upload,
                    MultipartUpload={"Parts": parts},
                    **once,
                )
            )
        finally:
            if not written:
                with suppress(StorageDown):  # the first error is the one to tell; `sweep` aborts
                    self.abort(name, upload)
        return f"{to_base64(digests.digest())}-{len(parts)}" if written else None

    def _put_part(
        self, name: str, upload: str, number: int, block: bytes, digest: bytes
    ) -> CompletedPartTypeDef:
        answer = self._client.upload_part(
            Bucket=self._bucket,
            Key=name,
            UploadId=upload,
            PartNumber=number,
            Body=block,
            **self._checksum(digest),
        )
        part: CompletedPartTypeDef = {"PartNumber": number, "ETag": answer["ETag"]}
        if self._checksums:
            part["ChecksumSHA256"] = to_base64(digest)
        return part

    def _write(self, send: Callable[[_Once], object]) -> bool:
        """Send what must not overwrite; False where the key was taken."""
        try:
            send({"IfNoneMatch": "*"} if self._conditional else {})
        except ClientError as error:
            if code(error) in _TAKEN:
                return False
            if status(error) != 501 or not self._conditional:
                raise
            self._conditional = False
            return self._write(send)
        return True

    def _checksum(self, digest: bytes) -> _Checksum:
        return {"ChecksumSHA256": to_base64(digest)} if self._checksums else {}


def to_base64(digest: bytes) -> str:
    """A digest as S3's headers spell it."""
    return base64.b64encode(digest).decode()
