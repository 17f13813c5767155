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
from dam.web.staff.image_form.cells import COLUMNS, Cells, tidy_cell

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True, slots=True)
class GridRow:
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
        return self.began != cells.fingerprint_cells(self.cells)


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell in which a row and what is stored differ; ``keep`` is MINE, THEIRS or not chosen."""

    name: str
    mine: str
    theirs: str
    keep: str


class RowConflict(Changed):
    """A row that somebody else saved first: whose words to keep is to be chosen."""

    def __init__(self, image_id: int) -> None:
        super().__init__("Någon annan har ändrat bilden sedan du öppnade den.", "image", image_id)


def start_grid_row(image_id: int, version: int, stored: Cells, *, marked: bool = True) -> GridRow:
    """Return the row of an image as it stands."""
    return GridRow(image_id, version, stored, cells.fingerprint_cells(stored), marked)


def read_grid_rows(sent: MultiDict[str, str]) -> list[GridRow]:
    """Return the rows that a form holds, in its order."""
    image_ids = filter(None, map(read_id, sent.getlist("rad")))
    return [_read_grid_row(sent, image_id) for image_id in dict.fromkeys(image_ids)]


def _read_grid_row(sent: MultiDict[str, str], image_id: int) -> GridRow:
    return GridRow(
        id=image_id,
        version=number_in(sent, f"version-{image_id}", 0),
        cells={name: tidy_cell(sent.get(f"{name}-{image_id}", "")) for name in COLUMNS},
        began=tuple(sent.get(f"began-{image_id}", "").split()),
        marked=f"mark-{image_id}" in sent,
        seen=number_in(sent, f"seen-{image_id}", None),
        kept={name: sent.get(f"keep-{name}-{image_id}", "") for name in COLUMNS},
        line=number_in(sent, f"line-{image_id}", None),
        fingerprint=sent.get(f"fingerprint-{image_id}", ""),
    )


def read_common_cells(sent: MultiDict[str, str]) -> Cells:
    """Return what is to be said of all the marked rows."""
    return {name: tidy_cell(sent.get(f"{name}-alla", "")) for name in COLUMNS}


def fill_marked_rows(rows: Iterable[GridRow], common: Cells, *, over: bool) -> list[GridRow]:
    """Say the same of every marked row, in empty cells alone or ``over`` what stands there."""
    filled = {name: value for name, value in common.items() if value}
    return [
        replace(
            row,
            cells={
                name: filled.get(name, value) if over or not value else value
                for name, value in row.cells.items()
            },
        )
        if row.marked
        else row
        for row in rows
    ]


def fill_column_down(rows: Iterable[GridRow], column: str) -> list[GridRow]:
    """Give each empty cell of a column the words of the nearest one above that has any."""
    filled, above = [], ""
    for row in rows:
        above = row.cells[column] or above
        filled.append(replace(row, cells={**row.cells, column: above}))
    return filled


def mark_every_row(rows: Iterable[GridRow], *, marked: bool) -> list[GridRow]:
    return [replace(row, marked=marked) for row in rows]


def merge_grid_row(row: GridRow, stored: Cells, version: int) -> Cells:
    """Return the cells to save over what is stored, with the word of each that was chosen.

    Raises Differs where somebody has saved since the row was shown, until whose words to keep has
    been chosen for every cell that differs.
    """
    if row.version == version:
        return row.cells
    differing = list_cell_differences(row, stored, version)
    if differing and (row.seen != version or not all(cell.keep for cell in differing)):
        raise RowConflict(row.id)
    return {**row.cells, **{cell.name: cell.theirs for cell in differing if cell.keep == THEIRS}}


def list_cell_differences(row: GridRow, stored: Cells, version: int) -> list[CellDifference]:
    """Return the cells that a row and the stored image both changed, or nobody knows who."""
    known = row.seen == version
    began = dict(zip(COLUMNS, row.began, strict=False))
    mine = dict(zip(COLUMNS, cells.fingerprint_cells(row.cells), strict=True))
    theirs = dict(zip(COLUMNS, cells.fingerprint_cells(stored), strict=True))

    def keep(name: str) -> str:
        if known:
            chosen = row.kept.get(name, "")
            return chosen if chosen in {MINE, THEIRS} else ""
        if began.get(name) == mine[name]:
            return THEIRS
        return MINE if began.get(name) == theirs[name] else ""

    return [
        CellDifference(name, row.cells[name], stored[name], keep(name))
        for name in COLUMNS
        if mine[name] != theirs[name]
    ]
