"""Logotypes: SVG and PDF are drawn in the sandbox, large, on nothing, and reach for nothing."""

import io
import socket
from contextlib import suppress
from dataclasses import replace

import pytest
from PIL import Image

from dam.errors import Refused
from dam.imaging import tasks
from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture
from tests.imaging import logotypes, samples
from tests.imaging.looking import assert_close, opened
from tests.imaging.samples import BLUE, GREEN, RED, corners


@pytest.fixture
def draw(sandbox, put, specs, tmp_path):
    """Does with a file what an upload and the worker do; facts, what it says, files by name."""

    def drawing(data, names):
        path = put(data, "logotyp")
        taken = sandbox.run(tasks.inspect_upload, path, UploadLimits())
        offered = (*specs.sizes_of(taken.facts), specs.original_of(taken.facts))
        wanted = [spec for spec in offered if spec.file_name in names]
        made = sandbox.run(
            tasks.make_renditions, path, taken.facts, wanted, specs.placeholder, tmp_path
        )
        files = {one.path.name: replace(one, path=tmp_path / one.path) for one in made.files}
        return taken.facts, taken.received, files

    return drawing


@pytest.mark.parametrize("data", [logotypes.SVG, logotypes.pdf()], ids=["svg", "pdf"])
def test_a_logotype_is_drawn_large_and_on_nothing(draw, specs, data):
    facts, _, files = draw(data, ("tryck.png", "w640.webp"))

    assert (facts.width, facts.height, facts.has_alpha) == (4000, 2667, True)
    sizes = {spec.file_name for spec in specs.sizes_of(facts)}
    assert sizes >= {"tryck.png", "webb.png", "socialt.png", "w640.webp", "w640.png"}
    for name in ("tryck.png", "w640.webp"):
        picture = opened(files[name])
        assert_close(corners(picture)[:3], [RED, GREEN, BLUE])
        assert picture.getpixel((picture.width // 4, picture.height // 4))[3] == 255
        assert picture.getpixel((picture.width * 3 // 4, picture.height * 3 // 4))[3] == 0
    assert files["tryck.png"].width == 4000
    assert opened(files["tryck.png"]).info["dpi"] == pytest.approx((300, 300), abs=0.1)


@pytest.mark.parametrize(
    ("data", "name"), [(logotypes.SVG, "full.svg"), (logotypes.pdf(), "full.png")]
)
def test_the_public_original_is_made_anew(draw, data, name):
    _, _, files = draw(data, (name,))

    made = files[name].path.read_bytes()
    assert made.startswith(b"<svg " if name == "full.svg" else b"\x89PNG")
    assert (files[name].width, files[name].height) == (4000, 2667)


def test_a_pdf_of_several_pages_shows_its_first(draw):
    facts, received, files = draw(logotypes.pdf(pages=4), ("w320.png",))

    assert facts.frames == 4
    assert "Filen har 4 sidor; bara den första används." in received.warnings
    assert_close(corners(opened(files["w320.png"]))[:1], [RED])


def test_what_was_taken_out_of_an_svg_is_told(sandbox, put):
    harmful = put(logotypes.SVG.replace(b"</svg>", b"<script>alert(1)</script></svg>"))

    received = sandbox.run(tasks.inspect_upload, harmful, UploadLimits()).received

    assert received.removed == ("skript, länkar och annat som inte är bild",)
    assert received.title == "Logotyp <b>"


def reaching(folder, port):
    """SVG that asks for a file and for somebody at a port, in each way that might."""
    harm = [folder.as_uri(), str(folder), folder.name, f"http://127.0.0.1:{port}/"]
    return [
        *(f"<use href='{where}#a'/>" for where in harm),
        *(f"<rect width='9' height='9' fill='url({where})'/>" for where in harm),
        *(f"<style>@import url({where}); rect{{fill:url({where}#a)}}</style>" for where in harm),
        f"<filter id='f'><feImage href='{harm[0]}'/></filter>",
        "<rect width='9' height='9' filter='url(#f)'/>",
        *(f"<image xlink:href='{where}' width='50' height='100'/>" for where in harm),
        *(f"<image href='{where}' x='50' width='50' height='100'/>" for where in harm),
    ]


def test_no_file_is_read_and_nobody_is_called(draw, tmp_path):
    """The canary is a picture beside the upload: yellow would be seen where it is read."""
    canary = tmp_path / "canary.png"
    Image.new("RGB", (10, 10), (255, 255, 0)).save(canary)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0)
        content = "".join(reaching(canary, listening.getsockname()[1]))
        _, _, files = draw(logotypes.svg(content), ("w320.webp",))
        with pytest.raises(BlockingIOError):
            listening.accept()

    colours = opened(files["w320.webp"]).convert("RGB").getcolors(100_000)
    assert not [colour for _, colour in colours if colour[0] > 200 and colour[2] < 100]


def test_no_file_is_read_by_the_renderer_itself_without_the_filter(tmp_path):
    """Why the filter is needed: the renderer alone does read."""
    import resvg_py

    canary = tmp_path / "canary.png"
    Image.new("RGB", (10, 10), (255, 255, 0)).save(canary)
    harm = logotypes.svg(f"<image href='{canary}' width='100' height='100'/>", width="100")

    drawn = Image.open(io.BytesIO(resvg_py.svg_to_bytes(harm.decode(), skip_system_fonts=True)))

    assert drawn.convert("RGB").getpixel((50, 50)) == (255, 255, 0)


def test_parts_that_multiply_are_cut_off(sandbox, put):
    with pytest.raises(Refused):
        sandbox.run(tasks.inspect_upload, put(logotypes.use_bomb()), UploadLimits())


@pytest.mark.parametrize("data", [logotypes.SVG, logotypes.pdf()], ids=["svg", "pdf"])
def test_a_drawing_cut_off_or_broken_is_taken_or_refused(put, data):
    for end in range(0, len(data), 97):
        with suppress(Refused):
            inspect_picture(put(data[:end]), UploadLimits())
    with pytest.raises(Refused):
        inspect_picture(put(data[: len(data) // 3]), UploadLimits())


def test_a_locked_pdf_is_refused_with_a_sentence(put):
    locked = logotypes.pdf().replace(b"/Root 1 0 R", b"/Root 9 0 R")

    with pytest.raises(Refused, match="låst eller skadat"):
        inspect_picture(put(locked.replace(b"1 0 obj", b"8 0 obj", 1)), UploadLimits())


def test_a_photograph_keeps_its_jpeg_sizes(specs, put):
    facts = inspect_picture(put(samples.accepted("rgb.png")), UploadLimits())

    assert {spec.file_name for spec in specs.sizes_of(facts)} >= {"tryck.jpg", "webb.jpg"}


def test_colours_in_variables_are_drawn(draw):
    data = logotypes.svg(
        "<path d='M0 0h50v50h-50z' fill='var(--fill-0, #dc2828)'/>"
        "<style>:root{--green:#28b43c}</style>"
        "<path d='M50 0h50v50h-50z' style='fill:var(--green)'/>"
    )

    _, _, files = draw(data, ("w640.webp", "full.svg"))

    assert_close(corners(opened(files["w640.webp"]))[:2], [RED, GREEN])
    assert b"var(" not in files["full.svg"].path.read_bytes()
