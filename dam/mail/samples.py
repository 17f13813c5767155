"""A letter of each kind with made-up values, as whoever changes its words looks at it.

They are drafted by the functions that draft the real ones; their links lead nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from dam.database.models import (
    Grant,
    Image,
    Invitation,
    Organisation,
    RequestItem,
    Terms,
    TermsVersion,
    UsageRequest,
    User,
)
from dam.mail import grant_letters, letters
from dam.mail.gathering import draft_gathered_notice
from dam.mail.grant_letters import Denied, PermissionLines
from dam.mail.letters import ClosedImages, LetterDraft, Off

FIRST, SECOND = 900_001, 900_002
PRESS, ASKER = "press@inera.se", "nina.norr@tidning.example"
SWEDISH, ENGLISH = "sv", "en"
WORDS = {
    SWEDISH: {
        "scope": "En artikel om sjukvårdsrådgivning",
        "reason": "Bilden är inaktuell.",
        "question": "I vilket nummer ska bilden stå?",
        "message": "Bilden finns på 1177.se. Du får länka till sidan.",
        "conditions": "Beskär inte bilden.",
        "note": "Skylten i bakgrunden är borta.",
    },
    ENGLISH: {
        "scope": "An article about healthcare advice",
        "reason": "The image is out of date.",
        "question": "In which issue will the image appear?",
        "message": "The image is on 1177.se. You may link to the page.",
        "conditions": "Do not crop the image.",
        "note": "The sign in the background is gone.",
    },
}


def draft_sample_letters(language: str, now: datetime) -> dict[str, list[LetterDraft]]:
    """Return for each kind of letter one that says all it may, then one that says little."""
    found: dict[str, list[LetterDraft]] = {}
    for full in (True, False):
        for draft in _draft_every_letter(language, now, full=full):
            found.setdefault(draft.kind, []).append(draft)
    return found


def _draft_every_letter(language: str, now: datetime, *, full: bool) -> Iterator[LetterDraft]:
    yield from _of_cases(language, now, full=full)
    yield from _draft_image_letters(language, now, full=full)
    yield letters.draft_daily_digest(
        PRESS,
        now,
        open_cases=3,
        late=["2026-0007"] if full else [],
        undelivered=2 if full else 0,
        in_review=1,
        refused=1 if full else 0,
    )
    yield letters.draft_invitation(Invitation(id=0, email=PRESS, token_generation=0), now)
    yield letters.new_password(User(id=0, email=PRESS, password_generation=0), now)
    yield letters.draft_review_return(User(email=PRESS), FIRST)
    yield letters.approval_lost(User(email=PRESS), FIRST)
    yield letters.change_approved(User(email=PRESS), FIRST)
    yield letters.change_refused(User(email=PRESS), FIRST)


def _of_cases(language: str, now: datetime, *, full: bool) -> Iterator[LetterDraft]:
    words = WORDS[language]
    images = [FIRST, SECOND] if full else [FIRST]
    request = UsageRequest(
        id=0,
        number="2026-0007",
        token_generation=0,
        language=language,
        name="Nina Norr",
        email=ASKER,
        deadline=now + timedelta(days=2) if full else None,
        created_at=now,
        items=[RequestItem(image_id=one) for one in images],
    )
    region = Organisation(display_name="Region Skåne", email="press@skane.example")
    notice = letters.draft_new_request_notice(request, press_email=PRESS)
    to_region = letters.region_notice(request, region, images)
    yield letters.draft_receipt(request)
    yield notice
    yield to_region
    yield draft_gathered_notice(notice, request, None)
    yield draft_gathered_notice(to_region, request, None)
    yield letters.draft_reply_notice(request, press_email=PRESS, by_another=full)
    yield letters.request_withdrawn(request, press_email=PRESS)
    yield letters.needs_information(request, words["question"])
    yield letters.draft_question_answer(request, words["message"])
    grant, ends = Grant(id=0, token_generation=0), now + timedelta(days=90)
    given = {
        one: _make_sample_permissions(words, ends, full=full)
        for one in letters.list_image_refs(images)
    }
    no = [
        Denied(
            letters.list_image_refs([SECOND]),
            words["reason"],
            letters.list_image_refs([FIRST]) if full else (),
        )
    ]
    yield grant_letters.draft_grant(request, given, grant)
    yield grant_letters.partly_granted(request, given, no, grant)
    yield grant_letters.draft_denial(request, no)
    yield grant_letters.draft_revocation(request, images, words["reason"])
    yield grant_letters.extension_asked(request, now + timedelta(days=9) if full else None, PRESS)
    yield grant_letters.draft_extension(request, images, ends, grant)
    yield grant_letters.not_extended(request, images, ends, words["reason"], ended=not full)


def _make_sample_permissions(
    words: dict[str, str], ends: datetime, *, full: bool
) -> PermissionLines:
    return PermissionLines(
        scope=words["scope"],
        until=ends,
        credit="Foto: Anna Ek/1177",
        channels="print,web" if full else "",
        territory="Sverige" if full else "",
        conditions=words["conditions"] if full else "",
        terms=TermsVersion(n=1, terms=Terms(slug="kraver-godkannande"), texts=[]),
    )


def _draft_image_letters(language: str, now: datetime, *, full: bool) -> Iterator[LetterDraft]:
    off, images = Off(0, 0), [FIRST, SECOND] if full else [FIRST]
    words = WORDS[language]
    closed = ClosedImages(now, words["reason"], remove=full, replaced_by=SECOND if full else None)
    terms = TermsVersion(n=2, terms=Terms(slug="fri-med-villkor"), texts=[])
    image = Image(id=FIRST, terms_version=terms if full else None)
    what = ["caption", "credit", "terms"] if full else ["caption"]
    yield letters.image_closed(ASKER, language, images, closed, off if full else None)
    yield letters.image_changed(ASKER, language, image, what, off)
    yield letters.image_replaced(ASKER, language, FIRST, words["note"] if full else "", off)
    yield letters.watch_confirm(ASKER, language, FIRST, off)
