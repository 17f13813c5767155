"""Downloads over HTTP: the joined file whole and in ranges, headers, names, counts."""

import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Picture
from sqlalchemy import select

from dam.database.models import Download
from dam.rights.sizes import PREVIEWS, SIZES
from dam.worker import periodic
from tests.imaging import samples
from tests.imaging.exiftool import ExifTool
from tests.support.delivered import FILE_ADDRESS, IMAGE_PAGE, ensure_whole_record, read_folder_tags

CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "tif": "image/tiff",
    "webp": "image/webp",
    # What has no plan of its own is delivered as JPEG, or as PNG where it is transparent.
    "avif": "image/jpeg",
    "heic": "image/jpeg",
    "jp2": "image/jpeg",
    "jxl": "image/jpeg",
    "alpha.avif": "image/png",
    "alpha.jp2": "image/png",
    "grey-alpha.jp2": "image/png",
    "alpha.jxl": "image/png",
    "grey-alpha.jxl": "image/png",
    "16-bit-grey-alpha.jxl": "image/png",
}
SECRETS = {
    "EXIF:SerialNumber": "SERIAL-4711-EXIF",
    "EXIF:LensSerialNumber": "LENS-4712-EXIF",
    "EXIF:OwnerName": "OWNER-4713-EXIF",
    "EXIF:UserComment": "COMMENT-4714-EXIF",
    "XMP-aux:SerialNumber": "SERIAL-4715-XMP",
    "XMP-aux:OwnerName": "OWNER-4716-XMP",
    "XMP-exifEX:LensSerialNumber": "LENS-4717-XMP",
    "XMP-xmpMM:DocumentID": "DOCUMENT-4718-XMP",
    "IPTC:SpecialInstructions": "SECRET-4719-IIM",
}
PRIVATE = re.compile("GPS|Serial|Owner|MakerNote|Thumbnail|DocumentID|UserComment")
UNWRITABLE = {"big.tif", "codestream.jp2"}


@pytest.mark.parametrize("size", ["original", "tryck", "webb", "socialt"])
def test_every_size_carries_credit_terms_and_address(room, outsider, read_back, size):
    one = room.add()
    answer = outsider.get(FILE_ADDRESS.format(one, size))
    assert answer.status_code == 200
    told = read_back(answer.data)
    assert told["XMP-photoshop:Credit"] == "Foto: Åsa Öberg/1177"
    assert told["IPTC:Credit"] == "Foto: Åsa Öberg/1177"
    assert told["XMP-xmpRights:WebStatement"].endswith("/villkor/fri-redaktionell-v1")
    assert told["XMP-plus:Licensor"][0]["LicensorEmail"] == "press@inera.se"
    assert told["XMP-plus:Licensor"][0]["LicensorURL"].endswith(f"/begaran?b={one}")
    assert told["XMP-plus:ImageSupplierImageID"] == f"IN-{one}"


def test_changed_words_are_in_the_next_download_of_each_size(room, outsider, read_back):
    one = room.add()
    before = outsider.get(FILE_ADDRESS.format(one, "original"))
    room.edit(one, credit_override="Bild: Byrån", caption="Ny bildtext från Umeå.")
    for size in ("original", "tryck", "webb", "socialt"):
        after = outsider.get(FILE_ADDRESS.format(one, size))
        assert after.headers["ETag"] != before.headers["ETag"]
        told = read_back(after.data)
        assert told["XMP-photoshop:Credit"] == told["IPTC:Credit"] == "Bild: Byrån"
        assert "Ny bildtext från Umeå." in str(told["XMP-dc:Description"])


def test_the_pixels_are_those_of_the_upload(room, outsider, tmp_path):
    data = samples.save(samples.photograph(300, 200, 7), "JPEG", quality=91)
    one = room.add(data)
    delivered = outsider.get(FILE_ADDRESS.format(one, "original")).data
    (tmp_path / "a.jpg").write_bytes(data)
    (tmp_path / "b.jpg").write_bytes(delivered)
    with Picture.open(tmp_path / "a.jpg") as a, Picture.open(tmp_path / "b.jpg") as b:
        assert a.tobytes() == b.tobytes()


def test_headers_say_name_size_kind_and_how_long(room, outsider):
    one = room.add()
    answer = outsider.get(FILE_ADDRESS.format(one, "original"))
    name = f"1177-sjukskoterska-i-radgivningssamtal_Foto-Asa-Oberg-1177_IN{one}_360x240.jpg"
    assert name in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["Content-Length"] == str(len(answer.data))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Cache-Control"] == "public, max-age=300, s-maxage=5"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_every_range_is_the_slice_of_the_whole(room, outsider, data):
    one = room.one()
    address = FILE_ADDRESS.format(one, "original")
    whole = outsider.get(address)
    size = len(whole.data)
    # Many ranges begin or end near the seam between head and stored bytes.
    near = st.integers(0, size - 1) | st.integers(0, min(size - 1, 6000))
    first = data.draw(near)
    last = data.draw(st.integers(first, size + 10))
    form = data.draw(st.sampled_from(["{0}-{1}", "{0}-", "-{2}"]))
    suffix = data.draw(st.integers(1, size + 10))
    answer = outsider.get(
        address,
        headers={
            "Range": "bytes=" + form.format(first, last, suffix),
            "If-Range": whole.headers["ETag"],
        },
    )
    expected = {
        "{0}-{1}": whole.data[first : last + 1],
        "{0}-": whole.data[first:],
        "-{2}": whole.data[-suffix:],
    }[form]
    assert answer.status_code == 206
    assert answer.data == expected
    assert answer.headers["Content-Length"] == str(len(expected))
    start = size - len(expected) if form == "-{2}" else first
    end = start + len(expected) - 1
    assert answer.headers["Content-Range"] == f"bytes {start}-{end}/{size}"


