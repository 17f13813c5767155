"""The product's own words of letters: where they stand, and the environment that fills them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from config.settings import ROOT
from dam.i18n import dates
from dam.i18n.translation import list_channels

FOLDER = ROOT / "templates" / "letters"
PARTS = "_parts/"
"""Where the files stand that several letters include."""
WORDING_FILTERS: Mapping[str, Callable[..., str]] = {
    "images": dates.count_images_in_words,
    "day": dates.format_last_day,
    "moment": dates.format_moment,
    "date": dates.date_of,
    "deadline": dates.format_deadline,
}
TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=select_autoescape(["html"], default=False),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.filters |= WORDING_FILTERS
TEMPLATES.filters["channels"] = list_channels


def template_name(kind: str, part: str, language: str) -> str:
    """Return the file of a letter's part; the Swedish one where the language has none."""
    name = f"{kind}/{part}.{language}.txt"
    return name if (FOLDER / name).exists() else f"{kind}/{part}.txt"


def part_names() -> set[str]:
    """Return the names by which files that several letters share are included."""
    return {f"{PARTS}{path.name}" for path in (FOLDER / PARTS).iterdir()}
