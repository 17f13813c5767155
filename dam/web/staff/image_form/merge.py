"""The rows of the batch grid as they were sent, what is done with them before anything is saved,
and what they and somebody else's words have come to differ in. Knows no request and no database.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from werkzeug.datastructures import MultiDict

from dam.errors import Changed
from dam.text.read import number_in, read_id
from dam.web.staff.image_form import cells
from dam.web.staff.image_form.cells import COLUMNS, Cells, tidy

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class Typed:
    """A row: ``version`` and ``began`` are the image's and a mark of each cell when it was shown.

    ``began`` is empty where that is unknown. ``seen`` is the version of somebody else's words that
    were shown beside these, 0 where they are to be, and ``kept`` whose word was chosen, by column.
    ``line`` is where it stands in a file that was read in. ``fingerprint`` is of the image as the
    row was shown beside it.
    """

    id: int
    version: int
    cells: Cells
    began: tuple[str, ...] = ()
    marked: bool = True
    seen: int | None = None
    kept: Cells = field(default_factory=dict)
    line: int | None = None
    fingerprint: str = ""

    @property
    def touched(self) -> bool:
        """Whether something has been written in it, as far as is known."""
        return self.began != cells.marks(self.cells)


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell in which a row and what is stored differ; ``keep`` is MINE, THEIRS or not chosen."""

    name: str
    mine: str
    theirs: str
    keep: str


class Differs(Changed):
    """Somebody saved the image first, and it is to be chosen whose words to keep."""

    def __init__(self, image_id: int) -> None:
        super().__init__("Någon annan har ändrat bilden sedan du öppnade den.", "image", image_id)


def begin(image_id: int, version: int, said: Cells, *, marked: bool = True) -> Typed:
    """Return the row of an image as it stands."""
    return Typed(image_id, version, said, cells.marks(said), marked)


def read(sent: MultiDict[str, str]) -> list[Typed]:
    """Return the rows that a form holds, in its order."""
    named = filter(None, map(read_id, sent.getlist("rad")))
    return [_read_row(sent, one) for one in dict.fromkeys(named)]


def _read_row(sent: MultiDict[str, str], one: int) -> Typed:
    return Typed(
        id=one,
        version=number_in(sent, f"version-{one}", 0),
        cells={name: tidy(sent.get(f"{name}-{one}", "")) for name in COLUMNS},
        began=tuple(sent.get(f"began-{one}", "").split()),
        marked=f"mark-{one}" in sent,
        seen=number_in(sent, f"seen-{one}", None),
        kept={name: sent.get(f"keep-{name}-{one}", "") for name in COLUMNS},
        line=number_in(sent, f"line-{one}", None),
        fingerprint=sent.get(f"fingerprint-{one}", ""),
    )


def values(sent: MultiDict[str, str]) -> Cells:
    """Return what is to be said of all the marked rows."""
    return {name: tidy(sent.get(f"{name}-alla", "")) for name in COLUMNS}


def apply(rows: Iterable[Typed], given: Cells, *, over: bool) -> list[Typed]:
    """Say the same of every marked row, in empty cells alone or ``over`` what stands there."""
    told = {name: value for name, value in given.items() if value}
    return [
        replace(
            row,
            cells={
                name: told.get(name, value) if over or not value else value
                for name, value in row.cells.items()
            },
        )
        if row.marked
        else row
        for row in rows
    ]


def fill_down(rows: Iterable[Typed], column: str) -> list[Typed]:
    """Give each empty cell of a column the words of the nearest one above that has any."""
    filled, above = [], ""
    for row in rows:
        above = row.cells[column] or above
        filled.append(replace(row, cells={**row.cells, column: above}))
    return filled


def mark_all(rows: Iterable[Typed], *, marked: bool) -> list[Typed]:
    return [replace(row, marked=marked) for row in rows]


def settle(row: Typed, stored: Cells, version: int) -> Cells:
    """Return the cells to save over what is stored, with the word of each that was chosen.

    Raises Differs where somebody has saved since the row was shown, until whose words to keep has
    been chosen for every cell that differs.
    """
    if row.version == version:
        return row.cells
    found = differences(row, stored, version)
    if found and (row.seen != version or not all(one.keep for one in found)):
        raise Differs(row.id)
    return {**row.cells, **{one.name: one.theirs for one in found if one.keep == THEIRS}}


def differences(row: Typed, stored: Cells, version: int) -> list[Difference]:
    """Return where the row and what is stored differ.

    What one of the two alone has changed is that one's; where both have, or nobody knows, a person
    chooses.
    """
    known = row.seen == version
    began = dict(zip(COLUMNS, row.began, strict=False))
    mine = dict(zip(COLUMNS, cells.marks(row.cells), strict=True))
    theirs = dict(zip(COLUMNS, cells.marks(stored), strict=True))

    def keep(name: str) -> str:
        if known:
            chosen = row.kept.get(name, "")
            return chosen if chosen in {MINE, THEIRS} else ""
        if began.get(name) == mine[name]:
            return THEIRS
        return MINE if began.get(name) == theirs[name] else ""

    return [
        Difference(name, row.cells[name], stored[name], keep(name))
        for name in COLUMNS
        if mine[name] != theirs[name]
    ]
