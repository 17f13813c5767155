"""Answer a request: the decision on each image, the grant and the letter in one step.

The preview is the same letter, drafted from the same decision before anything is stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from dam.delivery import permit
from dam.links import image_ref
from dam.mail import letters, outbox, permissions, written
from dam.mail.letters import Draft
from dam.mail.permissions import Denied, Given
from dam.mail.render import Letterhead, Rendered, render
from dam.models import Grant, Image, UsageRequest
from dam.rights.periods import through
from dam.usage_requests import decide, decided, grants
from dam.usage_requests.decided import Decided, Permission, Refusal


def read(
    session: Session, form: Mapping[str, str], request: UsageRequest, *, now: datetime
) -> Decided:
    """Read the decision form; only what the gate lets the public see is granted or offered."""
    named = [*(item.image_id for item in request.items), *decided.refs_named(form)]
    permitted = permit.may_be_asked_for(session, named, now)
    return decided.read(form, request, permitted=permitted, now=now)


def preview(
    session: Session, request: UsageRequest, said: Decided, letterhead: Letterhead
) -> Rendered:
    """Return the letter as it will read; its link is made when it is sent."""
    draft = written.worded(session, _draft(request, said, None))
    head = outbox.current(session, letterhead)
    return render(draft.kind, draft.language, draft.context, head)


def answer(
    session: Session,
    request: UsageRequest,
    said: Decided,
    *,
    version: int | None,
    by: int,
    now: datetime,
) -> Grant | None:
    """Store what was decided and post the letter; Conflict where somebody was first."""
    if said.choice == "ask":
        decide.ask(session, request, said.message, version=version, by=by, now=now)
        return None
    grant = decide.decide(session, request, said, version=version, by=by, now=now)
    outbox.post(session, _draft(request, said, grant), now=now)
    return grant


def _draft(request: UsageRequest, said: Decided, grant: Grant | None) -> Draft:
    if said.choice == "ask":
        return letters.needs_information(request, said.message)
    if said.choice == "answer":
        return letters.answer(request, said.message)
    refused = _refused(said.denied)
    if not said.granted:
        return permissions.denied(request, refused)
    given = {
        image_ref(item.image_id): _given(item.image, said.granted[item.image_id])
        for item in request.items
        if item.image_id in said.granted
    }
    if not refused:
        return permissions.granted(request, given, grant)
    return permissions.partly_granted(request, given, refused, grant)


def _given(image: Image, permission: Permission) -> Given:
    return Given(
        scope=permission.scope,
        until=through(permission.until),
        credit=grants.credit(image, permission),
        channels=",".join(permission.channels),
        territory=permission.territory,
        conditions=permission.conditions,
        terms=image.terms_version,
    )


def _refused(denied: Mapping[int, Refusal]) -> list[Denied]:
    """What is said of the images with a no, once for those that were answered alike."""
    alike: dict[Refusal, list[int]] = {}
    for image_id, refusal in denied.items():
        alike.setdefault(refusal, []).append(image_id)
    return [
        Denied(letters.refs(images), one.reason, letters.refs(one.alternatives))
        for one, images in alike.items()
    ]
