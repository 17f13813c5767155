"""The index of staff's search: every image in whatever state, made with each change of one.

What a session has flushed of an image's words is noted, and indexed before it commits.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session

from dam.clearance.listing import collect_search_text
from dam.database.models import Image, ImageText, ImageTopic, ImageWords
from dam.rights.image_states import ImageState
from dam.text.search_text import VERSION

_DUE = "dam_words_due"
_FIELDS = frozenset(
    ("creators", "persons", "keywords", "place", "date_text", "kind", "brand", "state")
) | {"current_file_id"}


def watch_words() -> None:
    """Let every session of this process index what it changes; harmless to repeat."""
    if not event.contains(Session, "after_flush", _note_changes):
        event.listen(Session, "after_flush", _note_changes)
        event.listen(Session, "before_commit", index_changes)


def _note_changes(session: Session, _context: object) -> None:
    due: set[int] = session.info.setdefault(_DUE, set())
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, ImageText | ImageTopic):
            due.add(row.image_id)
        elif isinstance(row, Image) and _has_changed(row):
            due.add(row.id)


def _has_changed(image: Image) -> bool:
    state: Any = inspect(image)
    return state.pending or any(state.attrs[name].history.has_changes() for name in _FIELDS)


def index_changes(session: Session) -> None:
    """Index the images whose words the session has changed."""
    if session.in_nested_transaction():
        return
    session.flush()
    due: set[int] = session.info.pop(_DUE, set())
    index_images(session, due)


def index_images(session: Session, image_ids: Iterable[int]) -> None:
    """Make the words of images; an erased one has none."""
    for image_id in sorted(image_ids):
        image = session.get(Image, image_id)
        words = session.get(ImageWords, image_id)
        if image is None or image.state == ImageState.ERASED:
            if words is not None:
                session.delete(words)
            continue
        text = collect_search_text(image, for_staff=True)
        words = words or ImageWords(image_id=image_id)
        words.main, words.body, words.extra = text.main, text.body, text.extra
        words.made_by = VERSION
        session.add(words)
    session.flush()
    session.info.pop(_DUE, None)


def list_old_words(session: Session) -> list[int]:
    """Return the images whose words are missing, or of another version than would be made now."""
    chosen = select(Image.id).outerjoin(ImageWords, ImageWords.image_id == Image.id)
    old = ImageWords.made_by.is_distinct_from(VERSION)
    return list(session.scalars(chosen.where(Image.state != ImageState.ERASED, old)))
