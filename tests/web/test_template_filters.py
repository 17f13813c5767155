"""Numbers, sizes and moments as Swedish readers write them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.web.template_filters import (
    Assets,
    format_centimetres,
    format_number,
    show_clock,
    show_day,
    show_last_day,
    size_in_bytes,
    written_date,
)

NB = "\u00a0"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0"), (999, "999"), (6000, f"6{NB}000"), (1_234_567, f"1{NB}234{NB}567")],
)
def test_thousands_are_parted_by_a_space_that_does_not_break(value, shown):
    assert format_number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (812, f"812{NB}byte"),
        (640_000, f"640{NB}kB"),
        (999_499, f"999{NB}kB"),
        (999_500, f"1,0{NB}MB"),
        (12_400_000, f"12,4{NB}MB"),
        (99_949_999, f"99,9{NB}MB"),
        (99_950_000, f"100{NB}MB"),
        (162_000_000, f"162{NB}MB"),
        (999_499_999, f"999{NB}MB"),
        (999_500_000, f"1,0{NB}GB"),
        (5_000_000_000, f"5,0{NB}GB"),
    ],
)
def test_sizes_have_a_decimal_comma_and_change_unit_before_a_thousand(value, shown):
    assert size_in_bytes(value) == shown


@given(st.integers(0, 10**13))
def test_a_size_never_shows_a_thousand_of_a_smaller_unit(value):
    figure, unit = size_in_bytes(value).split(NB)
    assert unit == "GB" or float(figure.replace(",", ".")) < 1000


@pytest.mark.parametrize(
    ("pixels", "shown"), [(6000, "51"), (4000, "34"), (1080, "9,1"), (300, "2,5")]
)
def test_centimetres_at_300_ppi(pixels, shown):
    assert format_centimetres(pixels) == shown


def test_a_day_is_stockholms():
    assert show_day(date(2026, 3, 14)) == f"14{NB}mars{NB}2026"
    assert show_day(datetime(2026, 3, 13, 23, 30, tzinfo=UTC)) == f"14{NB}mars{NB}2026"


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 3, 14, 8, 0, tzinfo=UTC), "09.00"),
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "01.59"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "03.00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "02.30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "02.30"),
    ],
)
def test_a_clock_is_stockholms_on_both_sides_of_summer_time(moment, shown):
    assert show_clock(moment) == f"kl.{NB}{shown}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-03-14", f"14{NB}mars{NB}2026"),
        ("2026-03", f"mars{NB}2026"),
        ("2026", "2026"),
        ("våren 2026", "våren 2026"),
        ("2026-13", "2026-13"),
        ("2026-03-14T09:00", "2026-03-14T09:00"),
        ("", ""),
    ],
)
def test_a_partial_date_is_written_as_far_as_it_is_known(text, shown):
    assert written_date(text) == shown


@given(st.text(alphabet="0123456789-²٣å ", max_size=12))
def test_any_text_can_stand_for_a_date(text):
    assert written_date(text) or text == ""


def test_an_exclusive_end_is_shown_as_the_last_day():
    new_year = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)
    assert show_last_day(new_year) == f"31{NB}december{NB}2026"
    assert show_last_day(new_year + timedelta(seconds=1)) == f"1{NB}januari{NB}2027"


def test_the_built_file_is_found_by_its_name(tmp_path):
    (tmp_path / "manifest.json").write_text(json.dumps({"press.css": "press-1A2B.css"}))
    assets = Assets(tmp_path, prefix="/static")
    assert assets.address("press.css") == "/static/press-1A2B.css"
    with pytest.raises(KeyError):
        assets.address("other.css")
