"""Joined files over HTTP: ranges across the seam, If-Range, strong ETags, cache headers, sendfile.

Views hand a `OutgoingFile` that the gate has allowed; nothing here decides who may have it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

from flask import Request, Response

from dam.delivery.files import OutgoingFile
from dam.delivery.stream import stream_blocks
from dam.imaging.embed.assemble import StoredRange
from dam.web.file_names import build_content_disposition
from storage_adapters.contract import Storage, StorageError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

BROWSER_SECONDS = 300
SHARED_SECONDS = 5
SANDBOXED = "default-src 'none'; sandbox"


class JoinedResponse(Response):
    """Streams parts; where the server can, the tail goes from disk to socket by sendfile."""

    parts: tuple[bytes | StoredRange, ...] = ()
    key: str = ""
    storage: Storage

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        wrapper = environ.get("wsgi.file_wrapper")
        if (
            wrapper is None
            or environ["REQUEST_METHOD"] == "HEAD"
            or (tail := self._open_tail()) is None
        ):
            return super().__call__(environ, start_response)
        write = start_response(self.status, self.get_wsgi_headers(environ).to_wsgi_list())
        for block in stream_blocks(self.parts[:-1], self.storage, self.key):
            write(block)
        sent: Iterable[bytes] = wrapper(tail, 1 << 20)  # which closes it
        return sent

    def _open_tail(self) -> BinaryIO | None:
        """The last part, if it is the end of a real file: sendfile knows no other end."""
        tail = self.parts[-1] if self.parts else None
        if isinstance(tail, StoredRange):
            with (
                suppress(StorageError, OSError),
                self.storage.open(self.key, tail.start, tail.end) as file,
            ):
                if os.fstat(file.fileno()).st_size == tail.end:
                    return os.fdopen(os.dup(file.fileno()), "rb")
        return None


def respond_with_file(
    request: Request,
    leaving: OutgoingFile,
    storage: Storage,
    *,
    cache_control: str,
    attachment: bool = True,
) -> Response:
    """Answer a GET or HEAD for a file: 200, 206, 304 or 416."""
    joined = leaving.joined
    headers = _file_headers(leaving, cache_control, attachment=attachment)
    if request.if_none_match.contains_weak(joined.etag):
        headers.pop("Content-Type")
        return Response(status=304, headers=headers)
    start, end, status = _read_range(request, joined.length, joined.etag)
    if status == 416:
        return Response(
            status=416, headers={**headers, "Content-Range": f"bytes */{joined.length}"}
        )
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{joined.length}"
    headers["Content-Length"] = str(end - start)
    parts = joined.parts if status == 200 else joined.slice(start, end)
    sent = () if request.method == "HEAD" else parts
    body = stream_blocks(sent, storage, leaving.key)
    response = JoinedResponse(body, status=status, headers=headers, direct_passthrough=True)
    response.parts, response.key, response.storage = tuple(parts), leaving.key, storage
    return response


def begins_download(request: Request) -> bool:
    """Whether this request counts as a download: a GET that asks for the file from byte 0."""
    if request.method != "GET":
        return False
    header = request.range
    return header is None or not header.ranges or header.ranges[0][0] == 0


def public_cache(boundary: datetime | None, now: datetime) -> str:
    """Return Cache-Control for what the gate allows until ``boundary``, never past it."""
    left = (boundary - now) // timedelta(seconds=1) if boundary else BROWSER_SECONDS
    browser, shared = min(BROWSER_SECONDS, left), min(SHARED_SECONDS, left)
    return f"public, max-age={browser}, s-maxage={shared}"


def _file_headers(leaving: OutgoingFile, cache_control: str, *, attachment: bool) -> dict[str, Any]:
    return {
        "Content-Type": leaving.joined.content_type,
        "Content-Disposition": build_content_disposition(leaving.file_name, attachment=attachment),
        "ETag": f'"{leaving.joined.etag}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": cache_control,
        "Content-Security-Policy": SANDBOXED,
        "X-Content-Type-Options": "nosniff",
    }


def _read_range(request: Request, length: int, etag: str) -> tuple[int, int, int]:
    """Return (start, end, status) of what is asked for; several ranges get the whole file."""
    header = request.range
    whole = (0, length, 200)
    if header is None or header.units != "bytes" or len(header.ranges) != 1:
        return whole
    if_range = request.headers.get("If-Range")
    if if_range is not None and if_range.strip() != f'"{etag}"':
        return whole
    first, end = header.ranges[0]
    if first < 0:
        # A suffix longer than the file is the whole of it (RFC 9110, 14.1.2).
        return max(0, length + first), length, 206
    if first >= length:
        return 0, 0, 416
    return first, min(length, end or length), 206
