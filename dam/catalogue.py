"""The catalogue: find an image for staff, and describe it. Called by doors and procedures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from dam import audit
from dam.errors import BadInput, Conflict, NotFound
from dam.links import read_image_ref, slug
from dam.models import Image, ImageFile, ImageText, ImageTopic, Organisation, User
from dam.rights.dates import readable_date
from dam.rights.origin import ORIGINS

BRANDS = ("Inera", "1177", "UMO")
KINDS = ("foto", "portratt", "illustration", "skarmbild", "logotyp")
TOPICS = (
    "Liv och hälsa",
    "Barn och gravid",
    "Olyckor och skador",
    "Sjukdomar och besvär",
    "Undersökning och behandling",
    "Så fungerar vården",
    "Rådgivning",
    "Digitala tjänster",
)
SWEDISH = "sv"
LIMITS = {"title": 200, "headline": 200, "caption": 2000, "alt": 1000, "credit_override": 200}


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of an image in Swedish and beside it; empty text means nothing is said."""

    title: str = ""
    headline: str = ""
    caption: str = ""
    alt: str = ""
    creators: tuple[str, ...] = ()
    credit_override: str = ""
    brand: str = "Inera"
    kind: str = "foto"
    persons: tuple[str, ...] = ()
    place: str = ""
    date_text: str = ""
    keywords: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    identifiable_people: int | None = None
    people_basis: str = ""
    rights_source: str = "own"
    digital_source_type: str = ""
    owner: str = "inera"
    """The organisation whose image it is, by its slug."""


TEXTS = ("title", "headline", "caption", "alt")


def find_image(session: Session, image_id: int, *, held: bool = False) -> Image:
    """Return the image whatever its state; NotFound. For staff and commands only.

    ``held`` locks it, and reads it as it stands once it is locked.
    """
    lock: dict[str, Any] = {"of": Image}
    image = session.get(
        Image, image_id, populate_existing=held, with_for_update=lock if held else None
    )
    if image is None or image.state == "erased":
        raise NotFound("Det finns ingen bild IN-{id}.", id=image_id)
    return image


def find_for(session: Session, image_id: int, user: User, *, held: bool = False) -> Image:
    """Return an image that this person may work with: uploaders see their own drafts."""
    image = find_image(session, image_id, held=held)
    if user.role == "uploader" and image.created_by != user.id:
        raise NotFound("Det finns ingen bild IN-{id}.", id=image_id)
    return image


def find_each(session: Session, image_ids: Sequence[int], user: User) -> list[Image]:
    """Return those of the images that this person may work with, in the order of the ids."""
    chosen = select(Image).where(Image.id.in_(image_ids), Image.state != "erased", _open_to(user))
    found = {image.id: image for image in session.scalars(chosen)}
    return [found[one] for one in image_ids if one in found]


def hold(session: Session, image_id: int, user: User, *, version: int | None = None) -> Image:
    """Lock an image this person may work with, as it stands; Conflict where ``version`` is old."""
    image = find_for(session, image_id, user, held=True)
    check_version(image, version)
    return image


def list_images(
    session: Session,
    *,
    state: str | None = None,
    words: str = "",
    user: User | None = None,
    before: int | None = None,
    most: int = 50,
) -> Sequence[Image]:
    """Return images, newest first; an uploader gets only their own, ``before`` pages by id.

    ``words`` is a shown id, or stands in the title, the caption or the file's name.
    """
    chosen = select(Image).where(Image.state != "erased").order_by(Image.id.desc()).limit(most)
    if state is not None:
        chosen = chosen.where(Image.state == state)
    if words:
        chosen = chosen.where(_about(words))
    if user is not None:
        chosen = chosen.where(_open_to(user))
    if before is not None:
        chosen = chosen.where(Image.id < before)
    return session.scalars(chosen).all()


def count_by_state(session: Session, user: User | None = None) -> dict[str, int]:
    """Return how many images each state has, of those this person may work with."""
    chosen = select(Image.state, func.count()).where(Image.state != "erased")
    if user is not None:
        chosen = chosen.where(_open_to(user))
    return {
        str(state): int(count) for state, count in session.execute(chosen.group_by(Image.state))
    }


def _open_to(user: User) -> ColumnElement[bool]:
    """`find_for` as a condition."""
    return Image.created_by == user.id if user.role == "uploader" else true()


def _about(words: str) -> ColumnElement[bool]:
    texts = or_(
        ImageText.title.icontains(words, autoescape=True),
        ImageText.caption.icontains(words, autoescape=True),
    )
    named = ImageFile.original_name.icontains(words, autoescape=True)
    return or_(
        Image.id == read_image_ref(words),
        Image.id.in_(select(ImageText.image_id).where(texts)),
        Image.id.in_(select(ImageFile.image_id).where(named)),
    )


