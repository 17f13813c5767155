"""What the policy forbids in pages, and what Swedish pages owe their readers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

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


def source(name: str) -> str:
    return COMMENT.sub("", (TEMPLATES / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PAGES)
def test_no_style_stands_inline(name):
    assert not re.search(r"<style|\sstyle\s*=", source(name))


@pytest.mark.parametrize("name", PAGES)
def test_no_script_stands_inline_but_data(name):
    opened = re.findall(r"<script[^>]*>", source(name))
    assert [tag for tag in opened if " src=" not in tag and tag != DATA] == []


@pytest.mark.parametrize("name", PAGES)
def test_no_handler_and_no_script_address(name):
    assert not HANDLER.search(source(name))
    assert "javascript:" not in source(name)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_fetched_from_elsewhere(name):
    assert not re.search(
        r"<(?:script|img|source|link|iframe)[^>]*(?:src|href)=\"(?:https?:)?//", source(name)
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_percent_sign_in_a_sentence_is_written_twice(name):
    """Sentences are filled by `%`, so a lone one would break the page that shows it."""
    sentences = re.findall(r"\b(?:_|ngettext)\(\s*'((?:[^'\\]|\\.)*)'", source(name))
    unfilled = (re.sub(r"%%|%\(\w+\)s", "", words) for words in sentences)
    assert [words for words in unfilled if "%" in words] == []
