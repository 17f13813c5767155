"""Reading collections: which there are, what they say and hold, and which an image is in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dam.database.models import Collection, CollectionImage, Image
from dam.errors import BadInput, NotFound
from dam.i18n.translation import get_text_in
from dam.rights.image_states import ImageState

SWEDISH = "sv"


@dataclass(frozen=True, slots=True)
class CollectionWords:
    """What a collection is called, and what stands above its images."""

    name: str
    intro: str = ""


@dataclass(frozen=True, slots=True)
class CollectionFigures:
    """How many images a collection has, how many are published, and when the latest was."""

    images: int = 0
    published: int = 0
    latest: datetime | None = None


def list_collections(session: Session) -> Sequence[Collection]:
    """Return the collections in their order."""
    query = select(Collection).where(Collection.removed_at.is_(None))
    return session.scalars(query.order_by(Collection.position, Collection.id)).all()


def find_collection(session: Session, collection_id: int) -> Collection:
    """Return a collection; NotFound for one that is removed, as for one that never was."""
    found = session.get(Collection, collection_id)
    if found is None or found.removed_at is not None:
        raise NotFound("Samlingen finns inte.")
    return found


def by_slug(session: Session, slug_: str) -> Collection | None:
    """Return the collection with this word in its address."""
    conditions = Collection.slug == slug_, Collection.removed_at.is_(None)
    return session.scalar(select(Collection).where(*conditions))


def list_collection_names(session: Session) -> dict[str, str]:
    """Return what each collection is called, by slug, also those that are removed."""
    return {
        collection.slug: read_collection_words(collection).name
        for collection in session.scalars(select(Collection))
    }


def read_collection_words(collection: Collection) -> CollectionWords:
    """Return what a collection says in Swedish."""
    text = get_text_in(collection.texts)
    return CollectionWords(text.name, text.intro)


def count_collection_images(session: Session) -> dict[int, CollectionFigures]:
    """Return what each collection that has images holds, by its id."""
    published = Image.state == ImageState.PUBLISHED
    found = session.execute(
        select(
            CollectionImage.collection_id,
            func.count(),
            func.count().filter(published),
            func.max(Image.first_published_at).filter(published),
        )
        .join(Image, Image.id == CollectionImage.image_id)
        .where(Image.binned_at.is_(None))
        .group_by(CollectionImage.collection_id)
    )
    return {key: CollectionFigures(images, seen, latest) for key, images, seen, latest in found}


def ids_in(session: Session, collection: Collection) -> list[int]:
    """Return the images of a collection in their order."""
    binned = list_binned_members(session, collection)
    return [
        row.image_id
        for row in list_collection_rows(session, collection)
        if row.image_id not in binned
    ]


def list_binned_members(session: Session, collection: Collection) -> set[int]:
    """Return those of a collection's images that lie in the bin; their places are kept."""
    inside = select(Image.id).join(CollectionImage, CollectionImage.image_id == Image.id)
    inside = inside.where(CollectionImage.collection_id == collection.id)
    return set(session.scalars(inside.where(Image.binned_at.is_not(None))))


def slugs_of(image: Image) -> tuple[str, ...]:
    """Return which collections an image is in, in the order of their slugs."""
    return tuple(sorted(entry.collection.slug for entry in image.collection_entries))


def resolve_collection_slugs(session: Session, slugs: Iterable[str]) -> list[Collection]:
    """Return the collections of these slugs; raises BadInput where one names none."""
    collections = list_collections(session) if slugs else ()
    found = [collection for collection in collections if collection.slug in set(slugs)]
    missing = sorted(set(slugs) - {collection.slug for collection in found})
    if missing:
        sentence = "Det finns ingen samling {missing}. Välj bland dem som finns."
        named = ", ".join(missing)
        raise BadInput(
            sentence, fields={"collections": sentence.format(missing=named)}, missing=named
        )
    return found


def still_there(session: Session, slugs: Iterable[str]) -> tuple[str, ...]:
    """Return those of the slugs whose collections are not removed."""
    known = (collection.slug for collection in list_collections(session))
    return tuple(slug for slug in known if slug in set(slugs))


def list_collection_rows(session: Session, collection: Collection) -> Sequence[CollectionImage]:
    """Return the places of a collection, in their order."""
    inside = select(CollectionImage).where(CollectionImage.collection_id == collection.id)
    order = CollectionImage.position, CollectionImage.image_id
    return session.scalars(inside.order_by(*order)).all()
