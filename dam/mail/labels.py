"""What letters and their states are called on the staff's pages."""

from __future__ import annotations

LETTERS = {
    "receipt": "Kvitto till den som frågar",
    "notice": "Avisering till pressfunktionen",
    "notices": "Samlad avisering till pressfunktionen",
    "region_notice": "Avisering till regionen",
    "region_notices": "Samlad avisering till regionen",
    "replied": "Avisering om komplettering",
    "request_withdrawn": "Avisering om tillbakadragen begäran",
    "needs_information": "Fråga till journalisten",
    "granted": "Beviljad",
    "partly_granted": "Delvis beviljad",
    "denied": "Avslag",
    "answer": "Svar",
    "revoked": "Återkallat tillstånd",
    "extension_asked": "Avisering om längre tid",
    "extended": "Förlängt tillstånd",
    "not_extended": "Nej till längre tid",
    "image_closed": "Bilden är återkallad",
    "image_changed": "Bilden är ändrad",
    "image_replaced": "Bilden har en ny fil",
    "watch_confirm": "Bekräfta bevakning",
    "digest": "Morgonens brev till pressfunktionen",
    "invitation": "Inbjudan till redaktionen",
    "new_password": "Nytt lösenord",
    "sent_back": "Bild tillbaka från granskning",
    "approval_lost": "Godkänd bild som ändrats",
    "change_approved": "Godkänd ändring",
    "change_refused": "Nej till en ändring",
    "trial": "Provbrev",
}
LETTERS_IN = {
    "reply": "Brev",
    "auto": "Automatiskt svar",
    "bounce": "Besked om ett brev som studsade",
}
LETTER_STATES = {
    "waiting": "Väntar",
    "sent": "Skickat",
    "failed": "Kom inte fram",
    "kept": "Kom in",
    "unmatched": "Väntar på ärende",
    "aside": "Lagt åt sidan",
}