def text_of(image: Image, language: str = SWEDISH) -> ImageText:
    """Return the image's text in a language; Swedish, or an empty one, where there is none."""
    by_language = {text.language: text for text in image.texts}
    found = by_language.get(language) or by_language.get(SWEDISH)
    return found or ImageText(language=SWEDISH, title="", headline="", caption="", alt="")


def describe_now(image: Image) -> Description:
    """Return what is said of the image now."""
    text = text_of(image)
    return Description(
        **{name: getattr(text, name) for name in TEXTS},
        creators=tuple(image.creators),
        credit_override=image.credit_override or "",
        brand=image.brand,
        kind=image.kind,
        persons=tuple(image.persons),
        place=image.place or "",
        date_text=image.date_text or "",
        keywords=tuple(image.keywords),
        topics=_in_order(topic.topic for topic in image.topics),
        identifiable_people=image.identifiable_people,
        people_basis=image.people_basis or "",
        rights_source=image.rights_source,
        digital_source_type=image.digital_source_type or "",
        owner=image.owner.slug,
    )


def describe(
    session: Session,
    image: Image,
    described: Description,
    *,
    version: int | None = None,
    by: int | None,
    now: datetime,
) -> None:
    """Replace what is said of the image; Conflict where ``version`` is not the current one.

    Raises BadInput with a sentence for each field that cannot be used.
    """
    check_version(image, version)
    check(described)
    described = replace(described, topics=_in_order(described.topics))
    before = describe_now(image)
    if before == described:
        return
    if before.owner != described.owner:
        image.owner = _owner(session, described.owner)
    text = next((text for text in image.texts if text.language == SWEDISH), None)
    if text is None:
        text = ImageText(language=SWEDISH)
        image.texts.append(text)
    for name in TEXTS:
        setattr(text, name, getattr(described, name))
    _set_fields(image, described)
    image.version += 1
    image.updated_at = now
    audit.record_change(
        session,
        "describe",
        "image",
        image.id,
        before=_plain(before),
        after=_plain(described),
        by=by,
        now=now,
    )
    session.flush()


def check_version(image: Image, version: int | None) -> None:
    """Raise Conflict where somebody has saved since ``version`` was shown."""
    if version is not None and version != image.version:
        raise Conflict("Någon annan har ändrat bilden sedan du öppnade den.")


def owners(session: Session) -> Sequence[Organisation]:
    """Return whose an image may be: Inera, then the regions in the press page's order."""
    return session.scalars(select(Organisation).order_by(Organisation.position)).all()


def _owner(session: Session, slug: str) -> Organisation:
    found = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        sentence = "Välj vem som äger bilden."
        raise BadInput(sentence, fields={"owner": sentence})
    return found


def _in_order(topics: Iterable[str]) -> tuple[str, ...]:
    """Return topics once each in the order of their slugs: none was chosen by anybody."""
    by_slug = {slug(topic): topic for topic in topics}
    return tuple(by_slug[word] for word in sorted(by_slug))


def _set_fields(image: Image, described: Description) -> None:
    image.creators = list(described.creators)
    image.credit_override = described.credit_override or None
    image.brand = described.brand
    image.kind = described.kind
    image.persons = list(described.persons)
    image.place = described.place or None
    image.date_text = described.date_text or None
    image.keywords = list(described.keywords)
    image.identifiable_people = described.identifiable_people
    image.people_basis = described.people_basis or None
    image.rights_source = described.rights_source
    image.digital_source_type = described.digital_source_type or None
    wanted = {slug(topic): topic for topic in described.topics}
    kept = [topic for topic in image.topics if topic.slug in wanted]
    new = set(wanted) - {topic.slug for topic in kept}
    image.topics = kept + [ImageTopic(slug=word, topic=wanted[word]) for word in sorted(new)]


def check(described: Description) -> None:
    """Raise BadInput with a sentence for each field that cannot be used."""
    wrong = {
        name: f"Skriv högst {limit} tecken."
        for name, limit in LIMITS.items()
        if len(getattr(described, name)) > limit
    }
    if described.brand not in BRANDS:
        wrong["brand"] = "Välj Inera, 1177 eller UMO."
    if described.kind not in KINDS:
        wrong["kind"] = "Välj vilken sorts bild det är."
    if described.digital_source_type not in {"", *ORIGINS}:
        wrong["digital_source_type"] = "Välj hur bilden har kommit till."
    if described.date_text and readable_date(described.date_text) is None:
        wrong["date_text"] = "Skriv datumet som 2026-03-14, 2026-03 eller 2026."
    if described.identifiable_people is not None and described.identifiable_people < 0:
        wrong["identifiable_people"] = "Skriv hur många personer som går att känna igen."
    if wrong:
        raise BadInput("Något behöver rättas.", fields=wrong)


def _plain(described: Description) -> dict[str, Any]:
    return {
        field.name: list(value) if isinstance(value, tuple) else value
        for field in fields(described)
        for value in [asdict(described)[field.name]]
    }
