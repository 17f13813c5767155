"""The moment at which an image is to be published."""

from __future__ import annotations

from dam.database.models import Image


def forget_schedule(image: Image) -> None:
    """Leave no moment at which the image would be published."""
    image.publish_at = image.publish_by = image.publish_error = None
