"""The ETag: the same for the same file, another for any change of pixels, record or plan."""

import io
from dataclasses import replace

import pytest

from dam.imaging.embed.assemble import join_file
from dam.imaging.embed.layout import NoPlan
from dam.imaging.embed.plan import PLAN_VERSION, Plan, make_plan
from dam.imaging.metadata.records import PressMetadata
from tests.imaging.embed.reading import planned
from tests.imaging.embed.records import RECORD
from tests.imaging.samples import photograph, save

DATA = save(photograph(320, 200), "JPEG")
PLAN = planned(DATA)
ETAG = join_file(PLAN, RECORD).etag


def test_same_input() -> None:
    assert join_file(make_plan(io.BytesIO(DATA), sha256=PLAN.base_sha256), RECORD).etag == ETAG


@pytest.mark.parametrize(
    "record",
    [
        replace(RECORD, usage_terms="Andra villkor"),
        replace(RECORD, creators=RECORD.creators[:1]),
        replace(RECORD, language="en"),
    ],
)
def test_other_record(record: PressMetadata) -> None:
    assert join_file(PLAN, record).etag != ETAG


def test_other_pixels_in_the_same_places() -> None:
    assert join_file(replace(PLAN, base_sha256="0" * 64), RECORD).etag != ETAG


def test_other_version_of_the_plan() -> None:
    later = replace(PLAN, version=PLAN_VERSION + 1)
    assert join_file(later, RECORD).etag != ETAG
    with pytest.raises(NoPlan):
        Plan.from_json(later.to_json())


def test_short_list() -> None:
    assert join_file(PLAN, RECORD, full=False).etag != ETAG
