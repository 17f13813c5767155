"""Crops at the door: who gets them, what they show, and what they say of themselves."""

import io

import pytest
from PIL import Image as Picture

from dam import catalogue, clearance
from dam.database.models import Image, TermsVersion
from dam.imaging.crop import RATIOS, CropFrame, CropSettings, FocalPoint
from dam.lifecycle import framing
from dam.worker import main, periodic
from tests.imaging import packets, samples
from tests.imaging.looking import assert_close
from tests.support.databases import on_both
from tests.support.delivered import FILE_ADDRESS, IMAGE_PAGE, ensure_whole_record, read_folder_tags

NAMES = list(RATIOS)


@pytest.fixture
def cropped(room, services):
    """Adds a published image whose crops are made."""

    def add(data=None, *, framed=None, **more):
        one = room.add(data, published=False, **more)
        if framed:
            frame(room, one, framed)
        room.publish(one)
        main.do_all(services)
        return one

    return add


def frame(room, one, framed):
    def work(session, now):
        image = catalogue.find_image(session, one)
        framing.save_framing(session, image, framed, by=None, now=now)
        clearance.recompute_or_refuse(session, image, now=now)

    room.change(work)


def set_terms(room, one, slug):
    def work(session, now):
        image = catalogue.find_image(session, one)
        clearance.set_terms(session, image, slug, by=None, now=now)
        clearance.recompute_or_refuse(session, image, now=now)

    room.change(work)


def statuses(outsider, one):
    return {outsider.get(FILE_ADDRESS.format(one, name)).status_code for name in NAMES}


def test_crops_leave_with_name_record_and_pixels(cropped, outsider, exiftool, tmp_path):
    one = cropped(persons=("Åsa Öberg", "Bo Ek"))
    page = outsider.get(IMAGE_PAGE.format(one)).text
    assert "Andra storlekar och beskärningar" in page
    for name, (width, height) in {
        "16x9": (360, 203), "4x3": (320, 240), "1x1": (240, 240), "4x5": (192, 240),
    }.items():  # fmt: skip
        address = FILE_ADDRESS.format(one, name)
        answer = outsider.get(address)
        assert answer.status_code == 200
        said = answer.headers["Content-Disposition"]
        assert f"_Foto-Asa-Oberg-1177_IN{one}_{width}x{height}.jpg" in said
        assert Picture.open(io.BytesIO(answer.data)).size == (width, height)
        (tmp_path / f"{name}.jpg").write_bytes(answer.data)
        assert f'href="{address}"' in page
        assert f"{name.replace('x', ':')}</a>" in page
        assert f"{width} × {height} px" in page.replace("\u00a0", " ")
    told = read_folder_tags(exiftool, tmp_path)
    assert set(told) == {f"{name}.jpg" for name in NAMES}
    for said in told.values():
        ensure_whole_record(said, one)


@on_both
@pytest.mark.parametrize("terms", ["fri-med-villkor", "kraver-godkannande"])
def test_terms_without_cropping_stop_them_at_once(cropped, room, outsider, terms):
    one = cropped()
    assert statuses(outsider, one) == {200}
    set_terms(room, one, terms)
    assert statuses(outsider, one) == {404}
    page = outsider.get(IMAGE_PAGE.format(one)).text
    assert "beskärning" not in page.split("<main")[1].split('<section class="section"')[0].lower()
    assert "/16x9" not in page
    set_terms(room, one, "fri-redaktionell")
    assert statuses(outsider, one) == {200}, "they were kept"


def test_approval_gives_none_even_where_its_version_allows_cropping(cropped, room, outsider):
    one = cropped()
    room.change(lambda s, _: setattr(version_of(s, one), "category", "approval"))
    assert statuses(outsider, one) == {404}


def version_of(session, one) -> TermsVersion:
    return session.get_one(Image, one).terms_version


def test_a_crop_that_lies_otherwise_now_is_not_offered(cropped, room, services, outsider):
    one = cropped()
    frame(room, one, CropSettings(FocalPoint(0.2, 0.9)))
    assert statuses(outsider, one) == {404}
    page = outsider.get(IMAGE_PAGE.format(one)).text
    assert "/1x1" not in page
    assert "Andra storlekar<" in page
    main.do_all(services)
    assert statuses(outsider, one) == {200}
    assert "/1x1" in outsider.get(IMAGE_PAGE.format(one)).text


def test_none_before_they_are_made(room, outsider):
    one = room.add()
    assert outsider.get(IMAGE_PAGE.format(one)).status_code == 200
    assert statuses(outsider, one) == {404}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_delivered_crop_is_that_part_of_the_upright_picture(cropped, outsider, orientation):
    turned = samples.quadrants(400, 200)
    stored = turned if orientation < 5 else turned.resize((200, 400))
    data = samples.save(stored, "PNG", exif=packets.exif(orientation))
    one = cropped(
        data, name="bild.png", framed=CropSettings(FocalPoint(), {"1x1": CropFrame(0, 0, 0.25)})
    )
    with Picture.open(io.BytesIO(outsider.get(FILE_ADDRESS.format(one, "webb")).data)) as whole:
        corner, right = whole.getpixel((40, 40)), whole.getpixel((whole.width - 40, 40))
    with Picture.open(io.BytesIO(outsider.get(FILE_ADDRESS.format(one, "1x1")).data)) as square:
        assert square.size == (100, 100)
        assert_close([square.getpixel((20, 20)), square.getpixel((80, 80))], [corner, corner], 8)
    with Picture.open(io.BytesIO(outsider.get(FILE_ADDRESS.format(one, "16x9")).data)) as wide:
        assert wide.size == (356, 200)
        assert_close([wide.getpixel((40, 40)), wide.getpixel((316, 40))], [corner, right], 8)


def test_ranges_and_counts_are_those_of_every_size(cropped, outsider, services):
    one = cropped()
    address = FILE_ADDRESS.format(one, "16x9")
    whole = outsider.get(address)
    part = outsider.get(address, headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.data) == (206, whole.data[100:200])
    periodic.fold_downloads(services)
    assert outsider.get(f"/bilder/annat-{one}/ladda-ner/16x9").location == address


def test_the_command_shows_only_what_lies_so_now(cropped, room, app):
    one = cropped()
    runner = app.test_cli_runner()
    assert '"16x9"' in runner.invoke(args=["image", "show", str(one)]).output
    frame(room, one, CropSettings(FocalPoint(0.2, 0.9)))
    assert '"16x9"' not in runner.invoke(args=["image", "show", str(one)]).output
