"""What a picture is, from its header; and what is refused before any pixel is decoded."""

import io
import json
import os
import stat
import struct

import pytest
from PIL import ImageFile

from dam.errors import Refused
from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import PictureFacts, inspect_picture, verify_picture
from tests.imaging import hostile, packets
from tests.imaging.samples import ACCEPTED, HEIGHT, WIDTH, accepted, quadrants, save

FACTS = {
    "progressive.jpg": {"progressive": True},
    "cmyk.jpg": {"mode": "CMYK", "colour": "CMYK"},
    "grey.jpg": {"mode": "L", "colour": "Gray"},
    "mpo.jpg": {"frames": 2},
    "16-bit.png": {"bits": 16},
    "16-bit-alpha.png": {"bits": 16, "has_alpha": True, "mode": "RGBA"},
    "16-bit-grey.png": {"bits": 16, "colour": "Gray", "mode": "I;16"},
    "palette.png": {"mode": "P", "bits": 2},
    "palette-transparent.png": {"mode": "P", "bits": 4, "has_alpha": True},
    "alpha.png": {"mode": "RGBA", "has_alpha": True},
    "grey-alpha.png": {"mode": "LA", "colour": "Gray", "has_alpha": True},
    "bilevel.png": {"mode": "1", "bits": 1, "colour": "Gray"},
    "interlaced.png": {"progressive": True},
    "cmyk.tif": {"mode": "CMYK", "colour": "CMYK"},
    "lab.tif": {"mode": "LAB", "colour": "Lab"},
    "16-bit.tif": {"bits": 16},
    "16-bit-big-endian.tif": {"bits": 16},
    "16-bit-deflate.tif": {"bits": 16},
    "16-bit-grey.tif": {"bits": 16, "colour": "Gray", "mode": "I;16"},
    "16-bit-grey-big-endian.tif": {"bits": 16, "colour": "Gray", "mode": "I;16B"},
    "pages.tif": {"frames": 2},
    "lossless-alpha.webp": {"mode": "RGBA", "has_alpha": True},
    "alpha.avif": {"mode": "RGBA", "has_alpha": True},
    "cmyk.jp2": {"mode": "CMYK", "colour": "CMYK"},
    "alpha.jp2": {"mode": "RGBA", "has_alpha": True},
    "grey-alpha.jp2": {"mode": "LA", "colour": "Gray", "has_alpha": True},
    "16-bit-grey.jp2": {"bits": 16, "colour": "Gray", "mode": "I;16"},
    "grey.jxl": {"mode": "L", "colour": "Gray"},
    "alpha.jxl": {"mode": "RGBA", "has_alpha": True},
    "grey-alpha.jxl": {"mode": "LA", "colour": "Gray", "has_alpha": True},
    "16-bit.jxl": {"bits": 16},
    "16-bit-grey.jxl": {"bits": 16, "colour": "Gray", "mode": "L"},
    "16-bit-grey-alpha.jxl": {"bits": 16, "colour": "Gray", "mode": "LA", "has_alpha": True},
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_facts_of_each_accepted_kind(name, put):
    path = put(accepted(name))
    usual = {
        "bytes": len(accepted(name)),
        "width": WIDTH,
        "height": HEIGHT,
        "upright_width": WIDTH,
        "upright_height": HEIGHT,
        "orientation": 1,
        "mode": "RGB",
        "bits": 8,
        "colour": "RGB",
        "has_alpha": False,
        "frames": 1,
        "progressive": False,
        "icc": None,
        "icc_bytes": 0,
    }

    facts = inspect_picture(path, UploadLimits())

    assert {key: getattr(facts, key) for key in usual} == usual | FACTS.get(name, {})
    verify_picture(path, facts)


def test_facts_go_through_json():
    facts = inspect_picture(io.BytesIO(accepted("baseline.jpg")), UploadLimits())

    assert PictureFacts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "WEBP", "AVIF"])
def test_a_picture_on_its_side_measures_upright_otherwise_than_stored(form):
    facts = inspect_picture(
        io.BytesIO(save(quadrants(), form, exif=packets.exif(6))), UploadLimits()
    )

    assert facts.orientation == 6
    assert facts.size == (WIDTH, HEIGHT)
    assert facts.upright == (HEIGHT, WIDTH)


