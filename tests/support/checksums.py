"""What a browser says of a file in parts: the SHA-256 of each, and of all as S3 has it."""

import base64
import hashlib

from dam.ingest.multipart import PART_BYTES


def split_parts(data: bytes) -> list[bytes]:
    return [data[at : at + PART_BYTES] for at in range(0, len(data), PART_BYTES)]


def part_checksum(part: bytes) -> str:
    return base64.b64encode(hashlib.sha256(part).digest()).decode()


def whole_checksum(data: bytes) -> str:
    parts = split_parts(data)
    whole = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts))
    return f"{base64.b64encode(whole.digest()).decode()}-{len(parts)}"
