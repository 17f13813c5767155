"""The kinds of letters: an entry each says what staff read of it, how it goes, how long it stays.

The words of a letter stand in `templates/letters`, the function that drafts it in `letters` or
`grant_letters`. Asked by whoever posts, renders, shows, rewrites or erases letters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dam.mail import grant_letters, image_letters, letters
from dam.mail.gathering import draft_gathered_notice
from dam.mail.image_names import add_names
from dam.mail.letters import LetterDraft
from dam.mail.samples import ASKER, FIRST, PRESS, Sample

WEEK, QUARTER = timedelta(days=7), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A letter is called ``label``; staff may rewrite one with a ``purpose``, and look at its
    ``sample``.

    An ``automatic`` one nobody wrote: out-of-office replies leave it alone. One of no case is
    ``kept`` so long; the others go with their case. Many of a kind become one of that which they
    are ``gathered_into``. ``account_link`` names the value that opens an account: only lines that
    the product writes, after whatever staff have written, say it.
    """

    label: str
    purpose: str = ""
    sample: Callable[[Sample], LetterDraft] | None = None
    automatic: bool = True
    kept: timedelta | None = None
    gathered_into: str | None = None
    account_link: str | None = None


KINDS: dict[str, LetterKind] = {
    "receipt": LetterKind(
        "Kvitto till den som frågar",
        "Till den som frågar, direkt när ärendet har kommit in.",
        lambda s: letters.draft_receipt(s.request),
    ),
    "case_links": LetterKind(
        "Länkar till ärenden",
        "Till den som har tappat bort länken till sitt ärende och ber om den.",
        lambda s: letters.draft_case_links([s.request]),
    ),
    "needs_information": LetterKind(
        "Fråga till journalisten",
        "Till den som frågar, när du behöver veta mer.",
        lambda s: letters.needs_information(s.request, s.words["question"]),
        automatic=False,
    ),
    "answer": LetterKind(
        "Svar",
        "Till den som frågar, när du svarar utan att ge tillstånd.",
        lambda s: letters.draft_question_answer(s.request, s.words["message"]),
        automatic=False,
    ),
    "granted": LetterKind(
        "Beviljad",
        "Till den som frågar, när alla bilder får användas.",
        lambda s: grant_letters.draft_decision(s.request, s.grant, []),
        automatic=False,
    ),
    "partly_granted": LetterKind(
        "Delvis beviljad",
        "Till den som frågar, när några av bilderna får användas.",
        lambda s: grant_letters.draft_decision(s.request, s.grant, s.denied),
        automatic=False,
    ),
    "denied": LetterKind(
        "Avslag",
        "Till den som frågar, när ingen bild får användas.",
        lambda s: grant_letters.draft_decision(s.request, None, s.denied),
        automatic=False,
    ),
    "revoked": LetterKind(
        "Återkallat tillstånd",
        "Till den som har tillstånd, när du tar tillbaka det.",
        lambda s: grant_letters.draft_revocation(s.request, s.images, s.words["reason"]),
        automatic=False,
    ),
    "extended": LetterKind(
        "Förlängt tillstånd",
        "Till den som har tillstånd, när det förlängs.",
        lambda s: grant_letters.draft_extension(s.request, s.images, s.ends, s.grant),
        automatic=False,
    ),
    "not_extended": LetterKind(
        "Nej till längre tid",
        "Till den som har tillstånd, när det inte förlängs.",
        lambda s: grant_letters.not_extended(
            s.request, s.images, s.ends, s.words["reason"], ended=not s.full
        ),
        automatic=False,
    ),
    "image_closed": LetterKind(
        "Bilden är återkallad",
        "Till den som har tillstånd eller bevakar bilden, när den återkallas.",
        lambda s: image_letters.image_closed(
            ASKER, s.language, s.images, s.closed, s.off if s.full else None
        ),
        kept=QUARTER,
    ),
    "image_changed": LetterKind(
        "Bilden är ändrad",
        "Till den som bevakar bilden, när bildtext, byline eller villkor ändras.",
        lambda s: image_letters.image_changed(ASKER, s.language, s.image, s.changed_fields, s.off),
        kept=QUARTER,
    ),
    "image_replaced": LetterKind(
        "Bilden har en ny fil",
        "Till den som bevakar bilden, när den har fått en ny fil.",
        lambda s: image_letters.image_replaced(
            ASKER, s.language, FIRST, s.words["note"] if s.full else "", s.off
        ),
        kept=QUARTER,
    ),
    "watch_confirm": LetterKind(
        "Bekräfta bevakning",
        "Till den som vill bevaka en bild, för att bekräfta adressen.",
        lambda s: image_letters.watch_confirm(ASKER, s.language, FIRST, s.off),
        kept=WEEK,
    ),
    "notice": LetterKind(
        "Avisering till pressfunktionen",
        "Till pressfunktionen, när ett nytt ärende har kommit in.",
        lambda s: letters.draft_new_request_notice(s.request, press_email=PRESS),
        gathered_into="notices",
    ),
    "notices": LetterKind(
        "Samlad avisering till pressfunktionen",
        "Till pressfunktionen i stället för ett mejl om varje, när det händer mycket.",
        lambda s: draft_gathered_notice(
            "notices", letters.draft_new_request_notice(s.request, press_email=PRESS), s.request
        ),
        kept=QUARTER,
    ),
    "replied": LetterKind(
        "Avisering om komplettering",
        "Till pressfunktionen, när den som frågar har skrivit mer.",
        lambda s: letters.draft_reply_notice(s.request, press_email=PRESS, by_another=s.full),
        gathered_into="notices",
    ),
    "request_withdrawn": LetterKind(
        "Avisering om tillbakadragen begäran",
        "Till pressfunktionen, när den som frågade drar tillbaka ärendet.",
        lambda s: letters.request_withdrawn(s.request, press_email=PRESS),
        gathered_into="notices",
    ),
    "extension_asked": LetterKind(
        "Avisering om längre tid",
        "Till pressfunktionen, när någon ber om längre tid.",
        lambda s: grant_letters.extension_asked(s.request, s.deadline, PRESS),
        gathered_into="notices",
    ),
    "region_notice": LetterKind(
        "Avisering till regionen",
        "Till den region som äger bilderna, när någon ber att få använda dem.",
        lambda s: letters.region_notice(s.request, s.region, s.images),
        gathered_into="region_notices",
    ),
    "region_notices": LetterKind(
        "Samlad avisering till regionen",
        "Till regionen i stället för ett mejl om varje, när det händer mycket.",
        lambda s: draft_gathered_notice(
            "region_notices", letters.region_notice(s.request, s.region, s.images), s.request
        ),
        kept=QUARTER,
    ),
    "digest": LetterKind(
        "Morgonens brev till pressfunktionen",
        "Till pressfunktionen varje morgon, när något väntar.",
        lambda s: s.draft_digest(),
        kept=QUARTER,
    ),
    "sent_back": LetterKind(
        "Bild tillbaka från granskning",
        "Till den som skickade en bild till granskning och får den tillbaka.",
        lambda s: letters.draft_review_return(s.user, FIRST),
        kept=QUARTER,
    ),
    "approval_lost": LetterKind(
        "Godkänd bild som ändrats",
        "Till den som godkände en bild som någon annan sedan har ändrat.",
        lambda s: letters.approval_lost(s.user, FIRST),
        kept=QUARTER,
    ),
    "basis_approved": LetterKind(
        "Godkänd grund",
        "Till den vars grund för en person på bild någon annan har godkänt.",
        lambda s: letters.basis_approved(s.user, 7),
        kept=QUARTER,
    ),
    "change_approved": LetterKind(
        "Godkänd ändring",
        "Till den vars ändring av en publicerad bild någon annan har godkänt.",
        lambda s: letters.change_approved(s.user, FIRST),
        kept=QUARTER,
    ),
    "change_refused": LetterKind(
        "Nej till en ändring",
        "Till den vars ändring av en publicerad bild fick nej.",
        lambda s: letters.change_refused(s.user, FIRST),
        kept=QUARTER,
    ),
    "invitation": LetterKind(
        "Inbjudan till redaktionen",
        "Till den som bjuds in att arbeta här.",
        lambda s: letters.draft_invitation(s.invitation, s.now),
        kept=WEEK,
        account_link="link",
    ),
    "new_password": LetterKind(
        "Nytt lösenord",
        "Till den som har glömt sitt lösenord.",
        lambda s: letters.new_password(s.user, s.now),
        kept=WEEK,
        account_link="link",
    ),
    "trial": LetterKind("Provbrev", kept=WEEK),
}
"""In the order in which staff see them."""
KINDS_IN: dict[str, LetterKind] = {
    "reply": LetterKind("Brev", kept=QUARTER),
    "auto": LetterKind("Automatiskt svar", kept=QUARTER),
    "bounce": LetterKind("Besked om ett brev som studsade", kept=QUARTER),
}
"""What comes in."""
REWRITABLE = {kind: entry for kind, entry in KINDS.items() if entry.purpose}
ACCOUNT_LINKS = {kind: entry.account_link for kind, entry in KINDS.items() if entry.account_link}


def letter_label(kind: str, *, came: bool = False) -> str:
    """Label of a letter, out or in; its code where it is of no kind any more."""
    entry = (KINDS_IN if came else KINDS).get(kind)
    return entry.label if entry else kind


def draft_sample_letters(language: str, now: datetime) -> dict[str, list[LetterDraft]]:
    """Return for each kind of letter one that says all it may, then one that says little."""
    both = [Sample(language, now, full=full) for full in (True, False)]
    return {
        kind: [add_names(entry.sample(sample), sample.titles) for sample in both]
        for kind, entry in KINDS.items()
        if entry.sample
    }
