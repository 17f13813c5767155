"""The promise of a joined file, held for uploads of every kind and records of every sort."""

import dataclasses
import io
import warnings
import zlib

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from PIL import Image

from dam.imaging.embed.assemble import join_file
from dam.imaging.embed.verify import prove_plan
from dam.imaging.metadata.records import PressMetadata
from tests.imaging.embed.jpegs import jpegs
from tests.imaging.embed.pngs import pngs
from tests.imaging.embed.reading import planned, read
from tests.imaging.embed.records import exif_of, iim_of, records, xmp_of
from tests.imaging.embed.tiffs import tiffs
from tests.imaging.embed.uploads import CANARY, Upload
from tests.imaging.embed.webps import webps
from tests.imaging.exiftool import ExifTool, Tags

FORMATS = {"JPEG": jpegs(), "PNG": pngs(), "TIFF": tiffs(), "WEBP": webps()}
# What a joined file may tell of itself besides the record: whole groups, and single tags.
GROUPS = {
    "JFIF", "File", "System", "ExifTool", "Composite", "Adobe", "RIFF", "PNG", "PNG-pHYs",
    "ICC_Profile", "ICC-header", "ICC-chrm", "SourceFile",
}  # fmt: skip
TAGS = {
    "IFD0:Orientation", "IFD0:XResolution", "IFD0:YResolution", "IFD0:ResolutionUnit",
    "ExifIFD:ExifVersion", "ExifIFD:ColorSpace",
    "IPTC:CodedCharacterSet", "IPTC:ApplicationRecordVersion", "Photoshop:IPTCDigest",
}  # fmt: skip
TIFF_TAGS = TAGS | {
    f"IFD0:{name}"
    for name in (
        "ImageWidth", "ImageHeight", "BitsPerSample", "Compression", "PhotometricInterpretation",
        "StripOffsets", "StripByteCounts", "RowsPerStrip", "SamplesPerPixel",
        "PlanarConfiguration", "Predictor", "ColorMap", "ExtraSamples", "SampleFormat",
        "TileWidth", "TileLength", "TileOffsets", "TileByteCounts", "JPEGTables", "FillOrder",
        # what exiftool calls a single strip of JPEG
        "PreviewImage", "PreviewImageStart", "PreviewImageLength",
        "YCbCrSubSampling", "YCbCrPositioning", "ReferenceBlackWhite", "T6Options",
    )
}  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(data=st.data())
def test_joined_file(form: str, data: st.DataObject, exiftool: ExifTool) -> None:
    upload, record = data.draw(FORMATS[form]), data.draw(records())
    plan = planned(upload.data)
    prove_plan(io.BytesIO(upload.data), plan)
    joined = join_file(plan, record)
    whole = read(joined.parts, upload.data)

    assert (len(whole), zlib.crc32(whole)) == (joined.length, joined.crc32)
    _same_picture(upload, whole, form)
    assert CANARY not in whole
    _tells_the_record(exiftool.read(whole), record, form)

    for _ in range(5):
        start, end = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, len(whole)))
        assert read(joined.slice(start, end), upload.data) == whole[start:end]
    assert join_file(plan, record) == joined
    changed = dataclasses.replace(record, credit_line=f"{record.credit_line} och en till")
    assert join_file(plan, changed).etag != joined.etag


def _same_picture(upload: Upload, whole: bytes, form: str) -> None:
    with (
        warnings.catch_warnings(action="ignore"),  # of uploads with a broken index of frames
        Image.open(io.BytesIO(upload.data), formats=[form]) as before,
        Image.open(io.BytesIO(whole), formats=[form]) as after,
    ):
        assert getattr(after, "n_frames", 1) == 1
        assert after.getexif().get(0x0112, 1) == upload.orientation
        assert after.info.get("icc_profile") == upload.profile
        # Where a file names no density Pillow takes 72 from any Exif block, as Exif has it.
        assert after.info.get("dpi", (72, 72)) == before.info.get("dpi", (72, 72))
        assert after.info.get("transparency") == before.info.get("transparency")
        assert (after.mode, after.size) == (before.mode, before.size)
        assert after.tobytes() == before.tobytes()
        assert after.getpalette() == before.getpalette()


def _tells_the_record(tags: Tags, record: PressMetadata, form: str) -> None:
    expected = xmp_of(record) | exif_of(record)
    if form in {"JPEG", "TIFF"}:
        expected |= iim_of(record)
    if form == "JPEG":
        assert tags["Photoshop:IPTCDigest"] == tags["File:CurrentIPTCDigest"]
    known = TIFF_TAGS if form == "TIFF" else TAGS
    told = {
        tag: value
        for tag, value in tags.items()
        if tag.split(":")[0] not in GROUPS and tag not in known
    }
    assert told == expected
