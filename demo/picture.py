"""What is said of each demonstration picture, read from `pictures.toml` beside this file."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class DemoPicture:
    """One picture with its description in Swedish, which says that it is a demonstration.

    ``brand`` is Inera, 1177 or UMO, ``kind`` is foto, portratt or illustration, ``terms`` the slug
    of one of the three classes of terms, ``collections`` slugs of the first content's, ``date``
    ISO 8601 and possibly partial, ``format`` JPEG or PNG; width and height are pixels. ``agency``
    means that the file carries its own metadata as an agency would deliver it, and ``gps`` is then
    latitude and longitude in degrees.
    """

    slug: str
    file_name: str
    title: str
    headline: str | None
    caption: str
    alt: str
    creator: str
    brand: str
    topics: tuple[str, ...]
    collections: tuple[str, ...]
    kind: str
    terms: str
    place: str
    date: str
    width: int
    height: int
    format: str
    agency: bool
    gps: tuple[float, float] | None


@cache
def pictures() -> tuple[DemoPicture, ...]:
    """All demonstration pictures in the order in which they should be published, oldest first."""
    text = (files("demo") / "pictures.toml").read_text(encoding="utf-8")
    return tuple(_picture(row) for row in tomllib.loads(text)["picture"])


def _picture(row: dict[str, Any]) -> DemoPicture:
    width, height = row["size"]
    gps = row.get("gps")
    return DemoPicture(
        slug=row["slug"],
        file_name=row["file"],
        title=row["title"],
        headline=row.get("headline"),
        caption=row["caption"],
        alt=row["alt"],
        creator=row["creator"],
        brand=row["brand"],
        topics=tuple(row["topics"]),
        collections=tuple(row.get("collections", ())),
        kind=row["kind"],
        terms=row["terms"],
        place=row["place"],
        date=row["date"],
        width=width,
        height=height,
        format="PNG" if row["file"].endswith(".png") else "JPEG",
        agency=row.get("agency", False),
        gps=(gps[0], gps[1]) if gps else None,
    )
