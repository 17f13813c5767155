"""The steps that the benchmark of previews tells of are those that a preview passes."""

from pathlib import Path

from tests.benchmarks import contenders
from tests.imaging import samples


def test_each_step_of_the_previews_takes_some_time(tmp_path: Path) -> None:
    source = tmp_path / "photograph.jpg"
    source.write_bytes(samples.save(samples.photograph(600, 400), "JPEG"))
    steps = dict(contenders.where(source, tmp_path, contenders.LOADED.previews))
    assert steps.keys() == {"decode", "scale, colours", "encode WebP", "encode JPEG"}
    assert min(steps.values()) > 0
