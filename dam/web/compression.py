"""Compression: built files as the build prepared them, pages and documents on the way.

Press images, parts of files and streamed answers go as they are.
"""

from __future__ import annotations

import gzip
import io
import mimetypes
import secrets
from pathlib import Path

from flask import Flask, Response, request, send_from_directory
from werkzeug.security import safe_join

from dam.web.template_filters import BUILT

LEAST_BYTES = 500
"""What is shorter fits into one packet as it is."""
MOST_PADDING = 100
LEVEL = 6
ENDINGS = {"br": ".br", "gzip": ".gz"}
"""What the build writes beside each file, smallest first."""
COMPRESSIBLE = {
    "application/atom+xml",
    "application/json",
    "application/xml",
    "text/csv",
    "text/html",
    "text/plain",
    "text/xml",
}


def register_compression(app: Flask) -> None:
    """Is registered first, so that its turn comes when the answer is finished."""
    app.add_url_rule("/static/<path:filename>", "static", _send_built_file)
    app.after_request(_compress_answer)


def takes(encoding: str) -> bool:
    """Whether the reader takes a content encoding: "gzip" or "br"."""
    return bool(request.accept_encodings[encoding] > 0)


def _send_built_file(filename: str) -> Response:
    """Answer with a built file, in the smallest form that the reader takes and the build made.

    Each form has an ETag of its own, and ranges are of the form that is sent.
    """
    encoding = next((name for name in ENDINGS if takes(name) and _is_built(filename, name)), None)
    response = send_from_directory(
        BUILT,
        filename + ENDINGS[encoding] if encoding else filename,
        mimetype=mimetypes.guess_type(filename)[0],
    )
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    return response


def _is_built(filename: str, encoding: str) -> bool:
    path = safe_join(str(BUILT), filename + ENDINGS[encoding])
    return path is not None and Path(path).is_file()


def _compress_answer(response: Response) -> Response:
    """Compress a finished page or document; its ETag then speaks of what it says, not of bytes."""
    headers = response.headers
    if response.mimetype not in COMPRESSIBLE or "Content-Encoding" in headers:
        return response
    response.vary.add("Accept-Encoding")
    etag, weak = response.get_etag()
    if etag and not weak and request.method in {"GET", "HEAD"}:
        response.set_etag(etag, weak=True)
    if response.direct_passthrough or response.is_streamed or not takes("gzip"):
        return response
    body = response.get_data()
    if len(body) >= LEAST_BYTES and response.status_code != 206:
        response.set_data(_compress_with_padding(body))
        headers["Content-Encoding"] = "gzip"
    return response


def _compress_with_padding(body: bytes) -> bytes:
    """Compress a page that was made for one reader.

    A name of random length in gzip's head hides from who measures its length what the page repeats
    of an address beside a secret (BREACH).
    """
    out = io.BytesIO()
    padding = "a" * secrets.randbelow(MOST_PADDING + 1)
    with gzip.GzipFile(padding, "wb", LEVEL, out, mtime=0) as file:
        file.write(body)
    return out.getvalue()
