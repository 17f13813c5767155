"""The metadata that a camera and an agency leave in a file: Exif with GPS, IPTC-IIM and XMP.

`demo.paint` writes it into some of the pictures, so that it can be seen how an upload's
description is read and how its place and serial numbers stay behind. Key names are exiv2's.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import exiv2

from demo.picture import DemoPicture

exiv2.XmpParser.initialize()

_UTF8 = "\x1b%G"  # ISO 2022's escape for UTF-8, as IIM's envelope wants it


def write_metadata(picture: DemoPicture, path: Path) -> None:
    """Add the metadata to the JPEG at this path."""
    image = exiv2.ImageFactory.open(str(path))
    image.readMetadata()
    exif = exiv2.ExifData()
    for key, value in _exif(picture):
        exif[key] = value
    xmp = exiv2.XmpData()
    for key, value in _xmp(picture):
        xmp[key] = value
    iim = exiv2.IptcData()
    for key, value in _iim(picture):
        iim.add(exiv2.IptcKey(key), exiv2.StringValue(value))
    image.setExifData(exif)
    image.setXmpData(xmp)
    image.setIptcData(iim)
    image.writeMetadata()


def _exif(picture: DemoPicture) -> Iterator[tuple[str, str]]:
    taken = picture.date.replace("-", ":") + " 06:12:00"
    yield "Exif.Image.Make", "Demokameran"
    yield "Exif.Image.Model", "Demokameran 24"
    yield "Exif.Image.Artist", picture.creator
    yield "Exif.Image.ImageDescription", picture.caption
    yield "Exif.Photo.DateTimeOriginal", taken
    yield "Exif.Photo.BodySerialNumber", "DEMO-0001"
    if picture.gps:
        for name, signs, degrees in zip(
            ("Latitude", "Longitude"), ("NS", "EW"), picture.gps, strict=True
        ):
            yield f"Exif.GPSInfo.GPS{name}Ref", signs[degrees < 0]
            yield f"Exif.GPSInfo.GPS{name}", _sexagesimal(abs(degrees))


def _sexagesimal(degrees: float) -> str:
    """Degrees, minutes and hundredths of seconds as Exif's three rationals."""
    hundredths = round(degrees * 360_000)
    return f"{hundredths // 360_000}/1 {hundredths // 6_000 % 60}/1 {hundredths % 6_000}/100"


def _xmp(picture: DemoPicture) -> Iterator[tuple[str, str]]:
    yield "Xmp.dc.title", f"lang=x-default {picture.title}"
    yield "Xmp.dc.description", f"lang=x-default {picture.caption}"
    yield "Xmp.dc.creator", picture.creator
    yield "Xmp.photoshop.Headline", picture.headline or picture.title
    yield "Xmp.photoshop.City", picture.place
    yield "Xmp.photoshop.Country", "Sverige"
    yield "Xmp.photoshop.DateCreated", picture.date


def _iim(picture: DemoPicture) -> Iterator[tuple[str, str]]:
    yield "Iptc.Envelope.CharacterSet", _UTF8
    yield "Iptc.Application2.ObjectName", picture.title
    yield "Iptc.Application2.Headline", picture.headline or picture.title
    yield "Iptc.Application2.Caption", picture.caption
    yield "Iptc.Application2.Byline", picture.creator
    yield "Iptc.Application2.Credit", f"{picture.creator}/{picture.brand}"
    yield "Iptc.Application2.City", picture.place
    yield "Iptc.Application2.CountryName", "Sverige"
    for topic in (*picture.topics, "Demonstration"):
        yield "Iptc.Application2.Keywords", topic
