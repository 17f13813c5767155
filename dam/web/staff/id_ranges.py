"""Ranges of ids in addresses: `41,44,50-62`, since images uploaded together are neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dam.errors import BadInput
from dam.text.read import read_id

MOST = 500


def parse_ids(texts: Iterable[str]) -> list[int]:
    """Return the ids in their order, once each; raises BadInput for what names no images."""
    ids: dict[int, None] = {}
    for part in ",".join(texts).replace(" ", "").split(","):
        if not part:
            continue
        start, _, end = part.partition("-")
        first, last = read_id(start), read_id(end or start)
        if first is None or last is None:
            raise BadInput("Det går inte att läsa vilka bilder som är valda.")
        if last - first + len(ids) >= MOST:
            raise BadInput("Välj högst {most} bilder på en gång.", most=MOST)
        ids |= dict.fromkeys(range(first, last + 1))
    return list(ids)


def format_ids(ids: Sequence[int]) -> str:
    """Return the ids as `parse_ids` reads them, as short as may be."""
    runs: list[list[int]] = []
    for image_id in ids:
        if runs and image_id == runs[-1][-1] + 1:
            runs[-1][1:] = [image_id]
        else:
            runs.append([image_id])
    return ",".join("-".join(map(str, run)) for run in runs)
