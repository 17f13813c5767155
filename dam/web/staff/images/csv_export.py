"""Images as rows of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dam.database.models import Image
from dam.lifecycle import publish, waiting_changes
from dam.links.refs import image_ref
from dam.web.context import now, reading
from dam.web.sign_in import who
from dam.web.staff.image_form import cells
from dam.web.staff.image_form.cells import COLUMNS
from dam.web.staff.image_form.choices import Choices
from dam.web.staff.image_row import row_of

REF, VERSION, LINE = "Bild-id", "Version", "Rad"
TOLD = ("Filnamn", "Tillstånd")
"""Columns that tell whoever writes which image it is; what stands in them is not read."""
HEAD = (REF, VERSION, *TOLD, *COLUMNS.values())


def rows_of(images: Iterator[Image], allowed: Mapping[str, Choices]) -> Iterator[list[str]]:
    """Write each image as a row under `HEAD`."""
    own = waiting_changes.own(reading(), who().id)
    for image in images:
        edited = publish.edited_by(reading(), image, own.get(image.id, {}))
        shown, said = row_of(image, now()), cells.fill(edited, allowed)
        words = (cells.in_words(name, said[name], allowed) for name in COLUMNS)
        yield [image_ref(image.id), str(image.version), shown.file_name, shown.label, *words]
