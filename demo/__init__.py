"""The demonstration pictures: what they show, what is said of them, and the painting of them.

`flask demo` takes them in like any upload, so that a newcomer meets a press room with pictures.
"""

from __future__ import annotations

from demo.paint import paint
from demo.picture import DemoPicture, pictures

__all__ = ["DemoPicture", "paint", "pictures"]
