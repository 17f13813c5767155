"""Publishing by somebody else than who described or sent it, where the house asks for that."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dam.approval.fingerprint import compute_fingerprint
from dam.approval.held import ApprovalStep
from dam.database import site_settings
from dam.database.models import Approval, Image
from dam.errors import NotAllowed
from dam.i18n.translation import Sentence
from dam.rights.image_states import ImageState, ProcessingState

NOT_SENT = Sentence(
    "Här behöver någon annan granska en bild innan den publiceras. Skicka den till granskning."
)
SENT_IT = Sentence("Du skickade bilden till granskning. En annan redaktör behöver godkänna den.")
DESCRIBED_IT = Sentence(
    "Du har beskrivit bilden. Skicka den till granskning, så kan en annan redaktör godkänna den."
)
CHANGED = Sentence(
    "Bilden har ändrats sedan den skickades till granskning. Läs den och skicka den igen, "
    "så kan en annan redaktör godkänna den."
)
NOBODY = Sentence(
    "Här behöver någon annan granska en bild innan den publiceras. "
    "Logga in i redaktionen och godkänn den där."
)
NO_PICTURE = Sentence("Bildens storlekar skapas fortfarande. Godkänn den när du kan se den.")


class NotApproved(NotAllowed):
    """Refusal of a step that somebody else has to approve first."""


def ensure_approved(session: Session, image: Image, *, by: int | None) -> None:
    """Raise NotApproved where another than ``by`` has to publish the image."""
    if not site_settings.read_current_choices(session).review_required:
        return
    sent = session.get(Approval, (image.id, ApprovalStep.SENT))
    why = find_review_hindrance(image, sent, by)
    if why is None and sent is not None and not _stands_as_sent(session, image, sent):
        why = CHANGED
    if why is not None:
        raise NotApproved(why)


def _stands_as_sent(session: Session, image: Image, sent: Approval) -> bool:
    """Whether the image is as it was sent, also in what this session has just changed."""
    session.flush()
    return not sent.fingerprint or sent.fingerprint == compute_fingerprint(session, image)


def find_review_hindrance(image: Image, sent: Approval | None, by: int | None) -> Sentence | None:
    """Return why ``by`` does not count as another person; the command line is nobody's."""
    if by is None:
        return NOBODY
    if image.state != ImageState.REVIEW:
        return NOT_SENT
    if sent is None or sent.lost_at is not None:
        return CHANGED
    if by == image.sent_by:
        return SENT_IT
    if by == image.edited_by:
        return DESCRIBED_IT
    return None if image.processing == ProcessingState.READY else NO_PICTURE
