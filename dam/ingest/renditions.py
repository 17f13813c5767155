"""Original → public original and every size, made once by the worker at upload.

`claim_renditions`, `store_renditions` and `fail_renditions` stand in the worker's transactions;
`make_and_store_renditions` runs between them without one. State columns are the truth: a job that
runs twice finds its work done.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from dam.database import audit, jobs
from dam.database.audit_actions import AuditAction
from dam.database.models import Image, ImageFile
from dam.errors import Refused
from dam.imaging import tasks
from dam.imaging.c2pa.read import Provenance, may_have_credentials
from dam.imaging.embed.plan import Plan
from dam.imaging.inspect import PictureFacts
from dam.imaging.rendition_specs import RenditionSpec, RenditionSpecs
from dam.imaging.sandbox.runner import Sandbox
from dam.ingest import duplicates
from dam.ingest.accept import translate_storage_errors, work_folder
from dam.ingest.stored_files import (
    StoredSize,
    build_rendition_row,
    fetch_object,
    store_rendered_file,
)
from dam.rights.image_states import ProcessingState
from dam.rights.origin import read_origin
from storage_adapters.contract import Storage

LEASE = timedelta(seconds=20)
MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class ClaimedFile:
    """What the worker needs to know of a file to make its sizes."""

    image_id: int
    file_id: int
    key: str
    sha256: str
    facts: PictureFacts

    def is_of(self, file: ImageFile) -> bool:
        """Return whether this is a claim of the file: of its row, and of the bytes it names."""
        return (file.id, file.sha256) == (self.file_id, self.sha256)


@dataclass(frozen=True, slots=True)
class MadeRenditions:
    """All that was made of a file; ``base_key`` is the object that ``plan`` describes."""

    base_key: str
    plan: Plan
    why_converted: str | None
    placeholder: str | None
    dhash: str | None
    pixels: str
    sizes: tuple[StoredSize, ...]
    provenance: Provenance | None


def claim_renditions(session: Session, image_id: int, now: datetime) -> ClaimedFile | None:
    """Take the job for `LEASE`; None where it is done, given up, or in other hands."""
    row = session.execute(
        update(Image)
        .where(
            Image.id == image_id,
            Image.processing == ProcessingState.PENDING,
            or_(Image.processing_lease.is_(None), Image.processing_lease < now),
        )
        .values(processing_lease=now + LEASE, processing_tries=Image.processing_tries + 1)
        .returning(Image.current_file_id, Image.processing_tries)
    ).one_or_none()
    if row is None:
        return None
    if row.processing_tries > MOST_TRIES:
        fail_renditions(session, image_id, "Bilden gick inte att bearbeta på tre försök.", now=now)
        return None
    file = session.get_one(ImageFile, row.current_file_id)
    return ClaimedFile(image_id, file.id, file.key, file.sha256, PictureFacts.from_json(file.facts))


def renew_renditions_claim(session: Session, image_id: int, now: datetime) -> None:
    """Hold on to a job that takes long."""
    session.execute(update(Image).where(Image.id == image_id).values(processing_lease=now + LEASE))


def make_and_store_renditions(
    claimed: ClaimedFile,
    *,
    storage: Storage,
    sandbox: Sandbox,
    specs: RenditionSpecs,
    anchors: str | None = None,
) -> MadeRenditions:
    """Make and store everything; raises Refused where the file cannot be made anything of.

    ``anchors`` are the certificates, in PEM, that end a trusted chain of content credentials.
    """
    with work_folder() as folder, translate_storage_errors():
        path = folder / "original"
        fetch_object(claimed.key, path, storage)
        provenance = _read_provenance(path, claimed, sandbox, anchors)
        planned = _plan_delivery(path, claimed, sandbox)
        unchanged = specs.own_of(claimed.facts) if planned.plan else ()
        to_make = [spec for spec in specs.sizes_of(claimed.facts) if spec not in unchanged]
        public = specs.original_of(claimed.facts)
        if planned.plan is None:
            to_make.append(public)
        rendering = sandbox.run(
            tasks.make_renditions, path, claimed.facts, to_make, specs.placeholder, folder
        )
        stored = {
            size.spec: size
            for size in (store_rendered_file(file, folder, storage) for file in rendering.files)
        }
    # A file without a plan of its own is delivered as the file that was made of all of it, and the
    # same pixels make the same file.
    key, plan = claimed.key, planned.plan
    if plan is None:
        converted = stored.pop(public.file_name)
        key, plan = converted.key, converted.plan
    return MadeRenditions(
        base_key=key,
        plan=plan,
        why_converted=planned.why,
        placeholder=rendering.placeholder,
        dhash=rendering.dhash,
        pixels=planned.pixels or plan.base_sha256,
        sizes=(
            *stored.values(),
            *(_make_original_size(key, plan, spec, claimed.facts) for spec in unchanged),
        ),
        provenance=provenance,
    )


def _make_original_size(
    key: str, plan: Plan, spec: RenditionSpec, facts: PictureFacts
) -> StoredSize:
    """Return the size that the original is by itself."""
    at = plan.at_density(spec.ppi) if spec.ppi else plan
    sha256, size = plan.base_sha256, plan.base_size
    return StoredSize(spec.file_name, key, at, size, sha256, *facts.upright)


def _read_provenance(
    path: Path, claimed: ClaimedFile, sandbox: Sandbox, anchors: str | None
) -> Provenance | None:
    """Verify the upload's content credentials; what kills the reader is no credential."""
    if claimed.facts.form.planned and not may_have_credentials(path):
        return None
    try:
        return sandbox.run(tasks.read_credentials, path, claimed.facts, anchors).provenance
    except Refused as error:
        return Provenance("invalid", problems=(str(error),))


