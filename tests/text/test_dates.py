"""Dates as captions hold them: whole or partial, and of the calendar."""

import pytest

from dam.text.read import read_partial_date


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026", (2026, None, None)),
        ("2026-03", (2026, 3, None)),
        ("2026-03-14", (2026, 3, 14)),
        (" 2026-12-31 ", (2026, 12, 31)),
        ("2028-02-29", (2028, 2, 29)),
        ("2026-02-29", None),
        ("2026-13", None),
        ("2026-00", None),
        ("2026-03-00", None),
        ("0000", None),
        ("26-03-14", None),
        ("2026-3-14", None),
        ("2026-03-14T10:00", None),
        ("mars 2026", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_far_as_it_goes(text, read):
    assert read_partial_date(text) == read
