"""Images as a spreadsheet, and the rows of one that has come back, a page at a time.

The names of the columns are a promise (docs/spreadsheet.md). A row is matched by its id, and holds
the version that it was written of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dam import catalogue
from dam.database.models import Image
from dam.errors import BadInput
from dam.i18n.translation import Sentence
from dam.lifecycle import publish, waiting_changes
from dam.links.refs import image_ref
from dam.text.read import read_image_id, read_number
from dam.text.swedish import fold_case
from dam.web import csv_files
from dam.web.context import reading_session
from dam.web.language import say_on_page
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff.image_form import cells
from dam.web.staff.image_form.cells import COLUMNS, tidy_cell
from dam.web.staff.image_form.choices import Choices
from dam.web.staff.image_form.merge import GridRow
from dam.web.staff.images.csv_export import HEAD, LINE, REF, VERSION

MOST_BYTES = 2_000_000
MOST_ROWS = 1000
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
ALSO = {"may": "maj", "oct": "okt"}
_SHORTENED = re.compile(r"([a-z]{3})[a-z]*\.?[- ]([0-9]{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row of a file: where it stood, which image it is about in which version, and its words."""

    line: int
    id: int
    version: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ImportTable:
    """The rows of a file that are about images, and a sentence about each of the others."""

    columns: Sequence[str]
    entries: list[ImportRow]
    unread: list[str] = field(default_factory=list)

    def written(self) -> str:
        """Write the rows as a file that `read_import_file` reads."""
        head = [LINE, REF, VERSION, *(COLUMNS[name] for name in self.columns)]
        rows = (
            [row.line, row.id, row.version, *(row.cells.get(name, "") for name in self.columns)]
            for row in self.entries
        )
        return "".join(csv_files.write_csv_lines(head, rows))


def read_import_file(data: bytes) -> ImportTable:
    """Read a file; raises BadInput where it is none of ours."""
    if len(data) > MOST_BYTES:
        raise BadInput("Filen är för stor. Dela upp den: högst {most} rader.", most=MOST_ROWS)
    rows = csv_files.read_csv_rows(data)
    columns_at = _locate_columns(rows[0] if rows else [])
    columns = [name for name, label in COLUMNS.items() if label in columns_at]
    table, seen = ImportTable(columns, []), dict[int, int]()
    for line, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            entry = _parse_import_row(row, columns_at, line, seen)
        except BadInput as error:
            sentence = say_on_page(error.sentence).format(**error.values)
            table.unread.append(say_on_page(Sentence("Rad {line}: {why}", line=line, why=sentence)))
        else:
            seen[entry.id] = line
            table.entries.append(entry)
    if len(table.entries) > MOST_ROWS:
        raise BadInput("Filen har för många rader. Dela upp den: högst {most}.", most=MOST_ROWS)
    return table


def _locate_columns(head: Sequence[str]) -> dict[str, int]:
    """Return where each column stands; raises BadInput for names that are not ours."""
    known = {label.lower(): label for label in (LINE, *HEAD)}
    given_names = [label.strip().lower() for label in head]
    unknown = [label.strip() for label in head if label.strip().lower() not in {"", *known}]
    columns = ", ".join(HEAD)
    if REF.lower() not in given_names or VERSION.lower() not in given_names:
        raise BadInput(
            "Första raden ska hålla kolumnernas namn, minst Bild-id och Version. "
            "De som finns: {columns}.",
            columns=columns,
        )
    if unknown:
        raise BadInput(
            "Kolumnen {strange} finns inte. Ta bort den eller rätta namnet. "
            "De som finns: {columns}.",
            strange=", ".join(f"”{name}”" for name in unknown),
            columns=columns,
        )
    repeated = [label for label in given_names if label and given_names.count(label) > 1]
    if repeated:
        raise BadInput("Kolumnen ”{twice}” står två gånger.", twice=known[repeated[0]])
    return {known[label]: at for at, label in enumerate(given_names) if label}


