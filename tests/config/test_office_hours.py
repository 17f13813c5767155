"""Office hours as they are written in the setting."""

from datetime import time

import pytest

from config.office_hours import read_office_hours

OFFICE, FRIDAY = (time(8), time(17)), (time(8, 30), time(15))


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("mon-fri 08:00-17:00", (OFFICE,) * 5 + (None, None)),
        (" Mon-Thu  08:00-17:00,fri 08:30-15:00 ", (OFFICE,) * 4 + (FRIDAY, None, None)),
        ("sun 08:00-17:00", (None,) * 6 + (OFFICE,)),
    ],
)
def test_days_and_hours(text, week):
    assert read_office_hours(text).week == week


@pytest.mark.parametrize(
    "text",
    [
        "",
        "08:00-17:00",
        "mån-fre 08:00-17:00",
        "fri-mon 08:00-17:00",
        "mon-fri 17:00-08:00",
        "mon-fri 08:00-08:00",
        "mon-fri 08:00-24:00",
        "mon-fri 08:60-17:00",
        "mon-fri 8-17",
        "mon-fri 08:00-17:00,",
        "mon-fri 08:00-17:00, wed 08:00-12:00",
    ],
)
def test_anything_else_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="should"):
        read_office_hours(text)
