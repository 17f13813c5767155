"""A case of two images that need approval, asked for on the public form and decided."""

import pytest

from dam.database.models import UsageRequest, User
from dam.usage_requests import answer, extensions
from tests.support.browser import Browser
from tests.support.requests import PRESS_EMAIL, find_request
from tests.support.terms import APPROVAL

REQUEST_FORM = {
    "about": "image_use",
    "name": "Åsa Berg",
    "email": "asa@tidning.example",
    "organisation": "Tidningen",
    "use": "editorial",
    "use_text": "En artikel om rådgivning",
    "terms_read": "1",
}

ANSWER_WORDS = {
    "scope": "En artikel i Tidningen",
    "until": "2026-12-31",
    "reason": "Bilden är inaktuell.",
    "message": "Var ska bilden användas?",
}

EXTENSION_WISH = {"extend_until": "2027-03-31", "extend_why": "Boken blev försenad."}


@pytest.fixture
def case_images(room) -> list[int]:
    return [room.add(terms=APPROVAL, title=title) for title in ("Första bilden", "Andra bilden")]


@pytest.fixture
def case(stranger: Browser, case_images: list[int]) -> str:
    """The address of a request for two images that need approval."""
    return stranger.send("/begaran", REQUEST_FORM | {"b": case_images}).location


@pytest.fixture
def decide(services, persons: dict[str, User]):
    def do(choice: str, *yes: int, **typed: str) -> None:
        with services.database.writing() as session:
            request = session.query(UsageRequest).one()
            answers = {
                f"answer-{item.image_id}": "yes" if item.image_id in yes else "no"
                for item in request.items
            }
            form = ANSWER_WORDS | answers | typed | {"choice": choice}
            decision = answer.read_decision(session, form, request, now=services.clock())
            by = persons["editor"].id
            answer.answer_request(
                session, request, decision, version=request.version, by=by, now=services.clock()
            )
            session.commit()

    return do


def grant_path(services) -> str:
    with services.database.reading() as session:
        [grant] = session.query(UsageRequest).one().grants
        token = services.signer.token("grant", grant.id, grant.token_generation)
        return f"/hamta/{token}"


@pytest.fixture
def granted_case(case: str, decide) -> str:
    """The address of a case that was answered with yes."""
    decide("grant")
    return case


def ask_for_longer(database, number: int, now, *, once: str = "once", **typed: str) -> None:
    with database.writing() as session:
        form, request = EXTENSION_WISH | typed, find_request(session, number)
        extensions.request_extension(
            session, request, form, once=once, press_email=PRESS_EMAIL, now=now
        )
        session.commit()
