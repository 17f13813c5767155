"""Fields of an image, as one mapping that JSON can hold: read them, and write some of them back.

A change that waits for another person is held and carried out as such fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dam import catalogue, clearance
from dam.catalogue import Description, collections
from dam.clearance import crops, persons
from dam.database.models import Image, ImageFile, Lease, Person, TermsVersion
from dam.delivery import notices, press_record
from dam.errors import Conflict
from dam.imaging.crop import CropFrame, CropSettings, FocalPoint
from dam.lifecycle import framing
from dam.lifecycle.place_file import put_in_place
from dam.rights.image_states import ImageState
from dam.rights.lease import LeaseKind, SetLease
from dam.rights.lease import combine_leases as bounds_of
from dam.rights.window import TimeBounds, VisibilityLevel
from dam.text.read import read_stored_moment

ADDED = frozenset(("leases", "collections"))
"""Fields that pages add to and take from one by one."""
DESCRIBED = frozenset(field.name for field in fields(Description))
NO_TERMS = "Villkoren finns inte längre."
NO_FILE = "Filen finns inte längre."
NO_PERSON = (
    "Någon som ändringen lägger in finns inte längre i registret. "
    "Säg nej till ändringen, eller be den som föreslog den att göra om den."
)


def read_image_fields(image: Image) -> dict[str, Any]:
    """Return the current fields of an image, as JSON holds them."""
    described = asdict(catalogue.describe_now(image))
    fields = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in described.items()
    }
    return fields | {
        "terms": image.terms_version_id,
        "leases": [lease_as_json(row) for row in image.leases],
        "residual_level": image.residual_level,
        "focal": [image.focal_x, image.focal_y],
        "drawn_crops": dict(image.drawn_crops),
        "depicted": [entry.person_id for entry in image.depicted],
        "file": image.current_file_id,
    }


def build_description(session: Session, image: Image, fields: Mapping[str, Any]) -> Description:
    """Return the description of an image with these ``fields`` in it."""
    described = {name: _field_as_json(fields[name]) for name in DESCRIBED & set(fields)}
    if "collections" in described:
        described["collections"] = collections.still_there(session, described["collections"])
    return replace(catalogue.describe_now(image), **described)


def build_framing(image: Image, fields: Mapping[str, Any]) -> CropSettings:
    """Return the crops of an image with these ``fields`` in them."""
    held = crops.read_framing(image)
    focal = FocalPoint(*fields["focal"]) if "focal" in fields else held.focal
    if "drawn_crops" not in fields:
        return replace(held, focal=focal)
    drawn = {name: CropFrame(*numbers) for name, numbers in fields["drawn_crops"].items()}
    return CropSettings(focal, drawn)


def bounds_of_fields(held: Mapping[str, Any]) -> TimeBounds:
    """Return the time bounds that the leases and the residual level among the fields make."""
    set_leases = (
        SetLease(LeaseKind(row.kind), row.starts, row.ends)
        for row in rows_from_leases(held["leases"])
    )
    return bounds_of(set_leases, VisibilityLevel(held["residual_level"]))


def apply_image_fields(
    session: Session,
    image: Image,
    fields: Mapping[str, Any],
    *,
    note: str = "",
    by: int | None,
    now: datetime,
) -> None:
    """Set ``fields`` of a locked image as a change by ``by``; NotPublishable if it would close."""
    before = read_promised_fields(image)
    if DESCRIBED & set(fields):
        description = build_description(session, image, fields)
        catalogue.save_description(session, image, description, by=by, now=now)
    if "terms" in fields:
        version = session.get(TermsVersion, fields["terms"]) if fields["terms"] else None
        if fields["terms"] and version is None:
            raise Conflict(NO_TERMS)
        clearance.put_under(session, image, version, by=by, now=now)
    if {"leases", "residual_level"} & set(fields):
        rows = rows_from_leases(fields.get("leases", [lease_as_json(row) for row in image.leases]))
        residual_level = VisibilityLevel(fields.get("residual_level", image.residual_level))
        clearance.replace_leases(session, image, rows, residual_level, by=by, now=now)
    if "file" in fields:
        _put_file(session, image, fields["file"], note=note, by=by, now=now)
    if {"focal", "drawn_crops"} & set(fields):
        framing.save_framing(session, image, build_framing(image, fields), by=by, now=now)
    if "depicted" in fields:
        if any(session.get(Person, person_id) is None for person_id in fields["depicted"]):
            raise Conflict(NO_PERSON)
        number = image.identifiable_people
        persons.link_people_to_image(session, image, fields["depicted"], number, by=by, now=now)
    clearance.recompute_or_refuse(session, image, now=now)
    tell_changed(session, image, before, now=now)


def read_promised_fields(image: Image) -> dict[str, object]:
    """Return the fields of which watchers were promised to hear."""
    return {
        "caption": catalogue.find_image_text(image).caption,
        "credit": press_record.format_image_credit(image),
        "terms": image.terms_version_id,
    }


def tell_changed(
    session: Session, image: Image, before: Mapping[str, object], *, now: datetime
) -> None:
    """Notify the watchers of a published image of what differs from ``before``."""
    if image.state == ImageState.PUBLISHED:
        after = read_promised_fields(image)
        changed = {name for name in after if after[name] != before[name]}
        notices.notify_changed_image(session, image, changed, now=now)


def _field_as_json(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def lease_as_json(row: Lease) -> list[Any]:
    """Return a lease as JSON holds it."""
    starts, ends = row.starts and row.starts.isoformat(), row.ends and row.ends.isoformat()
    return [
        str(row.kind),
        starts,
        ends,
        row.note,
        row.set_by,
        row.set_at and row.set_at.isoformat(),
    ]


def rows_from_leases(leases: Sequence[Sequence[Any]]) -> list[Lease]:
    """Return new rows of leases that JSON holds."""
    return [
        Lease(
            kind=kind,
            starts=starts and read_stored_moment(starts),
            ends=ends and read_stored_moment(ends),
            note=note,
            set_by=set_by,
            set_at=set_at and read_stored_moment(set_at),
        )
        for kind, starts, ends, note, set_by, set_at in leases
    ]


def _put_file(
    session: Session, image: Image, file_id: int, *, note: str, by: int | None, now: datetime
) -> None:
    file = session.get(ImageFile, file_id)
    if file is None or file.image_id != image.id or file.plan is None:
        raise Conflict(NO_FILE)
    if file.id != image.current_file_id:
        put_in_place(session, image, file, note=note, by=by, now=now)


def join_waiting_field(name: str, held: Any, before: Any, after: Any, instead: bool) -> Any:
    """Return a field's waiting value once ``after`` is proposed too: lists are joined."""
    if before is None or name not in ADDED:
        return after
    if instead:
        same = name == "leases" and summarise_leases(before) == summarise_leases(after)
        return before if same else after
    left = [item for item in before if item in after or item not in held]
    return left + [item for item in after if item not in held and item not in left]


def summarise_leases(leases: Sequence[Sequence[Any]]) -> object:
    return bounds_of_fields({"leases": leases, "residual_level": 0})
