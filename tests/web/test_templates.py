"""What the policy forbids in pages, and what Swedish pages owe their readers."""

from __future__ import annotations

import re
from functools import reduce
from operator import getitem
from pathlib import Path

import pytest

from dam.text.limits import LONGEST

TEMPLATES = Path(__file__).parents[2] / "templates"
# A letter's HTML has no stylesheet to link to, so its style stands inline.
PAGES = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*.html")
    if "letters" not in path.parts
)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
HANDLER = re.compile(r"\son[a-z]+\s*=")
DATA = '<script type="application/ld+json">'


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    """Each page's template, without comments."""
    return {name: COMMENT.sub("", (TEMPLATES / name).read_text("utf-8")) for name in PAGES}


def test_no_style_stands_inline(sources):
    styled = re.compile(r"<style|\sstyle\s*=")
    assert not [name for name, source in sources.items() if styled.search(source)]


def test_no_script_stands_inline_but_data(sources):
    opened = [(name, tag) for name in PAGES for tag in re.findall(r"<script[^>]*>", sources[name])]
    assert not [(name, tag) for name, tag in opened if " src=" not in tag and tag != DATA]


def test_no_handler_and_no_script_address(sources):
    assert not [name for name, source in sources.items() if HANDLER.search(source)]
    assert not [name for name, source in sources.items() if "javascript:" in source]


def test_nothing_is_fetched_from_elsewhere(sources):
    elsewhere = re.compile(r"<(?:script|img|source|link|iframe)[^>]*(?:src|href)=\"(?:https?:)?//")
    assert not [name for name, source in sources.items() if elsewhere.search(source)]


def test_a_percent_sign_in_a_sentence_is_written_twice(sources):
    """Sentences are filled by `%`, so a lone one would break the page that shows it."""
    sentence = re.compile(r"\b(?:_|ngettext)\(\s*'((?:[^'\\]|\\.)*)'")
    found = [(name, words) for name in PAGES for words in sentence.findall(sources[name])]
    assert not [one for one in found if "%" in re.sub(r"%%|%\(\w+\)s", "", one[1])]


def test_a_time_is_written_by_the_filter_that_knows_html(sources):
    assert not [
        name for name, source in sources.items() if re.search(r'datetime="[^"]*iso', source)
    ]


def test_how_long_a_text_may_be_stands_in_one_table():
    """A number is of a date, a clock, an id; no name of the table is misspelt."""
    text = "".join(path.read_text("utf-8") for path in TEMPLATES.rglob("*.html"))
    assert {int(most) for most in re.findall(r"maxlength=\"?(\d+)", text)} == {3, 5, 6, 10, 20}
    names = re.findall(r"\blongest((?:\.\w+)+)", text)
    assert len(names) > 50
    for name in names:
        assert isinstance(reduce(getitem, name[1:].split("."), LONGEST), int), name
