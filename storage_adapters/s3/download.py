"""Reading a range of an object, going on where a broken answer stopped. `store` opens it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from storage_adapters.contract import StorageDown
from storage_adapters.s3.client import TRIES, get_error_code, translate_s3_errors

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from botocore.response import StreamingBody
    from mypy_boto3_s3.client import S3Client


class RangeReader(io.RawIOBase):
    """The bytes [start, end) of one object; NotStored at once, StorageDown when tries are spent.

    An object never changes under its name, so a later answer continues an earlier one.
    """

    def __init__(
        self, client: S3Client, bucket: str, name: str, start: int, end: int | None
    ) -> None:
        self._client = client
        self._bucket = bucket
        self._name = name
        self._at = start
        self._end = end
        self._tries = TRIES
        self._body = self._ask()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        while True:
            try:
                with translate_s3_errors(self._name):
                    count = self._body.readinto(buffer)  # type: ignore[arg-type]  # a stub's slip
            except StorageDown:
                self._body.close()
                self._tries -= 1
                if not self._tries:
                    raise
                self._body = self._ask()
            else:
                self._at += count
                return count

    def close(self) -> None:
        self._body.close()
        super().close()

    def _ask(self) -> StreamingBody | io.BytesIO:
        last = "" if self._end is None else self._end - 1
        with translate_s3_errors(self._name):
            try:
                return self._client.get_object(
                    Bucket=self._bucket, Key=self._name, Range=f"bytes={self._at}-{last}"
                )["Body"]
            except ClientError as error:
                if get_error_code(error) == "InvalidRange":  # it begins at or after the last byte
                    return io.BytesIO()
                raise
