"""Where an S3 store is, read from its URL; `open_storage` asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, urlsplit

from storage_adapters.contract import BadKey, check_key

Checksums = Literal["when_supported", "when_required"]
_CHECKSUMS: dict[str, Checksums] = {
    "when_supported": "when_supported",
    "when_required": "when_required",
}


@dataclass(frozen=True, slots=True)
class S3Place:
    """A bucket, a prefix that is empty or ends with a slash, and how to reach them.

    ``endpoint`` and ``public`` are origins (scheme, host, port); ``public`` is the one browsers
    reach. ``checksums`` are botocore's words: `when_supported` sends a SHA-256 with each upload
    and trusts the server's answer about it; `when_required` sends none and reads each new object
    back instead, for servers that do not know S3's checksums.
    """

    bucket: str
    prefix: str = ""
    endpoint: str | None = None
    region: str | None = None
    checksums: Checksums = "when_supported"
    public: str | None = None


def read_place(url: str) -> S3Place:
    """Read ``s3://bucket/prefix?endpoint=…&region=…&checksum=…&public=…``; ValueError if wrong."""
    parts = urlsplit(url)
    options = _read_options(parts.query)
    if not parts.netloc or "@" in parts.netloc or ":" in parts.netloc or parts.fragment:
        raise ValueError("s3:// needs a bucket and takes no credentials, port or fragment")
    return S3Place(
        bucket=parts.netloc,
        prefix=_read_prefix(parts),
        endpoint=_read_origin("endpoint", options.get("endpoint")),
        region=options.get("region"),
        checksums=_read_checksums(options.get("checksum", "when_supported")),
        public=_read_origin("public", options.get("public")),
    )


def _read_options(query: str) -> dict[str, str]:
    known = {"endpoint", "region", "checksum", "public"}
    options: dict[str, str] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in known or name in options or not value:
            raise ValueError(f"“{name}={value}” is not one of {', '.join(sorted(known))}, once")
        options[name] = value
    return options


def _read_prefix(parts: SplitResult) -> str:
    prefix = parts.path.strip("/")
    try:
        return f"{check_key(prefix)}/" if prefix else ""
    except BadKey as error:
        raise ValueError(f"“{prefix}” is no prefix: a-z, 0-9, -, _, . and / only") from error


def _read_checksums(value: str) -> Checksums:
    if value not in _CHECKSUMS:
        raise ValueError(f"checksum={value} is not {' or '.join(_CHECKSUMS)}")
    return _CHECKSUMS[value]


def _read_origin(name: str, value: str | None) -> str | None:
    if value is None:
        return None
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError(f"{name}={value} is not an origin such as https://s3.example.se")
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError(f"{name}={value} holds more than scheme, host and port")
    return f"{parts.scheme}://{parts.netloc}"
