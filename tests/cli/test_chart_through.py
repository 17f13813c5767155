"""The chart in every kind of file, in by `flask image add --publish` and out by `flask image get`.

One process takes them all in; every size and the original then shows the bars of the chart, with
its transparency and upright, whatever the file said of its colours and its orientation.
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from config.settings import load_settings
from dam import cli
from dam.imaging.colour import convert_to_srgb
from dam.services import open_services
from dam.web.app import create_app
from tests.imaging.chart import SIZE, chart, off
from tests.imaging.encoded import avif, cicp, encoded, png
from tests.imaging.samples import chunk, save, tiff, wide
from tests.support.shell import IMAGE_OPTIONS

SIZES = ("original", "tryck", "webb", "socialt", "w2048", "w2048.webp", "w320", "w320.webp")
CROPS = ("16x9", "4x3")  # the others show no whole bar at either end
"""What has all six bars in it."""


def inks(alpha):
    pixels = np.asarray(chart().convert("CMYK"))
    return np.concatenate([pixels, np.full((*pixels.shape[:2], 1), alpha, np.uint8)], -1)


def sideways(form, **options):
    """On its side, with an Exif block that says so."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return save(chart().rotate(90, expand=True), form, exif=exif.tobytes(), **options)


def with_hole(form, **options):
    picture = chart()
    alpha = Image.new("L", picture.size, 255)
    alpha.paste(0, (0, 0, 60, 16))
    picture.putalpha(alpha)
    return save(picture, form, **options)


FILES = {
    "planes.tif": lambda: tiff(
        np.ascontiguousarray(np.moveaxis(wide(chart()), 2, 0)),
        photometric="rgb",
        planarconfig="separate",
    ),
    "inks-alpha.tif": lambda: tiff(inks(255), photometric="separated", extrasamples=["unassalpha"]),
    "no-end.jpg": lambda: save(chart(), "JPEG", quality=92)[:-2],
    "p3.png": lambda: png(encoded(12, 13), cicp(12, 13)),
    "p3.avif": lambda: avif(12, 13),
    "linear.png": lambda: png(encoded(1, 8, 16), chunk(b"gAMA", (100_000).to_bytes(4, "big"))),
    "pq.png": lambda: png(encoded(9, 16, 16), cicp(9, 16)),
    "hlg.png": lambda: png(encoded(9, 18, 16), cicp(9, 18)),
    "pq.avif": lambda: avif(9, 16),
    "sideways.jpg": lambda: sideways("JPEG", quality=92),
    "sideways.webp": lambda: sideways("WEBP", quality=92),
    "sideways.avif": lambda: sideways("AVIF", quality=92),
    "hole.png": lambda: with_hole("PNG"),
    "hole.webp": lambda: with_hole("WEBP", lossless=True),
    "hole.avif": lambda: with_hole("AVIF", quality=95),
}


@pytest.fixture
def command(shell):
    """Runs commands in the same house, opened once."""
    services = open_services(load_settings(shell.environ))
    app = create_app(services)
    cli.register_commands(app)
    runner = app.test_cli_runner()

    def run(*arguments):
        done = runner.invoke(args=arguments, prog_name="flask")
        assert done.exit_code == 0, (arguments, done.output)
        return done.stdout

    yield run
    services.close()


def test_every_size_shows_the_chart(shell, command, tmp_path):
    paths = []
    for name, make in FILES.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(make())
    added = shell.process("image", "add", *map(str, paths), *IMAGE_OPTIONS, "--publish", "--wait")
    assert added.code == 0, added.out + added.err

    for path, line in zip(paths, added.lines, strict=True):
        assert line["state"] == "published", line
        for size in (*SIZES, *CROPS):
            to = tmp_path / f"{path.name}-{size}"
            command("image", "get", str(line["id"]), "--size", size, "--to", str(to))
            _assert_shows(path.name, size, to.read_bytes())


def _assert_shows(name, size, data):
    with Image.open(BytesIO(data)) as picture:
        picture.load()
    told = f"{name} {size}"
    if size in {"original", *SIZES[:4]}:
        assert (picture.mode in {"RGBA", "LA"}) is ("hole" in name), told
    if size == "original" and name.endswith(".tif"):
        return  # its bytes are the upload's strips: the proof of its plan
    turned = picture.getexif().get(0x0112, 1)
    if turned == 6:
        picture = picture.transpose(Image.Transpose.ROTATE_270)
    assert (picture.width > picture.height) == (SIZE[0] > SIZE[1]), told
    seen = convert_to_srgb(
        picture if picture.mode != "P" else picture.convert("RGB"), _profile(picture)
    )
    assert off(seen) < (10 if name.startswith(("pq", "hlg")) else 3), told
    if "hole" in name and size not in CROPS:
        alpha = picture.getchannel("A")
        assert (alpha.getpixel((2, 2)), alpha.getpixel((2, alpha.height - 2))) == (0, 255), told


def _profile(picture):
    return picture.info.get("icc_profile")