def test_conditions_and_odd_ranges(room, outsider):
    one = room.add()
    address = FILE_ADDRESS.format(one, "original")
    whole = outsider.get(address)
    tag = whole.headers["ETag"]
    for known in (tag, f"W/{tag}", f'"other", W/{tag}', "*"):
        assert outsider.get(address, headers={"If-None-Match": known}).status_code == 304
    other = outsider.get(address, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (other.status_code, other.data) == (200, whole.data)
    longer = outsider.get(address, headers={"Range": f"bytes=-{len(whole.data) + 1}"})
    assert (longer.status_code, longer.data) == (206, whole.data)
    weak = outsider.get(address, headers={"Range": "bytes=0-9", "If-Range": f"W/{tag}"})
    assert weak.status_code == 200
    beyond = outsider.get(address, headers={"Range": f"bytes={len(whole.data)}-"})
    assert beyond.status_code == 416
    assert beyond.headers["Content-Range"] == f"bytes */{len(whole.data)}"
    for odd in ("bytes=5-2", "lines=0-9", "bytes=0-1,4-5", "bytes=a-b"):
        assert outsider.get(address, headers={"Range": odd}).data == whole.data
    head = outsider.head(address, headers={"Range": "bytes=0-9"})
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.data))
    room.edit(one, caption="Annan bildtext.")
    changed = outsider.get(address, headers={"Range": "bytes=0-9", "If-Range": tag})
    assert changed.status_code == 200


def test_a_download_is_counted_once_and_without_address(room, outsider, services, clock):
    one = room.add()
    address = FILE_ADDRESS.format(one, "original")
    whole = outsider.get(address)
    outsider.head(address)
    outsider.get(address, headers={"Range": "bytes=100-199"})
    outsider.get(address, headers={"If-None-Match": whole.headers["ETag"]})
    outsider.get(address, headers={"Range": "bytes=0-99"})
    clock.forward(timedelta(minutes=1))
    periodic.fold_downloads(services)
    periodic.fold_downloads(services)
    with services.database.reading() as session:
        rows = session.scalars(select(Download)).all()
    assert [row.size for row in rows] == ["original", "original"]
    assert {row.image_id for row in rows} == {one}
    assert {f'"{row.digest}"' for row in rows} == {whole.headers["ETag"]}
    assert {"ip", "address", "visitor"} & set(Download.__table__.columns.keys()) == set()


@pytest.mark.parametrize("name", samples.ACCEPTED)
def test_every_size_of_every_format_carries_its_record_and_nothing_private(
    room, outsider, exiftool, tmp_path, name
):
    data, marked = with_secrets(exiftool, samples.accepted(name), tmp_path / name)
    assert marked or name in UNWRITABLE
    one = room.add(data, name=name, persons=("Åsa Öberg", "Bo Ek"), keywords=("vård",))
    page = outsider.get(IMAGE_PAGE.format(one)).text
    sizes = {
        size: FILE_ADDRESS.format(one, size) for size in ("original", "tryck", "webb", "socialt")
    }
    # Of a small picture the page names but one of the sizes that are alike.
    folder, plain = re.search(r'src="(/bild/[^"]+)/w\d+\.(jpg|png)"', page).groups()
    sizes |= {
        f"{size}.{end}": f"{folder}/{size}.{end}" for size in PREVIEWS for end in (plain, "webp")
    }
    assert len(sizes) >= 4 + 2 * len(PREVIEWS)
    served = tmp_path / "served"
    served.mkdir()
    for size, address in sizes.items():
        answer = outsider.get(address)
        assert answer.status_code == 200, (name, size)
        (served / size).write_bytes(answer.data)
        for secret in SECRETS.values():
            assert secret.encode() not in answer.data, (name, size, secret)
        with Picture.open(io.BytesIO(answer.data)) as picture:
            picture.load()
        if size == "original" and name != "big.tif":
            kind = CONTENT_TYPES.get(name) or CONTENT_TYPES[name.rsplit(".", 1)[1]]
            assert answer.headers["Content-Type"] == kind, name
    for size, told in read_folder_tags(exiftool, served).items():
        assert not [field for field in told if PRIVATE.search(field)], (name, size)
        if SIZES.get(size.split(".")[0], SIZES["original"]).short_head:
            ensure_short(told, one)
        else:
            ensure_whole_record(told, one)


def ensure_short(told: dict[str, object], one: int) -> None:
    assert told["IFD0:Artist"] == "Åsa Öberg"
    assert told["IFD0:Copyright"] == "© 2026 Åsa Öberg/1177"
    assert told["XMP-photoshop:Credit"] == "Foto: Åsa Öberg/1177"
    assert told["XMP-xmpRights:WebStatement"].endswith("/villkor/fri-redaktionell-v1")
    assert told["XMP-plus:Licensor"][0]["LicensorURL"].endswith(f"/begaran?b={one}")
    assert told["XMP-plus:ImageSupplierImageID"] == f"IN-{one}"


def with_secrets(exiftool: ExifTool, data: bytes, path: Path) -> tuple[bytes, bool]:
    """Return the file with owner, serial numbers and position in it, where that can be written."""
    path.write_bytes(data)
    said = [f"-{field}={value}" for field, value in SECRETS.items()]
    where = ["-GPSLatitude=63.8258", "-GPSLatitudeRef=N", "-GPSLongitude=20.2630"]
    exiftool.ask("-m", "-overwrite_original", *said, *where, str(path))
    return path.read_bytes(), SECRETS["XMP-aux:OwnerName"].encode() in path.read_bytes()
