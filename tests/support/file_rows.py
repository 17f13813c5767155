"""Rows that stand for what nobody looks into."""

from datetime import datetime
from typing import Any

from dam.database.models import Image, ImageFile


def file_row(image: Image, now: datetime, **fields: Any) -> ImageFile:
    """A file for an image that has an id; its bytes are nowhere."""
    return ImageFile(
        **{
            "image_id": image.id,
            "sha256": f"{image.id:064}",
            "key": f"originals/{image.id}",
            "bytes": 1,
            "original_name": "a.jpg",
            "format": "JPEG",
            "width": 6000,
            "height": 4000,
            "facts": {},
            "received": {},
            "created_at": now,
            **fields,
        }
    )
