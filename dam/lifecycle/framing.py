"""Crops of an image: save its focal point and the crops drawn by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from dam.clearance import crops
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.models import Image
from dam.errors import Conflict
from dam.imaging.crop import CropSettings, fit_frame


def save_framing(
    session: Session, image: Image, framing: CropSettings, *, by: int | None, now: datetime
) -> None:
    """Save the crop settings of a locked image; drawn crops are moved into the picture."""
    if image.file is None:
        raise Conflict("Bilden har ingen fil att beskära.")
    size = image.file.width, image.file.height
    drawn = {name: fit_frame(crop, size, name) for name, crop in framing.drawn.items()}
    framing = replace(framing, drawn=drawn)
    before = crops.read_framing(image)
    if framing == before:
        return
    image.focal_x, image.focal_y = framing.focal.x, framing.focal.y
    image.drawn_crops = _framing_as_json(framing)
    image.version += 1
    image.updated_at = now
    audit.record_change(
        session,
        AuditAction.FRAME,
        "image",
        image.id,
        before=_framing_as_words(before),
        after=_framing_as_words(framing),
        by=by,
        now=now,
    )
    session.flush()


def _framing_as_words(framing: CropSettings) -> dict[str, Any]:
    return {"focal": [framing.focal.x, framing.focal.y], "drawn_crops": _framing_as_json(framing)}


def _framing_as_json(framing: CropSettings) -> dict[str, list[float]]:
    return {name: [crop.left, crop.top, crop.width] for name, crop in framing.drawn.items()}
