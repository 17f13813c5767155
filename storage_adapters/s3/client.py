"""The boto3 client, shared by all threads of a process, and its errors as the contract's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from boto3.session import Session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from storage_adapters.contract import NotStored, StorageDown, StorageError, StorageFull, WrongBytes
from storage_adapters.s3.place import S3Place

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

TRIES = 3
_MISSING = {"NoSuchKey", "NoSuchUpload", "NoSuchVersion", "NotFound", "404"}
_ALTERED = {"BadDigest", "InvalidPart", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch"}
# Ceph, SeaweedFS and MinIO name a spent quota or a full disk each in their own way.
_NO_ROOM = {"QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded"}


def open_s3_client(
    session: Session, place: S3Place, origin: str | None, *, connect: float, read: float
) -> S3Client:
    """A client of ``origin``, or of AWS where it is None. Nothing is sent yet.

    ``connect`` and ``read`` are the seconds that a connection and each wait for bytes may take.
    """
    return session.client(
        "s3",
        endpoint_url=origin,
        region_name=place.region or session.region_name or "us-east-1",
        config=Config(
            signature_version="s3v4",
            connect_timeout=connect,
            read_timeout=read,
            retries={"mode": "standard", "total_max_attempts": TRIES},
            max_pool_connections=64,  # more than the threads of a process
            tcp_keepalive=True,
            request_checksum_calculation=place.checksums,
            # What is read is verified against our own digest, by whoever knows it.
            response_checksum_validation="when_required",
            s3={"addressing_style": "path" if origin else "auto"},
        ),
    )


@contextmanager
def translate_s3_errors(name: str) -> Iterator[None]:
    """Errors of boto3 as the contract's; ``name`` is the object that was asked for."""
    try:
        yield
    except ClientError as error:
        raise _translate_client_error(error, name) from error
    except BotoCoreError as error:
        raise StorageDown(f"{name}: {error}") from error


def get_error_code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def get_http_status(error: ClientError) -> int:
    return error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)


def _translate_client_error(error: ClientError, name: str) -> StorageError:
    if get_error_code(error) in _MISSING:
        return NotStored(name)
    if get_error_code(error) in _ALTERED:
        return WrongBytes(f"{name}: altered on the way: {error}")
    if get_error_code(error) in _NO_ROOM or get_http_status(error) == 507:
        return StorageFull(f"{name}: {error}")
    if get_http_status(error) == 403:
        return StorageDown(f"{name}: the store refuses our keys, or what they ask for: {error}")
    return StorageDown(f"{name}: {error}")
