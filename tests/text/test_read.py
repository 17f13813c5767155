"""What is read from outside is what a column holds, or nothing; no text is too strange for it."""

import re
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dam.errors import BadInput
from dam.i18n.form_reader import read_field
from dam.text import read
from dam.text.read import MOST_NUMBER

ROOT = Path(read.__file__).parents[1]
READ_BESIDE = re.compile(
    r"type=(int|float)\b|\b(int|float)\((flask\.)?(request|form|args|sent|typed)\b"
    r"|fromisoformat|strptime"
)
OF_OTHER_THINGS = ("text/read.py", "pictures/", "demo/", "migrations/", "cli/")
"""Bytes of pictures, our own drawings and schema; click reads commands."""

READERS = (
    *(read.read_number, read.read_count, read.read_id, read.read_image_id, read.read_decimal),
    *(read.read_day, read.read_partial_date, read.read_clock, read.read_json),
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("0", 0), ("16", 16), (" 16 ", 16), ("007", 7), (str(MOST_NUMBER), MOST_NUMBER)),
        *((text, None) for text in ("", "-1", "1.5", "1e3", "1_000", "²", "٣", "0x10", "１")),
        *((text, None) for text in (str(MOST_NUMBER + 1), str(2**63), "9" * 5000, "0" * 5000)),
    ],
)
def test_a_number_is_what_a_column_holds(text: str, number: int | None):
    assert read.read_number(text) == number


def test_a_number_has_the_bounds_it_is_given():
    assert read.read_number("-5", least=-5) == -5
    assert read.read_number("6", most=5) is None
    assert read.read_number(str(2**53), most=2**53) == 2**53
    assert read.number_in({"sida": "x"}, "sida", 1) == 1
    assert read.number_in({"sida": "0"}, "sida", 1, least=1) == 1
    assert read.number_in({}, "fore", None) is None


@pytest.mark.parametrize("text", ["16", "IN-16", "in16", "In 16", " IN-0016 "])
def test_an_image_is_named_in_every_way_that_people_do(text: str):
    assert read.read_image_id(text) == 16


@pytest.mark.parametrize("text", ["IN-0", "IN--1", "IN-99999999999", "X16", "16a", "", "IN-" * 99])
def test_what_is_no_id_is_none(text: str):
    assert read.read_image_id(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *(("2026-03-14", date(2026, 3, 14)), ("20260314", date(2026, 3, 14))),
        *((text, None) for text in ("2026-02-29", "0001-01-01", "9999-12-31", "1899-12-31")),
        *((text, None) for text in ("2201-01-01", "2026-W01-1", "10000-01-01", "2026-3-14", "")),
    ],
)
def test_a_day_is_of_the_calendar_and_of_these_times(text: str, day: date | None):
    assert read.read_day(text) == day


def test_the_date_of_a_picture_may_be_as_old_as_photography():
    assert read.read_partial_date("1826") == (1826, None, None)
    assert read.read_partial_date("0001-01-01") is read.read_partial_date("9999") is None


@pytest.mark.parametrize("text", ["9:00", "09:00", "9.00", "0900", "09:00:00"])
def test_a_clock_is_read_as_it_is_written(text: str):
    assert read.read_clock(text) == time(9)


@pytest.mark.parametrize("text", ["24:00", "09:60", "09:00+24:00", "09:00:00.5", "9", ""])
def test_no_clock_is_none(text: str):
    assert read.read_clock(text) is None


def test_decimals_stand_after_a_comma_or_a_point():
    assert read.read_decimal("16,7") == read.read_decimal("16.7") == 16.7
    for text in ("nan", "inf", "1e999", "1,2,3", "9" * 400, ""):
        assert read.read_decimal(text) is None


@pytest.mark.parametrize("text", ["/a", "/a/b", "/a?b=1&c=%C3%A5"])
def test_a_path_inside_is_kept(text: str):
    assert read.read_path(text, "/a") == text


@pytest.mark.parametrize(
    "text", ["", "/b", "/ab", "//a", "/a\\b", "/a/\r\nSet-Cookie: b", "/a/\0", "/a/\ud800", "/a b"]
)
def test_a_path_elsewhere_or_of_no_header_is_none(text: str):
    assert read.read_path(text, "/a") is None


def test_json_that_lies_deep_in_itself_is_none():
    assert read.read_json("[" * 100_000) is None
    assert read.read_json('{"a":' * 100_000) is None
    assert read.read_json(b'{"a": [1]}') == {"a": [1]}


def test_a_field_is_its_value_or_empty_or_a_sentence_beside_it():
    assert read_field({"dag": " 2026-03-14 "}, "dag", read.read_day, "Fel") == date(2026, 3, 14)
    assert read_field({"dag": " "}, "dag", read.read_day, "Fel") is None
    assert read_field({"antal": "0"}, "antal", read.read_count, "Fel") == 0
    with pytest.raises(BadInput) as told:
        read_field({"dag": "i dag"}, "dag", read.read_day, "Skriv ett datum.")
    assert told.value.fields == {"dag": "Skriv ett datum."}


@given(st.text(st.characters(codec=None), max_size=40))
def test_no_text_is_too_strange_to_be_read(text: str):
    for reader in READERS:
        reader(text)
    assert read.read_path(f"/a/{text}", "/a") in {None, f"/a/{text}"}


def test_nothing_from_outside_is_read_beside_the_one_reader():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in sorted(ROOT.rglob("*.py"))
        if not str(path.relative_to(ROOT)).startswith(OF_OTHER_THINGS)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if READ_BESIDE.search(line)
    ]
    assert found == []
