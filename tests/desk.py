"""Images that may be asked for, two who may answer, and a request that waits."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from dam.database.models import (
    Image,
    ImageText,
    ImageWindow,
    Organisation,
    Terms,
    TermsVersion,
    UsageRequest,
    User,
)
from dam.database.session import Database, Session
from dam.rights.window import FAR_FUTURE, FAR_PAST, VisibilityLevel
from dam.usage_requests.decision_form import Decided, Permission, Refusal
from dam.usage_requests.request_form import RequestForm
from dam.usage_requests.submit import submit_request
from tests.rows import file_of

PRESS = "press@inera.se"


@pytest.fixture
def house(database: Database, now: datetime) -> dict[str, int]:
    """Inera, Skåne, terms that need approval, and two editors: their ids by name."""
    with database.writing() as session:
        terms = TermsVersion(
            n=1,
            klass="approval",
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

    def add(**fields: object) -> int:
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
                    "texts": [ImageText(language="sv", title="En hemlig titel")],
                    "windows": [
                        ImageWindow(starts=FAR_PAST, ends=FAR_FUTURE, level=VisibilityLevel.TERMS)
                    ],
                    **fields,
                }
            )
            session.add(image)
            session.flush()
            image.file = file_of(image, now)
            session.commit()
            return image.id

    return add


def asking(**fields: object) -> RequestForm:
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


@pytest.fixture
def ask_for(database: Database, now: datetime) -> Callable[..., int]:
    """Submit a request for images, and return its id."""

    def submit_one(*images: int, once: str = "once", **fields: object) -> int:
        with database.writing() as session:
            asked = asking(images=images, **fields)
            request = submit_request(session, asked, once=once, press_email=PRESS, now=now)
            session.commit()
            return request.id

    return submit_one


def the(session: Session, request_id: int) -> UsageRequest:
    return session.get_one(UsageRequest, request_id)


YES = Permission(scope="En artikel i Tidningen", until=date(2026, 12, 31))
YES_ENDS = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)


def granting(*images: int, refused: tuple[int, ...] = ()) -> Decided:
    """A yes to some images, and a no to others."""
    no = Refusal("Bilden är inaktuell.")
    return Decided("each", dict.fromkeys(images, YES), dict.fromkeys(refused, no))


def denying(*images: int) -> Decided:
    return Decided("deny", denied=dict.fromkeys(images, Refusal("Användningen gäller reklam.")))
