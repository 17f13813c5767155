"""The steps that the benchmark of previews tells of are those that a preview passes."""

from pathlib import Path

import numpy as np
import tifffile

from tests.benchmarks import contenders
from tests.imaging import samples


def test_each_step_of_the_previews_takes_some_time(tmp_path: Path) -> None:
    source = tmp_path / "photograph.jpg"
    source.write_bytes(samples.save(samples.photograph(600, 400), "JPEG"))
    steps = dict(contenders.where(source, tmp_path, contenders.LOADED.previews))
    assert steps.keys() == {"decode", "scale, colours", "encode WebP", "encode JPEG"}
    assert min(steps.values()) > 0


def test_a_tiff_of_16_bits_is_opened_for_every_contender(tmp_path: Path) -> None:
    source = tmp_path / "deep.tif"
    deep = np.asarray(samples.photograph(600, 400), np.uint16) * 257
    tifffile.imwrite(source, deep, photometric="rgb", rowsperstrip=64)
    assert contenders.open_upright(source).size == (600, 400)
