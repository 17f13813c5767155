"""Labels of the log in Swedish: of actions, of things, and of their fields."""

from __future__ import annotations

from collections.abc import Mapping

from dam.database.audit_actions import AuditAction
from dam.mail.kinds import KINDS_IN
from dam.usage_requests.case_page import LABELS as REQUEST_STATES
from dam.usage_requests.desk_page import WHATS
from dam.web.staff.images.field_changes import field_label

KINDS = {
    "image": "Bild",
    "collection": "Samling",
    "request": "Ärende",
    "letter": "Brev",
    "person": "Person i samtyckesregistret",
    "terms": "Villkor",
    "organisation": "Region eller Inera",
    "contact": "Presskontakt",
    "house choices": "Inställningar",
    "page text": "Sidtext",
    "letter text": "Mejltext",
    "routes": "Fördelning",
    "synonyms": "Synonymer i sökningen",
    "standard answer": "Standardsvar",
    "user": "Konto",
    "invitation": "Inbjudan",
}

ACTIONS: Mapping[str, str] = {
    AuditAction.ADD: "Lade till",
    AuditAction.EDIT: "Ändrade",
    AuditAction.ARRANGE: "Ändrade ordningen",
    AuditAction.REMOVE: "Tog bort",
    AuditAction.ERASE: "Raderade",
    AuditAction.PUBLISH: "Publicerade",
    AuditAction.CHECK: "Kontrollerade",
    AuditAction.UPLOAD: "Laddade upp",
    AuditAction.SIZES: "Skapade storlekarna",
    AuditAction.SIZES_FAILED: "Lyckades inte skapa storlekarna",
    AuditAction.SIZES_AGAIN: "Bad om storlekarna igen",
    AuditAction.BIN: "Lade i papperskorgen",
    AuditAction.RESTORE_FROM_BIN: "Tog tillbaka ur papperskorgen",
    AuditAction.UPLOAD_VERSION: "Laddade upp en ny version",
    AuditAction.ASK_VERSION: "Bad att en version ska visas",
    AuditAction.VERSION_FAILED: "Lyckades inte använda den nya versionen",
    AuditAction.DROP_VERSION: "Tog bort den nya versionen",
    AuditAction.REPLACE: "Bytte fil",
    AuditAction.BECOME_VERSION: "Gjorde till en version av en annan bild",
    AuditAction.KEEP_BOTH: "Behöll båda bilderna",
    AuditAction.FRAME: "Valde fokuspunkt och beskärningar",
    AuditAction.CROPS: "Skapade beskärningarna",
    AuditAction.CROPS_FAILED: "Lyckades inte skapa beskärningarna",
    AuditAction.DESCRIBE: "Beskrev",
    AuditAction.TERMS: "Satte villkor",
    AuditAction.BOUNDS: "Ändrade tider",
    AuditAction.SHOW_PEOPLE: "Angav vilka som syns",
    AuditAction.ASSIGN: "Utsåg ansvarig",
    AuditAction.SEND: "Skickade till granskning",
    AuditAction.SEND_BACK: "Skickade tillbaka från granskning",
    AuditAction.TAKE_BACK: "Tog tillbaka från granskning",
    AuditAction.SCHEDULE: "Valde när bilden ska publiceras",
    AuditAction.CANCEL_SCHEDULE: "Tog bort tiden för publicering",
    AuditAction.SCHEDULE_FAILED: "Kunde inte publicera när tiden kom",
    AuditAction.LOSE_APPROVAL: "Ändrade det som var godkänt",
    AuditAction.PROPOSE_CHANGE: "Föreslog en ändring av det som är publicerat",
    AuditAction.APPROVE_CHANGE: "Godkände en ändring",
    AuditAction.REFUSE_CHANGE: "Sa nej till en ändring",
    AuditAction.TAKE_BACK_CHANGE: "Tog tillbaka sin ändring",
    AuditAction.WITHDRAW: "Återkallade",
    AuditAction.RESTORE: "Hävde återkallelsen",
    AuditAction.GIVE_EMBARGO_LINK: "Gav en läsare länk före publiceringen",
    AuditAction.REVOKE_EMBARGO_LINK: "Stängde en läsares länk",
    AuditAction.ADD_CLIPPING: "Noterade en publicering",
    AuditAction.REMOVE_CLIPPING: "Tog bort en noterad publicering",
    AuditAction.ADD_BASIS: "Lade till en grund",
    AuditAction.APPROVE_BASIS: "Godkände en grund",
    AuditAction.WITHDRAW_BASIS: "Återkallade en grund",
    AuditAction.ATTACH_DOCUMENT: "Bifogade ett dokument",
    AuditAction.READ_DOCUMENT: "Läste ett dokument",
    AuditAction.WRITE: "Skrev på utkastet",
    AuditAction.RESEND: "Skickade igen",
    AuditAction.RETURNED: "Fick tillbaka",
    AuditAction.UNFIT: "Kan inte längre skicka i egna ord",
    AuditAction.PUT_LETTER_ON_CASE: "Lade ett brev på ärendet",
    AuditAction.PUT_ASIDE: "Lade åt sidan",
    AuditAction.NOTE: "Skrev en anteckning",
    AuditAction.EXTRACT: "Tog ut allt om den som frågade",
    AuditAction.SIGN_IN: "Loggade in",
    AuditAction.CHANGE_PASSWORD: "Bytte sitt lösenord",
    AuditAction.ASK_PASSWORD: "Bad om länk till nytt lösenord",
    AuditAction.CHOOSE_PASSWORD: "Valde ett nytt lösenord med länken",
    AuditAction.INVITE: "Bjöd in",
    AuditAction.INVITE_AGAIN: "Bjöd in igen",
    AuditAction.ACCEPT: "Tog emot",
    AuditAction.SET_ROLE: "Ändrade roll",
    AuditAction.LET_READ_DOCUMENTS: "Lät läsa dokument",
    AuditAction.STOP_READING_DOCUMENTS: "Tog bort rätten att läsa dokument",
    AuditAction.ACTIVATE: "Öppnade kontot igen",
    AuditAction.DEACTIVATE: "Stängde av kontot",
    **{
        AuditAction(f"request_{state}"): f"Ärendet blev: {words}"
        for state, words in REQUEST_STATES.items()
    },
    **{AuditAction(f"request_{what}"): words for what, words in WHATS.items()},
    **{AuditAction(f"{kind}_in"): f"Kom in: {entry.label}" for kind, entry in KINDS_IN.items()},
}

FIELDS = {
    "name": "Namn",
    "intro": "Ingress",
    "assigned_to": "Ansvarig",
    "subject": "Ämnesrad",
    "body": "Text",
    "review_required": "Granskning av en annan person",
    "minor_edits_pass": "Små ändringar utan granskning",
}
"""Fields that an image's history does not show."""

DETAILS = {
    "role": "roll",
    "from": "från",
    "to": "till",
    "terms": "villkor",
    "n": "version",
    "reason": "skäl",
    "why": "varför",
    "at": "tid",
    "converted": "omvandlad",
    "sizes": "storlekar",
    "crops": "beskärningar",
    "basis": "grund",
    "other": "annan bild",
    "sha256": "SHA-256",
    "step": "steg",
    "fingerprint": "fingeravtryck",
}
"""What is told beside an action, in the order it is read."""


def audit_field_label(name: str) -> str:
    """Label of a field; its own name where staff never meet it."""
    return FIELDS.get(name) or field_label(name)
