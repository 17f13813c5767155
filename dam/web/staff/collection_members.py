"""Images of a collection: ids that are typed are read; images are put in and taken out."""

from __future__ import annotations

import re

from dam import catalogue
from dam.database.models import Collection
from dam.database.session import Session
from dam.errors import BadInput, DamError, NotAllowed, refuse_wrong_fields
from dam.lifecycle import waiting_changes
from dam.links.refs import image_ref
from dam.web.context import request_moment
from dam.web.language import say_on_page
from dam.web.sign_in import own_id, signed_in_user
from dam.web.staff import id_ranges
from dam.web.staff.images.editor import ensure_editable


def read_typed_refs(typed: str) -> list[int]:
    """Read ids with spaces or commas between, IN-41 or 41, and IN-50–62 for several in a row."""
    plain = re.sub(r"(?i)\bin-?(?=[0-9])", "", typed).replace("–", "-")
    try:
        ids = id_ranges.parse_ids(plain.split())
    except BadInput as error:
        raise BadInput(error.sentence, fields={"bilder": str(error)}, **error.values) from error
    if not ids:
        sentence = "Skriv id för bilder, till exempel IN-2041, IN-2044."
        raise BadInput(sentence, fields={"bilder": sentence})
    return ids


def change_membership(
    session: Session, collection: Collection, ids: list[int], *, inside: bool
) -> None:
    """Put images in a collection or take them out; raises BadInput with why for each not one."""
    problems = []
    for image_id in ids:
        try:
            image = catalogue.lock_image(session, image_id, signed_in_user())
            ensure_editable(image)
        except DamError as error:
            sentence = say_on_page(error.sentence).format(**error.values)
            problems.append(
                f"{image_ref(image_id)}: {sentence}" if isinstance(error, NotAllowed) else sentence
            )
            continue
        slug, by = collection.slug, own_id()
        with waiting_changes.propose_changes(session, image, by=by, now=request_moment()):
            catalogue.set_collection_membership(
                session, image, slug, inside=inside, by=by, now=request_moment()
            )
    refuse_wrong_fields({"bilder": " ".join(problems)} if problems else {})
