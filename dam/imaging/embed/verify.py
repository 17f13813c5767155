"""Proof of a plan: the joined file has the upload's pixels and the record's metadata alone.

Called in the sandbox at ingest, where two decodes of a hostile file can do no harm. A decoder that
is wrong in the same way twice proves nothing, nor does one that shows the upper 8 bits of 16. So
what pixels follow from is compared byte for byte: a JPEG's coded data, the chunks of a PNG of 16
bits, a TIFF's strips and fields as Pillow's reader of tags finds them, which shares nothing with
ours. That a decoder finds the same in both, in the same colours, a JPEG shows in an eighth of its
size.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from contextlib import ExitStack
from typing import BinaryIO, cast

import exiv2
from PIL import Image

from dam.errors import Refused
from dam.imaging.decoders import load_reduced, open_picture, translate_decoder_errors
from dam.imaging.embed import exif, jpeg, png, tiff, tiff_strips
from dam.imaging.embed.assemble import JoinedFile, StoredRange, join_file
from dam.imaging.embed.head import write_head
from dam.imaging.embed.layout import NoPlan, map_file
from dam.imaging.embed.plan import Plan
from dam.imaging.formats import FORMATS, JPEG, PNG, TIFF, Format
from dam.imaging.headers import read_png_bits
from dam.imaging.metadata.records import PressMetadata
from dam.imaging.tiff_file import TiffFile

exiv2.LogMsg.setLevel(exiv2.LogMsg.Level.mute)

_SAMPLE = PressMetadata(
    image_id="IN-1",
    title="Ambulans på väg",
    headline="Vård i glesbygd",
    caption="En ambulans ”på väg” & framme.\nEfteråt: 🚑",
    alt_text="En gul ambulans på en väg i snö",
    creators=("Åsa Öberg", "José Núñez"),
    credit_line="Foto: Åsa Öberg/Inera",
    copyright_notice="© Inera AB",
    usage_terms="Fri för redaktionell användning",
    web_statement="https://example.org/villkor",
    licensor_name="Inera AB",
    licensor_email="press@example.org",
    licensor_url="https://example.org/begaran",
    image_url="https://example.org/b/1",
    persons=("Eva Ek",),
    keywords=("ambulans", "vård"),
    city="Åre",
    country="Sverige",
    date_created="2026-03-14",
    digital_source_type="http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
)
_IIM_READ = [
    ("Iptc.Envelope.CharacterSet", "\x1b%G"),
    ("Iptc.Application2.RecordVersion", "4"),
    ("Iptc.Application2.ObjectName", _SAMPLE.title),
    *(("Iptc.Application2.Keywords", keyword) for keyword in _SAMPLE.keywords),
    ("Iptc.Application2.DateCreated", _SAMPLE.date_created),
    *(("Iptc.Application2.Byline", creator) for creator in _SAMPLE.creators),
    ("Iptc.Application2.City", _SAMPLE.city),
    ("Iptc.Application2.CountryName", _SAMPLE.country),
    ("Iptc.Application2.Headline", _SAMPLE.headline),
    ("Iptc.Application2.Credit", _SAMPLE.credit_line),
    ("Iptc.Application2.Copyright", _SAMPLE.copyright_notice),
    ("Iptc.Application2.Caption", _SAMPLE.caption),
]
_TIFF_OWN = {
    *tiff.KEPT,
    tiff.XMP,
    tiff.IIM,
    tiff_strips.STRIP_OFFSETS,
    tiff_strips.STRIP_COUNTS,
    tiff_strips.TILE_OFFSETS,
    tiff_strips.TILE_COUNTS,
}
_BAND = 1 << 20


def prove_plan(source: BinaryIO, plan: Plan) -> str:
    """Join a sample record to ``source`` and look at the result; NoPlan where anything is amiss.

    Returns a digest of what the picture looks like: the same for the same pixels and colours,
    whatever the file says of itself. Holds the joined file and one decoded picture at a time.
    """
    joined = join_file(plan, _SAMPLE)
    joined_bytes = _read_joined(source, joined)
    if len(joined_bytes) != joined.length or zlib.crc32(joined_bytes) != joined.crc32:
        raise NoPlan("Filen blev inte som planen sade.")
    _check_metadata(joined_bytes, plan)
    form = next(form for form in FORMATS.values() if form.plugin == plan.format)
    look = _describe_look(source, form)
    if look != _describe_look(io.BytesIO(joined_bytes), form):
        raise _make_changed_error()
    _check_coded(form, source, io.BytesIO(joined_bytes))
    return _hash_look(look)


def _check_coded(form: Format, *sources: BinaryIO) -> None:
    """Compare the coded pixels of the upload and of the joined file."""
    if form is TIFF:
        _check_strips(*sources)
    elif form is PNG:
        with map_file(sources[0]) as before, map_file(sources[1]) as after:
            # Of 8 bits the decoder has shown every one.
            if read_png_bits(before[:32]) == 16 and png.hash_coded_png(
                before
            ) != png.hash_coded_png(after):
                raise _make_changed_error()


def _check_strips(*sources: BinaryIO) -> None:
    """Compare strips or tiles and their fields in the upload and in the joined file."""
    with ExitStack() as opened:
        before, after = (opened.enter_context(open_picture(each, TIFF)) for each in sources)
        tags, joined = cast("TiffFile", before).tag_v2, cast("TiffFile", after).tag_v2
        for tag in tiff.KEPT:
            if tags.get(tag) != joined.get(tag):
                raise _make_changed_error()
        starts, sizes = tiff_strips.STRIP_OFFSETS, tiff_strips.STRIP_COUNTS
        if tiff_strips.TILE_OFFSETS in joined:
            starts, sizes = tiff_strips.TILE_OFFSETS, tiff_strips.TILE_COUNTS
        # A strip may say that it has more bytes than its pixels take.
        for at, now, size in zip(tags[starts], joined[starts], joined[sizes], strict=True):
            if _read_bytes_at(sources[0], at, size) != _read_bytes_at(sources[1], now, size):
                raise _make_changed_error()


def _read_bytes_at(source: BinaryIO, at: int, size: int) -> bytes:
    source.seek(at)
    return source.read(size)


def _make_changed_error() -> NoPlan:
    return NoPlan("Bilden blev en annan när dess uppgifter byttes ut.")


def _read_joined(source: BinaryIO, joined: JoinedFile) -> bytes:
    with map_file(source) as data:
        return b"".join(
            data[part.start : part.end] if isinstance(part, StoredRange) else part
            for part in joined.parts
        )


def _check_metadata(joined_bytes: bytes, plan: Plan) -> None:
    """Compare what exiv2 reads from the joined file with what was written."""
    head = write_head(_SAMPLE, plan.layout.display, full=True)
    written_tags = head.exif.keys() | {exif.EXIF_DIRECTORY, exif.EXIF_VERSION}
    try:
        # A packet alone is a sidecar file to exiv2.
        image, packet = (exiv2.ImageFactory.open(each) for each in (joined_bytes, head.xmp))
        image.readMetadata()
        packet.readMetadata()
        fields = {datum.tag(): datum.toString() for datum in image.exifData()}
        iim = [(datum.key(), datum.toString()) for datum in image.iptcData()]
        sound = (
            _read_xmp_texts(image.xmpData()) == _read_xmp_texts(packet.xmpData())
            and iim == (_IIM_READ if plan.format in {"JPEG", "TIFF"} else [])
            and fields.keys()
            <= (written_tags | _TIFF_OWN if plan.format == "TIFF" else written_tags)
            and fields.get(exif.DESCRIPTION) == _SAMPLE.caption
            and not image.comment()
        )
    except (exiv2.Exiv2Error, UnicodeDecodeError) as error:
        raise NoPlan("Uppgifterna i filen går inte att läsa tillbaka.") from error
    if not sound:
        raise NoPlan("Uppgifterna i filen blev andra än de som skrevs.")


def _read_xmp_texts(data: exiv2.XmpData) -> dict[str, str]:
    return {datum.key(): datum.toString() for datum in data}


def _describe_look(source: BinaryIO, form: Format) -> tuple[object, ...]:
    """All that affects the look of the first picture, its pixels as a digest."""
    source.seek(0)
    try:
        with translate_decoder_errors(form), open_picture(source, form) as picture:
            size = picture.size
            load_reduced(picture, form)
            palette = picture.palette and picture.palette.tobytes()
            hints = tuple(map(picture.info.get, ("icc_profile", "transparency")))
            hints += tuple(filter(None, [picture.info.get("encoding")]))
            look = picture.mode, size, palette, *hints, _hash_pixels(picture)
        if form is not JPEG:
            return look
        with map_file(source) as data:
            return *look, jpeg.hash_coded_jpeg(data)
    except Refused as error:
        raise NoPlan(error.sentence, **error.values) from error


def _hash_look(look: tuple[object, ...]) -> str:
    digest = hashlib.sha256()
    for part in look:
        written = part if isinstance(part, bytes) else repr(part).encode()
        digest.update(b"%d:" % len(written))
        digest.update(written)
    return digest.hexdigest()


def _hash_pixels(picture: Image.Image) -> str:
    digest = hashlib.sha256()
    width, height = picture.size
    step = max(1, _BAND // width)
    for top in range(0, height, step):
        digest.update(picture.crop((0, top, width, min(height, top + step))).tobytes())
    return digest.hexdigest()
