"""Answer a request: the decision on each image, the grant and the letter in one step.

The preview is the same letter, drafted from the same decision before anything is stored.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from dam.delivery import permit
from dam.links import image_ref
from dam.mail import letters, outbox
from dam.mail.letters import Denied, Draft, Given
from dam.mail.render import Letterhead, Rendered, render
from dam.models import Grant, UsageRequest
from dam.rights.periods import through
from dam.usage_requests import decide, decided, grants
from dam.usage_requests.decided import Decided, Permission


def read(
    session: Session,
    form: Mapping[str, str],
    ticked: Collection[int],
    request: UsageRequest,
    *,
    now: datetime,
) -> Decided:
    """Read the decision form; only what the gate lets the public see is granted or offered."""
    named = [*(item.image_id for item in request.items), *decided.refs_named(form)]
    permitted = permit.may_be_asked_for(session, named, now)
    return decided.read(form, ticked, request, permitted=permitted, now=now)


def preview(
    session: Session, request: UsageRequest, said: Decided, letterhead: Letterhead
) -> Rendered:
    """Return the letter as it will read; its link is made when it is sent."""
    draft = _draft(request, said, None)
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
    no = Denied(
        images=letters.refs({item.image_id for item in request.items} - said.granted),
        reason=said.reason,
        alternatives=letters.refs(said.alternatives),
    )
    if said.permission is None:
        return letters.denied(request, no)
    given = _given(request, said.granted, said.permission)
    if decide.outcome(request, said) == "granted":
        return letters.granted(request, given, grant)
    return letters.partly_granted(request, given, no, grant)


def _given(request: UsageRequest, granted: Collection[int], permission: Permission) -> Given:
    chosen = [item.image for item in request.items if item.image_id in granted]
    images = sorted(chosen, key=lambda image: image.id)
    terms = {one.terms_version_id: one.terms_version for one in images if one.terms_version}
    return Given(
        images=letters.refs(granted),
        scope=permission.scope,
        until=through(permission.until),
        credits={image_ref(one.id): grants.credit(one, permission) for one in images},
        conditions=permission.conditions,
        terms=list(terms.values()),
    )
