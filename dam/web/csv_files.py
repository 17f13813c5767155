"""A table as a file for spreadsheets, and back: CSV in UTF-8 that no cell of can become a formula.

Cells stand between semicolons, as Swedish spreadsheets expect. What is read may come from any.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from flask import stream_with_context
from werkzeug.wrappers import Response

from dam.errors import BadInput
from dam.text.charset import read_texts
from dam.text.clean import clean_text
from dam.web.file_names import build_content_disposition

BOM = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of something to compute."""
BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the workbooks of Excel and LibreOffice begin, of today and before."""
NOT_CSV = "Filen går inte att läsa. Spara den som CSV UTF-8 i kalkylprogrammet och läs in den igen."


def send_spreadsheet(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Answer with the table as a file, a line at a time; ``name`` without its ending."""
    answer = Response(
        stream_with_context(write_csv_lines(head, rows)), content_type="text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = build_content_disposition(f"{name}.csv")
    return answer


def write_csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Write the table, its first line with the mark by which spreadsheets know UTF-8."""
    yield BOM + _write_csv_line(head)
    for row in rows:
        yield _write_csv_line(row)


def _write_csv_line(row: Sequence[object]) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=";", quoting=csv.QUOTE_NONNUMERIC).writerow(
        map(_write_csv_cell, row)
    )
    return written.getvalue()


def _write_csv_cell(value: object) -> object:
    """Return a number as it is, and words with an apostrophe before what looks like a formula.

    Words that begin so already get one more, so that `_read_csv_cell` gives back what was written.
    """
    if isinstance(value, int):
        return value
    words = clean_text(str(value))
    return f"'{words}" if words.lstrip("'").startswith(FORMULA) else words


def _read_csv_cell(cell: str) -> str:
    guarded = cell.startswith("'") and cell.lstrip("'").startswith(FORMULA)
    return cell[1:] if guarded else cell


def read_csv_rows(data: bytes) -> list[list[str]]:
    """Return the cells of a file that `write_csv_lines` or a spreadsheet wrote, row by row.

    Raises BadInput where it is no such file, or is written in letters that nobody can tell.
    """
    text = _decode_csv(data)
    first = text.partition("\n")[0]
    written = io.StringIO(text, newline="")
    try:
        rows = csv.reader(written, delimiter=max(";,\t", key=first.count))
        return [[_read_csv_cell(clean_text(cell)) for cell in row] for row in rows]
    except csv.Error as error:
        raise BadInput(NOT_CSV) from error


def _decode_csv(data: bytes) -> str:
    """Return the text of a file in UTF-8, in UTF-16 with a mark, or as older spreadsheets write."""
    if data.startswith(BOOKS):
        raise BadInput("Filen är en arbetsbok. Spara den som CSV UTF-8 i Excel och läs in den.")
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    with suppress(UnicodeDecodeError):
        text = data.decode("utf-16" if marked else "utf-8-sig")
        if "\0" not in text:
            return text
    reading = read_texts([data])
    if marked or not reading.sure or b"\0" in data:
        raise BadInput(NOT_CSV)
    return reading.texts[0]
