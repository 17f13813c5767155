"""What is said of the demonstration pictures, and what they cover together."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from config.settings import ROOT
from dam.catalogue import BRANDS, KINDS, TOPICS
from demo import DemoPicture, pictures
from demo.scenes import SCENES

EVERY = pytest.mark.parametrize("picture", pictures(), ids=lambda picture: picture.slug)


@EVERY
def test_a_description_is_complete_and_within_its_limits(picture: DemoPicture) -> None:
    assert 0 < len(picture.title) <= 100
    assert 0 < len(picture.alt) <= 200
    assert picture.alt != picture.caption
    assert picture.place in picture.caption
    assert picture.date[:4] in picture.caption
    assert date.fromisoformat((picture.date + "-01-01")[:10]) <= date(2026, 11, 22)
    assert picture.creator
    assert picture.brand in BRANDS
    assert picture.kind in KINDS
    assert picture.topics
    assert set(picture.topics) <= set(TOPICS)


@EVERY
def test_title_caption_and_file_name_say_that_it_is_a_demonstration(picture: DemoPicture) -> None:
    assert picture.title.endswith("(demo)")
    assert "Demonstrationsbild" in picture.caption
    assert picture.file_name.startswith("demo-")
    assert Path(picture.file_name).suffix == {"JPEG": ".jpg", "PNG": ".png"}[picture.format]


@EVERY
def test_a_picture_has_a_photographs_size(picture: DemoPicture) -> None:
    assert 8e6 <= picture.width * picture.height <= 24e6
    assert max(picture.width, picture.height) >= 4000 or picture.width == picture.height


def test_collections_are_those_of_the_first_content() -> None:
    press = tomllib.loads((ROOT / "config" / "press.toml").read_text(encoding="utf-8"))
    known = {one["slug"] for one in press["collections"]}
    used = {slug for picture in pictures() for slug in picture.collections}
    assert {"1177-pa-telefon", "1177-se", "personer"} == used & known
    assert used <= known


def test_each_picture_has_its_scene_and_its_names_are_its_own() -> None:
    assert {picture.slug for picture in pictures()} == set(SCENES)
    for names in zip(*((p.slug, p.file_name, p.title, p.caption) for p in pictures()), strict=True):
        assert len(set(names)) == len(pictures())


@EVERY
def test_a_scene_has_the_shape_of_its_picture(picture: DemoPicture) -> None:
    scene = SCENES[picture.slug]()
    assert scene.width / scene.height == pytest.approx(picture.width / picture.height, rel=0.02)
    assert (scene.ground is None) == (picture.format == "PNG")


def test_together_they_show_every_orientation_class_of_terms_and_brand() -> None:
    shapes = [picture.width / picture.height for picture in pictures()]
    for wanted in (3 / 2, 4 / 3, 16 / 9, 2 / 3, 4 / 5, 1):
        assert any(shape == pytest.approx(wanted, rel=0.001) for shape in shapes), wanted
    assert max(shapes) >= 2.4, "a panorama"
    assert len(shapes) >= 12
    assert sum(picture.width * picture.height == 24e6 for picture in pictures()) >= 4
    assert {picture.terms for picture in pictures()} == {
        "fri-redaktionell",
        "fri-med-villkor",
        "kraver-godkannande",
    }
    assert {picture.brand for picture in pictures()} == set(BRANDS)
    assert {topic for picture in pictures() for topic in picture.topics} == set(TOPICS)
    assert sum(picture.format == "PNG" for picture in pictures()) == 1
    assert sum(picture.agency and picture.gps is not None for picture in pictures()) >= 2
