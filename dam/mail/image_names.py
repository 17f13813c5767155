"""What letters call the images that they are about: each by its title and the way to its page.

The values of a letter hold ids. Titles stand beside them, as they were when it was written, and go
when an image is erased.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from dam.database.models import ImageText, Letter
from dam.links.paths import short_path
from dam.links.refs import image_ref
from dam.mail.letters import LetterDraft, link_own_page
from dam.text.read import read_image_id


def name_images(session: Session, draft: LetterDraft) -> LetterDraft:
    """Return the draft with the titles of its images, in its language or in Swedish."""
    ids = [read_image_id(ref) for ref in _list_refs(draft)]
    chosen = select(ImageText).where(
        ImageText.image_id.in_(ids), ImageText.language.in_({"sv", draft.language})
    )
    own_last = sorted(session.scalars(chosen), key=lambda text: text.language == draft.language)
    return add_names(draft, {text.image_id: text.title for text in own_last if text.title})


def add_names(draft: LetterDraft, titles: Mapping[int, str]) -> LetterDraft:
    """Return the draft with the titles that it needs, and the way to each image's page."""
    needed = set(_list_refs(draft))
    named = {
        image_ref(image_id): {
            "title": title,
            "page": link_own_page(short_path(image_id, draft.language)),
        }
        for image_id, title in titles.items()
        if image_ref(image_id) in needed
    }
    return replace(draft, context={**draft.context, "named": named}) if named else draft


def forget_names(session: Session, image_id: int) -> None:
    """Take the title of an image out of every letter."""
    ref = image_ref(image_id)
    mentioned = cast(Letter.context, String).contains(f'"{ref}"', autoescape=True)
    for letter in session.scalars(select(Letter).where(mentioned)):
        named = {key: value for key, value in letter.context.get("named", {}).items() if key != ref}
        letter.context = {**letter.context, "named": named}


def _list_refs(draft: LetterDraft) -> Iterator[str]:
    yield from draft.context.get("images", ())
    for denial in draft.context.get("denied", ()):
        yield from (*denial["images"], *denial["alternatives"])
    if instead := draft.context.get("replaced_by"):
        yield instead