def _plan_delivery(path: Path, claimed: ClaimedFile, sandbox: Sandbox) -> tasks.PlannedFile:
    """Plan the upload; where even the planning dies of it, it is delivered as a JPEG."""
    try:
        return sandbox.run(tasks.plan_file, path, claimed.facts, claimed.sha256)
    except Refused as error:
        return tasks.PlannedFile(None, str(error))


def store_renditions(
    session: Session, claimed: ClaimedFile, made: MadeRenditions, *, now: datetime
) -> Image | None:
    """Write what was made; None where another worker was first (its objects are strays)."""
    image = session.get_one(Image, claimed.image_id)
    file = image.file
    if image.processing != ProcessingState.PENDING or file is None or not claimed.is_of(file):
        return None
    write_rendition_rows(session, file, made)
    set_origin_from_file(image, file)
    image.processing = ProcessingState.READY
    image.processing_lease = image.processing_error = None
    audit.record_event(
        session,
        AuditAction.SIZES,
        "image",
        image.id,
        by=None,
        now=now,
        detail={"sizes": len(made.sizes), "converted": made.why_converted or ""},
    )
    session.flush()
    duplicates.record_duplicates(session, image)
    return image


def write_rendition_rows(session: Session, file: ImageFile, made: MadeRenditions) -> None:
    """Write what was made of a file in its rows."""
    file.base_key, file.plan = made.base_key, made.plan.to_json()
    file.base_sha256, file.base_bytes = made.plan.base_sha256, made.plan.base_size
    file.converted = made.why_converted is not None
    file.placeholder, file.dhash, file.pixels = made.placeholder, made.dhash, made.pixels
    file.provenance = made.provenance.to_json() if made.provenance else None
    file.renditions = [build_rendition_row(size) for size in made.sizes]
    session.flush()
    duplicates.index_hash_bands(session, file)


def set_origin_from_file(image: Image, file: ImageFile) -> None:
    """Let an image of which nobody has said how it came to be say what its file proves of it."""
    if file.provenance and not image.digital_source_type:
        provenance = Provenance.from_json(file.provenance)
        image.digital_source_type = read_origin(provenance.digital_source_type)


def fail_renditions(session: Session, image_id: int, why: str, *, now: datetime) -> None:
    """Give a waiting image up with a reason that staff see; they may try again."""
    image = session.get_one(Image, image_id)
    if image.processing != ProcessingState.PENDING:
        return
    image.processing = ProcessingState.FAILED
    image.processing_lease, image.processing_error = None, why
    audit.record_event(
        session, AuditAction.SIZES_FAILED, "image", image_id, by=None, now=now, detail={"why": why}
    )
    session.flush()


def retry_renditions(session: Session, image: Image, *, by: int | None, now: datetime) -> None:
    """Put a failed image back in line."""
    image.processing = ProcessingState.PENDING
    image.processing_tries, image.processing_error = 0, None
    jobs.after_commit(session, "image", image.id)
    audit.record_event(session, AuditAction.SIZES_AGAIN, "image", image.id, by=by, now=now)
