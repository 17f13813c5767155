"""Which images an address is about: `41,44,50-62`, since those uploaded together are neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dam.errors import BadInput
from dam.text.read import read_id

MOST = 500


def read(texts: Iterable[str]) -> list[int]:
    """Return the ids in their order, once each; raises BadInput for what names no images."""
    ids: dict[int, None] = {}
    for part in ",".join(texts).replace(" ", "").split(","):
        if not part:
            continue
        one, _, other = part.partition("-")
        first, last = read_id(one), read_id(other or one)
        if first is None or last is None:
            raise BadInput("Det går inte att läsa vilka bilder som är valda.")
        if last - first + len(ids) >= MOST:
            raise BadInput("Välj högst {most} bilder på en gång.", most=MOST)
        ids |= dict.fromkeys(range(first, last + 1))
    return list(ids)


def written(ids: Sequence[int]) -> str:
    """Return the ids as `read` reads them, as short as may be."""
    runs: list[list[int]] = []
    for one in ids:
        if runs and one == runs[-1][-1] + 1:
            runs[-1][1:] = [one]
        else:
            runs.append([one])
    return ",".join("-".join(map(str, run)) for run in runs)
