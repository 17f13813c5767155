"""What the log says in Swedish: of each action, of the things acted upon, and of their fields."""

from __future__ import annotations

from collections.abc import Mapping

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
    "standard answer": "Standardsvar",
    "user": "Konto",
    "invitation": "Inbjudan",
}

ACTIONS: Mapping[str, str] = {
    "add": "Lade till",
    "edit": "Ändrade",
    "arrange": "Ändrade ordningen",
    "remove": "Tog bort",
    "erase": "Raderade",
    "publish": "Publicerade",
    "check": "Kontrollerade",
    "upload": "Laddade upp",
    "sizes": "Skapade storlekarna",
    "sizes_failed": "Lyckades inte skapa storlekarna",
    "sizes_again": "Bad om storlekarna igen",
    "bin": "Lade i papperskorgen",
    "restore from bin": "Tog tillbaka ur papperskorgen",
    "upload version": "Laddade upp en ny version",
    "ask version": "Bad att en version ska visas",
    "version failed": "Lyckades inte använda den nya versionen",
    "drop version": "Tog bort den nya versionen",
    "replace": "Bytte fil",
    "become version": "Gjorde till en version av en annan bild",
    "keep both": "Behöll båda bilderna",
    "frame": "Valde fokuspunkt och beskärningar",
    "crops": "Skapade beskärningarna",
    "crops_failed": "Lyckades inte skapa beskärningarna",
    "describe": "Beskrev",
    "terms": "Satte villkor",
    "bounds": "Ändrade tider",
    "show people": "Angav vilka som syns",
    "assign": "Utsåg ansvarig",
    "send": "Skickade till granskning",
    "send back": "Skickade tillbaka från granskning",
    "take back": "Tog tillbaka från granskning",
    "schedule": "Valde när bilden ska publiceras",
    "cancel schedule": "Tog bort tiden för publicering",
    "schedule failed": "Kunde inte publicera när tiden kom",
    "lose approval": "Ändrade det som var godkänt",
    "propose change": "Föreslog en ändring av det som är publicerat",
    "approve change": "Godkände en ändring",
    "refuse change": "Sa nej till en ändring",
    "take back change": "Tog tillbaka sin ändring",
    "withdraw": "Återkallade",
    "restore": "Hävde återkallelsen",
    "give embargo link": "Gav en läsare länk före publiceringen",
    "revoke embargo link": "Stängde en läsares länk",
    "add clipping": "Noterade en publicering",
    "remove clipping": "Tog bort en noterad publicering",
    "add basis": "Lade till en grund",
    "approve basis": "Godkände en grund",
    "withdraw basis": "Återkallade en grund",
    "attach document": "Bifogade ett dokument",
    "read document": "Läste ett dokument",
    "write": "Skrev på utkastet",
    "resend": "Skickade igen",
    "returned": "Fick tillbaka",
    "unfit": "Kan inte längre skicka i egna ord",
    "put letter on case": "Lade ett brev på ärendet",
    "put aside": "Lade åt sidan",
    "note": "Skrev en anteckning",
    "extract": "Tog ut allt om den som frågade",
    "sign_in": "Loggade in",
    "change_password": "Bytte sitt lösenord",
    "ask_password": "Bad om länk till nytt lösenord",
    "choose_password": "Valde ett nytt lösenord med länken",
    "invite": "Bjöd in",
    "invite again": "Bjöd in igen",
    "accept": "Tog emot",
    "set_role": "Ändrade roll",
    "let read documents": "Lät läsa dokument",
    "stop reading documents": "Tog bort rätten att läsa dokument",
    "activate": "Öppnade kontot igen",
    "deactivate": "Stängde av kontot",
    **{f"request {state}": f"Ärendet blev: {words}" for state, words in REQUEST_STATES.items()},
    **{f"request {what}": words for what, words in WHATS.items()},
    **{f"{kind} in": f"Kom in: {entry.label}" for kind, entry in KINDS_IN.items()},
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
    """What a field is called; its own name where staff never meet it."""
    return FIELDS.get(name) or field_label(name)
