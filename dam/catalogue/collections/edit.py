"""Collections: add, rename, order and remove them, put images in them and order those."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dam.catalogue.collections.read import (
    SWEDISH,
    CollectionWords,
    find_collection,
    list_binned_members,
    list_collection_rows,
    list_collections,
    read_collection_words,
    resolve_collection_slugs,
)
from dam.database import audit
from dam.database.audit_actions import AuditAction
from dam.database.locks import ensure_unchanged, lock_row
from dam.database.models import Collection, CollectionImage, CollectionText, Image
from dam.errors import BadInput, NotFound, refuse_wrong_fields
from dam.i18n.translation import get_text_in
from dam.links.paths import make_slug
from dam.text import limits
from dam.text.swedish import fold_case

NAME_LIMIT, INTRO_LIMIT = limits.COLLECTION["name"], limits.COLLECTION["intro"]
INTRO_WORDS = 60
CHANGED = "Någon annan har ändrat samlingen sedan du öppnade den. Läs den igen."
TAKEN = "Det finns redan en samling som heter så."


def place_in_collections(session: Session, image: Image, slugs: Iterable[str]) -> None:
    """Put a held image in these collections alone, last in those new to it; BadInput if unknown."""
    chosen = {collection.id: collection for collection in resolve_collection_slugs(session, slugs)}
    kept = [entry for entry in image.collection_entries if entry.collection_id in chosen]
    new = chosen.keys() - {entry.collection_id for entry in kept}
    image.collection_entries = kept + [
        CollectionImage(collection=chosen[key], position=_find_last_place(session, key))
        for key in sorted(new)
    ]


def add_collection(
    session: Session, words: CollectionWords, *, by: int | None, now: datetime
) -> Collection:
    """Add a collection, last of all; raises BadInput by field."""
    checked = _check_collection_words(session, words, None)
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
        AuditAction.ADD,
        "collection",
        collection.id,
        before={},
        after=asdict(checked),
        by=by,
        now=now,
    )
    return collection


def edit_collection(
    session: Session,
    collection_id: int,
    words: CollectionWords,
    *,
    version: int,
    by: int | None,
    now: datetime,
) -> None:
    """Change what a collection says; its address stays. BadInput by field, Conflict, NotFound."""
    collection = _lock_collection(session, collection_id, version)
    before, after = (
        read_collection_words(collection),
        _check_collection_words(session, words, collection),
    )
    if before == after:
        return
    text = get_text_in(collection.texts)
    text.name, text.intro = after.name, after.intro
    _touch_collection(collection, now)
    audit.record_change(
        session,
        AuditAction.EDIT,
        "collection",
        collection.id,
        before=asdict(before),
        after=asdict(after),
        by=by,
        now=now,
    )
    session.flush()


def move_collection(
    session: Session, collection_id: int, steps: int, *, by: int | None, now: datetime
) -> None:
    """Move a collection so many steps down among the others, up where negative."""
    all_ids = [collection.id for collection in list_collections(session)]
    place_now = all_ids.index(find_collection(session, collection_id).id) + 1
    order = reorder_ids(all_ids, {collection_id: max(1, place_now + steps)})
    if order != all_ids:
        for position, key in enumerate(order):
            session.get_one(Collection, key).position = position
        audit.record_event(
            session, AuditAction.ARRANGE, "collection", collection_id, by=by, now=now
        )
        session.flush()


def arrange_collection(
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
    collection = _lock_collection(session, collection_id, version)
    held = {row.image_id: row for row in list_collection_rows(session, collection)}
    binned = list_binned_members(session, collection)
    visible = iter(reorder_ids([image_id for image_id in held if image_id not in binned], places))
    order = [image_id if image_id in binned else next(visible) for image_id in held]
    if order == list(held):
        return
    for position, image_id in enumerate(order):
        held[image_id].position = position
    _touch_collection(collection, now)
    audit.record_event(session, AuditAction.ARRANGE, "collection", collection.id, by=by, now=now)
    session.flush()


def remove_collection(
    session: Session, collection_id: int, *, version: int, by: int | None, now: datetime
) -> None:
    """Take a collection away; its images stay, and its slug is never used again."""
    collection = _lock_collection(session, collection_id, version)
    inside = CollectionImage.collection_id == collection.id
    session.execute(delete(CollectionImage).where(inside))
    collection.removed_at = now
    _touch_collection(collection, now)
    audit.record_event(session, AuditAction.REMOVE, "collection", collection.id, by=by, now=now)
    session.flush()


def reorder_ids(ids: Sequence[int], places: Mapping[int, int]) -> list[int]:
    """Return the ids with those of ``places`` moved there, counted from 1; the others follow."""
    order = [image_id for image_id in ids if image_id not in places]
    for item in sorted(set(ids) & set(places), key=lambda item: (places[item], ids.index(item))):
        order.insert(max(0, places[item] - 1), item)
    return order


def _find_last_place(session: Session, collection_id: int) -> int:
    last = func.max(CollectionImage.position)
    found = session.scalar(select(last).where(CollectionImage.collection_id == collection_id))
    return 0 if found is None else found + 1


def _lock_collection(session: Session, collection_id: int, version: int) -> Collection:
    """Lock a collection; Conflict where somebody has changed it since ``version`` was shown."""
    collection = find_collection(session, collection_id)
    lock_row(session, collection)
    if collection.removed_at is not None:
        raise NotFound("Samlingen finns inte.")
    ensure_unchanged(version, collection.version, CHANGED, "collection", collection.id)
    return collection


def _touch_collection(collection: Collection, now: datetime) -> None:
    collection.version += 1
    collection.updated_at = now


def _check_collection_words(
    session: Session, words: CollectionWords, collection: Collection | None
) -> CollectionWords:
    """Return the words as they are kept; raises BadInput by field."""
    kept = CollectionWords(" ".join(words.name.split()), words.intro.replace("\r\n", "\n").strip())
    others = {
        fold_case(read_collection_words(other).name)
        for other in list_collections(session)
        if other is not collection
    }
    wrong = {}
    if not 0 < len(kept.name) <= NAME_LIMIT:
        wrong["name"] = f"Skriv ett namn med högst {NAME_LIMIT} tecken."
    elif "," in kept.name:
        wrong["name"] = "Skriv namnet utan komma. Kommat skiljer samlingar åt i kalkylark."
    elif fold_case(kept.name) in others:
        wrong["name"] = TAKEN
    count = len(kept.intro.split())
    if count > INTRO_WORDS or len(kept.intro) > INTRO_LIMIT:
        wrong["intro"] = f"Skriv högst {INTRO_WORDS} ord. Nu är det {count}."
    refuse_wrong_fields(wrong)
    return kept


def _free_slug(session: Session, name: str) -> str:
    """Return a slug that no collection has or has had."""
    taken = set(session.scalars(select(Collection.slug)))
    word, n = make_slug(name), 1
    while (candidate := word if n == 1 else f"{word}-{n}") in taken:
        n += 1
    return candidate