def _parse_import_row(
    row: Sequence[str],
    columns_at: Mapping[str, int],
    line_number: int,
    lines_by_id: Mapping[int, int],
) -> ImportRow:
    def cell(label: str) -> str | None:
        """Text in a column; None where the row ends before it."""
        place = columns_at.get(label, len(row))
        return tidy_cell(row[place]) if place < len(row) else None

    if any(surplus.strip() for surplus in row[max(columns_at.values()) + 1 :]):
        raise BadInput("Raden har fler celler än det finns kolumner.")
    image_id, version = read_image_id(cell(REF) or ""), read_number(cell(VERSION) or "")
    if image_id is None:
        raise BadInput("Bild-id ska vara till exempel IN-41.")
    if image_id in lines_by_id:
        raise BadInput(
            "{ref} står redan på rad {line}.", ref=image_ref(image_id), line=lines_by_id[image_id]
        )
    if version is None:
        raise BadInput("Version ska vara den siffra som stod i filen när du hämtade den.")
    line = read_number(cell(LINE) or "") or line_number
    texts = {name: text for name, label in COLUMNS.items() if (text := cell(label)) is not None}
    return ImportRow(line, image_id, version, texts)


@dataclass
class ImportPage:
    """The next rows that say something new, how many were passed over, and the rest of the file."""

    rows: list[GridRow] = field(default_factory=list)
    same: int = 0
    unknown: list[str] = field(default_factory=list)
    rest: ImportTable = field(default_factory=lambda: ImportTable((), []))


def next_import_page(table: ImportTable, most: int, allowed: Mapping[str, Choices]) -> ImportPage:
    """Return the first rows that say something else than the catalogue."""
    page, own_changes = (
        ImportPage(),
        waiting_changes.list_own_waiting_fields(reading_session(), own_id()),
    )
    for read_count, (entry, image) in enumerate(_match_images(table.entries, most), 1):
        page.rest = ImportTable(table.columns, table.entries[read_count:])
        if image is None:
            page.unknown.append(image_ref(entry.id))
        elif (
            grid_row := _to_grid_row(entry, image, own_changes.get(image.id, {}), allowed)
        ) is None:
            page.same += 1
        else:
            page.rows.append(grid_row)
        if len(page.rows) == most:
            break
    return page


def _match_images(
    entries: Sequence[ImportRow], at_once: int
) -> Iterator[tuple[ImportRow, Image | None]]:
    """Look the images up, some at once, as long as they are asked for."""
    for first in range(0, len(entries), at_once):
        chunk = entries[first : first + at_once]
        images = catalogue.find_each(reading_session(), [row.id for row in chunk], signed_in_user())
        by_id = {image.id: image for image in images}
        yield from ((entry, by_id.get(entry.id)) for entry in chunk)


def _to_grid_row(
    entry: ImportRow,
    image: Image,
    own_changes: Mapping[str, object],
    allowed: Mapping[str, Choices],
) -> GridRow | None:
    """Return the row as if it had been typed; None where it says what the catalogue does."""
    stored = cells.fill_cells(publish.edited_by(reading_session(), image, own_changes), allowed)
    typed = {name: _to_form_value(name, text, allowed) for name, text in entry.cells.items()}
    merged = {**stored, **typed}
    if merged == stored:
        return None
    is_current = entry.version == image.version
    return GridRow(
        id=image.id,
        version=entry.version,
        cells=merged,
        began=cells.fingerprint_cells(stored) if is_current else (),
        seen=None if is_current else 0,
        line=entry.line,
    )


def _to_form_value(name: str, text: str, allowed: Mapping[str, Choices]) -> str:
    """Return a cell as the form holds it: choices by code, and dates as they were written."""
    by_words = {fold_case(words): code for code, words in allowed.get(name, ())}
    if name in cells.CHOSEN:
        return by_words.get(fold_case(text), text)
    return _restore_excel_month(text) if name == "date" else text


def _restore_excel_month(text: str) -> str:
    """Return 2026-03 of "mar-26", which is what Excel makes of it."""
    match = _SHORTENED.fullmatch(text)
    month = ALSO.get(match[1].lower(), match[1].lower()) if match else ""
    return f"20{match[2]}-{MONTHS.index(month) + 1:02}" if match and month in MONTHS else text
