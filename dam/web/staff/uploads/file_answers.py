"""Answers to the files of an upload: what became of each, as the page and its script show it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from dam import catalogue
from dam.database.models import UploadBatch
from dam.ingest import batch
from dam.ingest.batch import BatchFile
from dam.links.refs import image_ref
from dam.links.staff_paths import IMAGES
from dam.rights.image_states import ProcessingState
from dam.web.context import reading_session, request_moment
from dam.web.sign_in import signed_in_user
from dam.web.staff import id_ranges
from dam.web.staff.image_row import ImageRow, build_image_row
from dam.web.staff.images import lookalikes
from dam.web.staff.images.lookalikes import LookalikeNotice

YOUR_BIN = "Bilden ligger i papperskorgen. Öppna den om du vill ta tillbaka den."


ANOTHERS_BIN = "Bilden ligger i papperskorgen. Be en redaktör ta tillbaka den."


def build_file_answers(
    upload_batch: UploadBatch, upload_ids: list[str] | None = None
) -> list[dict[str, object]]:
    """Return the answers of the batch's files, or of the uploads that were asked for."""
    lines = batch.list_batch_files(reading_session(), upload_batch)
    if upload_ids:
        lines = [
            line for line in lines if line.upload in upload_ids or _image_ref_of(line) in upload_ids
        ]
    ids = [line.taken.image_id for line in lines if line.taken and line.taken.image_id]
    # A colleague's image that this person may not open is known by its number alone.
    rows = {
        image.id: build_image_row(image, request_moment())
        for image in catalogue.find_each(reading_session(), ids, signed_in_user())
    }
    notices = lookalikes.find_lookalike_notices(
        [image_id for image_id, row in rows.items() if row.processing == ProcessingState.READY]
    )
    binned = catalogue.list_binned_image_ids(reading_session(), ids)
    mine = {
        row.id for row in catalogue.find_each(reading_session(), ids, signed_in_user(), binned=True)
    }
    return [
        _build_file_answer(line, rows, notices) | _binned_answer(line, binned, mine)
        for line in lines
    ]


def format_arrived_ids(upload_batch: UploadBatch) -> str:
    """Return the images that came with the batch and are not in the bin, as addresses do."""
    ids = batch.list_new_image_ids(reading_session(), upload_batch)
    binned = catalogue.list_binned_image_ids(reading_session(), ids)
    return id_ranges.format_ids(
        [image_id for image_id in ids if image_id not in binned][: id_ranges.MOST]
    )


def _binned_answer(line: BatchFile, binned: set[int], mine: set[int]) -> dict[str, object]:
    """Say that an image lies in the bin, with its page, which brings it back, for whom that is."""
    image_id = line.taken.image_id if line.taken else None
    if image_id is None or image_id not in binned:
        return {}
    if image_id not in mine:
        return {"binned": True, "sentence": gettext(ANOTHERS_BIN)}
    url = f"{IMAGES}/{image_id}"
    return {"binned": True, "sentence": gettext(YOUR_BIN), "url": url}


def _image_ref_of(line: BatchFile) -> str:
    return image_ref(line.taken.image_id) if line.taken and line.taken.image_id else ""


def _build_file_answer(
    line: BatchFile, rows: Mapping[int, ImageRow], notices: Mapping[int, LookalikeNotice]
) -> dict[str, object]:
    answer: dict[str, object] = {"upload": line.upload, "name": line.name, "sentence": ""}
    taken = line.taken
    if taken is None:
        return answer | {"state": "waiting"}
    answer["sentence"] = taken.sentence
    if taken.image_id is None:
        return answer | {"state": "refused"}
    row = rows.get(taken.image_id)
    return answer | {
        "state": "duplicate" if taken.duplicate else row.processing if row else "ready",
        "id": taken.image_id,
        "ref": _image_ref_of(line),
        "url": row.url if row else None,
        "title": row.title if row else "",
        "thumbnail": row.thumbnail if row and not taken.duplicate else None,
        "alike": None if taken.duplicate else notices.get(taken.image_id),
    }
