"""How many pictures fill rows, whatever their shapes."""

from __future__ import annotations

import pytest

from dam.delivery.picture_rows import (
    GALLERY_ROWS,
    START_ROWS,
    RowShape,
    count_for_full_rows,
    measure_last_row,
)

LANDSCAPE, PORTRAIT, PANORAMA = 1.5, 0.86, 3.5
ROW = RowShape(59.0)


@pytest.mark.parametrize(
    ("ratios", "filled"),
    [
        ([LANDSCAPE] * 2, 1.0),
        ([LANDSCAPE] * 3, 0.53),
        ([LANDSCAPE, LANDSCAPE, PORTRAIT, PORTRAIT], 0.31),
        ([LANDSCAPE, PORTRAIT, PORTRAIT], 1.0),
        ([LANDSCAPE, PANORAMA], 1.0),
        ([5.0], 1.0),
    ],
)
def test_how_much_of_the_last_row_is_filled(ratios: list[float], filled: float):
    assert measure_last_row(ratios, ROW) == filled


def test_of_an_even_and_an_odd_number_the_one_that_fills_is_shown():
    assert count_for_full_rows([LANDSCAPE] * 9, 6, [ROW]) == 8
    assert count_for_full_rows([LANDSCAPE] * 8, 6, [ROW]) == 8


def test_panorama_that_would_leave_one_alone_is_not_the_last_but_one():
    shown = count_for_full_rows([*[LANDSCAPE] * 4, PANORAMA, PORTRAIT], 4, [ROW])
    assert shown == 5


def test_fewer_than_the_least_are_all_shown():
    assert count_for_full_rows([LANDSCAPE] * 3, 6, START_ROWS) == 3
    assert count_for_full_rows([], 6, GALLERY_ROWS) == 0


def test_most_windows_decide_and_then_the_worst():
    narrow, wide = RowShape(45.0), RowShape(70.0)
    assert count_for_full_rows([LANDSCAPE] * 4, 2, [narrow, narrow, wide]) == 2
    assert count_for_full_rows([LANDSCAPE] * 7, 4, [wide, wide, narrow]) == 6
