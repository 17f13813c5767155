"""Requests: as they are typed, as they wait on the desk, as they are answered."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from dam.database.models import Image, Letter, UsageRequest
from dam.database.session import Session
from dam.services import Services
from dam.usage_requests.decision_form import Decided, Permission, Refusal
from dam.usage_requests.grants import add_grant
from dam.usage_requests.request_form import RequestForm
from dam.usage_requests.states import change_request_state
from dam.usage_requests.submit import submit_request
from tests.support.browser import Browser
from tests.support.inbound_mail import CASES
from tests.support.room import Room

PRESS_EMAIL = "press@inera.se"

FIRST_CASE = "/redaktion/arenden/2026-0001"
GRANT_FORM = {
    "choice": "grant",
    "scope": "En artikel i Tidningen",
    "until": "2026-12-31",
    "conditions": "Beskär inte.",
}

GRANT_HOLDER, WATCHER = "asa@tidning.example", "nyheter@radio.example"

LETTERS_PAGE = "/redaktion/arenden/brev"


def typed_request(**fields: object) -> RequestForm:
    return RequestForm(
        **{
            "about": "image_use",
            "images": (),
            "name": "Åsa Berg",
            "email": "asa@tidning.example",
            "phone": "",
            "organisation": "Tidningen",
            "use": "editorial",
            "use_text": "En artikel om rådgivning",
            "link": "",
            "deadline": None,
            **fields,
        }
    )


def find_request(session: Session, request_id: int) -> UsageRequest:
    return session.get_one(UsageRequest, request_id)


PERMISSION = Permission(scope="En artikel i Tidningen", until=date(2026, 12, 31))
PERMISSION_ENDS = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)


def grant_answer(*images: int, refused: tuple[int, ...] = ()) -> Decided:
    """A yes to some images, and a no to others."""
    no = Refusal("Bilden är inaktuell.")
    return Decided("each", dict.fromkeys(images, PERMISSION), dict.fromkeys(refused, no))


def deny_answer(*images: int) -> Decided:
    return Decided("deny", denied=dict.fromkeys(images, Refusal("Användningen gäller reklam.")))


@pytest.fixture
def ask_for_images(services, clock):
    def do(*images: int, once: str = "once", **fields: object) -> UsageRequest:
        with services.database.writing() as session:
            form = typed_request(images=images, **fields)
            request = submit_request(
                session, form, once=once, press_email="press@inera.se", now=clock()
            )
            session.commit()
            return request

    return do


def read_request(services, read):
    with services.database.reading() as session:
        return read(session.query(UsageRequest).one())


def newest_letter(session: Session) -> Letter:
    return session.query(Letter).order_by(Letter.id.desc()).first()


def add_request(room: Room, number: str, **fields: object) -> None:
    def add(session, now):
        session.add(
            UsageRequest(
                number=number,
                about="image_use",
                once=number,
                name="Nina Norr",
                email="nina@tidning.test",
                use="editorial",
                created_at=now,
                **fields,
            )
        )

    room.change(add)


def grant_images(
    room: Room, *image_ids: int, email: str = GRANT_HOLDER, until: date | None = None
) -> str:
    """Grant the images, through today unless said otherwise; returns the address of the grant."""

    def work(session, now):
        last = until or now.date()
        form = typed_request(images=image_ids, email=email)
        made = submit_request(session, form, once=email, press_email="press@inera.se", now=now)
        permission = Permission("En artikel", until=last)
        images = [(session.get_one(Image, image_id), permission) for image_id in image_ids]
        grant = add_grant(made, images, by=None, now=now)
        change_request_state(session, made, "granted", by=None, now=now)
        session.flush()
        return grant.id, grant.token_generation

    grant_id, generation = room.change(work)
    return f"/hamta/{room.services.signer.token('grant', grant_id, generation)}"


def watch_image(room: Room, stranger: Browser, image_id: int, email: str = WATCHER) -> str:
    """Ask to be told and confirm it; returns the watcher's id and generation."""
    answer = stranger.send(f"/bevaka?b={image_id}", {"b": image_id, "email": email}, "/bevaka")
    assert answer.location == "/bevaka?klart=skickat"
    with room.services.database.reading() as session:
        letter = session.scalars(select(Letter).order_by(Letter.id.desc())).first()
        link = letter.context["confirm"]
    token = room.services.signer.token("watch", link["id"], link["generation"])
    assert stranger.client.post(f"/bevaka/{token}").location == "/bevaka?klart=bekraftat"
    return room.services.signer.token("watch_off", link["id"], link["generation"])


def with_case_address(services: Services) -> Services:
    return replace(services, letterhead=replace(services.letterhead, case_address=CASES))
