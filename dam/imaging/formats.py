"""The accepted formats and limits, and what a file is by its first bytes.

`sniff_format` decides the format before any decoder sees the file, so that the name of a file
never does, and what is not accepted is told from what is broken. Names only say what is offered in
a browser, and which files of a folder nobody chose: one list for page, folder and command.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dam.errors import Refused


@dataclass(frozen=True, slots=True)
class Format:
    """An accepted format; ``plugin`` is Pillow's name for it.

    ``extension`` is what we write, ``others`` are endings that such files have beside it.

    ``planned`` says whether an untouched file of the format can be joined with rights
    metadata at the door; of the others a public original is made. ``drawn`` formats have a shape
    and no pixels: logotypes. ``weight`` is how many pixels of other formats one of its pixels takes
    the memory and time of, so that only so much smaller a picture is accepted.
    """

    name: str
    extension: str
    content_type: str
    plugin: str
    planned: bool
    drawn: bool = False
    weight: int = 1
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What an upload may weigh, in bytes, and measure, in pixels."""

    max_bytes: int = 200_000_000
    max_pixels: int = 300_000_000

    def pixels_of(self, form: Format) -> int:
        """How many pixels a picture of ``form`` may have."""
        return self.max_pixels // form.weight


HEAD_BYTES = 65_536
"""How much of a file's beginning `sniff_format` wants to see: long comments stand before an SVG."""

MAX_SCANS = 100
"""Scans of a progressive JPEG, each a pass over all pixels: encoders write 10, attacks 1,000."""

MAX_PAGES = 100
"""Pages of a TIFF; only the first is shown, but the chain must be walked to its end."""

BARE_JPEG_XL = b"\xff\x0a"
"""How a JPEG XL without a container begins, in which nothing has a place but the picture."""

JPEG = Format(
    "JPEG", "jpg", "image/jpeg", "JPEG", planned=True, others=("jpeg", "jpe", "jfif", "jif")
)
PNG = Format("PNG", "png", "image/png", "PNG", planned=True)
TIFF = Format("TIFF", "tif", "image/tiff", "TIFF", planned=True, others=("tiff",))
WEBP = Format("WebP", "webp", "image/webp", "WEBP", planned=True)
AVIF = Format("AVIF", "avif", "image/avif", "AVIF", planned=False, others=("avifs",))
HEIC = Format(
    "HEIC", "heic", "image/heic", "HEIF", planned=False, others=("heif", "hif", "heics", "heifs")
)
JPEG_2000 = Format(
    "JPEG 2000",
    "jp2",
    "image/jp2",
    "JPEG2000",
    planned=False,
    others=("j2k", "jpf", "jpx", "j2c", "jpc"),
)
JPEG_XL = Format("JPEG XL", "jxl", "image/jxl", "JXL", planned=False, weight=2)
SVG = Format("SVG", "svg", "image/svg+xml", "SVG", planned=False, drawn=True)
PDF = Format("PDF", "pdf", "application/pdf", "PDF", planned=False, drawn=True)

FORMATS = {
    each.name: each for each in (JPEG, PNG, TIFF, WEBP, AVIF, HEIC, JPEG_2000, JPEG_XL, SVG, PDF)
}

ENDINGS = tuple(end for each in FORMATS.values() for end in (each.extension, *each.others))
"""What names of accepted files end with, without the point, in small letters."""

ACCEPT = ",".join(("image/*", *(f".{end}" for end in ENDINGS)))
"""What a browser offers to choose from (HTML's `accept`)."""

PASSED_OVER = (
    r"(?:^|\/)(?:"
    r"(?:\.[^.\/][^\/]*|__macosx|@eadir|\$recycle\.bin|system volume information)\/"
    r"|(?:\._[^\/]*|thumbs\.db|ehthumbs(?:_vista)?\.db|desktop\.ini|picasa\.ini|icon\r)$"
    rf"|\.(?![^\/]*\.(?:{'|'.join(ENDINGS)})$)[^.\/][^\/]*$)"
)
"""Paths of files that systems leave in folders: resource forks, what is hidden and no picture,
lists of thumbnails. Whatever the case; read alike by Python and by the page's script.
"""
_PASSED_OVER = re.compile(PASSED_OVER, re.IGNORECASE)


def is_passed_over(path: str) -> bool:
    """Whether a file of a folder is none that anybody chose; ``path`` is divided by slashes."""
    return bool(_PASSED_OVER.search(path))


_MAGIC = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),  # BigTIFF
    (b"MM\0+", TIFF),
    (b"\0\0\0\x0cjP  \r\n\x87\n", JPEG_2000),
    (b"\xff\x4f\xff\x51", JPEG_2000),  # a bare codestream
    (b"\0\0\0\x0cJXL \r\n\x87\n", JPEG_XL),
    (BARE_JPEG_XL, JPEG_XL),
    (b"%PDF-", PDF),
)
# Brands of ISO/IEC 14496-12 file type boxes, from ISO/IEC 23008-12 and the AVIF specification.
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"}

