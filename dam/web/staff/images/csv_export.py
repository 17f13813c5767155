"""Images as rows of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dam.database.models import Image
from dam.lifecycle import publish, waiting_changes
from dam.links.refs import image_ref
from dam.web.context import reading_session, request_moment
from dam.web.sign_in import own_id
from dam.web.staff.image_form import cells
from dam.web.staff.image_form.cells import COLUMNS
from dam.web.staff.image_form.choices import Choices
from dam.web.staff.image_row import build_image_row

REF, VERSION, LINE = "Bild-id", "Version", "Rad"
READ_ONLY = ("Filnamn", "Tillstånd")
"""Columns that tell whoever writes which image it is; what stands in them is not read."""
HEAD = (REF, VERSION, *READ_ONLY, *COLUMNS.values())


def export_rows(images: Iterator[Image], allowed: Mapping[str, Choices]) -> Iterator[list[str]]:
    """Write each image as a row under `HEAD`."""
    own_changes = waiting_changes.list_own_waiting_fields(reading_session(), own_id())
    for image in images:
        edited = publish.edited_by(reading_session(), image, own_changes.get(image.id, {}))
        row, values = build_image_row(image, request_moment()), cells.fill_cells(edited, allowed)
        texts = (cells.describe_cell(name, values[name], allowed) for name in COLUMNS)
        yield [image_ref(image.id), str(image.version), row.file_name, row.label, *texts]