def test_profile_and_resolution_are_told():
    jpeg = save(quadrants(), "JPEG", icc_profile=packets.adobe_rgb(), dpi=(300, 300))

    facts = inspect_picture(io.BytesIO(jpeg), UploadLimits())

    assert (facts.icc, facts.icc_bytes) == ("Vid RGB", len(packets.adobe_rgb()))
    assert facts.dpi == 300


def test_the_header_is_enough(monkeypatch):
    def load(_picture):
        pytest.fail("a pixel was decoded")

    monkeypatch.setattr(ImageFile.ImageFile, "load", load)
    for name in ACCEPTED:
        inspect_picture(io.BytesIO(accepted(name)), UploadLimits())


def refusal(data: bytes, limits: UploadLimits | None = None) -> str:
    with pytest.raises(Refused) as refused:
        inspect_picture(io.BytesIO(data), limits or UploadLimits())
    return str(refused.value)


def test_an_empty_file():
    assert refusal(b"") == "Filen är tom."


def test_too_many_bytes():
    sentence = refusal(accepted("rgb.tif") + bytes(2_000_000), UploadLimits(max_bytes=2_000_000))

    assert sentence == "Filen är 2,1 MB och får vara högst 2 MB."


@pytest.mark.parametrize(
    "bomb",
    [hostile.png_bomb, hostile.tiff_bomb, hostile.webp_bomb, hostile.jp2_bomb, hostile.jxl_bomb],
)
def test_too_many_pixels(bomb):
    side = 65_536 if bomb is not hostile.webp_bomb else 60_000
    sentence = refusal(bomb(side, side))

    assert sentence == (
        f"Bilden är {side} × {side} bildpunkter, {side * side / 1e6:.1f} miljoner, "
        f"och får ha högst {150 if bomb is hostile.jxl_bomb else 300} miljoner."
    ).replace(".", ",", 1).replace(",0 ", " ")


def test_a_picture_at_the_limit_is_taken_without_pillow_warning():
    facts = inspect_picture(io.BytesIO(hostile.png_bomb(20_000, 15_000)), UploadLimits())

    assert facts.pixels == 300_000_000


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (hostile.EPS, "en EPS-fil"),
        (b"\xc5\xd0\xd3\xc6" + bytes(28) + hostile.EPS, "en EPS-fil"),
        (hostile.EPS.replace(b" EPSF-3.0", b""), "en PostScript-fil"),
        (b"push graphic-context\nfill 'url(https://harm.test/\"|gs \")'\n", "en MVG-fil"),
    ],
    ids=["EPS", "binary EPS", "PS", "MVG"],
)
def test_what_would_be_interpreted_starts_no_interpreter(tmp_path, monkeypatch, put, data, kind):
    started = tmp_path / "started"
    interpreter = tmp_path / "gs"
    interpreter.write_text(f"#!/bin/sh\ntouch {started}\n")
    interpreter.chmod(interpreter.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    with pytest.raises(Refused, match=f"Filen är {kind}"):
        inspect_picture(put(data, "portratt.jpg"), UploadLimits())

    assert not started.exists()


def test_a_photograph_named_eps_is_a_photograph(put):
    facts = inspect_picture(put(accepted("baseline.jpg"), "portratt.eps"), UploadLimits())

    assert facts.format == "JPEG"


def test_many_scans():
    assert inspect_picture(io.BytesIO(hostile.scan_bomb(50)), UploadLimits()).progressive
    assert refusal(hostile.scan_bomb(500)) == (
        "JPEG-filen är delad i fler än 100 genomgångar. Spara bilden på nytt."
    )


def test_scans_are_not_counted_in_what_follows_the_picture():
    motion_photo = accepted("progressive.jpg") + b"\xff\xda" * 500

    assert inspect_picture(io.BytesIO(motion_photo), UploadLimits()).progressive


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_compressed_text_that_explodes(kind):
    assert "skadad" in refusal(hostile.text_bomb(kind))


@pytest.mark.parametrize("frames", [2, 2**31 - 1])
def test_of_an_animation_the_first_frame_is_used_however_many_there_are(put, frames):
    path = put(hostile.frame_bomb(frames))

    facts = inspect_picture(path, UploadLimits())

    verify_picture(path, facts)
    assert facts.left_out == f"Filen har {frames} bilder; bara den första används."


@pytest.mark.parametrize("form", ["WEBP", "AVIF", "PNG"])
def test_moving_pictures_say_what_is_left_out(form):
    frames = [quadrants(), quadrants().rotate(180), quadrants().rotate(90)]
    data = save(frames[0], form, save_all=True, append_images=frames[1:])

    facts = inspect_picture(io.BytesIO(data), UploadLimits())

    assert facts.left_out == "Filen har 3 bilder; bara den första används."


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("pages.tif", "Filen har 2 sidor; bara den första används."),
        ("mpo.jpg", None),
        ("rgb.png", None),
    ],
)
def test_pages_say_so_and_a_camera_s_previews_do_not(name, left_out):
    assert inspect_picture(io.BytesIO(accepted(name)), UploadLimits()).left_out == left_out