# What people send by mistake: first bytes, offset, and what the refusal calls it.
_REFUSED: tuple[tuple[bytes, int, str], ...] = (
    (b"\xc5\xd0\xd3\xc6", 0, "en EPS-fil"),
    (b"GIF8", 0, "en GIF-bild"),
    (b"8BPS", 0, "en Photoshop-fil (PSD)"),
    (b"FUJIFILMCCD-RAW", 0, "en råfil från en kamera"),
    (b"IIRO", 0, "en råfil från en kamera"),
    (b"IIU\x00", 0, "en råfil från en kamera"),
    (b"CR\x02", 8, "en råfil från en kamera"),
    (b"ftypcrx ", 4, "en råfil från en kamera"),
    (b"ftyp", 4, "en film"),
    (b"\x1aE\xdf\xa3", 0, "en film"),
    (b"AVI ", 8, "en film"),
    (b"WAVE", 8, "en ljudfil"),
    (b"ID3", 0, "en ljudfil"),
    (b"PK\x03\x04", 0, "ett zip-arkiv eller ett Office-dokument"),
    (b"Rar!", 0, "ett komprimerat arkiv"),
    (b"7z\xbc\xaf", 0, "ett komprimerat arkiv"),
    (b"\x1f\x8b", 0, "ett komprimerat arkiv"),
    (b"\xd0\xcf\x11\xe0", 0, "ett Office-dokument"),
    (b"\x00\x00\x01\x00", 0, "en ikonfil (ICO)"),
    (b"MZ", 0, "ett program"),
    (b"\x7fELF", 0, "ett program"),
    (b"BM", 0, "en BMP-bild"),
)

# Text files, recognised in lower case after a byte order mark and white space.
_REFUSED_TEXT: tuple[tuple[bytes, str], ...] = (
    (b"%pdf-", "ett PDF-dokument"),
    (b"<!doctype html", "en webbsida (HTML)"),
    (b"<html", "en webbsida (HTML)"),
    (b"<script", "en webbsida (HTML)"),
    (b"<?php", "ett skript"),
    (b"#!", "ett skript"),
    (b"push graphic-context", "en MVG-fil"),
    (b"viewbox", "en MVG-fil"),
)


def sniff_format(head: bytes) -> Format:
    """The format of a file that begins with ``head``, `HEAD_BYTES` or all of it if it is shorter.

    Refused, naming what the file is, unless it is one of `FORMATS`.
    """
    if not head:
        raise Refused("Filen är tom.")
    form = _find_accepted_format(head)
    if form:
        return form
    kind = _find_refused_kind(head)
    if kind:
        raise Refused("Filen är {kind}. Spara bilden som JPEG, PNG eller TIFF.", kind=kind)
    raise Refused(
        "Filen är ingen bild av ett slag som går att ta emot. "
        "Spara bilden som JPEG, PNG, TIFF, WebP, AVIF, HEIC, JPEG 2000 eller JPEG XL, "
        "en logotyp som SVG eller PDF."
    )


def _find_accepted_format(head: bytes) -> Format | None:
    for magic, form in _MAGIC:
        if head.startswith(magic):
            # Canon's CR2 is a TIFF with its own mark in byte 8.
            return None if form is TIFF and head[8:10] == b"CR" else form
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp":
        return _find_brand_format(head)
    return SVG if _is_svg(_normalise_text(head)) else None


def _is_svg(text: bytes) -> bool:
    """Whether a text begins as SVG does: at once, or after what programs write before it."""
    at = 0
    while not text.startswith(b"<svg", at):
        end = next((end for begin, end in _BEFORE_SVG if text.startswith(begin, at)), None)
        found = text.find(end, at) if end else -1
        if end == b">" and b"[" in text[at:found]:
            end, found = b"]>", text.find(b"]>", at)
        if end is None or found < 0:
            return False
        at = _skip_space(text, found + len(end))
    return True


def _skip_space(text: bytes, at: int) -> int:
    while text[at : at + 1].isspace():
        at += 1
    return at


# What may stand before an SVG's first element: how it begins, and ends.
_BEFORE_SVG = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!doctype svg", b">"))
_WIDE = {
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}


def _normalise_text(head: bytes) -> bytes:
    if head[:2] in _WIDE:
        head = head.decode(_WIDE[head[:2]], "ignore").lstrip("\ufeff").encode()
    return head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()


def _find_brand_format(head: bytes) -> Format | None:
    end = min(int.from_bytes(head[:4], "big"), len(head))
    # The major brand, four bytes of version, then the compatible brands.
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, end, 4))}
    if brands & _AVIF_BRANDS:
        return AVIF
    if brands & _HEIC_BRANDS:
        return HEIC
    return None


def _find_refused_kind(head: bytes) -> str | None:
    for magic, offset, kind in _REFUSED:
        if head.startswith(magic, offset):
            return kind
    text = _normalise_text(head)
    if text.startswith(b"%!"):
        return "en EPS-fil" if b"epsf" in text[:64] else "en PostScript-fil"
    for opening, kind in _REFUSED_TEXT:
        if text.startswith(opening):
            return kind
    if text.startswith(b"<?xml"):
        return "en XML-fil"
    if b"\0" not in head and head.isascii():
        return "en textfil"
    return None
