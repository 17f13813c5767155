"""The named renditions are read strictly."""

import io
from dataclasses import replace

import pytest

from config.settings import ROOT
from dam.errors import Misconfigured
from dam.imaging.formats import UploadLimits
from dam.imaging.inspect import inspect_picture
from dam.imaging.rendition_specs import load_rendition_specs
from dam.rights.sizes import CROPS, DOWNLOADS, ORIGINAL, PREVIEWS
from tests.imaging import samples

CONFIG = ROOT / "config"


def test_the_products_own_renditions(specs):
    previews = [(spec.name, spec.format, spec.long_edge) for spec in specs.previews]
    downloads = {spec.name: spec for spec in specs.downloads}

    assert previews == [
        (f"w{edge}", form, edge)
        for edge in (2048, 1280, 960, 640, 320)
        for form in ("JPEG", "WebP")
    ]
    assert {spec.quality for spec in specs.previews if spec.format == "JPEG"} == {82}
    assert {spec.quality for spec in specs.previews if spec.format == "WebP"} == {80}
    assert set(downloads) == {"tryck", "webb", "socialt"}
    assert (downloads["tryck"].colour, downloads["tryck"].ppi) == ("source", 300)
    assert specs.original.long_edge is None
    assert {name for name, *_ in previews} == set(PREVIEWS)
    assert {ORIGINAL, *downloads, *CROPS} == set(DOWNLOADS)
    assert [(spec.name, spec.long_edge) for spec in specs.crops] == [(name, 2000) for name in CROPS]


@pytest.mark.parametrize(("long_edge", "own"), [(360, ["tryck"]), (6250, ["tryck"]), (6251, [])])
def test_what_a_jpeg_is_by_itself(specs, long_edge, own):
    facts = inspect_picture(
        io.BytesIO(samples.save(samples.photograph(36, 24), "JPEG")), UploadLimits()
    )
    sized = replace(facts, width=24, height=long_edge)
    assert [spec.name for spec in specs.own_of(sized)] == own
    assert not specs.own_of(replace(sized, format="TIFF"))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("long_edge = 5000", 'long_edge = "5000"', "[tryck]: long_edge ska vara ett heltal"),
        ("long_edge = 5000", "long_edge = 0", "[tryck]: long_edge ska vara ett heltal"),
        ("jpeg_quality = 88", "", "[webb]: jpeg_quality ska vara ett heltal från 1 till 100"),
        ("jpeg_quality = 88", "jpeg_quality = 101", "[webb]: jpeg_quality ska vara ett heltal"),
        ("ppi = 300", "dpi = 300", "[tryck]: dpi finns inte"),
        ('chroma = "4:4:4"', 'chroma = "4:1:1"', "chroma ska vara 4:2:0 eller 4:4:4"),
        ('ground = "#ECEAE4"', 'ground = "brunn"', "[previews]: ground ska vara en färg"),
        ('name = "w640"', 'name = "w320"', "Namnet w320.jpg finns två gånger"),
        ('name = "w640"', 'name = "../w640"', "name ska vara små bokstäver och siffror"),
        ("[placeholder]", "[platshållare]", "Filen går inte att läsa"),
        ("[crops]", "[crop]", "[crops]: Här ska stå en tabell"),
        ("[original]", "[originalet]", "[original]: Här ska stå en tabell"),
        ("sizes = [", "size = [", "sizes ska vara en lista av tabeller"),
    ],
)
def test_a_mistake_is_named(tmp_path, old, new, sentence):
    text = (CONFIG / "renditions.toml").read_text("utf-8")
    assert old in text
    path = tmp_path / "renditions.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")

    with pytest.raises(Misconfigured) as wrong:
        load_rendition_specs(path)

    assert str(wrong.value).startswith("renditions.toml")
    assert sentence in str(wrong.value)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(Misconfigured, match=r"renditions\.toml: Filen går inte att läsa"):
        load_rendition_specs(tmp_path / "renditions.toml")
