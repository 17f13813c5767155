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
from dam.text.swedish import fold
from dam.web import csv_files
from dam.web.context import reading
from dam.web.language import say
from dam.web.sign_in import who
from dam.web.staff.image_form import cells
from dam.web.staff.image_form.cells import COLUMNS, tidy
from dam.web.staff.image_form.choices import Choices
from dam.web.staff.image_form.merge import Typed
from dam.web.staff.images.csv_export import HEAD, LINE, REF, VERSION

MOST_BYTES = 2_000_000
MOST_ROWS = 1000
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
ALSO = {"may": "maj", "oct": "okt"}
_SHORTENED = re.compile(r"([a-z]{3})[a-z]*\.?[- ]([0-9]{2})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a file: where it stood, which image it is about in which version, and its words."""

    line: int
    id: int
    version: int
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file that are about images, and a sentence about each of the others."""

    columns: Sequence[str]
    entries: list[Entry]
    unread: list[str] = field(default_factory=list)

    def written(self) -> str:
        """Write the rows as a file that `read` reads."""
        head = [LINE, REF, VERSION, *(COLUMNS[name] for name in self.columns)]
        rows = (
            [one.line, one.id, one.version, *(one.said.get(name, "") for name in self.columns)]
            for one in self.entries
        )
        return "".join(csv_files.lines(head, rows))


def read(data: bytes) -> Table:
    """Read a file; raises BadInput where it is none of ours."""
    if len(data) > MOST_BYTES:
        raise BadInput("Filen är för stor. Dela upp den: högst {most} rader.", most=MOST_ROWS)
    rows = csv_files.read(data)
    places = _places(rows[0] if rows else [])
    columns = [name for name, label in COLUMNS.items() if label in places]
    table, seen = Table(columns, []), dict[int, int]()
    for at, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        try:
            entry = _entry(row, places, at, seen)
        except BadInput as error:
            why = say(error.sentence).format(**error.values)
            table.unread.append(say(Sentence("Rad {line}: {why}", line=at, why=why)))
        else:
            seen[entry.id] = at
            table.entries.append(entry)
    if len(table.entries) > MOST_ROWS:
        raise BadInput("Filen har för många rader. Dela upp den: högst {most}.", most=MOST_ROWS)
    return table


def _places(head: Sequence[str]) -> dict[str, int]:
    """Return where each column stands; raises BadInput for names that are not ours."""
    known = {label.lower(): label for label in (LINE, *HEAD)}
    named = [label.strip().lower() for label in head]
    strange = [label.strip() for label in head if label.strip().lower() not in {"", *known}]
    columns = ", ".join(HEAD)
    if REF.lower() not in named or VERSION.lower() not in named:
        raise BadInput(
            "Första raden ska hålla kolumnernas namn, minst Bild-id och Version. "
            "De som finns: {columns}.",
            columns=columns,
        )
    if strange:
        raise BadInput(
            "Kolumnen {strange} finns inte. Ta bort den eller rätta namnet. "
            "De som finns: {columns}.",
            strange=", ".join(f"”{one}”" for one in strange),
            columns=columns,
        )
    twice = [label for label in named if label and named.count(label) > 1]
    if twice:
        raise BadInput("Kolumnen ”{twice}” står två gånger.", twice=known[twice[0]])
    return {known[label]: at for at, label in enumerate(named) if label}


def _entry(
    row: Sequence[str], places: Mapping[str, int], at: int, seen: Mapping[int, int]
) -> Entry:
    def cell(label: str) -> str | None:
        """What stands in a column; None where the row ends before it."""
        place = places.get(label, len(row))
        return tidy(row[place]) if place < len(row) else None

    if any(surplus.strip() for surplus in row[max(places.values()) + 1 :]):
        raise BadInput("Raden har fler celler än det finns kolumner.")
    one, version = read_image_id(cell(REF) or ""), read_number(cell(VERSION) or "")
    if one is None:
        raise BadInput("Bild-id ska vara till exempel IN-41.")
    if one in seen:
        raise BadInput("{ref} står redan på rad {line}.", ref=image_ref(one), line=seen[one])
    if version is None:
        raise BadInput("Version ska vara den siffra som stod i filen när du hämtade den.")
    line = read_number(cell(LINE) or "") or at
    said = {name: text for name, label in COLUMNS.items() if (text := cell(label)) is not None}
    return Entry(line, one, version, said)


@dataclass
class Page:
    """The next rows that say something new, how many were passed over, and the rest of the file."""

    rows: list[Typed] = field(default_factory=list)
    same: int = 0
    unknown: list[str] = field(default_factory=list)
    rest: Table = field(default_factory=lambda: Table((), []))


def next_page(table: Table, most: int, allowed: Mapping[str, Choices]) -> Page:
    """Return the first rows that say something else than the catalogue."""
    page, own = Page(), waiting_changes.own(reading(), who().id)
    for looked_at, (entry, image) in enumerate(_found(table.entries, most), 1):
        page.rest = Table(table.columns, table.entries[looked_at:])
        if image is None:
            page.unknown.append(image_ref(entry.id))
        elif (typed := _typed(entry, image, own.get(image.id, {}), allowed)) is None:
            page.same += 1
        else:
            page.rows.append(typed)
        if len(page.rows) == most:
            break
    return page


def _found(entries: Sequence[Entry], at_once: int) -> Iterator[tuple[Entry, Image | None]]:
    """Look the images up, some at once, as long as they are asked for."""
    for first in range(0, len(entries), at_once):
        some = entries[first : first + at_once]
        images = catalogue.find_each(reading(), [one.id for one in some], who())
        by_id = {image.id: image for image in images}
        yield from ((entry, by_id.get(entry.id)) for entry in some)


def _typed(
    entry: Entry, image: Image, own: Mapping[str, object], allowed: Mapping[str, Choices]
) -> Typed | None:
    """Return the row as if it had been typed; None where it says what the catalogue does."""
    stored = cells.fill(publish.edited_by(reading(), image, own), allowed)
    said = {name: _said(name, text, allowed) for name, text in entry.said.items()}
    wanted = {**stored, **said}
    if wanted == stored:
        return None
    fresh = entry.version == image.version
    return Typed(
        id=image.id,
        version=entry.version,
        cells=wanted,
        began=cells.marks(stored) if fresh else (),
        seen=None if fresh else 0,
        line=entry.line,
    )


def _said(name: str, text: str, allowed: Mapping[str, Choices]) -> str:
    """Return a cell as the form holds it: choices by code, and dates as they were written."""
    by_words = {fold(words): code for code, words in allowed.get(name, ())}
    if name in cells.CHOSEN:
        return by_words.get(fold(text), text)
    return _month(text) if name == "date" else text


def _month(text: str) -> str:
    """Return 2026-03 of "mar-26", which is what Excel makes of it."""
    match = _SHORTENED.fullmatch(text)
    month = ALSO.get(match[1].lower(), match[1].lower()) if match else ""
    return f"20{match[2]}-{MONTHS.index(month) + 1:02}" if match and month in MONTHS else text
