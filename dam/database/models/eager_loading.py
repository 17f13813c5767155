"""Eager loading: what lists load at once, so that they ask as often for many as for one."""

from __future__ import annotations

from sqlalchemy.orm import joinedload, lazyload, selectinload

from dam.database.models.image import Image, ImageFile
from dam.database.models.usage_requests import Grant, GrantItem, RequestItem, UsageRequest

DECIDED = (
    selectinload(Image.texts),
    selectinload(Image.leases),
    selectinload(Image.depicted),
    selectinload(Image.windows),
)
"""For a list that says whether each may be shown, and until when."""

TIMED = (
    *(selectinload(Image.leases), selectinload(Image.depicted), selectinload(Image.windows)),
    *(lazyload(Image.file), lazyload(Image.owner)),
)
"""For a look at when each may be shown, and at nothing else of it."""

PICTURED = (*DECIDED, joinedload(Image.file).selectinload(ImageFile.renditions))
"""For a list that shows their pictures too."""

EDITED = (*PICTURED, selectinload(Image.collection_entries), selectinload(Image.topics))
"""For a list in which each can be described."""

ASKED_FOR = (selectinload(UsageRequest.items).joinedload(RequestItem.image).options(*PICTURED),)
"""For a case, with the images that it names."""

GRANTED = (selectinload(Grant.items).joinedload(GrantItem.image).options(*PICTURED),)
"""For a grant, with the images that it opens."""
