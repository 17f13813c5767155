"""Every pair of colours that carries meaning, in both modes, with Inera's own values laid over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[2] / "dam" / "web" / "static"
OVERLAID = ("tokens.css", "tema.css")
DARK = re.compile(r"@media \(prefers-color-scheme: dark\)\s*\{\s*:root\s*\{([^}]*)\}\s*\}")
VALUE = re.compile(r"--([\w-]+):\s*([^;]+);")
HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b")

TEXT, BORDER = 4.5, 3.0
STATES = ("fri", "villkor", "begaran", "sparr")
PAIRS = [
    *(("text", ground, TEXT) for ground in ("papper", "yta", "brunn")),
    *(("dis", ground, TEXT) for ground in ("papper", "yta", "brunn")),
    *(("fjord", ground, TEXT) for ground in ("papper", "yta", "brunn", "fjord-ljus")),
    ("fjord-mork", "papper", TEXT),
    *(("knapptext", ground, TEXT) for ground in ("fjord", "fjord-mork")),
    *((state, f"{state}-bg", TEXT) for state in STATES),
    *((state, ground, TEXT) for state in STATES for ground in ("papper", "yta")),
    # Text and links stand in the boxes of a state, and a dangerous button turns to text on hover.
    *((words, f"{state}-bg", TEXT) for words in ("text", "dis", "fjord") for state in STATES),
    ("knapptext", "sparr", TEXT),
    *(("text", "fjord-ljus", TEXT), ("dis", "fjord-ljus", TEXT)),
    *(("kant", ground, BORDER) for ground in ("papper", "yta", "brunn")),
    *(("fokus-yttre", ground, BORDER) for ground in ("papper", "yta", "brunn")),
    ("fokus-yttre", "fokus-inre", BORDER),
]


def tokens(mode: str) -> dict[str, str]:
    light: dict[str, str] = {}
    dark: dict[str, str] = {}
    for name in OVERLAID:
        css = re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(encoding="utf-8"), flags=re.DOTALL)
        dark |= dict(VALUE.findall(" ".join(DARK.findall(css))))
        light |= dict(VALUE.findall(DARK.sub("", css)))
    return light if mode == "light" else light | dark


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, by WCAG 2.2's definition."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.48), ("#1b2226", "#faf9f6", 15.30)],
)
def test_the_formula_gives_known_ratios(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "needs"), PAIRS)
def test_a_pair_reaches_its_contrast(mode, front, ground, needs):
    palette = tokens(mode)
    assert contrast(palette[front], palette[ground]) >= needs


def test_the_yellow_ring_shows_on_a_button():
    palette = tokens("light")
    assert contrast(palette["fokus-inre"], palette["fjord"]) >= BORDER


def test_dark_changes_every_colour_but_what_lies_under_and_over_pictures():
    light, dark = tokens("light"), tokens("dark")
    colours = {name for name, value in light.items() if HEX.fullmatch(value)}
    assert {name for name in colours if light[name] == dark[name]} == {"ljusbrunn", "skugga"}


def test_every_token_that_is_used_is_defined():
    known = tokens("light").keys() | {"r"}  # The ratio of a picture's cell: build.js gives it.
    used = {
        name
        for sheet in STATIC.glob("*.css")
        for name in re.findall(r"var\(--([\w-]+)\)", sheet.read_text(encoding="utf-8"))
    }
    assert used <= known


def test_colours_stand_in_the_tokens_and_on_paper_only():
    holders = {
        sheet.name
        for sheet in STATIC.glob("*.css")
        if HEX.search(sheet.read_text(encoding="utf-8"))
    }
    assert holders <= {"tokens.css", "tema.css", "print.css"}
