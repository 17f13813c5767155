"""Intake of received files into the catalogue, with the fields of their whole batch.

What is said may be changed while files are still coming and after: a draft follows in each field
that nobody has described otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dam import catalogue, clearance
from dam.catalogue import Description, assignments, collections
from dam.database.locks import lock_row
from dam.database.models import Image, Upload, UploadBatch
from dam.errors import BadInput, NotFound
from dam.imaging.blank_image import NOTHING_SEEN
from dam.imaging.metadata.records import ReceivedMetadata
from dam.ingest import accept, batch, hot_folder_batches, multipart
from dam.ingest.accept import ReceivedFile
from dam.ingest.batch import UploadResult
from dam.ingest.prefill import prefill_image
from dam.links.paths import make_slug
from dam.rights.image_states import ImageState
from storage_adapters.contract import Storage


@dataclass(frozen=True, slots=True)
class Common:
    """Fields of every file of a batch; an empty one leaves the file's own metadata.

    ``people`` says whether somebody in the pictures can be recognised, None that nobody has looked;
    ``assigned_to`` is who is responsible for the drafts.
    """

    creators: tuple[str, ...] = ()
    place: str = ""
    date_text: str = ""
    digital_source_type: str = ""
    people: bool | None = None
    terms: str = ""
    collections: tuple[str, ...] = ()
    assigned_to: int | None = None


SEVERAL = ("creators", "collections")


def common_of(upload_batch: UploadBatch | None) -> Common:
    """Return the fields of a batch."""
    fields = dict(upload_batch.common) if upload_batch else {}
    return Common(**fields | {name: tuple(fields.get(name, ())) for name in SEVERAL})


def set_common_fields(
    session: Session, upload_batch: UploadBatch, common: Common, *, by: int | None, now: datetime
) -> dict[str, str]:
    """Set the fields of a locked batch and its drafts; returns sentences for unusable values."""
    common = replace(common, collections=tuple(sorted(set(common.collections))))
    wrong = _validate_common_fields(session, common)
    usable = replace(common, **{name: getattr(Common(), name) for name in wrong})
    before = common_of(upload_batch)
    upload_batch.common = asdict(usable) | {name: list(getattr(usable, name)) for name in SEVERAL}
    upload_batch.touched_at = now
    if usable != before:
        for image_id in batch.list_new_image_ids(session, upload_batch):
            image = session.get_one(Image, image_id, with_for_update={"of": Image})
            _update_unchanged_fields(session, image, before, usable, by=by, now=now)
    return wrong


def watched_batch(session: Session, folder: str, *, now: datetime) -> UploadBatch:
    """Return the batch, locked, that files of a watched folder go to.

    Of a new one is said that its images are in the collection that the folder is called after.
    """
    upload_batch = hot_folder_batches.lock_hot_folder_batch(session, folder, now=now)
    if not upload_batch.common:
        named = (
            collections.by_slug(session, make_slug(folder.partition("/")[0])) if folder else None
        )
        common = Common(collections=(named.slug,) if named else ())
        set_common_fields(session, upload_batch, common, by=None, now=now)
    return upload_batch


def take_in_file(
    session: Session,
    received: ReceivedFile,
    upload_batch: UploadBatch,
    *,
    place: int,
    sentence: str = "",
    storage: Storage,
    now: datetime,
) -> UploadResult:
    """Register a file of a held batch and keep the answer, one for the same bytes."""
    by, name = upload_batch.user_id, batch.build_batch_key(upload_batch)
    before = batch.find_earlier_result(session, name, received.name, received.sha256)
    if before is not None:
        return before
    accepted = accept.register_image(session, received, storage=storage, by=by, now=now)
    if not accepted.duplicate:
        image = catalogue.find_image(session, accepted.image_id)
        _update_unchanged_fields(session, image, Common(), common_of(upload_batch), by=by, now=now)
    facts = received.facts
    notes = (facts.left_out, facts.light, NOTHING_SEEN if facts.plain else None, sentence)
    remark = "" if accepted.duplicate else " ".join(filter(None, notes))
    taken = UploadResult(received.name, place, accepted.image_id, accepted.duplicate, remark)
    batch.store_upload_result(session, name, taken, received.sha256, now=now)
    return taken


def finish_multipart_upload(
    session: Session, upload_id: str, received: ReceivedFile, *, storage: Storage, now: datetime
) -> UploadResult:
    """Take in a file that came in parts; once it is in, the answer stays the same."""
    upload = _lock_upload(session, upload_id)
    if upload.sha256 is None:
        taken = take_in_file(
            session, received, upload.batch, place=upload.place, storage=storage, now=now
        )
        upload.sha256 = received.sha256
        upload.image_id = None if taken.duplicate else taken.image_id
        upload.touched_at = upload.batch.touched_at = now
        session.flush()
        return taken
    return _repeat_upload_answer(session, upload)


def refuse_multipart_upload(
    session: Session, upload_id: str, sentence: str, *, now: datetime
) -> None:
    """Store why a multipart file was refused; it may be sent anew."""
    upload = _lock_upload(session, upload_id)
    if upload.sha256 is not None:
        return
    refused = UploadResult(multipart.get_upload_name(upload), upload.place, None, sentence=sentence)
    batch.store_upload_result(session, batch.build_batch_key(upload.batch), refused, None, now=now)
    session.delete(upload)
    session.flush()


def _lock_upload(session: Session, upload_id: str) -> Upload:
    """Return an upload whose batch is locked; NotFound."""
    upload = session.get(Upload, upload_id)
    if upload is None:
        raise NotFound
    lock_row(session, upload.batch)
    session.refresh(upload)
    return upload


def _repeat_upload_answer(session: Session, upload: Upload) -> UploadResult:
    answer = batch.get_upload_result(session, upload)
    if answer is None:
        raise NotFound
    return answer


def _validate_common_fields(session: Session, common: Common) -> dict[str, str]:
    wrong: dict[str, str] = {}
    try:
        catalogue.check_description(replace(Description(), **_describe_batch_fields(common, ())))
    except BadInput as error:
        wrong |= error.fields
    try:
        if common.terms:
            clearance.terms_by_slug(session, common.terms)
    except BadInput as error:
        wrong |= error.fields
    try:
        collections.resolve_collection_slugs(session, common.collections)
    except BadInput as error:
        wrong |= error.fields
    if not assignments.may_answer(session, common.assigned_to):
        wrong["assigned_to"] = assignments.CHOOSE
    return wrong


def _update_unchanged_fields(
    session: Session, image: Image, before: Common, after: Common, *, by: int | None, now: datetime
) -> None:
    """Set ``after`` in each field of a draft that still holds what ``before`` set."""
    if image.state != ImageState.DRAFT or image.file is None or image.binned_at is not None:
        return
    described = catalogue.describe_now(image)
    itself = _describe_file_fields(image.file.received)
    made = itself | _describe_batch_fields(before, described.persons)
    fields = itself | _describe_batch_fields(after, described.persons)
    new = {name: fields[name] for name in fields if getattr(described, name) == made[name]}
    catalogue.save_description(session, image, replace(described, **new), by=by, now=now)
    held = image.terms_version.terms.slug if image.terms_version else ""
    if held == before.terms:
        clearance.set_terms(session, image, after.terms or None, by=by, now=now)
    # Whoever has left since the batch was begun is nobody's choice any more.
    wanted_by = after.assigned_to if assignments.may_answer(session, after.assigned_to) else None
    if image.assigned_to == before.assigned_to:
        assignments.assign_image(session, image, wanted_by, by=by, now=now)


def _describe_batch_fields(common: Common, persons: tuple[str, ...]) -> dict[str, Any]:
    """Return the batch's fields as fields of a description."""
    names = ("creators", "place", "date_text", "digital_source_type", "collections")
    words = {name: value for name in names if (value := getattr(common, name))}
    if common.people is not None:
        words["identifiable_people"] = max(1, len(persons)) if common.people else 0
    return words


def _describe_file_fields(received: Mapping[str, Any]) -> dict[str, Any]:
    """Return the file's own metadata in the fields that a batch may set."""
    prefilled = prefill_image(ReceivedMetadata.from_json(received))
    return {
        "creators": tuple(prefilled.creators),
        "place": prefilled.place or "",
        "date_text": prefilled.date_text or "",
        "digital_source_type": prefilled.digital_source_type or "",
        "collections": (),
        "identifiable_people": None,
    }
