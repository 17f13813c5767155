"""Keeping collections: what they are called, their order and that of their images; and putting an
image in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dam.catalogue.collections.read import (
    SWEDISH,
    Words,
    find,
    ids_in_bin,
    known,
    listed,
    rows,
    words_of,
)
from dam.database import audit
from dam.database.models import Collection, CollectionImage, CollectionText, Image
from dam.errors import BadInput, Changed, NotFound
from dam.links.paths import slug
from dam.text.swedish import fold

NAME_LIMIT, INTRO_LIMIT, INTRO_WORDS = 80, 600, 60
CHANGED = "Någon annan har ändrat samlingen sedan du öppnade den. Läs den igen."
TAKEN = "Det finns redan en samling som heter så."


def place(session: Session, image: Image, slugs: Iterable[str]) -> None:
    """Put a held image in these collections and no others, last in those that are new to it.

    Raises BadInput for a collection that is not there.
    """
    wanted = {one.id: one for one in known(session, slugs)}
    kept = [one for one in image.placed if one.collection_id in wanted]
    new = wanted.keys() - {one.collection_id for one in kept}
    image.placed = kept + [
        CollectionImage(collection=wanted[one], position=_end(session, one)) for one in sorted(new)
    ]


def add(session: Session, said: Words, *, by: int | None, now: datetime) -> Collection:
    """Add a collection, last of all; raises BadInput by field."""
    checked = _checked(session, said, None)
    collection = Collection(
        slug=_free_slug(session, checked.name),
        position=session.scalar(select(func.count()).select_from(Collection)) or 0,
        created_at=now,
        updated_at=now,
        texts=[CollectionText(language=SWEDISH, **asdict(checked))],
    )
    try:
        with session.begin_nested():
            session.add(collection)
    except IntegrityError as error:
        raise BadInput(TAKEN, fields={"name": TAKEN}) from error
    audit.record_change(
        session,
        "add",
        "collection",
        collection.id,
        before={},
        after=asdict(checked),
        by=by,
        now=now,
    )
    return collection


def edit(
    session: Session,
    collection_id: int,
    said: Words,
    *,
    version: int,
    by: int | None,
    now: datetime,
) -> None:
    """Change what a collection says; its address stays. BadInput by field, Conflict, NotFound."""
    collection = _hold(session, collection_id, version)
    before, after = words_of(collection), _checked(session, said, collection)
    if before == after:
        return
    [text] = [text for text in collection.texts if text.language == SWEDISH]
    text.name, text.intro = after.name, after.intro
    _touch(collection, now)
    audit.record_change(
        session,
        "edit",
        "collection",
        collection.id,
        before=asdict(before),
        after=asdict(after),
        by=by,
        now=now,
    )
    session.flush()


def move(
    session: Session, collection_id: int, steps: int, *, by: int | None, now: datetime
) -> None:
    """Move a collection so many steps down among the others, up where negative."""
    all_ids = [one.id for one in listed(session)]
    place_now = all_ids.index(find(session, collection_id).id) + 1
    order = reordered(all_ids, {collection_id: max(1, place_now + steps)})
    if order != all_ids:
        for position, one in enumerate(order):
            session.get_one(Collection, one).position = position
        audit.record(session, "arrange", "collection", collection_id, by=by, now=now)
        session.flush()


def arrange(
    session: Session,
    collection_id: int,
    places: Mapping[int, int],
    *,
    version: int,
    by: int | None,
    now: datetime,
) -> None:
    """Give some images of a collection other places in it, by their ids; the first place is 1.

    Places are counted without what lies in the bin, which stays where it lies among the others.
    """
    collection = _hold(session, collection_id, version)
    held = {row.image_id: row for row in rows(session, collection)}
    binned = ids_in_bin(session, collection)
    shown = iter(reordered([one for one in held if one not in binned], places))
    order = [one if one in binned else next(shown) for one in held]
    if order == list(held):
        return
    for position, one in enumerate(order):
        held[one].position = position
    _touch(collection, now)
    audit.record(session, "arrange", "collection", collection.id, by=by, now=now)
    session.flush()


def remove(
    session: Session, collection_id: int, *, version: int, by: int | None, now: datetime
) -> None:
    """Take a collection away; its images stay, and its slug is never used again."""
    collection = _hold(session, collection_id, version)
    inside = CollectionImage.collection_id == collection.id
    session.execute(delete(CollectionImage).where(inside))
    collection.removed_at = now
    _touch(collection, now)
    audit.record(session, "remove", "collection", collection.id, by=by, now=now)
    session.flush()


def reordered(ids: Sequence[int], places: Mapping[int, int]) -> list[int]:
    """Return the ids with those of ``places`` moved there, counted from 1; the others follow."""
    order = [one for one in ids if one not in places]
    for one in sorted(set(ids) & set(places), key=lambda one: (places[one], ids.index(one))):
        order.insert(max(0, places[one] - 1), one)
    return order


def _end(session: Session, collection_id: int) -> int:
    last = func.max(CollectionImage.position)
    found = session.scalar(select(last).where(CollectionImage.collection_id == collection_id))
    return 0 if found is None else found + 1


def _hold(session: Session, collection_id: int, version: int) -> Collection:
    """Lock a collection; Conflict where somebody has changed it since ``version`` was shown."""
    collection = find(session, collection_id)
    session.refresh(collection, with_for_update=True)
    if collection.removed_at is not None:
        raise NotFound("Samlingen finns inte.")
    if collection.version != version:
        raise Changed(CHANGED, "collection", collection.id)
    return collection


def _touch(collection: Collection, now: datetime) -> None:
    collection.version += 1
    collection.updated_at = now


def _checked(session: Session, said: Words, collection: Collection | None) -> Words:
    """Return the words as they are kept; raises BadInput by field."""
    kept = Words(" ".join(said.name.split()), said.intro.replace("\r\n", "\n").strip())
    others = {fold(words_of(one).name) for one in listed(session) if one is not collection}
    wrong = {}
    if not 0 < len(kept.name) <= NAME_LIMIT:
        wrong["name"] = f"Skriv ett namn med högst {NAME_LIMIT} tecken."
    elif "," in kept.name:
        wrong["name"] = "Skriv namnet utan komma. Kommat skiljer samlingar åt i kalkylark."
    elif fold(kept.name) in others:
        wrong["name"] = TAKEN
    count = len(kept.intro.split())
    if count > INTRO_WORDS or len(kept.intro) > INTRO_LIMIT:
        wrong["intro"] = f"Skriv högst {INTRO_WORDS} ord. Nu är det {count}."
    if wrong:
        raise BadInput("Något behöver rättas.", fields=wrong)
    return kept


def _free_slug(session: Session, name: str) -> str:
    """Return a slug that no collection has or has had."""
    taken = set(session.scalars(select(Collection.slug)))
    word, n = slug(name), 1
    while (wanted := word if n == 1 else f"{word}-{n}") in taken:
        n += 1
    return wanted
