"""Made-up values for a letter of each kind, as whoever changes its words looks at it.

The functions that draft the real ones draft of these; their links lead nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dam.database.models import (
    Grant,
    GrantItem,
    Image,
    Invitation,
    Organisation,
    RequestItem,
    Terms,
    TermsVersion,
    UsageRequest,
    User,
)
from dam.mail import letters
from dam.mail.image_letters import ClosedImages, Off
from dam.mail.letters import LetterDraft

FIRST, SECOND = 900_001, 900_002
PRESS, ASKER = "press@inera.se", "nina.norr@tidning.example"
SWEDISH, ENGLISH = "sv", "en"
WORDS = {
    SWEDISH: {
        "titles": "Sjuksköterska i rådgivningssamtal; Vårdcentral",
        "territory": "Sverige",
        "scope": "En artikel om sjukvårdsrådgivning",
        "reason": "Bilden är inaktuell.",
        "question": "I vilket nummer ska bilden stå?",
        "message": "Bilden finns på 1177.se. Du får länka till sidan.",
        "conditions": "Beskär inte bilden.",
        "note": "Skylten i bakgrunden är borta.",
    },
    ENGLISH: {
        "titles": "Nurse on the phone; Health centre",
        "territory": "Sweden",
        "scope": "An article about healthcare advice",
        "reason": "The image is out of date.",
        "question": "In which issue will the image appear?",
        "message": "The image is on 1177.se. You may link to the page.",
        "conditions": "Do not crop the image.",
        "note": "The sign in the background is gone.",
    },
}


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter's made-up subject: ``full`` has all that it may say, the other little."""

    language: str
    now: datetime
    full: bool

    off = Off(0, 0)
    user = User(id=0, email=PRESS, password_generation=0)
    invitation = Invitation(id=0, email=PRESS, token_generation=0)
    region = Organisation(display_name="Region Skåne", email="press@skane.example")

    @property
    def words(self) -> dict[str, str]:
        return WORDS.get(self.language, WORDS[SWEDISH])

    @property
    def titles(self) -> dict[int, str]:
        first, second = self.words["titles"].split("; ")
        return {FIRST: first, SECOND: second}

    @property
    def images(self) -> list[int]:
        return [FIRST, SECOND] if self.full else [FIRST]

    @property
    def ends(self) -> datetime:
        return self.now + timedelta(days=90)

    @property
    def deadline(self) -> datetime | None:
        return self.now + timedelta(days=9) if self.full else None

    @property
    def request(self) -> UsageRequest:
        return UsageRequest(
            id=0,
            number="2026-0007",
            about="image_use",
            token_generation=0,
            language=self.language,
            name="Nina Norr",
            email=ASKER,
            deadline=self.now + timedelta(days=2) if self.full else None,
            created_at=self.now,
            items=[RequestItem(image_id=image_id) for image_id in self.images],
        )

    @property
    def grant(self) -> Grant:
        items = [
            GrantItem(
                image_id=image_id,
                scope=self.words["scope"],
                ends=self.ends,
                credit="Foto: Anna Ek/1177",
                channels="print,web" if self.full else "",
                territory=self.words["territory"] if self.full else "",
                conditions=self.words["conditions"] if self.full else "",
                terms_version=TermsVersion(n=1, terms=Terms(slug="kraver-godkannande"), texts=[]),
            )
            for image_id in self.images
        ]
        return Grant(id=0, token_generation=0, ends=self.ends, items=items)

    @property
    def denied(self) -> list[RequestItem]:
        others = letters.list_image_refs([FIRST]) if self.full else []
        return [RequestItem(image_id=SECOND, reason=self.words["reason"], alternatives=others)]

    @property
    def image(self) -> Image:
        terms = TermsVersion(n=2, terms=Terms(slug="fri-med-villkor"), texts=[])
        return Image(id=FIRST, terms_version=terms if self.full else None)

    @property
    def changed_fields(self) -> list[str]:
        return ["caption", "credit", "terms"] if self.full else ["caption"]

    @property
    def closed(self) -> ClosedImages:
        replaced_by = SECOND if self.full else None
        return ClosedImages(
            self.now, self.words["reason"], remove=self.full, replaced_by=replaced_by
        )

    def draft_digest(self) -> LetterDraft:
        return letters.draft_daily_digest(
            PRESS,
            self.now,
            open_cases=3,
            late=["2026-0007"] if self.full else [],
            undelivered=2 if self.full else 0,
            in_review=1,
            refused=1 if self.full else 0,
        )