def test_the_profile_of_a_jpeg_2000():
    plain, profile = accepted("rgb.jp2"), packets.adobe_rgb()
    start = plain.index(b"colr") - 4
    colour = struct.pack(">I4sBBB", 11 + len(profile), b"colr", 2, 0, 0) + profile
    header = plain.index(b"jp2h") - 4
    whole = bytearray(plain[:start] + colour + plain[start + 15 :])
    struct.pack_into(
        ">I", whole, header, struct.unpack_from(">I", whole, header)[0] + len(colour) - 15
    )

    assert inspect_picture(io.BytesIO(whole), UploadLimits()).icc == "Vid RGB"
    assert "CMYK med egen färgprofil" in refusal(bytes(whole).replace(b"RGB XYZ ", b"CMYKXYZ "))


def test_directories_that_turn_back_end_there():
    assert inspect_picture(io.BytesIO(hostile.ifd_loop()), UploadLimits()).frames == 1


def test_many_pages():
    assert inspect_picture(io.BytesIO(hostile.page_bomb(60)), UploadLimits()).frames == 61
    assert "fler än 100 sidor" in refusal(hostile.page_bomb(1000))


@pytest.mark.parametrize(
    "extra",
    [
        ((50706, 1, 4, 0x00000401),),  # DNGVersion 1.4.0.0
        ((254, 4, 1, 1), (330, 4, 1, 8)),  # a thumbnail, the picture behind SubIFDs
    ],
)
def test_raw_files_that_look_like_tiff(extra):
    plain = hostile.tiff_entries(32, 32)

    assert "råfil" in refusal(hostile.tiff_of(tuple(sorted((*plain, *extra)))))


def test_32_bits_a_channel():
    entries = {entry[0]: entry for entry in hostile.tiff_entries(32, 32)}
    entries |= {258: (258, 3, 1, 32), 339: (339, 3, 1, 3)}

    assert "32 bitar" in refusal(hostile.tiff_of(tuple(sorted(entries.values()))))


def look_through(path):
    verify_picture(path, inspect_picture(path, UploadLimits()))


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_file_cut_off_is_refused_with_the_reason(name, put):
    data = accepted(name)
    # Of several pictures in a file the first is the one that counts.
    kept = 2 if name in {"mpo.jpg", "pages.tif"} else 6
    path = put(data[: len(data) * kept // 10])

    with pytest.raises(Refused, match=r"avkortad|skadad"):
        look_through(path)


@pytest.mark.parametrize("name", ["baseline.jpg", "rgb.png", "rgb.tif", "lossy.webp"])
def test_a_large_file_cut_off_is_called_so(name, put):
    form = {"jpg": "JPEG", "png": "PNG", "tif": "TIFF", "webp": "WEBP"}[name.split(".")[1]]
    data = save(quadrants(1200, 800).effect_spread(40), form)
    path = put(data[: len(data) * 9 // 10], name)

    with pytest.raises(Refused, match="Filen är avkortad: slutet av bilden saknas"):
        look_through(path)
