"""Images that may be asked for, two who may answer, and a request that waits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from dam.database.models import (
    Image,
    ImageText,
    ImageWindow,
    Organisation,
    Terms,
    TermsVersion,
    User,
)
from dam.database.session import Database
from dam.rights.window import FAR_FUTURE, FAR_PAST, VisibilityLevel
from dam.usage_requests import answer
from dam.usage_requests.decision_form import Decided, Refusal
from dam.usage_requests.submit import submit_request
from tests.support.file_rows import file_row
from tests.support.requests import PERMISSION, PRESS_EMAIL, find_request, typed_request


@pytest.fixture
def house(database: Database, now: datetime) -> dict[str, int]:
    """Inera, Skåne, terms that need approval, and two editors: their ids by name."""
    with database.writing() as session:
        terms = TermsVersion(
            n=1,
            category="approval",
            crop_allowed=False,
            end_required=False,
            published_at=now,
            terms=Terms(slug="kraver-godkannande"),
        )
        inera = Organisation(kind="inera", slug="inera", display_name="Inera", position=0)
        skane = Organisation(
            kind="region",
            slug="skane",
            display_name="Region Skåne",
            position=1,
            email="press@skane.example",
        )
        people = [
            User(
                email=f"{name}@inera.se", name=name, role="editor", password_hash="", created_at=now
            )
            for name in ("Kim", "Noor")
        ]
        session.add_all([terms, inera, skane, *people])
        session.flush()
        ids = {
            "terms": terms.id,
            "inera": inera.id,
            "skane": skane.id,
            "Kim": people[0].id,
            "Noor": people[1].id,
        }
        session.commit()
    return ids


@pytest.fixture
def add_image(database: Database, house: dict[str, int], now: datetime) -> Callable[..., int]:
    """Add an image that the public may see; fields may say otherwise."""

    def add(title: str = "En hemlig titel", **fields: object) -> int:
        with database.writing() as session:
            image = Image(
                **{
                    "owner_id": house["inera"],
                    "state": "published",
                    "processing": "ready",
                    "terms_version_id": house["terms"],
                    "creators": ["Anna Ek"],
                    "brand": "1177",
                    "first_published_at": now,
                    "created_at": now,
                    "updated_at": now,
                    "texts": [ImageText(language="sv", title=title)],
                    "windows": [
                        ImageWindow(starts=FAR_PAST, ends=FAR_FUTURE, level=VisibilityLevel.TERMS)
                    ],
                    **fields,
                }
            )
            session.add(image)
            session.flush()
            image.file = file_row(image, now)
            session.commit()
            return image.id

    return add


@pytest.fixture
def ask_for(database: Database, now: datetime) -> Callable[..., int]:
    """Submit a request for images, and return its id."""

    def submit_one(*images: int, once: str = "once", **fields: object) -> int:
        with database.writing() as session:
            asked = typed_request(images=images, **fields)
            request = submit_request(session, asked, once=once, press_email=PRESS_EMAIL, now=now)
            session.commit()
            return request.id

    return submit_one


@pytest.fixture
def three_images(add_image) -> tuple[int, int, int]:
    return add_image(), add_image(), add_image()


@pytest.fixture
def granted_request(database, house, three_images, ask_for, now) -> int:
    """A request with a yes to two images, the first of them for a month, and a no to the third."""
    short, long, no = three_images
    number = ask_for(*three_images)
    month = replace(PERMISSION, until=date(2026, 11, 30))
    said = Decided("each", {short: month, long: PERMISSION}, {no: Refusal("Bilden är inaktuell.")})
    with database.writing() as session:
        answer.decide_request(
            session, find_request(session, number), said, version=1, by=house["Kim"], now=now
        )
        session.commit()
    return number
